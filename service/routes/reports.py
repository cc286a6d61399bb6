"""/v1/checks/{check_id}/…: reports and corrected drafts to take away; edits, dismissals, keeping for good."""

from __future__ import annotations

import io
import time
from pathlib import PurePath
from typing import Any, cast

from apiflask import APIBlueprint
from flask import Response, send_file

from index.dismissed import Dismissal
from index.revised import Edit
from service import shapes
from service.drafts import draft_of_file
from service.errors import InvalidRequestError
from service.examples import CORRECTED, DISMISS, EDIT, KEEP, KEPT_CHECK, REPORT
from service.reports import MEDIA_TYPES, Format, render
from service.reports.content import words
from service.reports.corrected import corrected
from service.routes.checks import changes_of
from service.schemas.check import CheckAnswer
from service.schemas.reports import (
    CorrectedIn,
    CorrectedUpload,
    DismissIn,
    EditIn,
    KeepIn,
    ReportFields,
    ReportIn,
    ReportQuery,
    ReportUpload,
)
from service.state import state

blueprint = APIBlueprint("reports", __name__, url_prefix="/v1/checks", tag="Check 查重")

_FORMATS = "any(docx, html, json, csv)"
_DOCX = ".docx"


def _file(*types: str) -> dict[int | str, Any]:
    content = {each: {"schema": {"type": "string", "format": "binary"}} for each in types}
    return {200: {"description": "The file.", "content": content}}


_REPORTS = _file(*(each.partition(";")[0] for each in MEDIA_TYPES.values()))


@blueprint.get(f"/<string:check_id>/report.<{_FORMATS}:format>")
@blueprint.input(ReportQuery, location="query", arg_name="asked")
@blueprint.doc(responses=_REPORTS)
def report(check_id: str, format: Format, asked: ReportQuery) -> Response:
    """A check as a file to take away: Word, a page in one file, JSON or CSV."""
    return _report(check_id, format, asked, state().checks.show(check_id, changes_of(asked)), None)


@blueprint.post(f"/<string:check_id>/report.<{_FORMATS}:format>")
@blueprint.input(ReportIn, arg_name="asked", example=REPORT.asked)
@blueprint.doc(responses=_REPORTS)
def report_with_draft(check_id: str, format: Format, asked: ReportIn | ReportUpload) -> Response:
    """The same, with the draft sent again: as text, for a check that was kept without; or as its file.

    A Word report is written into the draft's own docx file, whose formatting stays.
    """
    checks = state().checks
    draft = draft_of_file(asked.files[0]) if isinstance(asked, ReportUpload) else None
    text = draft.text if draft else cast("ReportIn", asked).text
    present = checks.text_of(check_id)
    shape = checks.show(check_id, changes_of(asked), text if present is None else None)
    original = None
    if isinstance(asked, ReportUpload) and _is_docx(asked.files[0].name):
        original = asked.files[0].data
        if present is not None and present != text:
            original = corrected(original, text, present)
    return _report(check_id, format, asked, shape, original)


@blueprint.get("/<string:check_id>/draft.<any(docx, txt):format>")
@blueprint.doc(responses=_file(MEDIA_TYPES["docx"], "text/plain"))
def draft(check_id: str, format: str) -> Response:
    """The draft of a check with all edits, as text or as a plain Word file."""
    text = _text(check_id)
    if format == "txt":
        return _sent(text.encode(), "text/plain; charset=utf-8", _name(check_id, ".txt"))
    return _sent(corrected(None, "", text), MEDIA_TYPES["docx"], _name(check_id, _DOCX))


@blueprint.post("/<string:check_id>/draft.docx")
@blueprint.input(CorrectedIn, arg_name="asked", example=CORRECTED.asked)
@blueprint.doc(responses=_file(MEDIA_TYPES["docx"]))
def draft_in_its_file(check_id: str, asked: CorrectedIn | CorrectedUpload) -> Response:
    """The edits of a check, made in the draft's own docx file, whose formatting stays."""
    text, original, before = _text(check_id), None, ""
    if isinstance(asked, CorrectedUpload) and _is_docx(asked.files[0].name):
        original, before = asked.files[0].data, draft_of_file(asked.files[0]).text
    name = f"{PurePath(asked.name).name}{_DOCX}" if asked.name else _name(check_id, _DOCX)
    return _sent(corrected(original, before, text), MEDIA_TYPES["docx"], name)


@blueprint.post("/<string:check_id>/edit")
@blueprint.input(EditIn, arg_name="asked", example=EDIT.asked)
@blueprint.output(CheckAnswer, example=KEPT_CHECK.answered)
def edit(check_id: str, asked: EditIn) -> shapes.Shape:
    """Change the check's draft; only the paragraphs that the change touches are examined again."""
    began = time.perf_counter()
    state().checks.edit(check_id, Edit(asked.start, asked.end, asked.text))
    return state().checks.show(check_id, changes_of(asked)) | {"took_ms": shapes.since(began)}


@blueprint.post("/<string:check_id>/dismiss")
@blueprint.input(DismissIn, arg_name="asked", example=DISMISS.asked)
@blueprint.output(CheckAnswer, example=KEPT_CHECK.answered)
def dismiss(check_id: str, asked: DismissIn) -> shapes.Shape:
    """Let the spans of a range count no more, with a reason that is kept and stands in every report."""
    began = time.perf_counter()
    why = Dismissal(asked.start, asked.end, asked.reason, asked.note) if asked.reason else None
    state().checks.dismiss(check_id, asked.start, asked.end, why)
    return state().checks.show(check_id, changes_of(asked)) | {"took_ms": shapes.since(began)}


@blueprint.post("/<string:check_id>/keep")
@blueprint.input(KeepIn, arg_name="asked", example=KEEP.asked)
@blueprint.output(CheckAnswer, example=KEPT_CHECK.answered)
def keep(check_id: str, asked: KeepIn) -> shapes.Shape:
    """Keep a check for good that a job has made and that is in memory only."""
    began = time.perf_counter()
    state().checks.keep_for_good(check_id, asked.keep)
    return state().checks.show(check_id, {"nearest": 0}) | {"took_ms": shapes.since(began)}


def _report(
    check_id: str, format: Format, asked: ReportFields, shape: shapes.Shape, original: bytes | None
) -> Response:
    check = CheckAnswer.model_validate({"took_ms": 0.0} | shape)
    made = render(check, format, asked.lang, original)
    stem = f"{_stem(check.draft.name)}{words()[asked.lang]['report']}"
    return _sent(made, MEDIA_TYPES[format], f"{stem}.{format}")


def _sent(data: bytes, media_type: str, name: str) -> Response:
    return send_file(io.BytesIO(data), media_type, as_attachment=True, download_name=name)


def _text(check_id: str) -> str:
    """The text of a check's draft.

    :raises InvalidRequestError: If it is not kept.
    """
    text = state().checks.text_of(check_id)
    if text is None:
        said = "is not kept with this check"
        raise InvalidRequestError(f"The request is not valid: text: {said}.", {"text": [said]})
    return text


def _name(check_id: str, ending: str) -> str:
    name = state().checks.show(check_id, {"nearest": 0})["draft"].name  # its text is there, so it is a Draft
    return f"{_stem(name)}{words()['zh']['corrected']}{ending}"


def _stem(name: str) -> str:
    """The draft's name without folders and ending, as the beginning of a file's name."""
    stem = PurePath(name.replace("\\", "/")).stem if name else ""
    return f"{stem}-" if stem else ""


def _is_docx(name: str) -> bool:
    return name.lower().endswith(_DOCX)
