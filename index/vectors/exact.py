"""Vectors in memory, each compared with the query."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.types import FloatArray
from index.vectors.cores import cores_for

IdArray = NDArray[np.int64]
# What a search found: ids and inner products of one query, best first.
Found = tuple[IdArray, FloatArray]


class Exact:
    """Unit vectors by id in float32; the caller keeps changes and searches apart."""

    def __init__(self, dim: int) -> None:
        self._index: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(dim))  # faiss is loosely typed
        self._ascending: IdArray | None = None

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def ids(self) -> IdArray:
        """All ids, in the order they were added."""
        ids: IdArray = faiss.vector_to_array(self._index.id_map)
        return ids

    @property
    def memory_bytes(self) -> int:
        """Vectors and ids."""
        return len(self) * (int(self._index.d) * 4 + 8)

    def add(self, ids: IdArray, vectors: FloatArray) -> None:
        """Add vectors under new ids."""
        self._index.add_with_ids(np.ascontiguousarray(vectors), ids)
        self._ascending = None

    def remove(self, ids: IdArray) -> None:
        """Remove ids that are there."""
        self._index.remove_ids(faiss.IDSelectorBatch(ids))
        self._ascending = None

    def holds(self, ids: IdArray) -> NDArray[np.bool_]:
        """Which of the ids are there, shape (n,)."""
        if (known := self._ascending) is None:  # sorted once after a change, not at each question
            known = self._ascending = np.sort(self.ids)
        if not len(known):
            return np.zeros(len(ids), np.bool_)
        found: NDArray[np.bool_] = known[np.minimum(np.searchsorted(known, ids), len(known) - 1)] == ids
        return found

    def get(self, ids: IdArray) -> FloatArray:
        """The vectors of ids that are there."""
        vectors: FloatArray = (
            self._index.reconstruct_batch(ids) if len(ids) else np.empty((0, self._index.d), np.float32)
        )
        return vectors

    def search(self, queries: FloatArray, k: int, within: IdArray | None) -> list[Found]:
        """The nearest of each query, best first; of the ids within only."""
        if not len(self):
            return [(np.empty(0, np.int64), np.empty(0, np.float32))] * len(queries)
        selection: dict[str, Any] = {} if within is None else {"sel": faiss.IDSelectorBatch(within)}
        parameters = faiss.SearchParameters(**selection)
        with cores_for(len(queries)):
            products, ids = self._index.search(np.ascontiguousarray(queries), min(k, len(self)), params=parameters)
        return [(row[row >= 0], values[row >= 0]) for row, values in zip(ids, products, strict=True)]

    def sum(self) -> NDArray[np.float64]:
        """The sum of all vectors, shape (dim,)."""
        flat: Any = faiss.downcast_index(self._index.index)
        matrix = faiss.rev_swig_ptr(flat.get_xb(), flat.ntotal * flat.d).reshape(-1, flat.d)
        total: NDArray[np.float64] = matrix.sum(0, dtype=np.float64)
        return total

    def save(self, path: Path) -> None:
        """Write a snapshot."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> Exact:
        """Read a snapshot.

        :raises RuntimeError: If faiss cannot read it.
        """
        stored: Any = faiss.read_index(str(path))
        loaded = cls(stored.d)
        loaded._index = stored
        return loaded
