"""The corrected draft to take away: in its own Word file, whose formatting stays, or in a plain one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from docx.oxml.ns import qn

from service.reports.content import shown
from service.reports.places import Element, Places
from service.reports.wordfile import opened, plain

# Up to so many characters between what is equal before and behind, the single changes of a line are told apart;
# beyond, the stretch is replaced as one. It bounds the work, which grows with the square.
_FINE_CHARS = 2000


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of the original, and what stands there now."""

    start: int
    end: int
    text: str


def corrected(original: bytes | None, before: str, now: str) -> bytes:
    """A Word file with the present text.

    :param original: The draft's Word file; None, or one that cannot be opened for writing, gives a plain file.
    :param before: The text as the reader of files reads it from the original.
    """
    document = opened(original) if original is not None else None
    if document is None:
        document = plain(now)
    else:
        places = Places(document.element.body, before)
        for change in reversed(list(changes(before, now))):
            _apply(places, before, change)
    to = io.BytesIO()
    document.save(to)
    return to.getvalue()


def changes(before: str, now: str) -> Iterator[Change]:
    """What was changed, in order; lines that were added are told as text behind the end of the line before."""
    old, new = before.split("\n"), now.split("\n")
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line) + 1)
    for op, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            continue
        both = min(i2 - i1, j2 - j1)
        for step in range(both):
            yield from _within(starts[i1 + step], old[i1 + step], new[j1 + step])
        if i2 - i1 > both:
            yield Change(starts[i1 + both], starts[i2] - 1, "")
        elif j2 - j1 > both:
            at = max(starts[i1 + both] - 1, 0)
            yield Change(at, at, "\n" + "\n".join(new[j1 + both : j2]))


def _within(start: int, old: str, new: str) -> Iterator[Change]:
    """The changes of one line, each at least a character long, so that it has a place and a formatting."""
    first = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    most = min(len(old), len(new)) - first
    last = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
    middle, other = old[first : len(old) - last], new[first : len(new) - last]
    steps: list[tuple[str, int, int, int, int]] = [("replace", 0, len(middle), 0, len(other))]
    if max(len(middle), len(other)) <= _FINE_CHARS:
        steps = list(SequenceMatcher(None, middle, other, autojunk=False).get_opcodes())
    for op, i1, i2, j1, j2 in steps:
        if op == "equal" or (i1 == i2 and j1 == j2):
            continue
        begin, end, text = first + i1, first + i2, other[j1:j2]
        if begin == end and begin > 0:
            begin, text = begin - 1, old[begin - 1] + text
        elif begin == end:
            end, text = end + 1, text + old[end : end + 1]
        yield Change(start + begin, start + end, text)


def _apply(places: Places, before: str, change: Change) -> None:
    if change.start == change.end:
        _add_paragraphs(places, before, change)
        return
    paragraphs = _whole_paragraphs(places, before, change) if not change.text else []
    places.replace(change.start, change.end, change.text)
    for paragraph in paragraphs:
        if _may_go(paragraph):
            paragraph.getparent().remove(paragraph)


def _add_paragraphs(places: Places, before: str, change: Change) -> None:
    """New paragraphs like the one they follow."""
    line = before.rfind("\n", 0, change.start) + 1
    paragraph = places.paragraph(line, change.start)
    if paragraph is None:
        return
    for text in reversed(change.text.split("\n")[1:]):
        paragraph.addnext(_paragraph_like(paragraph, text))


def _paragraph_like(paragraph: Element, text: str) -> Element:
    other = paragraph.makeelement(paragraph.tag)
    properties = paragraph.find(qn("w:pPr"))
    if properties is not None:
        other.append(deepcopy(properties))
        for each in other[0].findall(qn("w:sectPr")):
            other[0].remove(each)
    run = other.makeelement(qn("w:r"))
    formatting = paragraph.find(f".//{qn('w:r')}/{qn('w:rPr')}")
    if formatting is not None:
        run.append(deepcopy(formatting))
    holder = run.makeelement(qn("w:t"))
    holder.text = shown(text)
    run.append(holder)
    other.append(run)
    return other


def _whole_paragraphs(places: Places, before: str, change: Change) -> list[Any]:
    """The paragraphs that a deletion leaves empty."""
    found, at = [], change.start
    for line in before[change.start : change.end].split("\n"):
        paragraph = places.paragraph(at, at + len(line)) if line else None
        if paragraph is not None and paragraph not in found:
            found.append(paragraph)
        at += len(line) + 1
    return found


def _may_go(paragraph: Element) -> bool:
    """Whether a paragraph is empty and neither a cell's last nor the bearer of a picture or a section."""
    kept = ("w:t", "w:drawing", "w:pict", "w:object", "w:sectPr", "w:fldChar", "w:footnoteReference")
    if any((each.text or "") if each.tag == qn("w:t") else True for name in kept for each in paragraph.iter(qn(name))):
        return False
    parent = paragraph.getparent()
    return parent is not None and len(parent.findall(qn("w:p"))) > 1
