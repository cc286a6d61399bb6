"""Unit vectors by id: exact while they are few, cells with exact re-scoring and a fresh exact part when many."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from index.types import FloatArray, IndexFacts
from index.vectors import rules
from index.vectors.exact import Exact, Found, IdArray
from index.vectors.large import Large
from index.vectors.lock import SharedLock
from index.vectors.rows import Rows
from index.vectors.rules import plan

log = logging.getLogger(__name__)

# Vectors entered into the cells at a time: readers wait some 10 ms for each lot.
_LOT = 2_000


class VectorIndex:
    """Unit vectors by id, searched by inner product; safe from several threads.

    Over ``rules.EXACT_LIMIT`` vectors a large index is built, beside the readers, by a thread of its own; what is
    added later is searched exactly until that thread has merged it.

    :ivar dim: The dimension of every vector.
    :ivar on_merged: Called by that thread when it has merged something.
    """

    on_merged: Callable[[], None] | None = None

    def __init__(self, dim: int, folder: Path | None = None) -> None:
        """An empty index.

        :param folder: Where a large index keeps its file of vectors; without one they are in memory.
        """
        self.dim = dim
        self._folder = folder
        self._fresh = Exact(dim)
        self._large: Large | None = None
        self._sum = np.zeros(dim, dtype=np.float64)
        self._lock = SharedLock()
        self._turn = threading.Lock()  # whoever merges or saves
        self._merging: threading.Thread | None = None
        self._closed = False

    @classmethod
    def filled(
        cls, dim: int, count: int, lots: Iterable[tuple[IdArray, FloatArray]], folder: Path | None
    ) -> VectorIndex:
        """An index of the kind that suits so many vectors, which come in lots."""
        made = cls(dim, folder)
        if count <= rules.EXACT_LIMIT:
            for ids, vectors in lots:
                made.add(ids, vectors)
            return made
        rows, names = Rows.create(dim, folder), []
        for ids, vectors in lots:
            rows.append(vectors)
            names.append(ids)
            made._sum += vectors.sum(axis=0, dtype=np.float64)
        made._large = Large.build(rows, np.concatenate(names), plan(len(rows), dim))
        return made

    def __len__(self) -> int:
        return len(self._fresh) + (len(self._large) if self._large else 0)

    @property
    def kind(self) -> str:
        """``exact`` or ``large``."""
        return "large" if self._large else "exact"

    def add(self, ids: Sequence[int] | IdArray, vectors: FloatArray) -> None:
        """Add vectors under new ids; they are found at once.

        :param vectors: Unit vectors, shape (len(ids), dim), float32.
        :raises ValueError: If shapes or types do not fit (faiss would take float64 in silence).
        """
        if vectors.shape != (len(ids), self.dim) or vectors.dtype != np.float32:
            raise ValueError(f"vectors must be float32 of shape ({len(ids)}, {self.dim})")
        with self._lock.alone():
            self._fresh.add(np.asarray(ids, dtype=np.int64), vectors)
            self._sum += vectors.sum(axis=0, dtype=np.float64)
        self._merge_beside()

    def remove(self, ids: Sequence[int]) -> None:
        """Remove those of the ids that are there."""
        if not ids:
            return
        wanted = np.unique(np.asarray(ids, dtype=np.int64))
        with self._lock.alone():
            present = wanted[self._contains(wanted)]
            self._sum -= self._get(present).sum(axis=0, dtype=np.float64)
            if self._large:
                rows = self._large.rows_of(present)
                self._large.remove(rows[rows >= 0])
                present = present[rows < 0]
            if len(present):
                self._fresh.remove(present)

    def search(self, queries: FloatArray, k: int, within: IdArray | None = None) -> list[Found]:
        """The nearest ids of each query and their inner products, best first; fewer than k when there are fewer.

        :param queries: Shape (n, dim), float32.
        :param within: Only these ids are looked at (before the search, not after it).
        """
        if not len(self) or not len(queries):
            return [(np.empty(0, np.int64), np.empty(0, np.float32))] * len(queries)
        with self._lock.shared():
            fresh = self._fresh.search(queries, k, within)
            if not self._large:
                return fresh
            return [_best(*both, k) for both in zip(fresh, self._large.search(queries, k, within), strict=True)]

    def get(self, ids: Sequence[int] | IdArray) -> FloatArray:
        """The vectors of ids that are there, shape (n, dim)."""
        with self._lock.shared():
            return self._get(np.asarray(ids, dtype=np.int64))

    def some(self, ids: IdArray) -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], FloatArray]:
        """Which of the ids are there, shape (n,), and the vectors of those; both at one moment."""
        with self._lock.shared():
            there = self._contains(ids)
            return there, self._get(ids[there])

    def contains(self, ids: Sequence[int] | IdArray) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which of the ids are there, shape (n,)."""
        with self._lock.shared():
            return self._contains(np.asarray(ids, dtype=np.int64))

    def mean(self) -> FloatArray:
        """The mean of all vectors, shape (dim,); zeros when there are none."""
        with self._lock.shared():
            mean: FloatArray = (self._sum / max(len(self), 1)).astype(np.float32)
        return mean

    def ids(self) -> IdArray:
        """All ids."""
        with self._lock.shared():
            return self._ids()

    def facts(self) -> IndexFacts:
        """What kind of index this is, why, and what it costs."""
        with self._lock.shared():
            return _facts(self._large, self._fresh)

    # --- merging, beside the readers

    def settle(self) -> None:
        """Wait until what was added is merged as far as the rules want it."""
        while (merging := self._merging) is not None and merging.is_alive():
            merging.join()

    def _merge_beside(self) -> None:
        if self._wants() and (self._merging is None or not self._merging.is_alive()):
            self._merging = threading.Thread(target=self._merge, name="merge vectors", daemon=True)
            self._merging.start()

    def _wants(self) -> bool:
        return len(self._fresh) > (rules.FRESH_LIMIT if self._large else rules.EXACT_LIMIT)

    def _merge(self) -> None:
        try:
            while self._wants() and not self._closed:
                large = self._large
                if large is None or len(self) > rules.GROWTH * large.trained_for or large.dead_share > rules.DEAD_SHARE:
                    self._build_anew()
                else:
                    with self._turn:
                        self._enter(large)
                if self.on_merged is not None and not self._closed:
                    self.on_merged()
        except (OSError, RuntimeError, MemoryError) as error:  # faiss raises RuntimeError
            # Nothing is lost: the fresh part goes on being searched exactly.
            log.warning("vectors could not be merged (%s); search goes on, slower", type(error).__name__)

    def _build_anew(self) -> None:
        """A new large index of all that is there now; what changes meanwhile is put right before it is shown."""
        with self._lock.shared():
            old, fresh_ids = self._large, self._fresh.ids
            living = np.flatnonzero(old.alive) if old else np.empty(0, np.int64)
        rows = Rows.create(self.dim, self._folder)
        for part in _parts(living):
            if old:
                rows.append(old.rows.take(part))
        names = [old.ids[living]] if old else []
        for part in _parts(fresh_ids):
            with self._lock.shared():
                there = part[self._fresh_holds(part)]
                rows.append(self._fresh.get(there))
            names.append(there)
        made = Large.build(rows, np.concatenate(names), plan(len(rows), self.dim))
        with self._turn, self._lock.alone():
            if self._closed:
                made.rows.discard()
                return
            made.remove(np.flatnonzero(~self._contains(made.ids)))
            self._fresh.remove(made.ids)
            self._large = made
        if old:
            old.rows.discard()
        log.info("%d vectors are indexed anew: %s", len(made), _facts(made, self._fresh).rule)

    def _enter(self, large: Large) -> None:
        """Give the fresh vectors to the cells that are there, lot by lot, then show them there instead."""
        with self._lock.shared():
            ids = self._fresh.ids
            vectors = self._fresh.get(ids)
        try:
            large.rows.append(vectors)
            for start in range(0, len(ids), _LOT):
                with self._lock.alone():
                    large.enter(vectors[start : start + _LOT])
        except BaseException:
            with self._lock.alone():
                large.abandon(ids)
            raise
        with self._lock.alone():
            still = self._fresh_holds(ids)
            self._fresh.remove(ids[still])
            large.show(ids, still)

    def _fresh_holds(self, ids: IdArray) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        return self._fresh.holds(ids)

    def _contains(self, ids: IdArray) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        fresh = self._fresh_holds(ids)
        return fresh if self._large is None else fresh | (self._large.rows_of(ids) >= 0)

    def _ids(self) -> IdArray:
        return np.concatenate([self._large.ids[self._large.alive], self._fresh.ids]) if self._large else self._fresh.ids

    def _get(self, ids: IdArray) -> FloatArray:
        if self._large is None:
            return self._fresh.get(ids)
        rows = self._large.rows_of(ids)
        vectors = np.empty((len(ids), self.dim), np.float32)
        vectors[rows >= 0] = self._large.rows.take(rows[rows >= 0])
        vectors[rows < 0] = self._fresh.get(ids[rows < 0])
        return vectors

    # --- snapshots

    def close(self) -> None:
        """Begin no further merging, and leave no file behind."""
        self._closed = True
        with self._turn:
            if self._large:
                self._large.rows.discard()

    def save(self, folder: Path) -> None:
        """Write a snapshot into a folder of its own."""
        folder.mkdir(parents=True)
        with self._turn, self._lock.shared():
            self._fresh.save(folder / "fresh.faiss")
            np.save(folder / "sum.npy", self._sum)
            if self._large:
                (folder / "large").mkdir()
                self._large.save(folder / "large")
            (folder / "about.json").write_text(json.dumps({"dim": self.dim, "kind": self.kind}), "utf-8")

    @classmethod
    def load(cls, folder: Path, workplace: Path | None = None) -> VectorIndex:
        """Read a snapshot; the vectors of a large index are mapped, not read.

        :param workplace: Where a large index keeps its file of vectors.
        :raises RuntimeError: If faiss cannot read it.
        :raises OSError: If a file is missing.
        :raises ValueError: If a file is damaged.
        """
        about = json.loads((folder / "about.json").read_text("utf-8"))
        loaded = cls(about["dim"], workplace)
        loaded._fresh = Exact.load(folder / "fresh.faiss")
        loaded._sum = np.load(folder / "sum.npy")
        if about["kind"] == "large":
            loaded._large = Large.load(folder / "large", workplace)
        return loaded


def _facts(large: Large | None, fresh: Exact) -> IndexFacts:
    if large is None:
        rule = f"up to {rules.EXACT_LIMIT} vectors each is compared"
        return IndexFacts("exact", rule, len(fresh), 0, 1.0, None, fresh.memory_bytes, 0)
    return IndexFacts(
        "large",
        large.layout,
        len(large) + len(fresh),
        len(fresh),
        large.probes.recall,
        large.probes.milliseconds,
        large.memory_bytes + fresh.memory_bytes,
        large.rows.size_bytes,
    )


def _best(left: Found, right: Found, k: int) -> Found:
    ids, products = np.concatenate([left[0], right[0]]), np.concatenate([left[1], right[1]])
    order = np.argsort(-products, kind="stable")[:k]
    return ids[order], products[order]


def _parts(ids: IdArray) -> list[IdArray]:
    lot = 50_000  # 77 MB of float32 at 384 dimensions
    return [ids[start : start + lot] for start in range(0, len(ids), lot)]
