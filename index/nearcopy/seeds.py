"""Where to begin: units of the draft and of the source that share words, gathered into boxes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.effort import limited, spend
from index.nearcopy.evidence import Box, Pair
from index.nearcopy.words import IntArray
from index.postings import counting

# Two units that share this much are worth a look (cosine of their words' information, Dice of their words).
# Sanchez-Perez et al. 2014 have 0.33 for both; evidence decides afterwards here. Of 0.2/0.12, 0.25/0.15 and 0.3/0.2
# the last is best on the hand-written drafts' tuning half, and within 0.004 of the best on PAN's.
_LEAST_COSINE, _LEAST_DICE = 0.3, 0.2
# Pairs of units and pairs of equal words looked at in one go, so that two books take no more memory than two pages
# (100 MB).
_CELLS, _PAIRS = 1_000_000, 2_000_000
# A unit of the draft begins at the units of the source that it is most alike to, up to so many. Of the hand-written
# drafts and of 300 pairs of PAN none had more than 31, of regulations one 146; in a text made of a few characters each
# is alike to each.
MOST_SEEDS = 256
# Seeds at most so many units apart on both sides belong together.
GAP = 4
# Boxes that overlap in the draft and are at most so many words apart in the source are one. Tuned as above.
_TOUCHING = 25
# So few seeds are compared with one another each with each.
_FEW = 48
# Boxes that grow at once, and the steps (index.effort) that each takes: some 0.2 ms.
_AT_ONCE, _GROWING = 128, 2_000


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
    ours = ours.chosen(np.flatnonzero(~_said_before(pair)[ours.units]))
    theirs = theirs.chosen(np.argsort(theirs.words, kind="stable"))
    many = np.bincount(theirs.words, minlength=pair.size)
    found = [np.empty((0, 2), dtype=np.int64)]
    for here in _lots(ours, many, *counts):
        rows, columns, products, shared = _products(ours.chosen(here), theirs, many, counts[1])
        cosines = products / np.maximum(length[rows] * other_length[columns], 1e-12)
        alike = (cosines > _LEAST_COSINE) & (2 * shared > _LEAST_DICE * (size[rows] + other_size[columns]))
        best = _most_alike(rows[alike], cosines[alike])
        found.append(np.stack([rows[alike][best], columns[alike][best]], axis=1))
    return np.concatenate(found)


def _lots(ours: _Held, many: IntArray, units: int, other_units: int) -> Iterator[slice]:
    """The draft's words in parts, each of whole units, so that none takes too much memory; each is work of its own.

    :param many: How many units of the source hold each word.
    """
    pairs = np.cumsum(np.bincount(ours.units, many[ours.words], minlength=units))
    first, taken = 0, 0.0
    while first < units:
        last = min(int(np.searchsorted(pairs, taken + _PAIRS, "right")), first + max(_CELLS // other_units, 1))
        last = min(max(last, first + 1), units)
        if not spend(int(pairs[last - 1] - taken) + last - first):
            return
        yield slice(*np.searchsorted(ours.units, [first, last]).tolist())
        first, taken = last, float(pairs[last - 1])


def _most_alike(rows: IntArray, cosines: NDArray[np.float64]) -> IntArray:
    """Which of the seeds (rows rising) are among the best MOST_SEEDS of their unit of the draft, in order."""
    if not len(rows) or np.bincount(rows).max() <= MOST_SEEDS:
        return np.arange(len(rows))
    limited("repetition")
    order = np.lexsort((-cosines, rows))
    place = counting(np.bincount(rows))
    best: IntArray = np.sort(order[place < MOST_SEEDS])
    return best


def _products(
    ours: _Held, theirs: _Held, many: IntArray, count: int
) -> tuple[IntArray, IntArray, NDArray[np.float64], IntArray]:
    """Units of the draft and of the source that share words: (unit, unit, product of their vectors, words shared), in
    the order of the draft. A table of words and units would be faster to write and, for a stretch of a page, five
    times as slow to multiply.

    :param theirs: In the order of the words.
    :param many: How many units of the source hold each word.
    :param count: Units of the source.
    """
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
    places = np.array([(box.first, box.last) for box in found], dtype=np.int64).reshape(-1, 2)
    again = []
    for start, end in pairwise(bounds):
        back = int(by[start]) if start < end else 0
        if not back:
            continue
        firsts, lasts = np.maximum(places[:, 0], start - back), np.minimum(places[:, 1], end - back)
        again += [
            replace(found[at], first=int(firsts[at]) + back, last=int(lasts[at]) + back)
            for at in np.flatnonzero(2 * (lasts - firsts) > places[:, 1] - places[:, 0]).tolist()
        ]
    return again


def groups(seeds: IntArray, gap: int = GAP) -> list[IntArray]:
    """Seeds gathered: each group holds those that lie near one another on both sides, directly or by way of others."""
    if not len(seeds):
        return []
    group = np.arange(len(seeds))
    for pairs in _near(seeds, gap):
        group = _joined_by(pairs, group)
    order = np.argsort(group, kind="stable")
    return np.split(seeds[order], np.flatnonzero(np.diff(group[order])) + 1)


def _near(seeds: IntArray, gap: int) -> Iterator[IntArray]:
    """Pairs of seeds near one another by which all that are near are joined, in lots of shape (n, 2).

    Of the seeds in one row that are near another seed only the first and the last are named: what lies between them is
    near one of the two.
    """
    if len(seeds) <= _FEW:  # a table of all pairs is quicker
        yield np.argwhere((np.abs(seeds[:, None] - seeds[None]) <= gap).all(axis=2))
        return
    wide = int(seeds[:, 1].max()) + 2 * gap + 1
    keys = seeds[:, 0] * wide + seeds[:, 1]
    for below in range(gap + 1):
        first = np.searchsorted(keys, keys + below * wide - gap)
        last = np.searchsorted(keys, keys + below * wide + gap, "right") - 1
        held = np.flatnonzero(last >= first)
        yield np.stack([held, first[held]], axis=1)
        yield np.stack([held, last[held]], axis=1)


def _joined_by(pairs: IntArray, first: IntArray) -> IntArray:
    """For each thing the first of those that pairs join it with, directly or by way of others.

    :param first: The same, by what joined them before.
    """
    while True:
        least = np.minimum(first[pairs[:, 0]], first[pairs[:, 1]])
        joined = first.copy()
        for side in (0, 1):
            np.minimum.at(joined, first[pairs[:, side]], least)
        while (joined[joined] != joined).any():
            joined = joined[joined]
        joined = joined[first]
        if (joined == first).all():
            return first
        first = joined


def boxes(pair: Pair, seeds: IntArray, least_nats: float) -> list[Box]:
    """The stretches that the seeds grow to, the strongest first, with at least so much evidence."""
    found = []
    waiting = groups(seeds)
    while waiting:
        some, waiting = waiting[-_AT_ONCE:], waiting[:-_AT_ONCE]
        if not spend(_GROWING * len(some) + sum(map(len, some))):
            break
        for group, box in zip(some, _grown(pair, some), strict=True):
            if box is None:
                continue
            if box.nats >= least_nats:
                found.append(box)
            outside = group[~_inside(pair, box, group)]  # a group may hold several stretches; each grows by itself
            if 0 < len(outside) < len(group):
                waiting += groups(outside) if len(outside) > 1 else [outside]
    whole = joined(found)
    return sorted([*whole, *repeats(pair, whole)], key=lambda each: -each.nats)


def _grown(pair: Pair, some: Sequence[IntArray]) -> list[Box | None]:
    starts, ends = np.array([group.min(axis=0) for group in some]), np.array([group.max(axis=0) + 1 for group in some])
    units, source_units = pair.draft.units, pair.source.units
    places = units[starts[:, 0]], units[ends[:, 0]], source_units[starts[:, 1]], source_units[ends[:, 1]]
    return pair.grow(np.stack(places, axis=1))


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
    places = np.empty((len(found), 4), dtype=np.int64)  # of those kept
    for box in sorted(found, key=lambda each: -each.nats):
        touching = np.flatnonzero(_touch(box, places[: len(kept)]))
        at = int(touching[0]) if len(touching) else len(kept)
        kept[at : at + 1] = [_union(kept[at], box) if len(touching) else box]
        places[at] = kept[at].first, kept[at].last, kept[at].source_first, kept[at].source_last
    return kept


def _touch(box: Box, places: IntArray) -> NDArray[np.bool_]:
    """Which of some boxes' places a box touches."""
    firsts, lasts, source_firsts, source_lasts = places.T
    in_draft = np.minimum(lasts, box.last) - np.maximum(firsts, box.first)
    in_source = np.minimum(source_lasts, box.source_last) - np.maximum(source_firsts, box.source_first)
    touching: NDArray[np.bool_] = (in_draft > 0) & (in_source > -_TOUCHING)
    return touching


def _union(one: Box, other: Box) -> Box:
    return Box(
        min(one.first, other.first),
        max(one.last, other.last),
        min(one.source_first, other.source_first),
        max(one.source_last, other.source_last),
        max(one.nats, other.nats),
    )
