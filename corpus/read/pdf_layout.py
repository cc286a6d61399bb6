"""From lines with places on pages to paragraphs: without page headers, footers and numbers, over page ends."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise, takewhile, zip_longest
from operator import itemgetter
from statistics import median

from corpus.read.pieces import WIDE, Piece, is_page_number, join_lines
from corpus.read.wrapping import LIST_MARK, SENTENCE_END, columns, first_token

# Page headers and footers stand in the outer seventh: the margins of official documents (GB/T 9704) are an eighth.
_EDGE = 1 / 7
_EDGE_LINES = 3
_SAME_HEIGHT = 4.0  # points
# A line at a page's edge is furniture when it returns, numbers aside, on so many pages (on two in a short document).
_MIN_RETURNS = 3
_SHORT_DOCUMENT_PAGES = 4

# In font sizes. A Chinese line may end one character early, where punctuation may not begin the next one.
_SLACK = 1.0
_INDENT = 0.8
_SAME_EDGE = 0.5
_HANGING_INDENT = 3.5
_FIRST_LINE_INDENT = (1.5, 2.5)  # two characters, give or take
# Lines of one paragraph are as large and as far apart as the document's usual ones, within this share.
_SAME_SIZE = 1.12
_SAME_PITCH = 1.3
_HEADING_SIZE = 1.15
_HEADING_CHARS = 80  # a long run of large print is an appeal or a poster, not a heading
_FULL_LINE_QUANTILE = 0.95
# Where so many lines, and this share of all, end within a character of the same edge, that is where lines are full.
_MIN_FULL_LINES = 5
_MIN_FULL_SHARE = 0.3
_MAX_PITCH = 2.5  # double spacing, in sizes
_LAST_LEVEL = 9


Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points."""


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; places and size in points, upwards and to the right.

    ``divides_word``: it ends in a hyphen that divides a word.
    """

    text: str
    left: float
    right: float
    bottom: float
    size: float
    divides_word: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page in reading order."""

    box: Box
    lines: tuple[Line, ...]


def without_furniture(pages: Sequence[Page]) -> tuple[list[Page], int]:
    """The pages less what returns at their edges and less their numbers, and how many lines that were.

    Where nothing else would be left, everything stays.
    """
    counts = Counter(key for page in pages for key in {_key(line) for edge in _edges(page) for line in edge})
    needed = 2 if len(pages) <= _SHORT_DOCUMENT_PAGES else _MIN_RETURNS
    kept = []
    for page in pages:
        furniture: set[Line] = set()
        for edge in _edges(page):  # from outside inwards, as far as lines are furniture
            returns = [counts[_key(line)] >= needed or is_page_number(line.text) for line in edge]
            furniture.update(line for line, _ in takewhile(itemgetter(1), zip(edge, returns, strict=True)))
        kept.append(replace(page, lines=tuple(line for line in page.lines if line not in furniture)))
    removed = sum(len(page.lines) for page in pages) - sum(len(page.lines) for page in kept)
    return (kept, removed) if any(page.lines for page in kept) else (list(pages), 0)


def _edges(page: Page) -> tuple[list[Line], list[Line]]:
    """The lines in the upper and in the lower margin of a page, each list from outside inwards."""
    _, bottom, _, top = page.box
    depth = (top - bottom) * _EDGE
    rising = sorted(page.lines, key=lambda line: line.bottom)
    upper = [line for line in rising[::-1][:_EDGE_LINES] if line.bottom > top - depth]
    return upper, [line for line in rising[:_EDGE_LINES] if line.bottom < bottom + depth]


def _key(line: Line) -> tuple[int, str]:
    """What a header or footer has in common with those of other pages: height, and words without numbers."""
    return round(line.bottom / _SAME_HEIGHT), re.sub(r"[\d\s]+", "#", line.text)


