"""What every report says of a check, whatever its format: names, figures, sources, the draft in pieces."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Literal, get_args

from index.types import SpanClass
from service.schemas.check import CheckAnswer, DismissedAnswer, SourceAnswer, SpanAnswer
from service.schemas.found import DocumentBrief

Language = Literal["zh", "en"]
CLASSES: tuple[SpanClass, ...] = get_args(SpanClass)
SHARES = ("copy_share", "without_quotations", "without_set_phrases", "largest_source_share")

_WORDS = Path(__file__).parent.parent / "templates" / "report_words.json"
# What neither XML nor HTML can hold, and what turns the direction of the text after it: shown as what it is, a sign.
_UNSHOWN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_SIGN = "\ufffd"


def shown(text: str) -> str:
    """A text of the same length that a document can hold and nobody is deceived by."""
    return _UNSHOWN.sub(_SIGN, text)


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the draft that a report marks. ``kind``: a class, "worn" (a set phrase) or "dismissed".

    :ivar number: Of the span, from 1; 0 for set phrases.
    :ivar note: What to say of it where there is room for a word only.
    """

    start: int
    end: int
    kind: str
    number: int
    note: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line of the draft, marked or not."""

    text: str
    region: Region | None


@dataclass(frozen=True, slots=True)
class Row:
    """A figure: its name, its value as people write it, what it is."""

    name: str
    value: str
    explained: str


class Content:
    """A check as reports tell it.

    :ivar check: The check's answer, with its texts.
    :ivar created_at: When it was made, in this machine's time, to the minute; "" when that is not known.
    """

    def __init__(self, check: CheckAnswer, language: Language) -> None:
        self.check = check
        self.language = language
        self._words = words()[language]
        self.created_at = _local(check.created_at) if check.created_at else ""
        self.text = shown(check.draft.text or "")
        self.version = version("wenheng")

    def say(self, name: str, **values: object) -> str:
        """The words for a name, with {places} filled in."""
        return self._words[name].format(**values)

    @property
    def name(self) -> str:
        """What the draft is called."""
        return shown(self.check.draft.name) or self.say("untitled")

    def regions(self) -> list[Region]:
        """All that is marked in the draft, in its order; none overlaps another."""
        found = [
            Region(each.start, each.end, each.span_class, number, self.say(f"class_{each.span_class}"))
            for number, each in enumerate(self.check.spans, 1)
        ]
        found += [
            Region(each.start, each.end, "worn", 0, self.say("set_phrase_of", count=each.documents))
            for each in self.check.set_phrases
        ]
        found += [
            Region(each.span.start, each.span.end, "dismissed", number, self.reason(each))
            for number, each in enumerate(self.check.dismissed, 1 + len(self.check.spans))
        ]
        return sorted(found, key=lambda each: each.start)

    def lines(self) -> Iterator[list[Piece]]:
        """The draft line by line, each in pieces; the pieces of a line make it up."""
        regions, at = self.regions(), 0
        for match in re.finditer(r"[^\n]*(?:\n|$)", self.text):
            start, end = match.start(), match.start() + len(match[0].rstrip("\n"))
            if match[0] == "" and start == len(self.text):
                return
            while at < len(regions) and regions[at].end <= start:
                at += 1
            yield self._pieces(start, end, regions[at:])

    def _pieces(self, start: int, end: int, regions: list[Region]) -> list[Piece]:
        pieces: list[Piece] = []
        for region in regions:
            if region.start >= end:
                break
            first, last = max(region.start, start), min(region.end, end)
            if first > start:
                pieces.append(Piece(self.text[start:first], None))
            if first < last:
                pieces.append(Piece(self.text[first:last], region))
            start = max(last, start)
        return pieces + ([Piece(self.text[start:end], None)] if start < end else [])

    def figures(self) -> list[Row]:
        """The figures, as they stand on top."""
        found = self.check.figures
        rows = [self._row(name, f"{getattr(found, name):.1%}") for name in SHARES]
        rows.append(self._row("copied_chars", f"{found.copied_chars} / {found.characters}"))
        rows.append(self._row("set_phrase_chars", str(found.set_phrase_chars)))
        if self.check.dismissed:
            rows.append(self._row("dismissed_chars", str(self._dismissed_chars())))
        return rows

    def _row(self, name: str, value: str) -> Row:
        return Row(self.say(name), value, self.say(f"{name}_explained"))

    def classes(self) -> list[tuple[str, str, int]]:
        """What occurs in the draft: kind, name, characters."""
        counts = self.check.figures.by_class
        found: list[tuple[str, str, int]] = [
            (name, self.say(f"class_{name}"), counts[name]) for name in CLASSES if counts.get(name)
        ]
        if self.check.figures.set_phrase_chars:
            found.append(("worn", self.say("set_phrase"), self.check.figures.set_phrase_chars))
        if self.check.dismissed:
            found.append(("dismissed", self.say("dismissed"), self._dismissed_chars()))
        return found

    def _dismissed_chars(self) -> int:
        return sum(each.span.end - each.span.start for each in self.check.dismissed)

    def judged(self) -> str:
        """Under which thresholds the figures stand."""
        options = self.check.options
        said = [self.say(f"sensitivity_{options.sensitivity}"), self.say("min_run", count=options.min_run_chars)]
        if options.min_span_chars:
            said.append(self.say("min_span", count=options.min_span_chars))
        if len(options.classes) < len(CLASSES):
            said.append(self.say("only_classes", names=self._listed("class", options.classes)))
        if options.exclude:
            said.append(self.say("without_marks", names=self._listed("mark", options.exclude)))
        return self.say("comma").join(said)

    def _listed(self, kind: str, names: Sequence[str]) -> str:
        return self.say("list_comma").join(self.say(f"{kind}_{each}") for each in names)

    def warnings(self) -> list[str]:
        """What the reader of a report must know beside the figures."""
        said = [] if self.check.complete else [self.say("beginning_only")]
        said += [
            self.say("disguise", what=self.say(f"disguise_{each.kind}"), count=each.count)
            for each in self.check.disguises
        ]
        said += [self.say(f"limit_{each}") for each in self.check.limits]
        return said + [shown(each) for each in self.check.draft.notes]

    def marks(self, span: SpanAnswer) -> str:
        """A span's marks in words."""
        return self._listed("mark", span.marks)

    def reason(self, dismissed: DismissedAnswer) -> str:
        """Why a span was dismissed, with what was noted."""
        said = self.say(f"reason_{dismissed.reason}")
        return f"{said}: {shown(dismissed.note)}" if dismissed.note else said

    def source(self, source: SourceAnswer) -> str:
        """A source in a line: title, organ, year, headings."""
        return shown(" · ".join([named(source.document), *source.heading_path]))


def named(document: DocumentBrief) -> str:
    """A document's title, with organ and year where the title does not say them already."""
    title = document.title or document.source
    facts = [each for each in (document.organ, str(document.year or "")) if each and each not in title]
    return " · ".join([title, *facts])


def _local(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")


@cache
def words() -> dict[str, dict[str, str]]:
    """What reports say, by language."""
    said: dict[str, dict[str, str]] = json.loads(_WORDS.read_text("utf-8"))
    return said
