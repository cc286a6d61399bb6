"""Blocks to passages: what is embedded and returned, each fitting the model's window."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.fit import Range, Window
from corpus.headings import heading_end, heading_text
from corpus.numbering import label
from corpus.points import find_points
from corpus.read.pieces import trim
from corpus.sentences import sentences
from corpus.types import Document, OutlinedBlock, Passage, PassageKind, Sentence

__all__ = ["sentences", "split_passages"]

CountTokens = Callable[[Sequence[str]], list[int]]

_KIND: dict[str, PassageKind] = {
    "body": "paragraph", "table": "paragraph", "footnote": "paragraph", "heading": "heading",
}  # fmt: skip
_HAS_WORD = re.compile(r"[^\W_]")


@dataclass(slots=True)
class _Piece:
    """A block on its way to passages."""

    block: OutlinedBlock
    range: Range
    sentences: tuple[Sentence, ...]
    points: tuple[Range, ...]


def split_passages(document: Document, count_tokens: CountTokens, window: int) -> tuple[Passage, ...]:
    """The passages of a document, in reading order, a paragraph before its points.

    Headings, paragraphs, tables and footnotes make passages; titles, notices, contents and page margins make none.
    A block over the window is only there in parts: groups of its points or sentences, about equally long; a sentence
    that alone is over the window is cut between clauses, or where it has none, between characters.

    :param count_tokens: Tokens of each text, as the model counts them; asked for many texts at once.
    :param window: The most tokens a passage may have, at least 1.
    """
    text = document.text
    measure = Window(text, count_tokens, window)
    pieces = [
        _piece(text, each)
        for each in document.blocks
        if each.block.role in _KIND and _HAS_WORD.search(text, each.block.start, each.block.end)
    ]
    fits = measure.fits([piece.range for piece in pieces])
    long = [piece for piece, does in zip(pieces, fits, strict=True) if not does]
    parts = iter(_parts(measure, long))
    passages: list[Passage] = []
    for piece, does in zip(pieces, fits, strict=True):
        passages.extend(_whole(text, piece) if does else next(parts))
    return tuple(passages)


def _piece(text: str, block: OutlinedBlock) -> _Piece:
    start, end = block.block.start, block.block.end
    points = find_points(text, start, end) if block.block.role == "body" else ()
    return _Piece(block, (start, end), _cut_at(text, sentences(text, start, end), points), points)


def _cut_at(text: str, found: Sequence[Sentence], points: Sequence[Range]) -> tuple[Sentence, ...]:
    """The sentences, cut where a point begins within one (主要做法：一是…), so that points hold whole sentences."""
    starts = [start for start, _ in points]
    cut: list[Sentence] = []
    for each in found:
        inside = starts[bisect_right(starts, each.start) : bisect_left(starts, each.end)]
        for first, last in pairwise([each.start, *dict.fromkeys(inside), each.end]):
            cut.append(Sentence(*trim(text, first, last)))
    return tuple(cut)


def _whole(text: str, piece: _Piece) -> Iterator[Passage]:
    """A block that fits, and its points."""
    kind, path = _KIND[piece.block.block.role], piece.block.heading_path
    yield Passage(*piece.range, kind, piece.range, path, piece.sentences)
    for point in piece.points:
        if point != piece.range:
            inside = _inside(piece.sentences, point)
            yield Passage(*point, "point", piece.range, (*path, *_own_heading(text, point, path)), inside)


def _own_heading(text: str, point: Range, path: tuple[str, ...]) -> tuple[str, ...]:
    """The heading that a point begins with: 一是细致办文。按照…"""
    number = label(text, *point)
    heading = heading_end(text, number, point[1]) if number else None
    if not heading or heading.kind != "run_in":
        return ()
    own = heading_text(text, point[0], heading.end)
    return () if path[-1:] == (own,) else (own,)


def _parts(measure: Window, pieces: Sequence[_Piece]) -> list[list[Passage]]:
    """The parts of blocks that are over the window."""
    _cut_long_sentences(measure, pieces)
    groups = measure.pack(_units(measure, pieces))
    return [
        [
            Passage(*part, "part", piece.range, piece.block.heading_path, _inside(piece.sentences, part))
            for part in group
        ]
        for piece, group in zip(pieces, groups, strict=True)
    ]


def _cut_long_sentences(measure: Window, pieces: Sequence[_Piece]) -> None:
    ranges = [(each.start, each.end) for piece in pieces for each in piece.sentences]
    long = [each for each, does in zip(ranges, measure.fits(ranges), strict=True) if not does]
    cut = dict(zip(long, measure.cut(long), strict=True))
    for piece in pieces:
        piece.sentences = tuple(
            Sentence(*trimmed)
            for each in piece.sentences
            for part in cut.get((each.start, each.end), [(each.start, each.end)])
            if (trimmed := trim(measure.text, *part))[0] < trimmed[1]
        )


def _units(measure: Window, pieces: Sequence[_Piece]) -> list[list[Range]]:
    """What parts are made of: whole points where they fit, sentences elsewhere."""
    outer = [_outermost(piece.points) for piece in pieces]
    flat = [point for points in outer for point in points]
    fitting = {point for point, does in zip(flat, measure.fits(flat), strict=True) if does}
    units = []
    for piece, points in zip(pieces, outer, strict=True):
        kept = [point for point in points if point in fitting]
        starts = [start for start, _ in kept]
        row: list[Range] = []
        for each in piece.sentences:
            place = bisect_right(starts, each.start) - 1
            unit = kept[place] if place >= 0 and each.end <= kept[place][1] else (each.start, each.end)
            if row[-1:] != [unit]:
                row.append(unit)
        units.append(row)
    return units


def _outermost(points: Sequence[Range]) -> list[Range]:
    found: list[Range] = []
    for point in points:
        if not found or point[0] >= found[-1][1]:
            found.append(point)
    return found


def _inside(found: Sequence[Sentence], within: Range) -> tuple[Sentence, ...]:
    first = bisect_left(found, within[0], key=lambda each: each.start)
    return tuple(found[first : bisect_left(found, within[1], key=lambda each: each.start)])
