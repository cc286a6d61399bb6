"""How alike two texts are, symmetric, whatever their languages and lengths."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.closeness import Closeness, without
from index.embedding import embedded
from index.query import Query, read_queries
from index.types import Encoder, FloatArray, Similarity


class Pairs:
    """Compares texts: both are read as queries, so that neither side is privileged."""

    def __init__(self, encoder: Encoder, closeness: Closeness) -> None:
        self.encoder = encoder
        self.closeness = closeness

    def similarity(self, pairs: Sequence[tuple[str, str]]) -> list[Similarity]:
        """One result a pair, in order."""
        texts = list(dict.fromkeys(text for pair in pairs for text in pair))
        queries = dict(zip(texts, read_queries(texts, self.encoder, self.closeness), strict=True))
        return [self._compare([queries[left]], [queries[right]])[0][0] for left, right in pairs]

    def matrix(self, left: Sequence[str], right: Sequence[str] | None = None) -> list[list[Similarity]]:
        """Each text against each of the right side (of itself when None): rows are the left texts."""
        rows = read_queries(left, self.encoder, self.closeness)
        return self._compare(rows, rows if right is None else read_queries(right, self.encoder, self.closeness))

    def _compare(self, left: Sequence[Query], right: Sequence[Query]) -> list[list[Similarity]]:
        cosines = _whole(left) @ _whole(right).T
        free = _whole(left, free=True) @ _whole(right, free=True).T
        scripts = np.array([query.script for query in left]), np.array([query.script for query in right])
        names = np.array([embedded(query.text) for query in left]), np.array([embedded(query.text) for query in right])
        equal = names[0][:, None] == names[1][None, :]
        similarities = np.where(
            scripts[0][:, None] == scripts[1][None, :],
            self.closeness.curve("zh", "zh").similarity(cosines),
            self.closeness.curve("zh", "en").similarity(free),
        )
        similarities[equal], cosines[equal] = 1.0, 1.0
        return [
            [Similarity(float(similarity), float(cosine)) for similarity, cosine in zip(*row, strict=True)]
            for row in zip(similarities, cosines, strict=True)
        ]


def _whole(queries: Sequence[Query], *, free: bool = False) -> FloatArray:
    """One unit vector a text, shape (n, dim): the mean of its windows."""
    means = np.stack([(query.free if free else query.vectors).mean(axis=0) for query in queries])
    return without(means, np.zeros(means.shape[1], np.float32))
