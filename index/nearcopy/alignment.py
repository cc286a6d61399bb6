"""Two stretches of characters laid side by side: which runs of the one are which of the other, in order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from index.fingerprint import K, hashes
from index.nearcopy.findings import Range

# Longer stretches are first cut where both have the same K characters once: the table of all steps takes length² bits
# (2 MB at this length).
_CUT = 4_000
# A piece that stays longer, since the two share nothing in it, is one change.
_LONGEST = 20_000


class Step(NamedTuple):
    """A run of the left text and the run of the right that stands in its place; ``equal``: character for character."""

    equal: bool
    left: Range
    right: Range

    @property
    def size(self) -> int:
        """Characters of the left run."""
        return self.left[1] - self.left[0]


def steps(left: str, right: str, cuts: Sequence[tuple[int, int]] = ()) -> list[Step]:
    """The steps from one text to the other, in order, with as many equal characters as order allows (where long texts
    had to be cut: nearly as many); no two equal steps touch.

    :param cuts: Places of both that are known to correspond, rising.
    """
    ends = [(0, 0), *cuts, (len(left), len(right))]
    found = (
        step for (at, there), (end, stop) in pairwise(ends) for step in _between(left, right, (at, end), (there, stop))
    )
    return list(_joined(found))


def _between(left: str, right: str, at: Range, there: Range) -> Iterator[Step]:
    ours, theirs = left[slice(*at)], right[slice(*there)]
    cuts = _anchors(ours, theirs) if max(len(ours), len(theirs)) > _CUT and ours != theirs else ()
    moved = [(one + at[0], other + there[0]) for one, other in cuts]
    for (begin, other), (end, stop) in pairwise([(at[0], there[0]), *moved, (at[1], there[1])]):
        yield from _piece(left, right, (begin, end), (other, stop))


def _piece(left: str, right: str, at: Range, there: Range) -> Iterator[Step]:
    ours, theirs = left[slice(*at)], right[slice(*there)]
    if ours == theirs or max(len(ours), len(theirs)) > _LONGEST:
        yield Step(ours == theirs, at, there)
        return
    for step in Indel.opcodes(ours, theirs):
        yield Step(
            step.tag == "equal",
            (at[0] + step.src_start, at[0] + step.src_end),
            (there[0] + step.dest_start, there[0] + step.dest_end),
        )


def _joined(found: Iterable[Step]) -> Iterator[Step]:
    """Equal steps that touch as one."""
    held: Step | None = None
    for step in found:
        if step.left[0] == step.left[1] and step.right[0] == step.right[1]:
            continue
        if held and held.equal and step.equal and held.left[1] == step.left[0] and held.right[1] == step.right[0]:
            held = Step(True, (held.left[0], step.left[1]), (held.right[0], step.right[1]))
            continue
        if held:
            yield held
        held = step
    if held:
        yield held


def _anchors(left: str, right: str) -> list[tuple[int, int]]:
    """Places where K characters that each text holds once are equal, rising in both."""
    ours, theirs = _once(hashes(left)), _once(hashes(right))
    _, at, there = np.intersect1d(ours[0], theirs[0], assume_unique=True, return_indices=True)
    places = sorted(zip(ours[1][at].tolist(), theirs[1][there].tolist(), strict=True))
    return rising([(a, b) for a, b in places if left[a : a + K] == right[b : b + K]])


def _once(found: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    distinct, first, counts = np.unique(found, return_index=True, return_counts=True)
    return distinct[counts == 1], first[counts == 1]


def rising(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest series of places that rises on the right, too (patience sorting)."""
    ends: list[int] = []  # for each length, the least place on the right that a series of it ends at
    last: list[int] = []
    before: list[int] = []
    for index, (_, there) in enumerate(places):
        length = bisect_left(ends, there)
        ends[length : length + 1] = [there]
        last[length : length + 1] = [index]
        before.append(last[length - 1] if length else -1)
    series = []
    at = last[-1] if last else -1
    while at >= 0:
        series.append(places[at])
        at = before[at]
    return series[::-1]
