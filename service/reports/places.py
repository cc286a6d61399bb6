"""Where the characters of a draft's text lie in its own Word file, and what can be done to them there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn
from docx.text.run import Run

from corpus.read.pieces import BLANK
from service.reports.content import shown

# lxml's elements, for which there are no types here.
Element = Any

_RUN, _TEXT, _PARAGRAPH = qn("w:r"), qn("w:t"), qn("w:p")
_WRITTEN_AS = {qn("w:tab"): "\t", qn("w:ptab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
# Not part of the text: deleted or moved away, field codes, pronunciation; text boxes are looked at by themselves.
_UNSEEN = {qn(f"w:{name}") for name in ("del", "moveFrom", "instrText", "delText", "rt", "pPr", "rPr", "txbxContent")}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# A paragraph this short that is not where it is expected may stand for another: it is left alone.
_SURE_CHARS = 10
_NEAR_CHARS = 400


@dataclass(frozen=True, slots=True)
class Bit:
    """A piece of text of the file: offset in the draft, its text, and the element that holds it."""

    start: int
    text: str
    element: Element

    @property
    def end(self) -> int:
        """Offset behind it."""
        return self.start + len(self.text)


class Places:
    """The draft's text in a Word file's body, paragraph by paragraph, in the order of the text.

    What the reader of files writes itself (automatic numbers, headers said once) has no place; a paragraph that is
    not found where the text goes on is left out.
    """

    def __init__(self, body: Element, text: str) -> None:
        self.bits: list[Bit] = []
        at = 0
        for paragraph in _paragraphs(body):
            parts = list(_parts(paragraph))
            whole = "".join(part for part, _ in parts)
            bare = whole.strip(BLANK)
            found = _find(text, bare, at) if bare else -1
            if found < 0:
                continue
            begin = found - whole.index(bare)
            for part, element in parts:
                self.bits.append(Bit(begin, part, element))
                begin += len(part)
            at = found + len(bare)

    def runs(self, start: int, end: int) -> list[Run]:
        """The runs that hold a range of the text and nothing else; runs are split at its ends.

        :return: In order; empty when none of the range has a place.
        """
        self._split(start)
        self._split(end)
        inside = [bit for bit in self.bits if start <= bit.start and bit.end <= end and bit.element.tag == _TEXT]
        return [Run(run, None) for bit in inside if (run := _alone(bit.element)) is not None]  # type: ignore[arg-type]

    def _split(self, at: int) -> None:
        """Let a bit end here."""
        index = next((index for index, bit in enumerate(self.bits) if bit.start < at < bit.end), None)
        if index is None or self.bits[index].element.tag != _TEXT:
            return
        bit = self.bits[index]
        size = at - bit.start
        rest = deepcopy(bit.element)
        _write(bit.element, bit.text[:size])
        _write(rest, bit.text[size:])
        bit.element.addnext(rest)
        self.bits[index : index + 1] = [Bit(bit.start, bit.text[:size], bit.element), Bit(at, bit.text[size:], rest)]

    def paragraph(self, start: int, end: int) -> Element | None:
        """The paragraph that a range begins in."""
        bit = next((bit for bit in self.bits if bit.start < end and start < bit.end), None)
        return None if bit is None else next(bit.element.iterancestors(_PARAGRAPH))

    def replace(self, start: int, end: int, text: str) -> bool:
        """Put other text in the place of a range, in the formatting of what it replaces.

        :return: Whether there was a place for it. Afterwards only ranges before this one have places still.
        """
        runs = self.runs(start, end)
        if not runs:
            return False
        _fill(runs[0]._r, text)
        for run in runs[1:]:
            _fill(run._r, "")
        return True


def _find(text: str, bare: str, at: int) -> int:
    found = text.find(bare, at)
    near = found - at <= _NEAR_CHARS
    return found if near or len(bare) >= _SURE_CHARS else -1


def _paragraphs(parent: Element) -> Iterator[Element]:
    """The paragraphs that are read, in the reader's order: those of a text box behind the one that holds it."""
    for paragraph in parent.iter(_PARAGRAPH):
        if not any(each.tag == _FALLBACK for each in paragraph.iterancestors()):
            yield paragraph


def _parts(parent: Element) -> Iterator[tuple[str, Element]]:
    for element in parent:
        if element.tag == _TEXT:
            yield element.text or "", element
        elif element.tag in _WRITTEN_AS:
            yield _WRITTEN_AS[element.tag], element
        elif isinstance(element.tag, str) and element.tag not in _UNSEEN and element.tag != _FALLBACK:
            yield from _parts(element)


def _alone(element: Element) -> Element | None:
    """The run that holds this text, which then holds nothing else: what stood beside it has runs of its own.

    :return: None for text outside of runs.
    """
    run = element.getparent()
    if run.tag != _RUN:
        return None
    children = [each for each in run if each.tag != qn("w:rPr")]
    at = children.index(element)
    for part, add in ((children[:at], run.addprevious), (children[at + 1 :], run.addnext)):
        if part:
            other = _like(run)
            for each in part:
                other.append(each)
            add(other)
    return run


def _like(run: Element) -> Element:
    """An empty run with the same formatting."""
    other = run.makeelement(_RUN)
    if run.find(qn("w:rPr")) is not None:
        other.append(deepcopy(run.find(qn("w:rPr"))))
    return other


def _fill(run: Element, text: str) -> None:
    """Make a run hold this text; lines are breaks."""
    for each in [each for each in run if each.tag != qn("w:rPr")]:
        run.remove(each)
    for number, line in enumerate(shown(text).split("\n") if text else []):
        if number:
            run.append(run.makeelement(qn("w:br")))
        holder = run.makeelement(_TEXT)
        _write(holder, line)
        run.append(holder)


def _write(element: Element, text: str) -> None:
    element.text = text
    if text != text.strip():
        element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def shade(runs: Sequence[Run], fill: str, underline: str, colour: str) -> None:
    """Colour runs and underline them with a pattern, over whatever formatting they have."""
    for run in runs:
        properties = run._r.get_or_add_rPr()
        for name in ("w:shd", "w:u"):
            for each in properties.findall(qn(name)):
                properties.remove(each)
        line = properties.makeelement(qn("w:u"), {qn("w:val"): underline, qn("w:color"): colour})
        back = properties.makeelement(qn("w:shd"), {qn("w:val"): "clear", qn("w:color"): "auto", qn("w:fill"): fill})
        _put_in_order(properties, line, _BEHIND_UNDERLINE)
        _put_in_order(properties, back, _BEHIND_SHADING)


# The order in which the schema wants the children of a run's properties.
_BEHIND_SHADING = tuple(
    qn(f"w:{name}")
    for name in ("fitText", "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath")
)
_BEHIND_UNDERLINE = (qn("w:effect"), qn("w:bdr"), qn("w:shd"), *_BEHIND_SHADING)


def _put_in_order(properties: Element, element: Element, behind: tuple[str, ...]) -> None:
    for each in properties:
        if each.tag in behind:
            each.addprevious(element)
            return
    properties.append(element)
