"""The one way to a report: a check's answer and a format in, a file's bytes out."""

from __future__ import annotations

import json
from typing import Literal, get_args

from service.errors import InvalidRequestError
from service.reports.content import Content, Language
from service.reports.page import page
from service.reports.table import table
from service.reports.word import word
from service.schemas.check import CheckAnswer

Format = Literal["docx", "html", "json", "csv"]
FORMATS: tuple[Format, ...] = get_args(Format)
MEDIA_TYPES: dict[Format, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
}


def render(check: CheckAnswer, wanted: Format, language: Language = "zh", original: bytes | None = None) -> bytes:
    """A check as a file.

    :param original: The draft's own Word file, so that a Word report keeps its formatting.
    :raises InvalidRequestError: If a report that shows the draft is asked of a check without its text.
    """
    if wanted == "json":
        return json.dumps(check.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1).encode()
    content = Content(check, language)
    if wanted == "csv":
        return table(content)
    if check.draft.text is None:
        said = "is not kept with this check; send it with POST"
        raise InvalidRequestError(f"The request is not valid: text: {said}.", {"text": [said]})
    return page(content) if wanted == "html" else word(content, original)
