"""Parallel texts: a draft that translates a document sentence by sentence, one after the other.

Taken by itself, a sentence in another language is hard to believe: of a national report's fewer than half are sure. But
where many sure ones rise together on both sides, what lies between two of them has hardly anywhere else to come from.
There the two texts are aligned as bitexts are: by the cheapest way through both, on which one sentence becomes one,
two or three, or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from index.effort import spend
from index.nearcopy.alignment import rising
from index.nearcopy.chain import Links, Run
from index.nearcopy.links import best_of_rows
from index.nearcopy.sentences import Sentences
from index.types import FloatArray

# Links with so much evidence are sure; of 300 between halves of a news bitext from here on 99 in 100 were right.
SURE = 2.0
# A translation has at least so many sure links in a row, at most so many sentences apart on either side, so many of all
# sure links between its ends rising in both texts, and so many of its sentences sure. Two texts on one subject have
# links without such an order; a news bitext has 0.96 rising and 0.68 sure, the national report 0.99 and 0.30.
LEAST_SURE, _GAP, _RISING, _DENSE = 8, 20, 0.8, 0.15
# Sentences beyond the first and the last sure link that are aligned, too.
_BEYOND = 5
# What sentences may become: (of the draft, of the source).
_BEADS = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2))
# The nearest sentences of the other side whose mean is what a sentence reaches by accident.
_ACCIDENTS = 8
# A bead is better than none with a cosine of so much less than the accidents', and what an unequal length costs (log of
# the ratio). Chosen on a news bitext (NTREX, 400 sentences both ways, whole and with a quarter of the source missing)
# and the first half of the national report.
_SLACK, _LENGTH = 0.2, 0.05
# A way leads through all sure links that it can.
_THROUGH_SURE = 1.0
# Within a run so many sentences of the draft may have no counterpart, and so many of the source may be passed over.
_OWN, _PASSED_OVER = 1, 3
# Steps that a place on the way takes (index/effort.py).
_STEPS = 500

Link = tuple[int, int]


class _Bead(NamedTuple):
    """Sentences of the draft that became sentences of the source, both as half-open ranges."""

    draft: tuple[int, int]
    source: tuple[int, int]


@dataclass(frozen=True)
class _Sides:
    """Two stretches that are aligned: vectors, shape (n, dim), sizes, and what each sentence reaches by accident."""

    ours: Sentences
    theirs: Sentences
    our_accidents: FloatArray
    their_accidents: FloatArray

    @classmethod
    def of(cls, ours: Sentences, theirs: Sentences) -> _Sides:
        return cls(ours, theirs, _accidents(ours.free, theirs.free), _accidents(theirs.free, ours.free))

    def gain(self, bead: _Bead) -> float:
        """How much better a bead is than leaving its sentences alone."""
        (first, last), (begin, end) = bead
        left, right = self.ours.free[first:last].sum(axis=0), self.theirs.free[begin:end].sum(axis=0)
        cosine = left @ right / np.sqrt((left @ left) * (right @ right) + 1e-12)
        by_accident = (self.our_accidents[first:last].max() + self.their_accidents[begin:end].max()) / 2
        unequal = np.abs(np.log(self.ours.sizes[first:last].sum() / self.theirs.sizes[begin:end].sum()))
        return float(cosine - by_accident + _SLACK - _LENGTH * unequal)


def parallel_runs(
    links: Links, draft: Sentences, source: Callable[[int, int], Sentences], size: int, stretches: Sequence[int]
) -> list[Run]:
    """The parts of a draft that translate a source in its order; none where the links do not say so.

    :param links: The evidence in nats of (sentence of the draft, sentence of the source), of another language each.
    :param source: The source's sentences of a range.
    :param size: How many sentences the source has.
    :param stretches: A number for each sentence of the draft, the same for those that one run may hold.
    """
    found = []
    for anchors in translations(links):
        first, begin = (max(each - _BEYOND, 0) for each in anchors[0])
        last, end = min(anchors[-1][0] + _BEYOND + 1, len(draft)), min(anchors[-1][1] + _BEYOND + 1, size)
        sides = _Sides.of(draft.part(first, last), source(begin, end))
        beads = [
            _Bead((at + first, to + first), (there + begin, till + begin))
            for (at, to), (there, till) in _aligned(sides, [(at - first, there - begin) for at, there in anchors])
        ]
        nats = sum(links[anchor] for anchor in anchors)
        found += [_run(group, nats) for group in _grouped(beads, stretches)]
    return found


def with_parallel(parallel: Sequence[Run], found: Iterable[Run]) -> list[Run]:
    """The parallel runs and those that lie wholly beside them."""
    return [
        *parallel,
        *(run for run in found if all(run.last < each.first or each.last < run.first for each in parallel)),
    ]


def translations(links: Links) -> list[list[Link]]:
    """The series of sure links that are those of a translation, each rising in both texts."""
    best: dict[int, tuple[float, int]] = {}
    for (at, there), nats in links.items():
        if nats >= SURE:
            best[at] = max(best.get(at, (0.0, 0)), (nats, there))
    sure = sorted((at, there) for at, (_, there) in best.items())
    series = [[]] if sure else []  # type: list[list[Link]]
    for link in rising(sure):
        if series[-1] and max(link[0] - series[-1][-1][0], link[1] - series[-1][-1][1]) > _GAP:
            series.append([])
        series[-1].append(link)
    return [each for each in series if _is_translation(each, best)]


def _is_translation(series: Sequence[Link], sure: Mapping[int, tuple[float, int]]) -> bool:
    (first, _), (last, _) = series[0], series[-1]
    between = sum(first <= at <= last for at in sure)
    return len(series) >= max(LEAST_SURE, _RISING * between, _DENSE * (last - first + 1))


def _accidents(vectors: FloatArray, others: FloatArray) -> FloatArray:
    """The mean cosine of each vector with the nearest few others, shape (n,)."""
    means: FloatArray = best_of_rows(vectors, others, _ACCIDENTS).values.mean(axis=1)
    return means


def _aligned(sides: _Sides, anchors: Sequence[Link]) -> list[_Bead]:
    """The beads of the best way from the beginning of both sides to their end, along the anchors."""
    expected = dict(anchors)
    ends = len(sides.ours), len(sides.theirs)
    best: dict[Link, float] = {(0, 0): 0.0}
    last: dict[Link, Link] = {}
    for at, there in _cells(anchors, ends):
        if not spend(_STEPS):
            return [_Bead((at, at + 1), (there, there + 1)) for at, there in anchors]
        ways = [(best[cell], cell) for cell in ((at - 1, there), (at, there - 1)) if cell in best]
        for ours, theirs in _BEADS:
            cell = at - ours, there - theirs
            if cell not in best:
                continue
            bead = _Bead((cell[0], at), (cell[1], there))
            sure = sum(cell[1] <= expected.get(each, -1) < there for each in range(cell[0], at))
            ways.append((best[cell] + sides.gain(bead) + _THROUGH_SURE * sure, cell))
        if ways:
            best[at, there], last[at, there] = max(ways)
    beads, cell = [], ends
    while cell != (0, 0):
        before = last[cell]
        if before[0] < cell[0] and before[1] < cell[1]:
            beads.append(_Bead((before[0], cell[0]), (before[1], cell[1])))
        cell = before
    return beads[::-1]


def _cells(anchors: Sequence[Link], ends: Link) -> Iterator[Link]:
    """How much of both sides a way may have behind it, in order: what lies between two anchors stays between them."""
    rows: list[tuple[int, int]] = [(ends[1], 0)] * (ends[0] + 1)
    for (at, there), (to, till) in pairwise([(0, 0), *anchors, (ends[0] - 1, ends[1] - 1)]):
        for row in range(at, to + 2):
            rows[row] = min(rows[row][0], there), max(rows[row][1], till + 1)
    for row, (first, last) in enumerate(rows):
        yield from ((row, column) for column in range(first, last + 1) if (row, column) != (0, 0))


def _grouped(beads: Sequence[_Bead], stretches: Sequence[int]) -> Iterator[list[_Bead]]:
    """Sentences that follow one another on both sides, in one stretch of the draft."""
    group: list[_Bead] = []
    for bead in (_Bead((at, at + 1), each.source) for each in beads for at in range(*each.draft)):
        if group:
            (first, before), (_, passed) = group[-1]
            together = bead.draft[0] - before <= _OWN and bead.source[0] - passed <= _PASSED_OVER
            if not together or stretches[bead.draft[0]] != stretches[first]:
                yield group
                group = []
        group.append(bead)
    if group:
        yield group


def _run(group: Sequence[_Bead], nats: float) -> Run:
    links = tuple((each.draft[0], there) for each in group for there in range(*each.source))
    first, last = group[0], group[-1]
    return Run(first.draft[0], last.draft[0], first.source[0], last.source[1] - 1, nats, links)
