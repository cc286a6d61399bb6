"""How alike two texts are, symmetric, whatever their languages and lengths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.calibration import Registers, mean, signs
from index.closeness import Closeness, without
from index.embedding import embedded
from index.query import Query, read_queries
from index.types import Encoder, FloatArray, Similarity


class Compared(NamedTuple):
    """Texts against texts, arrays of shape (left, right): raw cosines, those without the languages' common parts,
    and whether the two are of one group of languages."""

    cosines: FloatArray
    free: FloatArray
    same_script: np.ndarray


class Pairs:
    """Compares texts: both are read as queries, so that neither side is privileged."""

    def __init__(self, encoder: Encoder, closeness: Closeness) -> None:
        self.encoder = encoder
        self.closeness = closeness

    def read(self, texts: Sequence[str]) -> list[Query]:
        """Encode texts.

        :raises QueryError: If one is empty.
        """
        return read_queries(texts, self.encoder, self.closeness)

    def similarity(self, pairs: Sequence[tuple[str, str]]) -> list[Similarity]:
        """One result a pair, in order."""
        texts = list(dict.fromkeys(text for pair in pairs for text in pair))
        queries = dict(zip(texts, self.read(texts), strict=True))
        return [self._similarities([queries[left]], [queries[right]])[0][0] for left, right in pairs]

    def matrix(self, left: Sequence[str], right: Sequence[str] | None = None) -> list[list[Similarity]]:
        """Each text against each of the right side (of itself when None): rows are the left texts."""
        rows = self.read(left)
        return self._similarities(rows, rows if right is None else self.read(right))

    def _similarities(self, left: Sequence[Query], right: Sequence[Query]) -> list[list[Similarity]]:
        cosines, free, same_script = compare(left, right)
        within, across = self.closeness.within, self.closeness.across
        similarities = np.where(same_script, within.similarity(cosines), across.similarity(free))
        if self.closeness.registers is not None:
            judged = self._judged(self.closeness.registers, left, right, cosines)
            similarities = np.where(same_script, judged, similarities)
        names = [np.array([embedded(query.text) for query in side]) for side in (left, right)]
        equal = names[0][:, None] == names[1][None, :]
        similarities[equal], cosines[equal] = 1.0, 1.0
        return [
            [Similarity(float(similarity), float(cosine)) for similarity, cosine in zip(*row, strict=True)]
            for row in zip(similarities, cosines, strict=True)
        ]

    def _judged(
        self, registers: Registers, left: Sequence[Query], right: Sequence[Query], cosines: FloatArray
    ) -> FloatArray:
        """Similarities by register and wording, shape (left, right)."""
        shape = (len(left), len(right))
        table = [
            signs(float(cosines[row, column]), one.text, other.text)
            for row, one in enumerate(left)
            for column, other in enumerate(right)
        ]
        rows, columns = (index.ravel() for index in np.indices(shape))
        means = mean(_whole(left)[rows], _whole(right)[columns])
        return registers.similarity(means, np.array(table, np.float32)).reshape(shape)


def compare(left: Sequence[Query], right: Sequence[Query]) -> Compared:
    """Each of the left texts against each of the right ones."""
    scripts = [np.array([query.script for query in side]) for side in (left, right)]
    return Compared(
        _whole(left) @ _whole(right).T,
        _whole(left, free=True) @ _whole(right, free=True).T,
        scripts[0][:, None] == scripts[1][None, :],
    )


def _whole(queries: Sequence[Query], *, free: bool = False) -> FloatArray:
    """One unit vector a text, shape (n, dim): the mean of its windows."""
    means = np.stack([(query.free if free else query.vectors).mean(axis=0) for query in queries])
    return without(means, np.zeros(means.shape[1], np.float32))
