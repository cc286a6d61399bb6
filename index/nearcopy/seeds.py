"""Where to begin: units of the draft and of the source that share words, gathered into boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from index.nearcopy.evidence import Box, Pair
from index.nearcopy.words import IntArray

# Two units that share this much are worth a look (cosine of their words' information, Dice of their words).
# Sanchez-Perez et al. 2014 have 0.33 for both; evidence decides afterwards here. Of 0.2/0.12, 0.25/0.15 and 0.3/0.2
# the last is best on the hand-written drafts' tuning half, and within 0.004 of the best on PAN's.
_LEAST_COSINE, _LEAST_DICE = 0.3, 0.2
# Seeds at most so many units apart on both sides belong together.
GAP = 4


def unit_seeds(pair: Pair) -> IntArray:
    """Pairs of units (draft, source) that share words, shape (n, 2), in the order of the draft."""
    if not len(pair.draft) or not len(pair.source):
        return np.empty((0, 2), dtype=np.int64)
    counts = [_counts(pair.d, pair.draft.units, pair.size), _counts(pair.s, pair.source.units, pair.size)]
    weighed = [_unit_length(each.multiply(pair.weights).tocsr()) for each in counts]
    cosine = (weighed[0] @ weighed[1].T).tocoo()
    near = cosine.data > _LEAST_COSINE
    rows, columns = cosine.row[near].astype(np.int64), cosine.col[near].astype(np.int64)
    held = [each.astype(bool).astype(np.int64).tocsr() for each in counts]
    shared = np.asarray(held[0][rows].multiply(held[1][columns]).sum(axis=1)).ravel()
    sizes = [np.asarray(each.sum(axis=1)).ravel() for each in held]
    alike = 2 * shared / (sizes[0][rows] + sizes[1][columns]) > _LEAST_DICE
    found = np.stack([rows[alike], columns[alike]], axis=1)
    found = found[~_said_before(pair)[found[:, 0]]]
    ordered: IntArray = found[np.lexsort((found[:, 1], found[:, 0]))]
    return ordered


def _said_before(pair: Pair) -> NDArray[np.bool_]:
    """Which units of the draft mostly repeat what stands before them: they have no seeds, see repeats."""
    again = np.r_[0, np.cumsum(pair.first_at != np.arange(len(pair.d)))]
    units = pair.draft.units
    mostly: NDArray[np.bool_] = 2 * np.diff(again[units]) > np.diff(units)
    return mostly


def repeats(pair: Pair, found: Sequence[Box]) -> list[Box]:
    """The boxes again wherever the draft repeats most of what they hold."""
    by = np.arange(len(pair.d)) - pair.first_at  # how far back each word stood first
    bounds = [0, *(np.flatnonzero(np.diff(by)) + 1).tolist(), len(by)]
    again = []
    for start, end in pairwise(bounds):
        back = int(by[start]) if start < end else 0
        for box in found if back else ():
            first, last = max(start - back, box.first), min(end - back, box.last)
            if 2 * (last - first) > box.last - box.first:
                again.append(replace(box, first=first + back, last=last + back))
    return again


def _counts(words: IntArray, units: IntArray, size: int) -> sparse.csr_matrix:
    counts = sparse.csr_matrix((np.ones(len(words)), words, units), shape=(len(units) - 1, size))
    counts.sum_duplicates()
    return counts


def _unit_length(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return sparse.diags(1 / np.maximum(length, 1e-9)) @ rows


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
