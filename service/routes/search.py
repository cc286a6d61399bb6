"""POST /v1/search."""

from __future__ import annotations

import time

from apiflask import APIBlueprint

from index.grouping import Page
from index.types import Like
from service import shapes
from service.examples import SEARCH
from service.schemas.common import filters_of
from service.schemas.search import SearchAnswer, SearchIn
from service.state import engine

blueprint = APIBlueprint("search", __name__, url_prefix="/v1", tag="Search 查找")


@blueprint.post("/search")
@blueprint.input(SearchIn, arg_name="asked", example=SEARCH.asked)
@blueprint.output(SearchAnswer, example=SEARCH.answered)
def search(asked: SearchIn) -> shapes.Shape:
    """Find similar wording.

    Takes a phrase or a whole paragraph, in any language the model knows, or a passage or document to find more of;
    answers passages, best first. In a typed query "a phrase" must occur, -word must not, and field:value (year,
    organ, level, kind, title, tag, collection, source, language) says in which documents.
    """
    began = time.perf_counter()
    page = Page(
        asked.k,
        asked.offset,
        asked.min_similarity,
        asked.sort,
        one_per_document=asked.one_per_document,
        fold_twins=asked.fold_twins,
        join=asked.join,
        facets=asked.facets,
    )
    filters = filters_of(asked.filters)
    if asked.like is not None:
        like = Like(asked.like.passage_id, asked.like.document_id, asked.like.start, asked.like.end)
        answers = [engine().more_like(like, mode=asked.mode, filters=filters, page=page)]
    else:
        queries = (asked.query,) if asked.query is not None else asked.queries or ()
        answers = engine().search(queries, mode=asked.mode, filters=filters, operators=asked.operators, page=page)
    shaped = [shapes.answer(each, explain=asked.explain) for each in answers]
    took = {"took_ms": shapes.since(began)}
    return ({"answers": shaped} if asked.queries is not None else shaped[0]) | took
