"""A report as one HTML file: no script, nothing fetched, made for reading and for printing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from service.reports.content import Content, named, shown
from service.reports.picture import COLOURS, layout
from service.schemas.check import EditAnswer, SpanAnswer

Marked = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Card:
    """A span as the page lists it; both wordings in pieces, those that differ marked."""

    number: int
    kind: str
    name: str
    marks: str
    confidence: str
    similarity: str
    draft: Marked
    source: Marked
    origin: str
    also: list[str]
    reason: str


def page(content: Content) -> bytes:
    """The whole report as a page."""
    spans = content.check.spans
    cards = [_card(content, number, each, "") for number, each in enumerate(spans, 1)]
    dismissed = [
        _card(content, number, each.span, content.reason(each))
        for number, each in enumerate(content.check.dismissed, 1 + len(spans))
    ]
    html = _template().render(
        content=content,
        say=content.say,
        lang="zh-Hans" if content.language == "zh" else "en",
        picture=layout(len(content.text), content.regions()),
        colours=COLOURS,
        cards=cards,
        dismissed=dismissed,
    )
    return html.encode()


def _card(content: Content, number: int, span: SpanAnswer, reason: str) -> Card:
    return Card(
        number=number,
        kind="dismissed" if reason else span.span_class,
        name=content.say(f"class_{span.span_class}"),
        marks=content.marks(span),
        confidence=f"{span.confidence:.0%}",
        similarity=f"{span.similarity:.2f}",
        draft=marked(span.text or "", span.start, [each.draft for each in differing(span.edits)]),
        source=marked(span.source.text or "", span.source.start, [each.source for each in differing(span.edits)]),
        origin=content.source(span.source),
        also=[content.source(each) for each in span.alternatives],
        reason=reason,
    )


def differing(edits: Sequence[EditAnswer]) -> list[EditAnswer]:
    """The steps in which the two sides differ; none when one change over all says that no word follows another."""
    return [each for each in edits if each.op != "equal"] if len(edits) > 1 else []


def marked(text: str, offset: int, ranges: Sequence[tuple[int, int]]) -> Marked:
    """A text in pieces, those within the ranges marked.

    :param offset: Where the text begins, in what the ranges count in.
    """
    pieces: Marked = []
    at = 0
    for first, last in ((max(start - offset, 0), min(end - offset, len(text))) for start, end in sorted(ranges)):
        if first >= last or first < at:
            continue
        pieces += [(shown(text[at:first]), False), (shown(text[first:last]), True)]
        at = last
    return [piece for piece in [*pieces, (shown(text[at:]), False)] if piece[0]]


@cache
def _template() -> Template:
    made = Environment(
        loader=PackageLoader("service"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"shown": shown, "named": named}
    return made.get_template("report.html")
