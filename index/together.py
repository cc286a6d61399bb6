"""Many texts as one, in which a string is sought in all of them at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.normal import fold
from index.numbers import plain_numbers

#: Stands between texts; folded texts and queries never hold it.
APART = "\0"

Places = NDArray[np.int64]
# Stands between texts while they are folded: for private use, so that it folds to itself.
_BETWEEN = "\ue000"


def folded_texts(texts: Sequence[str]) -> list[str]:
    """Texts as evidence is sought in them (width, case, traditional characters, numerals), folded in one go."""
    if any(_BETWEEN in text for text in texts):
        return [plain_numbers(fold(text).text) for text in texts]
    folded = plain_numbers(fold(_BETWEEN.join(texts)).text).split(_BETWEEN) if texts else []
    return [each.strip(" ") for each in folded]


class Together:
    """Folded texts one after the other, a separator between any two.

    :ivar text: All of them.
    :ivar owner: The number of the text that each character belongs to, shape (len(text),).
    """

    def __init__(self, joined: str) -> None:
        """:param joined: Texts with ``APART`` between them."""
        self.text = joined
        self._codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4")
        self.owner: Places = np.cumsum(self._codes == ord(APART))
        self.count = joined.count(APART) + 1
        self._of_character: dict[str, Places] = {}

    @classmethod
    def of(cls, texts: Sequence[str]) -> Together:
        """Join texts, at least one."""
        return cls(APART.join(texts))

    def places(self, sought: str) -> Places:
        """Where a string begins, ascending, those that overlap included."""
        found = self._character(sought[0])
        if len(sought) > 1:
            found = found[found <= len(self._codes) - len(sought)]
        for offset, character in enumerate(sought[1:], 1):
            found = found[self._codes[found + offset] == ord(character)]
        return found

    def counts(self, sought: str) -> Places:
        """How often each text has a string, as ``str.count`` does: places that overlap count once."""
        found = self.places(sought)
        if len(found) > 1 and _overlaps_itself(sought):
            found = _apart(found, len(sought))
        return np.bincount(self.owner[found], minlength=self.count)

    def holding(self, sought: str) -> NDArray[np.bool_]:
        """Which texts have a string; all have the empty one."""
        held = np.full(self.count, not sought)
        if sought:
            held[self.owner[self.places(sought)]] = True
        return held

    def is_apart(self, places: Places) -> NDArray[np.bool_]:
        """At which places a text ends and the next begins."""
        apart: NDArray[np.bool_] = self._codes[places] == ord(APART)
        return apart

    def _character(self, character: str) -> Places:
        if character not in self._of_character:
            self._of_character[character] = np.flatnonzero(self._codes == ord(character))
        return self._of_character[character]


def _overlaps_itself(sought: str) -> bool:
    return any(sought.startswith(sought[at:]) for at in range(1, len(sought)))


def _apart(found: Places, length: int) -> Places:
    kept, end = [], -1
    for place in found.tolist():
        if place >= end:
            kept.append(place)
            end = place + length
    return np.array(kept, np.int64)
