"""Which texts say the same: equal but for punctuation, or paragraphs that are twins (index.twins)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from corpus.normal import skeleton
from index.fingerprint import fingerprints
from index.twins import LEAST_SHARE, SHORTEST_PARAGRAPH


class Said:
    """Texts by number; of those that were added, the ones that say what another says are found.

    Fingerprints that only one of the texts has, which are most, are sorted out for all of them at once.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        prints = [_prints(text) for text in texts]
        self._skeletons = [skeleton for skeleton, _ in prints]
        self._counts = [len(each) for _, each in prints]
        self._common = _common([each for _, each in prints])
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


def _common(prints: Sequence[NDArray[np.uint64]]) -> dict[int, list[int]]:
    """Of each text that has such, the fingerprints that another has, too; renamed 0, 1, …"""
    if not prints:
        return {}
    _, names, counts = np.unique(np.concatenate(prints), return_inverse=True, return_counts=True)
    owners = np.repeat(np.arange(len(prints)), [len(each) for each in prints])
    shared = counts[names] > 1
    found: dict[int, list[int]] = {}
    for owner, name in zip(owners[shared].tolist(), names[shared].tolist(), strict=True):
        found.setdefault(owner, []).append(name)
    return found


@lru_cache(maxsize=20_000)
def _prints(text: str) -> tuple[str, NDArray[np.uint64]]:
    """A text's skeleton, and its distinct fingerprints where it is long enough to be no twin by chance; remembered,
    since the same passages are found again and again."""
    plain = skeleton(text).text
    return plain, np.unique(fingerprints(plain if len(plain) >= SHORTEST_PARAGRAPH else "")[0])
