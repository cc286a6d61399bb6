"""POST /v1/check and /v1/check/many: drafts against the corpus."""

from __future__ import annotations

import time

from apiflask import APIBlueprint
from flask import Response, jsonify, make_response

from service import shapes
from service.admission import in_time
from service.checks import Draft
from service.drafts import draft_of_file, drafts_of, options_of
from service.examples import CHECK, CHECK_JOB, CHECK_MANY
from service.schemas.check import CheckAnswer, CheckIn, CheckManyIn, CheckManyUpload, CheckUpload
from service.schemas.jobs import JobEnvelope
from service.state import state
from service.work import checking

blueprint = APIBlueprint("check", __name__, url_prefix="/v1", tag="Check 查重")


@blueprint.post("/check")
@blueprint.input(CheckIn, arg_name="asked", example=CHECK.asked)
@blueprint.output(CheckAnswer, example=CHECK.answered)
@blueprint.doc(responses=CHECK_JOB.response(202, "Long: the job that checks it."))
def check(asked: CheckIn | CheckUpload) -> shapes.Shape | Response:
    """Check a draft for near-copies.

    Takes the draft as JSON text or as one file in a form. Nothing of it is logged, and nothing is kept unless `keep`
    says so. Long drafts answer 202 with a job.
    """
    began = time.perf_counter()
    checks, jobs = state().checks, state().jobs
    draft = draft_of_file(asked.files[0]) if isinstance(asked, CheckUpload) else Draft(asked.name, asked.text)
    options, keep = options_of(asked), asked.keep
    is_long = len(draft.text) > state().settings.job_chars
    if is_long if asked.background is None else asked.background:
        job = jobs.start("check", checking([draft], options, keep))
        return make_response(jsonify({"job": shapes.job(job)}), 202)
    made = in_time(lambda stopped: checks.make(draft, options, keep, stopped))
    return made | {"took_ms": shapes.since(began)}


@blueprint.post("/check/many")
@blueprint.input(CheckManyIn, arg_name="asked", example=CHECK_MANY.asked)
@blueprint.output(JobEnvelope, status_code=202, example=CHECK_JOB.answered)
def check_many(asked: CheckManyIn | CheckManyUpload) -> tuple[shapes.Shape, int]:
    """Check many drafts against the corpus and against one another, as a job.

    Takes drafts as JSON texts or as files in a form. The job's result lists each draft's figures, and has a matrix of
    the shares that drafts have from one another. `keep` keeps each check.
    """
    drafts, failed = drafts_of(asked)
    job = state().jobs.start("check_many", checking(drafts, options_of(asked), asked.keep, failed))
    return {"job": shapes.job(job)}, 202
