"""POST /v1/check."""

from __future__ import annotations

import time

from apiflask import APIBlueprint

from corpus.read import read_bytes
from index.types import CheckOptions, Filters
from service import shapes
from service.documents import label
from service.errors import InvalidRequestError
from service.examples import CHECK
from service.schemas.check import CheckAnswer, CheckIn, CheckUpload
from service.schemas.common import filters_of
from service.state import engine, state

blueprint = APIBlueprint("check", __name__, url_prefix="/v1", tag="Check 查重")


@blueprint.post("/check")
@blueprint.input(CheckIn, arg_name="asked", example=CHECK.asked)
@blueprint.output(CheckAnswer, example=CHECK.answered)
def check(asked: CheckIn | CheckUpload) -> shapes.Shape:
    """Check a draft for near-copies.

    Takes the draft as JSON text or as one file in a form; nothing of it is kept or logged.
    """
    began = time.perf_counter()
    draft = _draft_of_file(asked) if isinstance(asked, CheckUpload) else _draft_of_text(asked)
    filters = filters_of(asked.filters) if isinstance(asked, CheckIn) else Filters()
    report = engine().check(
        draft["text"], CheckOptions(min_run_chars=asked.min_run_chars, nearest=asked.nearest, filters=filters)
    )
    return shapes.check(report) | {"draft": draft, "took_ms": shapes.since(began)}


def _draft_of_text(asked: CheckIn) -> shapes.Shape:
    return {"name": "", "text": asked.text, "notes": []}


def _draft_of_file(asked: CheckUpload) -> shapes.Shape:
    file = asked.files[0]
    source = read_bytes(file.data, label(file.name))
    limit = state().settings.max_text_chars
    if len(source.text) > limit:
        raise InvalidRequestError(
            f"The draft has more than {limit} characters.", {"files": [f"at most {limit} characters"]}
        )
    return {"name": label(file.name), "text": source.text, "notes": source.notes}
