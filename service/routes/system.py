"""GET /v1/info, /health/live, /health/ready."""

from __future__ import annotations

from dataclasses import asdict

from apiflask import APIBlueprint

from service import shapes
from service.errors import NotReadyError
from service.examples import HEALTH, INFO
from service.schemas.system import HealthAnswer, InfoAnswer
from service.state import engine, state

blueprint = APIBlueprint("system", __name__, tag="System 系统")


@blueprint.get("/v1/info")
@blueprint.output(InfoAnswer, example=INFO.answered)
def info() -> shapes.Shape:
    """What runs here: versions, model, counts, limits."""
    settings = state().settings
    return asdict(engine().info()) | {
        "limits": {
            "text_chars": settings.max_text_chars,
            "k": settings.max_k,
            "batch": settings.max_batch,
            "upload_bytes": settings.max_upload_bytes,
            "job_bytes": settings.job_bytes,
            "job_chars": settings.job_chars,
        }
    }


@blueprint.get("/health/live")
@blueprint.output(HealthAnswer, example=HEALTH.answered)
def live() -> shapes.Shape:
    """Whether the process answers."""
    return {"status": "ok"}


@blueprint.get("/health/ready")
@blueprint.output(HealthAnswer, example=HEALTH.answered)
def ready() -> shapes.Shape:
    """Whether the model is warm and the index is loaded; 503 before."""
    if not engine().ready:
        raise NotReadyError("The model or the index is still being loaded.")
    return {"status": "ok"}
