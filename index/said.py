"""Which texts say the same: equal but for punctuation, or paragraphs that are twins (index.twins)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from corpus.normal import skeleton
from index.fingerprint import winnowed
from index.twins import LEAST_SHARE, SHORTEST_PARAGRAPH


class Said:
    """Texts by number, read only when they are compared; many at once, which takes a fraction of one by one."""

    def __init__(self, read: Callable[[Sequence[int]], Sequence[str]]) -> None:
        """:param read: Gives the texts of numbers, in their order."""
        self._read = read
        self._skeletons: dict[int, str] = {}
        self._prints: dict[int, frozenset[int]] = {}

    def look_at(self, numbers: Sequence[int]) -> None:
        """Read texts that are to be compared, those that were not read yet."""
        unread = [each for each in numbers if each not in self._skeletons]
        if not unread:
            return
        found = dict(zip(unread, _skeletons(self._read(unread)), strict=True))
        self._skeletons |= found
        long = [each for each, letters in found.items() if len(letters) >= SHORTEST_PARAGRAPH]
        hashes, owners = winnowed([found[each] for each in long])
        ends = np.searchsorted(owners, np.arange(len(long)), "right").tolist()
        for number, start, end in zip(long, [0, *ends], ends, strict=False):
            self._prints[number] = frozenset(hashes[start:end].tolist())

    def same(self, one: int, other: int) -> bool:
        """Whether two texts say the same."""
        if one not in self._skeletons or other not in self._skeletons:
            self.look_at([one, other])
        if self._skeletons[one] == self._skeletons[other]:
            return True
        left, right = self._prints.get(one), self._prints.get(other)
        if left is None or right is None:  # too short: no twins by chance
            return False
        if min(len(left), len(right)) < LEAST_SHARE * max(len(left), len(right)):
            return False
        shared = len(left & right)
        return shared >= LEAST_SHARE * (len(left) + len(right) - shared)


def _skeletons(texts: Sequence[str]) -> list[str]:
    """The skeleton of each text, all of them made in one go."""
    joined = skeleton("\n".join(texts))
    starts = np.cumsum([len(text) + 1 for text in texts])
    ends = np.searchsorted(joined.origins, starts).tolist()
    return [joined.text[start:end] for start, end in zip([0, *ends], ends, strict=False)]
