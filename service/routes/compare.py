"""POST /v1/compare and /v1/twins: given texts against one another, the corpus against itself."""

from __future__ import annotations

import time
from dataclasses import replace

from apiflask import APIBlueprint

from index.types import CheckOptions, CheckSpan
from service import shapes
from service.admission import in_time
from service.checks import all_classes
from service.examples import COMPARE, TWINS, TWINS_JOB
from service.schemas.checks import CompareAnswer, CompareIn, TwinsIn
from service.schemas.common import filters_of
from service.schemas.jobs import JobEnvelope
from service.state import engine, state
from service.work import looking

blueprint = APIBlueprint("compare", __name__, url_prefix="/v1", tag="Check 查重")


@blueprint.post("/compare")
@blueprint.input(CompareIn, arg_name="asked", example=COMPARE.asked)
@blueprint.output(CompareAnswer, example=COMPARE.answered)
def compare(asked: CompareIn) -> shapes.Shape:
    """Compare two texts: what of the draft comes from the source.

    Either may be a text or a document of the corpus.
    """
    began = time.perf_counter()
    draft = asked.draft if asked.draft_id is None else engine().document_text(asked.draft_id)
    source = asked.source if asked.source_id is None else engine().document_text(asked.source_id)
    options = CheckOptions(
        min_run_chars=asked.min_run_chars,
        min_span_chars=asked.min_span_chars,
        classes=asked.classes or all_classes(),
        exclude=asked.exclude,
        template=asked.template,
        sensitivity=asked.sensitivity,
    )
    found = in_time(
        lambda stopped: engine().compare(
            draft or "", source or "", options, by_meaning=asked.by_meaning, cancelled=stopped
        )
    )
    if asked.source_id is not None:
        found = replace(found, spans=tuple(_of_document(each, asked.source_id) for each in found.spans))
    return {
        "spans": found.spans,
        "set_phrases": found.set_phrases,
        "disguises": found.disguises,
        "figures": found.figures,
        "limits": found.limits,
        "took_ms": shapes.since(began),
    }


@blueprint.post("/twins")
@blueprint.input(TwinsIn, arg_name="asked", example=TWINS.asked)
@blueprint.output(JobEnvelope, status_code=202, example=TWINS_JOB.answered)
def twins(asked: TwinsIn) -> tuple[shapes.Shape, int]:
    """Find documents, and passages of different documents, that are nearly the same, as a job."""
    job = state().jobs.start("twins", looking(filters_of(asked.filters), asked.limit))
    return {"job": shapes.job(job)}, 202


def _of_document(span: CheckSpan, document_id: int) -> CheckSpan:
    """A span whose source is a document of the corpus."""
    source = span.source
    path = engine().store.heading_path(document_id, source.start)
    return replace(span, source=replace(source, document=engine().document(document_id), heading_path=path))
