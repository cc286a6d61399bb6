"""Where to begin: units of the draft and of the source that share words, gathered into boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.nearcopy.evidence import Box, Pair
from index.nearcopy.words import IntArray
from index.postings import counting

# Two units that share this much are worth a look (cosine of their words' information, Dice of their words).
# Sanchez-Perez et al. 2014 have 0.33 for both; evidence decides afterwards here. Of 0.2/0.12, 0.25/0.15 and 0.3/0.2
# the last is best on the hand-written drafts' tuning half, and within 0.004 of the best on PAN's.
_LEAST_COSINE, _LEAST_DICE = 0.3, 0.2
# Pairs of units looked at in one go, so that two books take no more memory than two pages (30 MB).
_CELLS = 1_000_000
# Seeds at most so many units apart on both sides belong together.
GAP = 4


class _Held(NamedTuple):
    """The distinct words of the units of one side: number of the unit, word, its information times how often it is
    there; arrays of one length."""

    units: IntArray
    words: IntArray
    values: NDArray[np.float64]

    @classmethod
    def by(cls, pair: Pair, words: IntArray, bounds: IntArray) -> _Held:
        """Those of one side of a pair, in the order of the units."""
        unit = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        distinct, many = np.unique(unit * pair.size + words, return_counts=True)
        held = distinct % pair.size
        return cls(distinct // pair.size, held, many * pair.weights[held])

    def chosen(self, at: slice | IntArray) -> _Held:
        """Some of them."""
        return _Held(self.units[at], self.words[at], self.values[at])

    def measures(self, count: int) -> tuple[NDArray[np.float64], IntArray]:
        """The length of each of so many units as a vector, and how many distinct words each has."""
        length = np.sqrt(np.bincount(self.units, self.values**2, minlength=count))
        return length, np.bincount(self.units, minlength=count)


def unit_seeds(pair: Pair) -> IntArray:
    """Pairs of units (draft, source) that share words, shape (n, 2), in the order of the draft."""
    if not len(pair.draft) or not len(pair.source):
        return np.empty((0, 2), dtype=np.int64)
    counts = len(pair.draft.units) - 1, len(pair.source.units) - 1
    ours, theirs = _Held.by(pair, pair.d, pair.draft.units), _Held.by(pair, pair.s, pair.source.units)
    (length, size), (other_length, other_size) = ours.measures(counts[0]), theirs.measures(counts[1])
    theirs = theirs.chosen(np.argsort(theirs.words, kind="stable"))
    found = [np.empty((0, 2), dtype=np.int64)]
    some = max(_CELLS // counts[1], 1)
    for unit in range(0, counts[0], some):
        here = slice(*np.searchsorted(ours.units, [unit, unit + some]).tolist())
        rows, columns, products, shared = _products(ours.chosen(here), theirs, pair.size, counts[1])
        near = products > _LEAST_COSINE * length[rows] * other_length[columns]
        alike = near & (2 * shared > _LEAST_DICE * (size[rows] + other_size[columns]))
        found.append(np.stack([rows[alike], columns[alike]], axis=1))
    seeds = np.concatenate(found)
    return seeds[~_said_before(pair)[seeds[:, 0]]]


def _products(
    ours: _Held, theirs: _Held, vocabulary: int, count: int
) -> tuple[IntArray, IntArray, NDArray[np.float64], IntArray]:
    """Units of the draft and of the source that share words: (unit, unit, product of their vectors, words shared), in
    the order of the draft. A table of words and units would be faster to write and, for a stretch of a page, five
    times as slow to multiply.

    :param theirs: In the order of the words.
    :param count: Units of the source.
    """
    many = np.bincount(theirs.words, minlength=vocabulary)
    times = many[ours.words]
    left = np.repeat(np.arange(len(times)), times)
    right = np.repeat((np.cumsum(many) - many)[ours.words], times) + counting(times)
    first = int(ours.units[0]) if len(ours.units) else 0
    cell = (ours.units[left] - first) * count + theirs.units[right]
    shared: IntArray = np.bincount(cell)
    held: IntArray = np.flatnonzero(shared)
    products = np.bincount(cell, ours.values[left] * theirs.values[right]).astype(np.float64, copy=False)
    return held // count + first, held % count, products[held], shared[held]


def _said_before(pair: Pair) -> NDArray[np.bool_]:
    """Which units of the draft mostly repeat what stands before them: they have no seeds, see repeats."""
    again = np.r_[0, np.cumsum(pair.draft.first_at != np.arange(len(pair.d)))]
    units = pair.draft.units
    mostly: NDArray[np.bool_] = 2 * np.diff(again[units]) > np.diff(units)
    return mostly


def repeats(pair: Pair, found: Sequence[Box]) -> list[Box]:
    """The boxes again wherever the draft repeats most of what they hold."""
    by = np.arange(len(pair.d)) - pair.draft.first_at  # how far back each word stood first
    bounds = [0, *(np.flatnonzero(np.diff(by)) + 1).tolist(), len(by)]
    again = []
    for start, end in pairwise(bounds):
        back = int(by[start]) if start < end else 0
        for box in found if back else ():
            first, last = max(start - back, box.first), min(end - back, box.last)
            if 2 * (last - first) > box.last - box.first:
                again.append(replace(box, first=first + back, last=last + back))
    return again


def groups(seeds: IntArray, gap: int = GAP) -> list[IntArray]:
    """Seeds gathered: each group holds those that lie near one another on both sides, directly or by way of others."""
    parent = np.arange(len(seeds))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = int(parent[at])
        return at

    ends = np.searchsorted(seeds[:, 0], seeds[:, 0] + gap, side="right")
    for at, end in enumerate(ends.tolist()):
        near = np.flatnonzero(np.abs(seeds[at + 1 : end, 1] - seeds[at, 1]) <= gap) + at + 1
        for other in near.tolist():
            parent[root(at)] = root(other)
    roots = np.array([root(at) for at in range(len(seeds))], dtype=np.int64)
    return [seeds[roots == each] for each in np.unique(roots)]


def boxes(pair: Pair, seeds: IntArray, least_nats: float) -> list[Box]:
    """The stretches that the seeds grow to, the strongest first, with at least so much evidence."""
    found = []
    waiting = groups(seeds)
    while waiting:
        group = waiting.pop()
        box = _grown(pair, group)
        if box is None:
            continue
        if box.nats >= least_nats:
            found.append(box)
        outside = group[~_inside(pair, box, group)]  # a group may hold several stretches; each grows by itself
        if 0 < len(outside) < len(group):
            waiting += groups(outside)
    whole = joined(found)
    return sorted([*whole, *repeats(pair, whole)], key=lambda each: -each.nats)


def _grown(pair: Pair, group: IntArray) -> Box | None:
    (first, source_first), (last, source_last) = group.min(axis=0), group.max(axis=0)
    units, source_units = pair.draft.units, pair.source.units
    return pair.grow(
        int(units[first]), int(units[last + 1]), int(source_units[source_first]), int(source_units[source_last + 1])
    )


def _inside(pair: Pair, box: Box, seeds: IntArray) -> NDArray[np.bool_]:
    """Which seeds' units overlap the box on both sides."""
    units, source_units = pair.draft.units, pair.source.units
    in_draft = (units[seeds[:, 0]] < box.last) & (units[seeds[:, 0] + 1] > box.first)
    in_source = (source_units[seeds[:, 1]] < box.source_last) & (source_units[seeds[:, 1] + 1] > box.source_first)
    inside: NDArray[np.bool_] = in_draft & in_source
    return inside


def joined(found: Sequence[Box]) -> list[Box]:
    """Boxes that overlap in the draft and touch in the source become one; the strongest first."""
    kept: list[Box] = []
    for box in sorted(found, key=lambda each: -each.nats):
        at = next((index for index, other in enumerate(kept) if _touch(box, other)), None)
        if at is None:
            kept.append(box)
        else:
            kept[at] = _union(kept[at], box)
    return kept


def _touch(one: Box, other: Box) -> bool:
    in_draft = min(one.last, other.last) - max(one.first, other.first)
    in_source = min(one.source_last, other.source_last) - max(one.source_first, other.source_first)
    return in_draft > 0 and in_source > -25


def _union(one: Box, other: Box) -> Box:
    return Box(
        min(one.first, other.first),
        max(one.last, other.last),
        min(one.source_first, other.source_first),
        max(one.source_last, other.source_last),
        max(one.nats, other.nats),
    )
