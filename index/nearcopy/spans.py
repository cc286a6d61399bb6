"""From boxes of words to spans of the texts: where each begins and ends, and in which way it was copied."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.nearcopy.evidence import Box, Pair
from index.nearcopy.findings import Range
from index.nearcopy.sentences import LATIN_PER_HAN
from index.nearcopy.words import EDGE, Words

# A ragged end moves to an edge at most so many words away; one that so many equal words lead up to is no ragged one.
_NEAREST_EDGE = 4
_EXACT = 3
# Of a source's stretch an end moves to an edge at most so many characters of Chinese away, and the marks around an edge
# are read in so many characters.
_A_WORD, _AROUND = 4, 8
# Marks that close a clause belong to it, and brackets that open right before a stretch: （二）….
_CLOSING = re.compile(r"[。！？；，：、.,;:!?’”」』）)》\"']*")
_OPENING = ("（", "(", "〔", "[", "《", "【")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the draft and the stretch of the source it comes from, as ranges of the texts."""

    draft: tuple[int, int]
    source: tuple[int, int]


def place(pair: Pair, box: Box) -> Place:
    """Where a box lies in the two texts: an end reaches as far as the wording is equal, or to the edge of a clause."""
    first, source_first, begins = _reached(pair, box.first, box.source_first, step=1)
    last, source_last, ends = _reached(pair, box.last, box.source_last, step=-1)
    return Place(
        _snapped(pair.draft, first, last, begins, ends), _snapped(pair.source, source_first, source_last, begins, ends)
    )


def source_at_edges(draft: str, at: Range, source: str, there: Range) -> Range:
    """A source's range with its ends at the edges of clauses where the draft's are and such an edge is near.

    Cut in proportion, or where an edited stretch first has a word in common, it would begin in the middle of a word.
    Where both begin or end alike, the copying does.
    """
    begin, end = there
    if _at_edge(draft, at[0], 1) and draft[at[0] : at[0] + _EXACT] != source[begin : begin + _EXACT]:
        begin = _moved(source, begin, 1)
    if _at_edge(draft, at[1], -1) and draft[max(at[1] - _EXACT, 0) : at[1]] != source[max(end - _EXACT, 0) : end]:
        end = _moved(source, end, -1)
    return (begin, end) if begin < end else there


def _at_edge(text: str, place: int, step: int) -> bool:
    return place in _edges(text, place, 0, step)


def _moved(text: str, place: int, step: int) -> int:
    """The edge that a clause begins (step 1) or ends (-1) at nearest to a place; the place where there is none near."""
    near = _A_WORD * (round(LATIN_PER_HAN) if text[place : place + 1].isascii() else 1)
    return min(_edges(text, place, near, step), key=lambda edge: (abs(edge - place), edge), default=place)


def _edges(text: str, place: int, near: int, step: int) -> set[int]:
    """Where clauses begin or end at most so many characters from a place, blanks between clauses aside."""
    low, high = max(place - near - _AROUND, 0), min(place + near + _AROUND, len(text))
    window = text[low:high]
    ends = {match.end() for match in EDGE.finditer(window)} | ({0} if not low else set())
    ends |= {len(window)} if high == len(text) else set()
    if step > 0:
        found = {low + edge + len(window[edge:]) - len(window[edge:].lstrip()) for edge in ends}
    else:
        found = {low + len(window[:edge].rstrip()) for edge in ends}
    return {edge for edge in found if abs(edge - place) <= near}


def with_marks(text: str, end: int, limit: int) -> int:
    """The end of a stretch with the marks behind it, up to a limit."""
    closing = _CLOSING.match(text, end, limit)
    return closing.end() if closing else end


def with_opening(text: str, start: int, limit: int) -> int:
    """The beginning of a stretch with a bracket that opens right before it, down to a limit."""
    return start - 1 if start > limit and text[start - 1] in _OPENING else start


def _reached(pair: Pair, at: int, source_at: int, step: int) -> tuple[int, int, bool]:
    """An end of a box moved outwards while the words before (step 1) or behind it (step -1) are equal.

    Third: whether a run of equal words leads up to that end, so that it is where the copying ends.
    """
    draft, source = pair.d[::step], pair.s[::step]
    if step < 0:
        at, source_at = len(draft) - at, len(source) - source_at
    run = draft[at : at + _EXACT]
    near = np.arange(max(source_at - _EXACT, 0), min(source_at + _EXACT, len(source) - _EXACT) + 1)
    equal = [begin for begin in near.tolist() if np.array_equal(source[begin : begin + _EXACT], run)]
    if equal:
        source_at = min(equal, key=lambda begin: abs(begin - source_at))
        while at and source_at and draft[at - 1] == source[source_at - 1]:
            at, source_at = at - 1, source_at - 1
    if step < 0:
        at, source_at = len(draft) - at, len(source) - source_at
    return at, source_at, bool(equal)


def _snapped(words: Words, first: int, last: int, begins: bool, ends: bool) -> tuple[int, int]:
    """The range of words[first:last]; an end where the wording is not equal moves to the nearest edge."""
    at_edges = np.searchsorted(words.starts, words.edges)  # the word that each edge stands before
    begin = first if begins else _nearest(at_edges, first)
    end = last if ends else _nearest(at_edges, last)
    if end <= begin:
        begin, end = first, last
    return _with_brackets(words, begin, end, at_edges)


def _nearest(at_edges: NDArray[np.int64], word: int) -> int:
    nearest = int(at_edges[np.argmin(np.abs(at_edges - word))])
    return nearest if abs(nearest - word) <= _NEAREST_EDGE else word


def _with_brackets(words: Words, begin: int, end: int, at_edges: NDArray[np.int64]) -> tuple[int, int]:
    """The range of words[begin:end], with the marks that close it when it ends at an edge."""
    start, stop = words.span(begin, end)
    start -= words.text[max(start - 1, 0) : start] in _OPENING
    if end in at_edges:
        edge = int(words.edges[np.searchsorted(words.edges, stop)])
        following = int(words.starts[end]) if end < len(words) else len(words.text)
        stop += len(words.text[stop : min(edge, following)].rstrip())
    return start, stop
