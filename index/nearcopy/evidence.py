"""Evidence: how much the words of two stretches speak for a common origin, and how far the stretches reach.

A word of one stretch that the other holds too counts as log(P(shared | copied) / P(shared | unrelated)), one that it
does not hold counts against. P(shared | unrelated) follows from how common the word is (in general and in what
surrounds the stretches) and from the other stretch's length. The sum is in nats; a stretch reaches as far as adding
words raises it (the maximum-sum range).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.nearcopy.common import background
from index.nearcopy.words import Words

# P(a word is kept | its stretch was copied). Tuned on the even pairs of PAN 2013's training part: 0.5 to 0.75 tried.
KEPT = 0.5
# Words that the background weighs as much as what surrounds the stretches.
_BACKGROUND_WORDS = 400
# What a stretch of words without a partner may cost before the copied stretch counts as ended, in nats (a word costs
# up to 0.7). Tuned with KEPT.
DROP = 12.0
# A summary: what each of its words costs, so that it ends where the next subject begins, how rare the words are that
# tell where it comes from (nats), and over how much of the source these must be spread. Tuned as KEPT.
_DIGEST_COST, _RARE, _DIGEST_SPREAD = 0.05, 7.0, 0.5
# How far beyond its present ends a stretch is looked at, in words.
REACH = 25
_ROUNDS = 5
# A stretch with less evidence than this after the first round is let go. Of 20,000 that began at seeds of units in the
# hand-written drafts, provincial reports and regulations none that ended with 20 nats had begun with less than 9; of
# 300 in PAN's pairs one, which did not count either.
_HOPELESS = 4.0
# Two texts on one subject share its rarest words, too: no word counts for more than log(KEPT / 0.002) = 5.5 nats.
_LEAST_CHANCE, _MOST_CHANCE = 2e-3, 0.999


@dataclass(frozen=True, slots=True)
class Box:
    """Words [first, last) of the draft that come from words [source_first, source_last) of the source.

    ``nats``: the weaker of the two sides' evidence.
    """

    first: int
    last: int
    source_first: int
    source_last: int
    nats: float


class Pair:
    """Two texts with one vocabulary."""

    def __init__(self, draft: Words, source: Words) -> None:
        self.draft = draft
        self.source = source
        names, places = np.unique(np.concatenate([draft.ids, source.ids]), return_inverse=True)
        self.d, self.s = places[: len(draft)], places[len(draft) :]
        self.size = len(names)
        self.shares = background().word_shares(names).astype(np.float64)
        self._fresh = _is_place(draft.first_at), _is_place(source.first_at)
        self._counts = self._counted(self.d[self._fresh[0]]), self._counted(self.s[self._fresh[1]])

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """The information of each word of the vocabulary, in nats, at most 12."""
        return np.minimum(-np.log(self.shares), 12.0)

    def grow(self, first: int, last: int, source_first: int, source_last: int) -> Box | None:
        """The box that two stretches which share words grow (or shrink) to; None when the words speak against it."""
        place = first, last, source_first, source_last
        nats = 0.0
        for _ in range(_ROUNDS):
            before, (first, last, source_first, source_last) = place, place
            shares = self._shares_around(*place)
            ahead, first, last = self._reach(0, first, last, (source_first, source_last), shares)
            if last <= first:
                return None
            back, source_first, source_last = self._reach(1, source_first, source_last, (first, last), shares)
            if source_last <= source_first:
                return None
            place, nats = (first, last, source_first, source_last), min(ahead, back)
            if place == before or nats < _HOPELESS:
                break
        return Box(*place, nats)

    def _reach(
        self, side: int, first: int, last: int, other: tuple[int, int], shares: NDArray[np.float64]
    ) -> tuple[float, int, int]:
        """The range around words [first, last) of one side (0 the draft, 1 the source) that speaks most for coming
        from a range of the other: (nats, first, last)."""
        words = (self.d, self.s)[side]
        begin, end = max(0, first - REACH), min(len(words), last + REACH)
        paired = self._paired(side, (begin, end), other, (first - begin, last - begin))
        worn = (self.draft, self.source)[side].worn[begin:end]
        nats, start, stop = best_range(_evidence(words[begin:end], worn, paired, shares, other[1] - other[0]))
        return nats, begin + start, begin + stop

    def part(self, box: Box, first: int, last: int) -> Box | None:
        """What words [first, last) of a box's draft side have in its source side; None when nothing."""
        shares = self._shares_around(box.first, box.last, box.source_first, box.source_last)
        source_first, source_last = box.source_first, box.source_last
        paired = self._paired(1, (source_first, source_last), (first, last), (0, source_last - source_first))
        source, worn = self.s[source_first:source_last], self.source.worn[source_first:source_last]
        back, begin, end = best_range(_evidence(source, worn, paired, shares, last - first))
        if not back:
            return None
        begin, end = source_first + begin, source_first + end
        paired = self._paired(0, (first, last), (begin, end), (0, last - first))
        words, worn = self.d[first:last], self.draft.worn[first:last]
        ahead, start, stop = best_range(_evidence(words, worn, paired, shares, end - begin))
        return Box(first + start, first + stop, begin, end, min(ahead, back)) if ahead else None

    def digest(self) -> Box | None:
        """The stretch of the draft that the source as a whole speaks most for, as a summary of it would; None when
        the words it shares do not lie all over the source, or there is none."""
        first, last = 0, len(self.d)
        nats = 0.0
        for _ in range(_ROUNDS):
            before = first, last
            around = self._outside(0, first, last) if nats else self.shares
            evidence = _evidence(self.d, self.draft.worn, np.isin(self.d, self.s), around, len(self.s))
            nats, first, last = best_range(evidence - _DIGEST_COST)
            if (first, last) == before or not nats:
                break
        if not nats or self._spread(first, last) < _DIGEST_SPREAD:
            return None
        return Box(first, last, 0, len(self.s), nats)

    def _paired(
        self, side: int, at: tuple[int, int], other: tuple[int, int], core: tuple[int, int]
    ) -> NDArray[np.bool_]:
        """Which words of a range of one side have a partner in a range of the other. Each partner serves once: first
        words in the longest runs that the other range holds, too, then those nearest to the core, a range of these."""
        words, others = (self.d, self.s)[side][slice(*at)], (self.s, self.d)[side][slice(*other)]
        place = np.arange(len(words))
        away = np.maximum(np.maximum(core[0] - place, place - core[1] + 1), 0)
        order = np.lexsort((away, -self._context(side, at, other), words))
        ranked = words[order]
        fresh = np.r_[True, ranked[1:] != ranked[:-1]]
        rank = place - np.maximum.accumulate(np.where(fresh, place, 0))
        paired = np.empty(len(words), dtype=bool)
        paired[order] = rank < self._counted(others)[ranked]
        return paired

    def _context(self, side: int, at: tuple[int, int], other: tuple[int, int]) -> NDArray[np.int64]:
        """For each word of a range, of how many words the run is in which each stands beside the same neighbour as in
        a range of the other side; 1 for a word that does not."""
        held = np.zeros(len(self.d) + len(self.s), dtype=bool)
        held[self._neighbours[1 - side][other[0] : max(other[1] - 1, other[0])]] = True
        same = held[self._neighbours[side][at[0] : at[1] - 1]]
        run = np.r_[0, np.cumsum(~same)]  # words of one run have one number
        lengths: NDArray[np.int64] = np.bincount(run)[run]
        return lengths

    @cached_property
    def _neighbours(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """A number for each word with the one behind it: of the draft, of the source."""
        both = [words[:-1] * self.size + words[1:] for words in (self.d, self.s)]
        _, numbers = np.unique(np.concatenate(both), return_inverse=True)
        return numbers[: len(both[0])], numbers[len(both[0]) :]

    def _spread(self, first: int, last: int) -> float:
        """The share of the source between the outer tenths of those places that share rare words with a stretch."""
        rare = np.unique(self.d[first:last][self.weights[self.d[first:last]] > _RARE])
        at = np.flatnonzero(np.isin(self.s, rare))
        return float(np.diff(np.quantile(at, [0.1, 0.9]))[0] / len(self.s)) if len(at) else 0.0

    def _shares_around(self, first: int, last: int, source_first: int, source_last: int) -> NDArray[np.float64]:
        """How common each word is outside the box: on the side where it is more common."""
        return np.maximum(self._outside(0, first, last), self._outside(1, source_first, source_last))

    def _outside(self, side: int, first: int, last: int) -> NDArray[np.float64]:
        """How common each word is outside a stretch of the draft (side 0) or the source (1); what is said again and
        again counts once, since else a copy would be excused by being repeated."""
        words, fresh = (self.d, self.s)[side], self._fresh[side]
        inside = words[first:last][fresh[first:last]]
        around = int(self._counts[side].sum()) - len(inside)
        shares: NDArray[np.float64] = (self._counts[side] - self._counted(inside) + _BACKGROUND_WORDS * self.shares) / (
            around + _BACKGROUND_WORDS
        )
        return shares

    def _counted(self, words: NDArray[np.int64]) -> NDArray[np.int64]:
        counts: NDArray[np.int64] = np.bincount(words, minlength=self.size)
        return counts


def _is_place(first_at: NDArray[np.int64]) -> NDArray[np.bool_]:
    fresh: NDArray[np.bool_] = first_at == np.arange(len(first_at))
    return fresh


def _evidence(
    words: NDArray[np.int64], worn: NDArray[np.bool_], paired: NDArray[np.bool_], shares: NDArray[np.float64], size: int
) -> NDArray[np.float64]:
    """What each word says for coming from a stretch of so many words, by whether it has a partner there, in nats."""
    chance = np.clip(1 - (1 - shares[words]) ** size, _LEAST_CHANCE, _MOST_CHANCE)
    found = np.where(worn, 0, np.log(np.maximum(KEPT, chance) / chance))  # a set phrase proves nothing
    missing = np.log((1 - KEPT) / np.maximum(1 - chance, 1 - KEPT))
    return np.where(paired, found, missing)


def best_range(values: NDArray[np.float64]) -> tuple[float, int, int]:
    """The range with the greatest sum in which no stretch costs more than DROP: (sum, first, last).

    (0, 0, 0) when nothing is above 0.
    """
    best = (0.0, 0, 0)
    total = top = 0.0
    first = 0
    for at, value in enumerate(values.tolist()):
        total += value
        if total > top:
            top = total
            if top > best[0]:
                best = (top, first, at + 1)
        elif total <= 0 or total < top - DROP:
            total = top = 0.0
            first = at + 1
    return best
