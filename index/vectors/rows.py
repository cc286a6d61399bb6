"""Vectors in half precision, for exact re-scoring: a memory-mapped file that only grows."""

from __future__ import annotations

import os
import shutil
import uuid
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.types import FloatArray

_TYPE = np.dtype("<f2")
# Rows turned to float32 at a time where all are read: 25 MB at 384 dimensions.
_CHUNK = 16_384


class Rows:
    """Rows of float16 by number; a cosine from them is within 0.0003 of float32's.

    Appending is for one thread at a time; rows that are there may be read meanwhile.

    :ivar path: The file; None where there is no folder to keep one in, and then all is in memory.
    """

    def __init__(self, dim: int, path: Path | None, count: int = 0) -> None:
        self.dim = dim
        self.path = path
        self._count = count
        self._matrix: NDArray[Any] = np.empty((0, dim), _TYPE)
        if count:
            self._map()

    @classmethod
    def create(cls, dim: int, folder: Path | None) -> Rows:
        """No rows yet; in a new file of the folder."""
        if folder is None:
            return cls(dim, None)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{uuid.uuid4().hex}.rows"
        path.touch()
        return cls(dim, path)

    def __len__(self) -> int:
        return self._count

    @property
    def size_bytes(self) -> int:
        """Of all rows."""
        return self._count * self.dim * _TYPE.itemsize

    def append(self, vectors: FloatArray) -> None:
        """Add rows at the end."""
        added = vectors.astype(_TYPE)
        if self.path is None:
            self._grow(added)
        else:
            with self.path.open("r+b") as file:
                file.seek(self.size_bytes)
                file.write(added.tobytes())
            self._count += len(added)
            self._map()

    def cut(self, count: int) -> None:
        """Forget the rows from this number on."""
        self._count = count
        if self.path is not None:
            self._map()

    def take(self, rows: NDArray[np.int64]) -> FloatArray:
        """Rows by number, shape (n, dim), float32."""
        taken: FloatArray = self._matrix[rows].astype(np.float32)
        return taken

    def nearest(
        self, queries: FloatArray, k: int, rows: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], FloatArray]:
        """The k best rows of each query, of all or of some, found by comparing with each: rows and inner products.

        Both have shape (queries, min(k, rows)), best first.
        """
        count = len(self) if rows is None else len(rows)
        best = np.empty((len(queries), 0), np.int64)
        scores = np.empty((len(queries), 0), np.float32)
        for start in range(0, count, _CHUNK):
            end = min(start + _CHUNK, count)
            part = np.arange(start, end) if rows is None else rows[start:end]
            matrix = self._matrix[start:end] if rows is None else self._matrix[part]
            products = queries @ matrix.astype(np.float32).T
            scores = np.concatenate([scores, products], axis=1)
            best = np.concatenate([best, np.broadcast_to(part, products.shape)], axis=1)
            best, scores = top(best, scores, k)
        return best, scores

    def link(self, path: Path) -> None:
        """Give the file a second name, which keeps these rows whatever becomes of the first."""
        if self.path is None:
            path.write_bytes(self._matrix[: self._count].tobytes())
            return
        try:
            os.link(self.path, path)
        except OSError:  # a file system without links
            shutil.copyfile(self.path, path)

    def discard(self) -> None:
        """Take the file's name away; who reads the rows still can."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)

    def _map(self) -> None:
        if not self._count:  # nothing cannot be mapped
            self._matrix = np.empty((0, self.dim), _TYPE)
            return
        self._matrix = np.asarray(np.memmap(self.path or "", _TYPE, "r", shape=(self._count, self.dim)))

    def _grow(self, added: NDArray[Any]) -> None:
        needed = self._count + len(added)
        if needed > len(self._matrix):
            larger = np.empty((max(needed, 2 * len(self._matrix)), self.dim), _TYPE)
            larger[: self._count] = self._matrix[: self._count]
            self._matrix = larger
        self._matrix[self._count : needed] = added
        self._count = needed


def top(names: NDArray[np.int64], scores: FloatArray, k: int) -> tuple[NDArray[np.int64], FloatArray]:
    """The k best of each row of scores, best first, and their names; both of one shape."""
    if scores.shape[1] > k:
        kept = np.argpartition(-scores, k - 1, axis=1)[:, :k]
        names, scores = np.take_along_axis(names, kept, 1), np.take_along_axis(scores, kept, 1)
    order = np.argsort(-scores, axis=1, kind="stable")
    return np.take_along_axis(names, order, 1), np.take_along_axis(scores, order, 1)
