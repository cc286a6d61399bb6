"""POST /v1/search."""

from __future__ import annotations

import time

from apiflask import APIBlueprint

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

    Takes a phrase or a whole paragraph, in any language the model knows; answers passages, best first.
    """
    began = time.perf_counter()
    answers = engine().search(
        (asked.query,) if asked.query is not None else asked.queries or (),
        k=asked.k,
        mode=asked.mode,
        filters=filters_of(asked.filters),
        min_similarity=asked.min_similarity,
        offset=asked.offset,
    )
    shaped = [shapes.answer(each) for each in answers]
    took = {"took_ms": shapes.since(began)}
    return (shaped[0] if asked.query is not None else {"answers": shaped}) | took
