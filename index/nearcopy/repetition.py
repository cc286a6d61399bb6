"""Drafts that say the same again and again: what was said many times before is not looked for anew.

Where wording stood often enough before, its sources are those of the place before it. So a sentence repeated ten
thousand times costs what it costs some dozens of times.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.effort import limited
from index.nearcopy.findings import Finding, Range

# Characters that are the same again, white space included: a sentence of the genre, or half a line of English (three
# words of English, which have sixteen, recur in any long text).
_SAME = 48
# … with at least so many letters among them: a ruled line or a row of dots says nothing.
_LETTERS = 24
# So many times something is looked for; the fingerprint index names as many places of each, too.
_OFTEN = 32
# Findings that are taken over, in all: each is an object of half a kilobyte.
_MOST_COPIES = 50_000
# A stretch so long that what was found may be shorter than it is taken up by it again and again.
_LONG = 1_000
# Odd multiplier of a polynomial hash (the golden ratio's).
_BASE = np.uint64(0x9E3779B97F4A7C15)


class Again(NamedTuple):
    """A stretch of the draft that says what stands ``back`` characters before it (and may be longer than that)."""

    start: int
    end: int
    back: int


class Repetition:
    """What a draft has said so often before that it is not looked for anew.

    :ivar stretches: In order; none in an ordinary draft.
    """

    def __init__(self, text: str) -> None:
        self._size = len(text)
        self.stretches = tuple(_stretches(_backs(text)))
        if self.stretches:
            limited("repetition")

    @property
    def spare(self) -> NDArray[np.bool_]:
        """Which characters of the draft are not looked for, shape (characters + 1,); the last is False."""
        spare = np.zeros(self._size + 1, dtype=bool)
        for each in self.stretches:
            spare[each.start : each.end] = True
        return spare

    def looked_for(self, ranges: Iterable[Range]) -> list[Range]:
        """Those of some ranges that do not lie in what was said before."""
        spare = np.r_[0, np.cumsum(self.spare)]
        return [(start, end) for start, end in ranges if spare[end] - spare[start] < end - start]

    def copies(self, findings: Sequence[Finding]) -> list[Finding]:
        """The findings of a draft that was looked for in this way, as they are in what was not: those of the strongest
        sources of the place before."""
        if not self.stretches:
            return []
        copied: list[Finding] = []
        ordered = sorted(findings, key=lambda each: (each.draft, -each.nats))
        for each in self.stretches:
            first = bisect_left(ordered, each.start - each.back, key=lambda one: one.draft[0])
            last = bisect_left(ordered, min(each.start, each.end - each.back), key=lambda one: one.draft[0])
            found = ordered[first:last]
            if each.end - each.start >= _LONG:
                found += [one for one in ordered[:first] if each.start - each.back < one.draft[1]]
            made = list(_copies(found, each, _MOST_COPIES - len(copied)))
            copied += made
            at = bisect_left(ordered, each.start, key=lambda one: one.draft[0])
            ordered[at:at] = sorted(made, key=lambda one: (one.draft, -one.nats))
        return copied


def _copies(findings: Sequence[Finding], again: Again, most: int) -> Iterator[Finding]:
    times = -(-(again.end - again.start) // again.back)
    for each in sorted(findings, key=lambda each: -each.nats)[: max(most // times, 0)]:
        longer = max(again.start - each.draft[0], each.length if each.draft[0] < again.start - again.back else 0)
        step = again.back * -(-longer // again.back)  # as often as it fits, each behind the one before
        for by in range(step, again.end - each.draft[0], step):
            start, end = each.draft[0] + by, min(each.draft[1] + by, again.end)
            if 2 * (end - start) > each.length or each.length > again.back:
                yield replace(each, draft=(start, end))


def _backs(text: str) -> NDArray[np.int64]:
    """For each character how far back the same wording stood last, where it stood often before; else 0."""
    back = np.zeros(len(text), np.int64)
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    count = len(points) - _SAME + 1
    if count <= _OFTEN:
        return back
    mixed = np.zeros(count, np.uint64)
    for offset in range(_SAME):
        mixed = mixed * _BASE + points[offset : offset + count]
    order = np.argsort(mixed, kind="stable")
    firsts = np.flatnonzero(np.r_[True, np.diff(mixed[order]) != 0])
    rank = np.arange(count) - np.repeat(firsts, np.diff(np.r_[firsts, count]))
    often = np.flatnonzero(rank >= _OFTEN)
    at, before = order[often], order[often - 1]
    letters = np.cumsum(np.r_[0, np.fromiter(map(str.isalnum, text), np.int64, len(text))])
    says = letters[at + _SAME] - letters[at] >= _LETTERS
    at, before = at[says], before[says]
    for offset in reversed(range(_SAME)):
        back[at + offset] = at - before
    return back


def _stretches(backs: NDArray[np.int64]) -> Iterator[Again]:
    edges = np.flatnonzero(np.diff(np.r_[0, backs, 0]))
    for start, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if backs[start]:
            yield Again(start, end, int(backs[start]))
