"""/v1/jobs: background work."""

from __future__ import annotations

from apiflask import APIBlueprint

from service import shapes
from service.examples import JOB, JOBS, REBUILD
from service.schemas.jobs import JobAnswer, JobEnvelope, JobIn, JobsAnswer
from service.state import state

blueprint = APIBlueprint("jobs", __name__, url_prefix="/v1/jobs", tag="Jobs 任务")


@blueprint.post("")
@blueprint.input(JobIn, arg_name="asked", example=REBUILD.asked)
@blueprint.output(JobEnvelope, status_code=202, example=REBUILD.answered)
def start(asked: JobIn) -> tuple[shapes.Shape, int]:
    """Start background work: build the index in memory anew."""
    return {"job": shapes.job(state().jobs.start("rebuild"))}, 202


@blueprint.get("")
@blueprint.output(JobsAnswer, example=JOBS.answered)
def jobs() -> shapes.Shape:
    """All jobs, the newest first."""
    return {"jobs": [shapes.job(each) for each in state().jobs.all()]}


@blueprint.get("/<string:job_id>")
@blueprint.output(JobAnswer, example=JOB.answered["job"])
def job(job_id: str) -> shapes.Shape:
    """A job and how far it is."""
    return shapes.job(state().jobs.get(job_id))


@blueprint.delete("/<string:job_id>")
@blueprint.output(JobAnswer, example=JOB.answered["job"])
def cancel(job_id: str) -> shapes.Shape:
    """Cancel a job; what it has stored already stays."""
    return shapes.job(state().jobs.cancel(job_id))


@blueprint.post("/<string:job_id>/cancel")
@blueprint.output(JobAnswer, example=JOB.answered["job"])
def cancel_by_post(job_id: str) -> shapes.Shape:
    """Cancel a job, for clients that cannot send DELETE."""
    return shapes.job(state().jobs.cancel(job_id))
