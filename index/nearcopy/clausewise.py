"""Whether the clauses of two sentences correspond: one by one and in order, as in a sentence said anew."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.nearcopy.links import best_of_rows
from index.nearcopy.sentences import Encode, Sentences, clauses
from index.types import FloatArray

# The nearest clauses of the other side, of any sentence, whose mean is what a clause reaches by accident.
_ACCIDENTS = 8
# A clause corresponds to another that is at most this much less near than the accidents.
_SLACK = 0.02
Correspondence = tuple[float, float, float, float, float]


class Clauses:
    """The clauses of the draft's and the sources' sentences that are candidates for one another."""

    def __init__(
        self,
        draft: Sentences,
        source: Sentences,
        pairs: Sequence[tuple[int, int]],
        encode: tuple[Encode, Encode],
        pool: FloatArray,
    ) -> None:
        """:param encode: Vectors of draft clauses and of source clauses, as they are compared here.
        :param pool: Vectors of background sentences, so that a short draft has accidents to compare with.
        """
        self._draft = {each: clauses(draft.texts[each]) for each, _ in pairs}
        self._source = {each: clauses(source.texts[each]) for _, each in pairs}
        ours, theirs = _distinct(self._draft.values()), _distinct(self._source.values())
        our_vectors, their_vectors = encode[0](ours), encode[1](theirs)
        self._ours = dict(zip(ours, our_vectors, strict=True))
        self._theirs = dict(zip(theirs, their_vectors, strict=True))
        self._our_accidents = dict(zip(ours, _accidents(our_vectors, their_vectors, pool), strict=True))
        self._their_accidents = dict(zip(theirs, _accidents(their_vectors, our_vectors, pool), strict=True))

    def correspondence(self, draft: int, source: int) -> Correspondence:
        """How the clauses of two sentences correspond: (in order, log of the fewer clauses, of the draft's side, of
        the source's side, of the clause that corresponds worst)."""
        ours, theirs = self._draft[draft], self._source[source]
        near = np.stack([self._ours[each] for each in ours]) @ np.stack([self._theirs[each] for each in theirs]).T
        expected = np.array([self._our_accidents[each] for each in ours])[:, None] + np.array(
            [self._their_accidents[each] for each in theirs]
        )
        near = near - expected / 2
        sizes = [np.array([len(each) for each in side], dtype=np.float64) for side in (ours, theirs)]
        shares = [each / each.sum() for each in sizes]
        best = near.max(axis=1), near.max(axis=0)
        return (
            _in_order(np.maximum(near + _SLACK, 0) * np.minimum(shares[0][:, None], shares[1][None, :])),
            float(np.log(min(near.shape))),
            float(best[0] @ shares[0]),
            float(best[1] @ shares[1]),
            float(min(best[0].min(), best[1].min())),
        )


def _distinct(sides: object) -> list[str]:
    return sorted({each for side in sides for each in side})  # type: ignore[attr-defined]


def _accidents(vectors: FloatArray, others: FloatArray, pool: FloatArray) -> FloatArray:
    means: FloatArray = best_of_rows(vectors, np.concatenate([others, pool]), _ACCIDENTS).values.mean(axis=1)
    return means


def _in_order(values: NDArray[np.float64]) -> float:
    """The greatest sum of values on a path that rises in both directions."""
    best = np.zeros(values.shape[1] + 1)
    for row in values:
        fresh = best.copy()
        fresh[1:] = np.maximum(best[1:], best[:-1] + row)
        best = np.maximum.accumulate(fresh)
    return float(best[-1])
