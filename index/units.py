"""The embedded texts of candidates, passage by passage, and what a passage's closeness was made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.store.lookup import Unit
from index.types import FloatArray

# A sentence is shown as alike in meaning when its log-odds are this near to the best sentence's (e^-1: a third of its
# odds).
_ALIKE = 1.0


@dataclass(frozen=True)
class Units:
    """Passages, ascending by id, and the rows of their texts among all.

    :ivar passages: Their ids, shape (n,).
    :ivar own: The row of each passage as a whole, shape (n,); the rows of its sentences follow.
    :ivar best: The row of its text nearest to the query, shape (n,).
    """

    units: Sequence[Unit]
    levels: FloatArray
    passages: list[int]
    own: NDArray[np.int64]
    best: NDArray[np.int64]

    @classmethod
    def of(cls, units: Sequence[Unit], levels: FloatArray) -> Units:
        """:param units: In the order that the store gives them: by passage, itself first.
        :param levels: The closeness of each that orders, shape (len(units),)."""
        owners = np.array([unit.passage_id for unit in units], np.int64)
        passages, own, group = np.unique(owners, return_index=True, return_inverse=True)
        if not len(passages):
            return cls(units, levels, [], own, own)
        nearest = np.flatnonzero(levels == np.maximum.reduceat(levels, own)[group])
        _, first = np.unique(group[nearest], return_index=True)
        return cls(units, levels, passages.tolist(), own, nearest[first])

    def most(self, values: FloatArray) -> FloatArray:
        """The largest of the values of each passage's texts, shape (n,)."""
        most: FloatArray = np.maximum.reduceat(values, self.own) if len(self.own) else values
        return most

    def rows(self, place: int) -> range:
        """The rows of a passage's texts."""
        end = self.own[place + 1] if place + 1 < len(self.own) else len(self.units)
        return range(int(self.own[place]), int(end))


@dataclass(frozen=True)
class Weighed:
    """What the closeness of each passage was made of, kept together: it is asked for those that are shown only.

    :ivar parts: What each kind of evidence adds to each passage's score, shape (n,).
    """

    units: Units
    parts: Mapping[str, FloatArray]

    def nearest(self, place: int) -> Unit:
        """A passage's text nearest to the query."""
        return self.units.units[int(self.units.best[place])]

    def alike(self, place: int) -> tuple[tuple[int, int], ...]:
        """The sentences of a passage that are alike in meaning to the query, the nearest first."""
        units, levels = self.units.units, self.units.levels
        sentences = sorted(
            (row for row in self.units.rows(place) if units[row].is_sentence), key=lambda row: -levels[row]
        )
        return tuple(
            (units[row].start, units[row].end) for row in sentences if levels[row] >= levels[sentences[0]] - _ALIKE
        )
