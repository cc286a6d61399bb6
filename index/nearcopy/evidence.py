"""Evidence: how much the words of two stretches speak for a common origin, and how far the stretches reach.

A word of one stretch that the other holds too counts as log(P(shared | copied) / P(shared | unrelated)), one that it
does not hold counts against. P(shared | unrelated) follows from how common the word is (in general and in what
surrounds the stretches) and from the other stretch's length. The sum is in nats; a stretch reaches as far as adding
words raises it (the maximum-sum range).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.nearcopy.common import background
from index.nearcopy.words import IntArray, Words
from index.postings import counting

Floats = NDArray[np.float64]

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
        fresh = self.d[self._fresh[0]], self.s[self._fresh[1]]
        self._counts = np.bincount(fresh[0], minlength=self.size), np.bincount(fresh[1], minlength=self.size)
        self._sizes = len(fresh[0]), len(fresh[1])

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """The information of each word of the vocabulary, in nats, at most 12."""
        return np.minimum(-np.log(self.shares), 12.0)

    def grow(self, places: IntArray) -> list[Box | None]:
        """The boxes that pairs of stretches which share words grow (or shrink) to; None where the words speak against
        it. All grow at once, since a step of one takes no longer than that of many.

        :param places: Of each its words: first, last, source_first, source_last; shape (n, 4).
        """
        places, nats = places.copy(), np.zeros(len(places))
        growing = np.arange(len(places))
        for _ in range(_ROUNDS):
            before = places[growing]
            ahead, draft = self._reach(0, before[:, :2], before[:, 2:], before)
            back, source = self._reach(1, before[:, 2:], draft, before)
            places[growing], nats[growing] = np.concatenate([draft, source], axis=1), np.minimum(ahead, back)
            changed = (places[growing] != before).any(axis=1)
            growing = growing[changed & (nats[growing] >= _HOPELESS) & _not_empty(places[growing])]
            if not len(growing):
                break
        return [_box(*each) for each in zip(places.tolist(), nats.tolist(), strict=True)]

    def _reach(
        self, side: int, cores: IntArray, others: IntArray, boxes: IntArray, reach: int = REACH
    ) -> tuple[Floats, IntArray]:
        """The ranges around stretches of one side (0 the draft, 1 the source) that speak most for coming from ranges of
        the other: their nats, shape (n,), and they themselves, shape (n, 2).

        Each word of the other range is the partner of one: first of those in the longest runs that stand there, too,
        then of those nearest to the core.

        :param boxes: What surrounds these tells how common each word is.
        :param reach: Words that are looked at beyond each end.
        """
        words, fresh, worn = (self.d, self.s)[side], self._fresh, (self.draft, self.source)[side].worn
        begins, ends = np.maximum(cores[:, 0] - reach, 0), np.minimum(cores[:, 1] + reach, len(words))
        at, owner = _laid_out(begins, ends)
        there, of = _laid_out(others[:, 0], others[:, 1])
        keys, other_keys = owner * self.size + words[at], of * self.size + (self.s, self.d)[side][there]
        away = np.maximum(np.maximum(cores[owner, 0] - at, at - cores[owner, 1] + 1), 0)
        order = np.lexsort((away, -self._context(side, at, owner, there, of), keys))
        ranked, ranked_owner = keys[order], owner[order]
        paired = _rank(ranked) < _counts_of(ranked, other_keys)
        shares = np.maximum(*(self._outside(each, boxes, ranked, ranked_owner, fresh[each]) for each in (0, 1)))
        values = np.empty(len(at))
        sizes = others[:, 1] - others[:, 0]
        values[order] = _evidence(worn[at[order]], paired, shares, sizes[ranked_owner])
        listed, bounds = values.tolist(), np.r_[0, np.cumsum(ends - begins)].tolist()
        best = [best_range(listed[start:end]) for start, end in pairwise(bounds)]
        nats = np.array([each[0] for each in best])
        return nats, begins[:, None] + np.array([each[1:] for each in best], dtype=np.int64).reshape(-1, 2)

    def part(self, box: Box, first: int, last: int) -> Box | None:
        """What words [first, last) of a box's draft side have in its source side; None when nothing."""
        whole = np.array([[box.first, box.last, box.source_first, box.source_last]])
        asked = np.array([[first, last]])
        back, source = self._reach(1, whole[:, 2:], asked, whole, reach=0)
        if not back[0]:
            return None
        ahead, draft = self._reach(0, asked, source, whole, reach=0)
        return _box([*draft[0].tolist(), *source[0].tolist()], float(min(ahead[0], back[0])))

    def digest(self) -> Box | None:
        """The stretch of the draft that the source as a whole speaks most for, as a summary of it would; None when
        the words it shares do not lie all over the source, or there is none."""
        first, last = 0, len(self.d)
        nats = 0.0
        for _ in range(_ROUNDS):
            before = first, last
            around = self._around(first, last) if nats else self.shares[self.d]
            evidence = _evidence(self.draft.worn, np.isin(self.d, self.s), around, len(self.s))
            nats, first, last = best_range((evidence - _DIGEST_COST).tolist())
            if (first, last) == before or not nats:
                break
        if not nats or self._spread(first, last) < _DIGEST_SPREAD:
            return None
        return Box(first, last, 0, len(self.s), nats)

    def _context(self, side: int, at: IntArray, owner: IntArray, there: IntArray, of: IntArray) -> IntArray:
        """For each word of ranges, of how many words the run is in which each stands beside the same neighbour as in
        the range of the other side; 1 for a word that does not."""
        ours, theirs = self._neighbours[side], self._neighbours[1 - side]
        size = len(self.d) + len(self.s)
        followed = of[:-1] == of[1:] if len(of) else np.empty(0, dtype=bool)
        held = (of * size)[:-1][followed] + theirs[there[:-1][followed]]
        inner = owner[:-1] == owner[1:]
        same = np.zeros(len(at), dtype=bool)  # as the word before
        same[1:][inner] = _counts_of((owner * size)[:-1][inner] + ours[at[:-1][inner]], held) > 0
        run = np.cumsum(~same)  # words of one run have one number
        lengths: IntArray = np.bincount(run)[run]
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

    def _outside(self, side: int, boxes: IntArray, keys: IntArray, owner: IntArray, fresh: NDArray[np.bool_]) -> Floats:
        """How common words are outside the stretches of the draft (side 0) or the source (1) in boxes; what is said
        again and again counts once, since else a copy would be excused by being repeated.

        :param keys: Number of the box times the vocabulary's size, plus the word.
        """
        at, of = _laid_out(boxes[:, 2 * side], boxes[:, 2 * side + 1])
        at, of = at[fresh[at]], of[fresh[at]]
        around = self._sizes[side] - np.bincount(of, minlength=len(boxes))
        wanted = keys - owner * self.size
        beyond = self._counts[side][wanted] - _counts_of(keys, of * self.size + (self.d, self.s)[side][at])
        shares: Floats = (beyond + _BACKGROUND_WORDS * self.shares[wanted]) / (around + _BACKGROUND_WORDS)[owner]
        return shares

    def _around(self, first: int, last: int) -> Floats:
        """How common each word of the draft is outside a stretch of it."""
        box = np.array([[first, last, 0, 0]])
        return self._outside(0, box, self.d, np.zeros(len(self.d), np.int64), self._fresh[0])


