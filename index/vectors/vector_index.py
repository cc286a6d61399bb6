"""Unit vectors by id, searched by inner product."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.types import FloatArray

IdArray = NDArray[np.int64]


class VectorIndex:
    """Unit vectors by id, searched exactly by inner product; safe from several threads.

    :ivar dim: The dimension of every vector.
    """

    kind = "exact"

    def __init__(self, dim: int) -> None:
        self.dim = dim
        self._index: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(dim))  # faiss is loosely typed
        self._sum = np.zeros(dim, dtype=np.float64)
        self._lock = _SharedLock()

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, ids: Sequence[int], vectors: FloatArray) -> None:
        """Add vectors under new ids.

        :param vectors: Unit vectors, shape (len(ids), dim), float32.
        :raises ValueError: If shapes or types do not fit (faiss would take float64 in silence).
        """
        if vectors.shape != (len(ids), self.dim) or vectors.dtype != np.float32:
            raise ValueError(f"vectors must be float32 of shape ({len(ids)}, {self.dim})")
        with self._lock.alone():
            self._index.add_with_ids(np.ascontiguousarray(vectors), np.asarray(ids, dtype=np.int64))
            self._sum += vectors.sum(axis=0, dtype=np.float64)

    def remove(self, ids: Sequence[int]) -> None:
        """Remove those of the ids that are there."""
        if not ids:
            return
        wanted = np.asarray(ids, dtype=np.int64)
        with self._lock.alone():
            present = wanted[np.isin(wanted, self.ids())]
            self._sum -= self._get(present).sum(axis=0, dtype=np.float64)
            self._index.remove_ids(faiss.IDSelectorBatch(present))

    def search(self, queries: FloatArray, k: int, within: IdArray | None = None) -> list[tuple[IdArray, FloatArray]]:
        """The nearest ids of each query and their inner products, best first; fewer than k when there are fewer.

        :param queries: Shape (n, dim), float32.
        :param within: Only these ids are looked at (before the search, not after it).
        """
        if not len(self) or not len(queries):
            return [(np.empty(0, np.int64), np.empty(0, np.float32))] * len(queries)
        selection: dict[str, Any] = {} if within is None else {"sel": faiss.IDSelectorBatch(within)}
        parameters = faiss.SearchParameters(**selection)
        with self._lock.shared():
            products, ids = self._index.search(np.ascontiguousarray(queries), min(k, len(self)), params=parameters)
        return [(row[row >= 0], values[row >= 0]) for row, values in zip(ids, products, strict=True)]

    def get(self, ids: Sequence[int] | IdArray) -> FloatArray:
        """The vectors of ids that are there, shape (n, dim)."""
        with self._lock.shared():
            return self._get(np.asarray(ids, dtype=np.int64))

    def mean(self) -> FloatArray:
        """The mean of all vectors, shape (dim,); zeros when there are none."""
        with self._lock.shared():
            mean: FloatArray = (self._sum / max(len(self), 1)).astype(np.float32)
        return mean

    def _get(self, ids: IdArray) -> FloatArray:
        vectors: FloatArray = self._index.reconstruct_batch(ids) if len(ids) else np.empty((0, self.dim), np.float32)
        return vectors

    def ids(self) -> IdArray:
        """All ids, in the order they were added."""
        ids: IdArray = faiss.vector_to_array(self._index.id_map)
        return ids

    def save(self, path: Path) -> None:
        """Write a snapshot."""
        with self._lock.shared():
            faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """Read a snapshot.

        :raises RuntimeError: If faiss cannot read it.
        """
        stored: Any = faiss.read_index(str(path))
        loaded = cls(stored.d)
        loaded._index = stored
        flat: Any = faiss.downcast_index(stored.index)
        loaded._sum = (
            faiss.rev_swig_ptr(flat.get_xb(), flat.ntotal * flat.d).reshape(-1, flat.d).sum(0, dtype=np.float64)
        )
        return loaded


class _SharedLock:
    """Many readers or one writer: faiss may be searched from many threads, but not while it is changed."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._readers = 0

    @contextmanager
    def shared(self) -> Iterator[None]:
        with self._condition:
            self._readers += 1
        try:
            yield
        finally:
            with self._condition:
                self._readers -= 1
                self._condition.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self._condition:
            self._condition.wait_for(lambda: self._readers == 0)
            yield
