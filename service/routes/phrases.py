"""POST /v1/phrases/search and /v1/phrases/rewrite: the phrase bank and rewrite help."""

from __future__ import annotations

import time

from apiflask import APIBlueprint

from index.phrases import Wanted
from service import shapes
from service.examples_phrases import PHRASES, REWRITE
from service.schemas.common import filters_of
from service.schemas.phrases import PhrasesAnswer, PhrasesIn, RewriteAnswer, RewriteIn
from service.state import engine

blueprint = APIBlueprint("phrases", __name__, url_prefix="/v1/phrases", tag="Phrases 雅句库")


@blueprint.post("/search")
@blueprint.input(PhrasesIn, arg_name="asked", example=PHRASES.asked)
@blueprint.output(PhrasesAnswer, example=PHRASES.answered)
def search(asked: PhrasesIn) -> shapes.Shape:
    """Search headings, parallel sentences, four-character series, openings, transitions and closings.

    By meaning, by the place in a text and by subject; each with how often and in which documents it occurs.
    """
    began = time.perf_counter()
    wanted = Wanted(asked.kind, asked.place, asked.level, asked.subject, asked.min_documents, asked.max_documents)
    phrases, total = engine().search_phrases(
        asked.query, wanted, k=asked.k, offset=asked.offset, filters=filters_of(asked.filters)
    )
    return {"phrases": phrases, "total": total, "took_ms": shapes.since(began)}


@blueprint.post("/rewrite")
@blueprint.input(RewriteIn, arg_name="asked", example=REWRITE.asked)
@blueprint.output(RewriteAnswer, example=REWRITE.answered)
def rewrite(asked: RewriteIn) -> shapes.Shape:
    """Find other wordings of a sentence in the corpus, the most distant in words first, each with its source."""
    began = time.perf_counter()
    found = engine().rewordings(
        asked.text, k=asked.k, min_similarity=asked.min_similarity, filters=filters_of(asked.filters)
    )
    return {"rewordings": found, "took_ms": shapes.since(began)}
