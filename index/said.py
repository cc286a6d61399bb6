"""Which texts say the same: equal but for punctuation, or paragraphs that are twins (index.twins)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain

import numpy as np

from corpus.normal import skeleton
from index.fingerprint import winnowed
from index.twins import LEAST_SHARE, SHORTEST_PARAGRAPH


class Said:
    """Texts by number; of those that were added, the ones that say what another says are found.

    Fingerprints that only one of the texts has, which are most, are sorted out for all of them at once.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._skeletons = _skeletons(texts)
        self._counts, self._common = _prints(self._skeletons)
        self._by_skeleton: dict[str, list[int]] = {}
        self._by_print: dict[int, list[int]] = {}

    def add(self, number: int) -> None:
        """Let a text be found."""
        self._by_skeleton.setdefault(self._skeletons[number], []).append(number)
        for each in self._common.get(number, ()):
            self._by_print.setdefault(each, []).append(number)

    def alike(self, number: int) -> set[int]:
        """The numbers of those that were added and say the same."""
        found = set(self._by_skeleton.get(self._skeletons[number], ()))
        prints = self._common.get(number, ())
        shared = Counter(chain.from_iterable(self._by_print.get(each, ()) for each in prints))
        for other, count in shared.items():
            if count >= LEAST_SHARE * (self._counts[other] + self._counts[number] - count):
                found.add(other)
        return found


def _skeletons(texts: Sequence[str]) -> list[str]:
    """The skeleton of each text, all of them made in one go."""
    joined = skeleton("\n".join(texts))
    starts = np.cumsum([len(text) + 1 for text in texts])
    ends = np.searchsorted(joined.origins, starts).tolist()
    return [joined.text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _prints(skeletons: Sequence[str]) -> tuple[list[int], dict[int, list[int]]]:
    """How many fingerprints each text has that is long enough to be no twin by chance; and of those the ones that
    another has, too, renamed 0, 1, …"""
    long = np.array([row for row, each in enumerate(skeletons) if len(each) >= SHORTEST_PARAGRAPH], np.int64)
    hashes, places = winnowed([skeletons[row] for row in long.tolist()])
    _, names, often = np.unique(hashes, return_inverse=True, return_counts=True)
    pairs = np.unique(np.stack([long[places], names]), axis=1) if len(long) else np.empty((2, 0), np.int64)
    owners, names = pairs
    counts = np.bincount(owners, minlength=len(skeletons)).tolist()
    shared = often[names] > 1
    found: dict[int, list[int]] = {}
    for owner, name in zip(owners[shared].tolist(), names[shared].tolist(), strict=True):
        found.setdefault(owner, []).append(name)
    return counts, found
