"""A report as CSV for spreadsheets: one row a span, and no cell that a spreadsheet would calculate."""

from __future__ import annotations

import csv
import io

from service.reports.content import Content, shown
from service.schemas.check import SpanAnswer

_COLUMNS = (
    "number", "class", "start", "end", "characters", "text", "source_title", "organ", "year", "source_text",
    "similarity", "confidence", "marks", "dismissed",
)  # fmt: skip
# What begins a formula in Excel, WPS and LibreOffice; their full-width forms do so in Chinese versions of Excel.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
# Excel reads UTF-8 only behind this mark.
_BYTE_ORDER_MARK = "\ufeff"


def table(content: Content) -> bytes:
    """The spans, then the dismissed ones with their reasons."""
    to = io.StringIO()
    writer = csv.writer(to, quoting=csv.QUOTE_ALL)
    writer.writerow([content.say(f"csv_{name}") for name in _COLUMNS])
    spans = [(each, "") for each in content.check.spans]
    spans += [(each.span, content.reason(each)) for each in content.check.dismissed]
    for number, (span, reason) in enumerate(spans, 1):
        writer.writerow([_cell(each) for each in _row(content, number, span, reason)])
    return (_BYTE_ORDER_MARK + to.getvalue()).encode()


def _row(content: Content, number: int, span: SpanAnswer, reason: str) -> list[object]:
    about = span.source.document
    return [
        number, content.say(f"class_{span.span_class}"), span.start, span.end, span.end - span.start, span.text,
        about.title or about.source, about.organ, about.year, span.source.text, f"{span.similarity:.2f}",
        f"{span.confidence:.2f}", content.marks(span), reason,
    ]  # fmt: skip


def _cell(value: object) -> object:
    """A value that stays what it is: text that looks like a formula gets an apostrophe before it."""
    if not isinstance(value, str):
        return "" if value is None else value
    text = shown(value)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else text
