"""GET /v1/statistics and POST /v1/map: what the corpus consists of, in numbers and as a picture."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import jsonify, make_response

from service import shapes
from service.examples_library import MAP, MAP_JOB, STATISTICS
from service.schemas.common import filters_of
from service.schemas.library import MapAnswer, MapIn, StatisticsAnswer, StatisticsQuery
from service.state import engine, state
from service.work import looking

blueprint = APIBlueprint("statistics", __name__, url_prefix="/v1", tag="Documents 文库")


@blueprint.get("/statistics")
@blueprint.input(StatisticsQuery, location="query", arg_name="asked")
@blueprint.output(StatisticsAnswer, example=STATISTICS.answered)
def statistics(asked: StatisticsQuery) -> shapes.Shape:
    """Documents counted by year, organ, kind, level, language, collection and tag."""
    (documents, characters, passages), counted = engine().statistics(filters_of(asked))
    return {"documents": documents, "characters": characters, "passages": passages} | counted


@blueprint.post("/map")
@blueprint.input(MapIn, arg_name="asked", example=MAP.asked)
@blueprint.output(MapAnswer, example=MAP.answered)
@blueprint.doc(responses=MAP_JOB.response(202, "Not drawn yet: the job that does it; ask again when it is done."))
def corpus_map(asked: MapIn) -> object:
    """A map of the corpus in two dimensions: a point is a passage, regions are named by their words.

    Where it is not drawn yet for the present state of the corpus, the answer is 202 with a job.
    """
    filters, maps = filters_of(asked.filters), engine().maps
    known = maps.known(filters)
    if known is not None:
        return known

    return make_response(jsonify({"job": shapes.job(state().jobs.start("map", looking(filters)))}), 202)