def _laid_out(begins: IntArray, ends: IntArray) -> tuple[IntArray, IntArray]:
    """The places of several ranges, one range after the other, and which range each is of."""
    sizes = ends - begins
    owner = np.repeat(np.arange(len(sizes)), sizes)
    return counting(sizes) + begins[owner], owner


def _rank(ordered: IntArray) -> IntArray:
    """How many equal ones stand before each."""
    place = np.arange(len(ordered))
    fresh = np.ones(len(ordered), dtype=bool)
    fresh[1:] = ordered[1:] != ordered[:-1]
    rank: IntArray = place - np.maximum.accumulate(np.where(fresh, place, 0))
    return rank


def _box(place: Sequence[int], nats: float) -> Box | None:
    first, last, source_first, source_last = place
    there = first < last and source_first < source_last
    return Box(first, last, source_first, source_last, nats) if there else None


def _not_empty(places: IntArray) -> NDArray[np.bool_]:
    there: NDArray[np.bool_] = (places[:, 0] < places[:, 1]) & (places[:, 2] < places[:, 3])
    return there


def _counts_of(wanted: IntArray, keys: IntArray) -> IntArray:
    """How often each wanted key is among some keys: no more work than there are of both, however many exist."""
    held = np.sort(keys)
    counts: IntArray = np.searchsorted(held, wanted, "right") - np.searchsorted(held, wanted)
    return counts


def _is_place(first_at: NDArray[np.int64]) -> NDArray[np.bool_]:
    fresh: NDArray[np.bool_] = first_at == np.arange(len(first_at))
    return fresh


def _evidence(worn: NDArray[np.bool_], paired: NDArray[np.bool_], shares: Floats, size: IntArray | int) -> Floats:
    """What each word says for coming from a stretch of so many words, by how common it is and whether it has a partner
    there, in nats."""
    chance = np.clip(1 - (1 - shares) ** size, _LEAST_CHANCE, _MOST_CHANCE)
    found = np.where(worn, 0, np.log(np.maximum(KEPT, chance) / chance))  # a set phrase proves nothing
    missing = np.log((1 - KEPT) / np.maximum(1 - chance, 1 - KEPT))
    return np.where(paired, found, missing)


def best_range(values: Sequence[float]) -> tuple[float, int, int]:
    """The range with the greatest sum in which no stretch costs more than DROP: (sum, first, last).

    (0, 0, 0) when nothing is above 0.
    """
    best = (0.0, 0, 0)
    total = top = 0.0
    first = 0
    for at, value in enumerate(values):
        total += value
        if total > top:
            top = total
            if top > best[0]:
                best = (top, first, at + 1)
        elif total <= 0 or total < top - DROP:
            total = top = 0.0
            first = at + 1
    return best