@dataclass(frozen=True, slots=True)
class _Measures:
    """What is usual in a document, in points: font size, distance of lines by their size, width of a full line."""

    size: float
    pitches: Mapping[int, float]
    width: float


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line with its page's number and left margin, and how far it is below the line before, in points.

    ``gap`` is None where the line before is on another page, of another size, or too far off to belong to it.
    """

    line: Line
    page: int
    margin: float
    gap: float | None = None


def paragraphs(pages: Sequence[Page]) -> list[Piece]:
    """The paragraphs of all pages; large print is a heading, the largest of level 1."""
    size = _usual_size(line for page in pages for line in page.lines)
    placed = _placed(pages, size)
    measures = _Measures(size, _usual_pitches(placed), _full_width(pages, placed, size))
    groups: list[list[_Placed]] = []
    for item, following in zip_longest(placed, placed[1:]):
        if groups and _goes_on(groups[-1], item, following, measures):
            groups[-1].append(item)
        else:
            groups.append([item])
    texts = [(_joined(group), round(group[0].line.size)) for group in groups]
    large = sorted({at for text, at in texts if _is_heading(text, at, size)}, reverse=True)
    return [
        Piece(text, "heading", min(large.index(at) + 1, _LAST_LEVEL)) if _is_heading(text, at, size) else Piece(text)
        for text, at in texts
    ]


def _placed(pages: Sequence[Page], size: float) -> list[_Placed]:
    placed: list[_Placed] = []
    for number, page in enumerate(pages):
        margin = _margin(page.lines, size)
        for before, line in zip((None, *page.lines), page.lines, strict=False):
            gap = before.bottom - line.bottom if before and _alike(before, line) else 0
            placed.append(_Placed(line, number, margin, gap if 0 < gap <= _MAX_PITCH * line.size else None))
    return placed


def _is_heading(text: str, size: float, usual: float) -> bool:
    return size >= _HEADING_SIZE * usual and len(text) <= _HEADING_CHARS


def _usual_size(lines: Iterable[Line]) -> float:
    """The size in which the middle one of all characters is printed."""
    by_size = sorted(lines, key=lambda line: line.size)
    reached = list(accumulate(len(line.text) for line in by_size))
    return by_size[bisect_left(reached, reached[-1] / 2)].size


def _margin(lines: Sequence[Line], size: float) -> float:
    """The leftmost edge that at least two lines share, else the leftmost."""
    lefts = sorted(line.left for line in lines)
    shared = (first for first, second in pairwise(lefts) if second - first < _SAME_EDGE * size)
    return next(shared, lefts[0] if lefts else 0.0)


def _usual_pitches(placed: Sequence[_Placed]) -> dict[int, float]:
    """The lower quartile, since gaps between paragraphs are among the distances."""
    gaps: defaultdict[int, list[float]] = defaultdict(list)
    for item in placed:
        if item.gap is not None:
            gaps[round(item.line.size)].append(item.gap)
    return {size: sorted(found)[len(found) // 4] for size, found in gaps.items()}


def _full_width(pages: Sequence[Page], placed: Sequence[_Placed], size: float) -> float:
    """How far full lines reach from the left margin: as far as many do, else as far as an equal margin lets them."""
    widths = sorted(item.line.right - item.margin for item in placed if item.line.size <= _SAME_SIZE * size)
    widest = widths[int(_FULL_LINE_QUANTILE * (len(widths) - 1))]
    full = sum(width > widest - size for width in widths)
    if full >= max(_MIN_FULL_LINES, _MIN_FULL_SHARE * len(widths)):
        return widest
    boxes = [pages[item.page].box for item in placed]
    between = median(box[0] + box[2] - 2 * item.margin for box, item in zip(boxes, placed, strict=True))
    return max(widest, between - 2 * size)  # margins may differ by two characters


def _alike(first: Line, second: Line) -> bool:
    return max(first.size, second.size) <= _SAME_SIZE * min(first.size, second.size)


def _goes_on(group: Sequence[_Placed], item: _Placed, following: _Placed | None, measures: _Measures) -> bool:
    """Whether a line belongs to the paragraph that the lines before it make."""
    last = group[-1]
    if last.page == item.page and not _is_close(group, item, following, measures):
        return False
    if not _alike(last.line, item.line):
        return False
    if last.line.divides_word or _is_centred_pair(last, item, measures):
        return True
    return _is_aligned(group, item) and _is_full(last, item.line, measures)


def _is_close(group: Sequence[_Placed], item: _Placed, following: _Placed | None, measures: _Measures) -> bool:
    """Whether a line is no further from the one above than those around it are from each other."""
    if item.gap is None:
        return False
    around = [group[-1].gap if len(group) > 1 else None, following.gap if following else None]
    usual = [gap for gap in around if gap is not None]
    if not usual or SENTENCE_END.search(group[-1].line.text):
        usual.append(measures.pitches[round(item.line.size)])
    return item.gap <= _SAME_PITCH * min(usual)


def _is_centred_pair(last: _Placed, item: _Placed, measures: _Measures) -> bool:
    """Two lines of a title: large, no sentence, centred between the margins, one shorter than the other."""
    size = last.line.size
    if last.page != item.page or size < _HEADING_SIZE * measures.size or SENTENCE_END.search(last.line.text):
        return False
    middle = last.margin + measures.width / 2
    first, second = ((line.left + line.right) / 2 for line in (last.line, item.line))
    centred = abs(first - middle) < size and abs(second - first) < _SAME_EDGE * size
    return centred and abs(last.line.left - item.line.left) > _SAME_EDGE * size


def _is_aligned(group: Sequence[_Placed], item: _Placed) -> bool:
    """Whether a line begins where the next line of the paragraph should."""
    size = item.line.size
    indent = (item.line.left - item.margin) / size
    before = (group[-1].line.left - group[-1].margin) / size
    if len(group) > 1:
        return abs(indent - before) < _SAME_EDGE
    if abs(indent - before) < _SAME_EDGE:
        return not _FIRST_LINE_INDENT[0] < indent < _FIRST_LINE_INDENT[1]
    if indent < before:
        return True
    return indent - before < _HANGING_INDENT and LIST_MARK.match(group[0].line.text) is not None


def _is_full(last: _Placed, following: Line, measures: _Measures) -> bool:
    """Whether the following line's first word had no room at the end of the last one."""
    text, ended = following.text, SENTENCE_END.search(last.line.text) is not None
    if ended and LIST_MARK.match(text):
        return False
    token = columns(first_token(text)) / columns(text) * (following.right - following.left)
    slack = _SLACK * last.line.size if WIDE.match(text) and not ended else _SAME_EDGE * last.line.size
    return last.line.right + token + slack > last.margin + measures.width


def _joined(group: Sequence[_Placed]) -> str:
    text = ""
    divided = False
    for item in group:
        line = item.line.text
        if divided and line[:1].islower():
            text = text[:-1] + line
        else:
            text = text + line if divided else join_lines(text, line)
        divided = item.line.divides_word
    return text
