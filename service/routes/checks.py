"""/v1/checks: checks that were kept, and those that jobs have made."""

from __future__ import annotations

import json
import time
from typing import Any

from apiflask import APIBlueprint

from service import shapes
from service.checks import all_classes
from service.examples import CHECK_AGAIN, CHECKS, KEPT_CHECK
from service.schemas.check import CheckAnswer
from service.schemas.checks import CheckAgain, ChecksAnswer, ChecksQuery, CheckView, ViewFields
from service.schemas.documents import DeletedAnswer
from service.state import state

blueprint = APIBlueprint("checks", __name__, url_prefix="/v1/checks", tag="Check 查重")


@blueprint.get("")
@blueprint.input(ChecksQuery, location="query", arg_name="asked")
@blueprint.output(ChecksAnswer, example=CHECKS.answered)
def checks(asked: ChecksQuery) -> shapes.Shape:
    """List the checks that were kept, the newest first, a page at a time."""
    page, total = state().checks.page(asked.limit, asked.offset)
    listed = [
        {
            "id": each.id,
            "created_at": each.created_at,
            "name": each.name,
            "characters": each.characters,
            "has_text": each.has_text,
            "figures": json.loads(each.figures),
        }
        for each in page
    ]
    return {"checks": listed, "total": total, "limit": asked.limit, "offset": asked.offset}


@blueprint.get("/<string:check_id>")
@blueprint.input(CheckView, location="query", arg_name="asked")
@blueprint.output(CheckAnswer, example=KEPT_CHECK.answered)
def kept(check_id: str, asked: CheckView) -> shapes.Shape:
    """A check, as it was made or under other thresholds; the draft is not compared again.

    A check that was kept without its text is answered as it was made, by offsets; its texts are null.
    """
    began = time.perf_counter()
    return state().checks.show(check_id, changes_of(asked)) | {"took_ms": shapes.since(began)}


@blueprint.post("/<string:check_id>")
@blueprint.input(CheckAgain, arg_name="asked", example=CHECK_AGAIN.asked)
@blueprint.output(CheckAnswer, example=CHECK_AGAIN.answered)
def kept_with_text(check_id: str, asked: CheckAgain) -> shapes.Shape:
    """A check that was kept without its text, with the text sent again: all of it, under any thresholds."""
    began = time.perf_counter()
    changes = changes_of(asked) | ({"template": asked.template} if asked.template else {})
    return state().checks.show(check_id, changes, asked.text) | {"took_ms": shapes.since(began)}


@blueprint.delete("/<string:check_id>")
@blueprint.output(DeletedAnswer, example={"deleted": 1})
def delete(check_id: str) -> shapes.Shape:
    """Delete a check; its draft's text is then nowhere in the data folder. A job that is making it is cancelled."""
    was_being_made = state().jobs.forget(check_id)
    state().checks.delete(check_id, is_being_made=was_being_made)
    return {"deleted": 1}


def changes_of(asked: ViewFields) -> dict[str, Any]:
    """The thresholds that were asked for, as fields of CheckOptions."""
    names = ("min_run_chars", "min_span_chars", "sensitivity", "classes", "exclude")
    given = {name: value for name in names if (value := getattr(asked, name)) is not None}
    if "classes" in given:
        given["classes"] = given["classes"] or all_classes()
    if "exclude" in given:
        given["exclude"] = tuple(mark for mark in given["exclude"] if mark != "none")
    return given | {"nearest": asked.nearest}
