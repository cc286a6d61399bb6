"""Where a numbered block's heading ends: the whole line, or its first sentence (a run-in heading)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from corpus.numbering import Label

# A heading is a line or so of print: 28 characters fill a line of GB/T 9704, and parallel clauses make up to two.
# A Latin letter takes half the room.
_MOST_COLUMNS = 112
# Names such as 指导思想 are short; what is longer before a colon is a clause that introduces a list.
_MOST_NAME_CHARS = 16

_SENTENCE_END = re.compile(r"[。！？!?：:；;]|[.](?=\s+[A-Z“\"]|$)")
_CLOSING = "”’」』）)】》〉\"'"
_OPENED = (("“", "”"), ("「", "」"), ("《", "》"), ("（", "）"), ("(", ")"))
_UNFINISHED = "；;，,、"
_WIDE = re.compile(r"[^\u0000-\u024f]")
_BREAK = re.compile(r"\s*[\r\n]+\s*")

HeadingKind = Literal["line", "sentence", "run_in"]


@dataclass(frozen=True, slots=True)
class HeadingEnd:
    """The heading is ``text[label.start:end]``, its last punctuation left out.

    ``line``: the block is a heading. ``sentence``: the block is one short sentence with a full stop, a heading only
    if something stands under it. ``run_in``: the block goes on after the heading.
    """

    kind: HeadingKind
    end: int


def heading_end(text: str, label: Label, end: int) -> HeadingEnd | None:
    """The heading that a numbered block begins with; None when it begins with plain text.

    :param label: The number at the block's beginning.
    :param end: The block's end.
    """
    first = _first_end(text, label.end, end)
    if first is None:
        whole = label.end < end and text[end - 1] not in _UNFINISHED and _short(text, label.start, end)
        return HeadingEnd("line", end) if whole else None
    at, after = first.start(), first.end()
    if not text[label.end : at].strip() or not _short(text, label.start, at) or _inside_quotation(text, label.end, at):
        return None
    while after < end and text[after] in _CLOSING:
        after += 1
    goes_on = bool(text[after:end].strip())
    if first.group() in "；;":
        return None
    if first.group() in "：:":
        return HeadingEnd("run_in" if goes_on else "line", at) if is_name(text, label.end, at) else None
    return HeadingEnd("run_in" if goes_on else "sentence", at)


def heading_text(text: str, start: int, end: int) -> str:
    """A heading as it stands in a heading path: one line."""
    return _BREAK.sub("", text[start:end]).rstrip("。：: ")


def _first_end(text: str, start: int, end: int) -> re.Match[str] | None:
    """The first end of a sentence within the length of a heading."""
    return _SENTENCE_END.search(text, start, min(end, start + _MOST_COLUMNS + 1))


def is_name(text: str, start: int, end: int) -> bool:
    """Whether a stretch names a thing (指导思想, 合同标的) and does not introduce a list (…，包括：)."""
    return end - start <= _MOST_NAME_CHARS and not any(mark in text[start:end] for mark in "，,：:")


def columns(text: str, start: int, end: int) -> int:
    """The room a stretch takes in print: two for a Chinese character, one for a Latin letter."""
    return end - start + len(_WIDE.findall(text, start, end))


def _short(text: str, start: int, end: int) -> bool:
    return end - start <= _MOST_COLUMNS and columns(text, start, end) <= _MOST_COLUMNS


def _inside_quotation(text: str, start: int, at: int) -> bool:
    return any(text.count(opening, start, at) > text.count(closing, start, at) for opening, closing in _OPENED)
