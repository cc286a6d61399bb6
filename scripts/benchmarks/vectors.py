"""More vectors than there are texts: generated ones that keep the clusters and spreads of real ones.

A generated vector stands in a cluster of real vectors and combines what two of its members, drawn at random, differ
by from the cluster's centre, with weights cos t and sin t: so the cluster's centre and its covariance are kept, and
with t from 0 to π/2 some stand close to a real vector, most between two. Nothing is known of real corpora of ten
million texts; that they are denser in the same clusters is the assumption.
"""

from __future__ import annotations

from collections.abc import Iterator

import faiss
import numpy as np
from numpy.typing import NDArray

from index.types import FloatArray

_LOT = 100_000
# Real vectors for each cluster, about: enough for a covariance, few enough to be one subject.
_MEMBERS = 100


class Generator:
    """Draws vectors like the ones given."""

    def __init__(self, real: FloatArray, seed: int = 0) -> None:
        """Find the clusters.

        :param real: Unit vectors, shape (n, dim), n at least 100.
        """
        self._real = real
        clusters = max(len(real) // _MEMBERS, 1)
        kmeans = faiss.Kmeans(real.shape[1], clusters, niter=8, seed=seed, max_points_per_centroid=_MEMBERS)
        kmeans.train(real)
        self._centres: FloatArray = np.asarray(kmeans.centroids, np.float32)
        _, nearest = kmeans.index.search(real, 1)
        self._cluster: NDArray[np.int64] = nearest[:, 0]
        self._members = np.argsort(self._cluster, kind="stable")
        self._starts = np.searchsorted(self._cluster[self._members], np.arange(clusters + 1))

    def draw(self, count: int, seed: int) -> FloatArray:
        """Unit vectors, shape (count, dim); the same for the same seed."""
        random = np.random.default_rng(seed)
        one = random.integers(0, len(self._real), count)
        cluster = self._cluster[one]
        sizes = self._starts[cluster + 1] - self._starts[cluster]
        other = self._members[self._starts[cluster] + (random.random(count) * sizes).astype(np.int64)]
        angle = (random.random(count) * np.pi / 2).astype(np.float32)[:, None]
        centre = self._centres[cluster]
        drawn = centre + np.cos(angle) * (self._real[one] - centre) + np.sin(angle) * (self._real[other] - centre)
        unit: FloatArray = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
        return unit

    def lots(self, count: int) -> Iterator[tuple[NDArray[np.int64], FloatArray]]:
        """The real vectors first, then drawn ones, as ids (0, 1, …) and vectors."""
        for start in range(0, count, _LOT):
            end = min(start + _LOT, count)
            real = self._real[start:end]
            drawn = self.draw(end - start - len(real), seed=start)
            yield np.arange(start, end), np.concatenate([real, drawn])
