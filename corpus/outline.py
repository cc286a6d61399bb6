"""Heading paths: under which headings each block stands, from its numbering and from what the format states."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.headings import HeadingEnd, heading_end, heading_text, is_name
from corpus.numbering import NEXT, SYSTEMS, Label, label
from corpus.types import Block, OutlinedBlock

# What the format states (#, Heading 1) stands above all numbering; points stand under whatever is current.
_LEVELS = tuple(f"level_{level}" for level in range(1, 10))
_ORDER = (*_LEVELS, *SYSTEMS)
_IN_TEXT = {"body", "heading"}
_DIVISIONS = {"part", "chapter", "section", "article"}
# Multi-part numbers and 一、 also begin plain text (1.5亿元, 三、四季度): believed only in sequence.
_SEQUENTIAL = {"han", "digit", "digits_2", "digits_3", "digits_4", "first", "english", "roman", "capital", "letter"}


@dataclass(frozen=True, slots=True)
class _Mark:
    """What numbers a block: its system, its number (0 where the format gives a level only), its heading if any."""

    system: str
    number: int
    label: Label | None
    heading: HeadingEnd | None


@dataclass(slots=True)
class _Open:
    """A heading that is still open."""

    rank: int
    number: int
    text: str
    is_run_in: bool


def outline(text: str, blocks: Sequence[Block]) -> tuple[OutlinedBlock, ...]:
    """Give each block its heading path; a block that is a heading gets the role "heading" and the path above it."""
    marks = _marks(text, blocks)
    return _Walk(text, blocks, marks, _ranks(marks)).run()


def _marks(text: str, blocks: Sequence[Block]) -> list[_Mark | None]:
    found = [label(text, block.start, block.end) if block.role in _IN_TEXT else None for block in blocks]
    levels = [_level(text, block) for block in blocks]
    # Where every heading of the format is numbered as well, the numbers say more: styles are often mixed up.
    if not any(level and not number for level, number in zip(levels, found, strict=True)):
        levels = [None] * len(blocks)
    level_of = _levels_of_systems(found, levels)
    last: dict[str, int] = {}
    marks: list[_Mark | None] = []
    for block, number, level in zip(blocks, found, levels, strict=True):
        heading = HeadingEnd("line", block.end) if level else number and heading_end(text, number, block.end)
        value = 0
        if number and (level or _follows(number, last.get(number.system), heading)):
            value = last[number.system] = number.number or last.get(number.system, 0) + 1
        if level:
            marks.append(_Mark(_LEVELS[level - 1], value, number, heading))
        elif number and value:
            system = "point" if number.is_point else level_of.get(number.system, number.system)
            marks.append(_Mark(system, value, number, heading))
        else:
            marks.append(None)
    return marks


def _levels_of_systems(found: Sequence[Label | None], levels: Sequence[int | None]) -> dict[str, str]:
    """The level at which the format has headings of a system: where it forgot some, they stand there too."""
    used: dict[str, Counter[int]] = defaultdict(Counter)
    for number, level in zip(found, levels, strict=True):
        if number and level and number.system != "article":
            used[number.system][level] += 1
    return {system: _LEVELS[levels.most_common(1)[0][0] - 1] for system, levels in used.items()}


def _level(text: str, block: Block) -> int | None:
    """The level that the format states, unless a whole paragraph wears the style of a heading."""
    is_paragraph = text.find("。", block.start, block.end - 1) >= 0
    return None if block.role not in _IN_TEXT or is_paragraph else block.level


def _follows(number: Label, last: int | None, heading: HeadingEnd | None) -> bool:
    """Whether a number is believable where it stands."""
    if number.system not in _SEQUENTIAL or number.number == 1:
        return True
    if last is None:  # an excerpt may begin anywhere, with a clear heading
        return number.system in {"han", "digit"} and heading is not None and heading.kind == "line"
    return number.number == NEXT or last <= number.number <= last + 2  # a number may be repeated or left out


def _ranks(marks: Sequence[_Mark | None]) -> dict[str, int]:
    """How systems nest here: the usual order, except where one system contains another the other way round.

    System A contains B where B begins anew between two successive numbers of A.
    """
    contains: dict[tuple[str, str], int] = defaultdict(int)
    inside: dict[str, set[str]] = {}  # for each system, those that began anew since its last number
    last: dict[str, int] = {}
    for mark in marks:
        if mark is None or mark.system in _LEVELS:
            continue
        for begun in inside.get(mark.system, ()) if mark.number == last.get(mark.system, 0) + 1 else ():
            contains[mark.system, begun] += 1
        inside[mark.system], last[mark.system] = set(), mark.number
        if mark.number == 1:
            for other in inside.keys() - {mark.system}:
                inside[other].add(mark.system)
    order: list[str] = []
    for system in _ORDER:
        place = len(order)
        while place and contains[system, order[place - 1]] > contains[order[place - 1], system]:
            place -= 1
        order.insert(place, system)
    return {system: rank for rank, system in enumerate(order)}


def _next_marks(marks: Sequence[_Mark | None]) -> tuple[list[_Mark | None], list[_Mark | None]]:
    """For each block the next mark after it, and the next that is no point."""
    following: list[_Mark | None] = []
    but_points: list[_Mark | None] = []
    coming = coming_but_points = None
    for mark in reversed(marks):
        following.append(coming)
        but_points.append(coming_but_points)
        coming = mark or coming
        coming_but_points = mark if mark and mark.system != "point" else coming_but_points
    return following[::-1], but_points[::-1]


class _Walk:
    """One pass over the blocks with the open headings on a stack."""

    def __init__(
        self, text: str, blocks: Sequence[Block], marks: Sequence[_Mark | None], ranks: dict[str, int]
    ) -> None:
        self._text, self._blocks, self._marks, self._ranks = text, blocks, marks, ranks
        self._next, self._next_but_points = _next_marks(marks)
        self._open: list[_Open] = []
        self._list: tuple[str, int] | None = None  # a list after a colon: its system, its last number
        self._is_plain: dict[str, bool] = {}  # whether the last number of a system had no heading of its own

    def run(self) -> tuple[OutlinedBlock, ...]:
        """The blocks with their paths."""
        return tuple(self._place(index) for index in range(len(self._blocks)))

    def _place(self, index: int) -> OutlinedBlock:
        block, mark = self._blocks[index], self._marks[index]
        if mark is None:
            if block.role in _IN_TEXT:
                self._close_run_ins(index)
            return OutlinedBlock(block, () if block.role in {"title", "notice", "contents"} else self._path())
        if mark.system == "article":
            return self._article(block, mark)
        if self._in_article(mark) or self._in_list(index, mark):
            return OutlinedBlock(self._as_body(block), self._path())
        self._close(self._ranks[mark.system])
        heading = self._heading(index, mark)
        self._is_plain[mark.system] = heading is None
        if heading is None:
            return OutlinedBlock(self._as_body(block), self._path())
        above = self._path()
        self._push(mark, heading_text(self._text, block.start, heading.end), heading.kind == "run_in")
        if heading.kind == "run_in":
            return OutlinedBlock(self._as_body(block), self._path())
        return OutlinedBlock(replace(block, role="heading"), above)

    def _article(self, block: Block, mark: _Mark) -> OutlinedBlock:
        self._list = None
        self._close(self._ranks["article"])
        assert mark.label is not None  # noqa: S101 (only a level goes without)
        is_heading = (
            mark.heading is not None and mark.heading.kind == "line" and is_name(self._text, mark.label.end, block.end)
        )
        above = self._path()
        self._push(mark, heading_text(self._text, block.start, block.end if is_heading else mark.label.end), False)
        if is_heading:
            return OutlinedBlock(replace(block, role="heading"), above)
        return OutlinedBlock(self._as_body(block), self._path())

    def _in_article(self, mark: _Mark) -> bool:
        """Whether a number belongs to a list inside an article; only divisions and stated levels end one."""
        is_open = any(each.rank == self._ranks["article"] for each in self._open)
        return is_open and mark.system not in _DIVISIONS and mark.system not in _LEVELS

    def _in_list(self, index: int, mark: _Mark) -> bool:
        """Whether a block is an item of a list that follows a colon: plain text under the current headings."""
        if mark.heading is not None and mark.heading.kind != "sentence":
            self._list = None
            return False
        begins = mark.number == 1 and index > 0 and self._slice(self._blocks[index - 1])[-1:] in {"：", ":"}
        if begins or self._list == (mark.system, mark.number - 1):
            self._list = (mark.system, mark.number)
            return True
        self._list = None
        return False

    def _heading(self, index: int, mark: _Mark) -> HeadingEnd | None:
        """The block's heading; a sentence counts only when text stands under it, as under its siblings."""
        if mark.heading is None or mark.heading.kind != "sentence":
            return mark.heading
        if mark.system == "point" or index + 1 == len(self._blocks):
            return None
        if mark.number > 1 and self._is_plain.get(mark.system):
            return None
        under = self._marks[index + 1]
        has_text = under is None or self._ranks[under.system] > self._ranks[mark.system]
        return mark.heading if has_text and self._blocks[index + 1].role in {*_IN_TEXT, "table"} else None

    def _close(self, rank: int) -> None:
        while self._open and self._open[-1].rank >= rank:
            self._open.pop()

    def _close_run_ins(self, index: int) -> None:
        """Unnumbered text goes on under a run-in heading only if the next number is its sibling or lies under it.

        Points lie under anything, so what a point follows is seen from the next number that is none.
        """
        while self._open and self._open[-1].is_run_in:
            last = self._open[-1]
            is_point = last.rank == self._ranks["point"]
            following = (self._next if is_point else self._next_but_points)[index]
            if following is not None:
                rank = self._ranks[following.system]
                if rank > last.rank or (rank == last.rank and following.number == last.number + 1):
                    return
            self._open.pop()

    def _push(self, mark: _Mark, text: str, is_run_in: bool) -> None:
        self._open.append(_Open(self._ranks[mark.system], mark.number, text, is_run_in))

    def _path(self) -> tuple[str, ...]:
        return tuple(each.text for each in self._open)

    def _slice(self, block: Block) -> str:
        return self._text[block.start : block.end]

    @staticmethod
    def _as_body(block: Block) -> Block:
        return replace(block, role="body") if block.role == "heading" else block
