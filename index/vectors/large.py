"""Many vectors: cells with codes of four bits in memory, the vectors in a mapped file for exact re-scoring."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.types import FloatArray
from index.vectors import rules
from index.vectors.cores import cores_for
from index.vectors.exact import Found, IdArray
from index.vectors.probes import Probes, measure
from index.vectors.rows import Rows, top
from index.vectors.rules import Plan

# Candidates by code for each result wanted.
_CANDIDATES = 4
# Up to so many selected rows are all compared: about 8 ms of one core (5,000 rows took 16), as much as a search by
# cells with a filter takes at 10^6 vectors, and nothing is lost.
_COMPARE_ALL = 2_500
# A table over all ids that there could be is used where they are at most so many times those that there are.
_SPARSE = 20
# Training vectors a cell: 39 is faiss's least, more bring nothing that re-scoring and probes do not.
_TRAINED_ON = 48
_ROUNDS = 8  # of k-means; faiss's own 25 take three times as long for the same recall


class Large:
    """Unit vectors by row; rows are added at the end and die, they do not move.

    :ivar ids: The id of each row.
    :ivar alive: Whether each row still counts.
    :ivar trained_for: How many vectors there were when the cells were trained.
    :ivar probes: How many cells a search visits, and the recall that was measured with it.
    """

    def __init__(self, index: Any, rows: Rows, ids: IdArray, trained_for: int, probes: Probes) -> None:
        self._index = index
        self.rows = rows
        self.ids = ids
        self.alive: NDArray[np.bool_] = np.ones(len(ids), np.bool_)
        self.trained_for = trained_for
        self.probes = probes
        self._rescored_least = rules.rescored(index.d, index.pq.M)
        self._order: NDArray[np.int64] | None = None
        self._dead = 0
        self._arrange()

    @classmethod
    def build(cls, rows: Rows, ids: IdArray, plan: Plan) -> Large:
        """Train on a sample of the rows, enter them all, and measure how many cells a search has to visit."""
        index = _train(rows, plan)
        made = cls(index, rows, np.empty(0, np.int64), len(ids), Probes(plan.lists))
        for part in _parts(len(ids)):
            made.enter(rows.take(part))
        made.show(ids)
        made.probes = measure(made.search_by_cells, rows, plan.lists)
        return made

    def __len__(self) -> int:
        return len(self.ids) - self._dead

    @property
    def dead_share(self) -> float:
        """Rows that died, as a share of all."""
        return self._dead / max(len(self.ids), 1)

    @property
    def memory_bytes(self) -> int:
        """Codes with their row numbers, cells, ids."""
        codes = self._index.ntotal * (self._index.code_size + 8)
        return int(codes + self._index.nlist * self._index.d * 4 + self.ids.nbytes + self.alive.nbytes)

    @property
    def layout(self) -> str:
        """The rule in a line."""
        return (
            f"over {rules.EXACT_LIMIT} vectors: {self._index.nlist} cells of which {self.probes.count} are visited, "
            f"codes of {self._index.code_size} bytes, exact re-scoring from float16 on disk"
        )

    def enter(self, vectors: FloatArray) -> None:
        """Give the next rows' vectors to the cells; they are found once their ids are shown."""
        self._index.add(np.ascontiguousarray(vectors))

    def show(self, ids: IdArray, alive: NDArray[np.bool_] | None = None) -> None:
        """Let the rows after the last one be found under these ids."""
        self.ids = np.concatenate([self.ids, ids])
        self.alive = np.concatenate([self.alive, np.ones(len(ids), np.bool_) if alive is None else alive])
        self._arrange()

    def rows_of(self, ids: IdArray) -> NDArray[np.int64]:
        """The living row of each id, −1 where there is none."""
        if not len(self):
            return np.full(len(ids), -1)
        place = np.searchsorted(self.ids, ids, sorter=self._order)
        place = np.minimum(place, len(self.ids if self._order is None else self._order) - 1)
        rows = place if self._order is None else self._order[place]
        found: NDArray[np.int64] = np.where((self.ids[rows] == ids) & self.alive[rows], rows, -1)
        return found

    def remove(self, rows: NDArray[np.int64]) -> None:
        """Let rows die."""
        self.alive[rows] = False
        self._dead = len(self.alive) - int(np.count_nonzero(self.alive))
        if self._order is not None:
            self._arrange()

    def abandon(self, ids: IdArray) -> None:
        """Let what was entered of these ids without being shown be dead rows, so that numbers fit again."""
        entered = self._index.ntotal - len(self.ids)
        self.show(ids[:entered], np.zeros(entered, np.bool_))
        self.rows.cut(len(self.ids))

    def search(self, queries: FloatArray, k: int, within: IdArray | None) -> list[Found]:
        """The nearest living rows of each query as ids and inner products, best first; of the ids within only."""
        selected: NDArray[np.int64] | None = None
        if within is not None:
            selected = self._selected(within)
        count = len(self) if selected is None else len(selected)
        if count <= max(_COMPARE_ALL, k * _CANDIDATES):
            living = np.flatnonzero(self.alive) if selected is None else selected
            best, scores = self.rows.nearest(queries, k, living)
            found = list(zip(best, scores, strict=True))
        else:
            found = self._search_cells(queries, k, selected)
        return [(self.ids[rows], products) for rows, products in found]

    def _selected(self, within: IdArray) -> NDArray[np.int64]:
        """The living rows of the ids, ascending."""
        if len(within) > _COMPARE_ALL and self._range <= _SPARSE * len(self.ids):  # a table: 5 ms, not 50, for 300,000
            table = np.zeros(self._range, np.bool_)
            table[within[within < self._range]] = True
            return np.flatnonzero(table[self.ids] & self.alive)
        rows = np.unique(self.rows_of(within))
        return rows[rows >= 0]

    def search_by_cells(self, queries: FloatArray, k: int, probes: int) -> list[Found]:
        """The nearest rows as the given number of cells shows them, re-scored."""
        return self._rescored(queries, k, _visiting(nprobe=probes))

    def _search_cells(self, queries: FloatArray, k: int, selected: NDArray[np.int64] | None) -> list[Found]:
        share = 1.0 if selected is None else len(selected) / len(self.ids)
        settings: dict[str, Any] = {"nprobe": self.probes.for_share(share, self._index.nlist)}
        if selected is not None or self._dead:
            bits = np.packbits(self.alive if selected is None else _mask(selected, len(self.ids)), bitorder="little")
            selector: Any = faiss.IDSelectorBitmap  # its stub knows only the signature of C++
            settings["sel"] = selector(bits)  # keeps a pointer: bits must outlive the search
        return self._rescored(queries, k, _visiting(**settings))

    def _rescored(self, queries: FloatArray, k: int, parameters: Any) -> list[Found]:
        wanted = min(max(_CANDIDATES * k, self._rescored_least), self._index.ntotal)
        with cores_for(len(queries)):
            _, candidates = self._index.search(np.ascontiguousarray(queries), wanted, params=parameters)
        found = []
        for query, rows in zip(queries, candidates, strict=True):
            shown = rows[(rows >= 0) & (rows < len(self.ids))]
            best, scores = top(shown[None], (self.rows.take(shown) @ query)[None], k)
            found.append((best[0], scores[0]))
        return found

    def _arrange(self) -> None:
        self._range = int(self.ids.max()) + 1 if len(self.ids) else 0
        ascending = bool((self.ids[1:] > self.ids[:-1]).all())
        self._dead = len(self.alive) - int(np.count_nonzero(self.alive))
        living = np.flatnonzero(self.alive)  # an id that died may be there again
        self._order = None if ascending else living[np.argsort(self.ids[living], kind="stable")]

    def save(self, folder: Path) -> None:
        """Write a snapshot into a folder; the rows' file is linked, not copied, where that is possible."""
        faiss.write_index(self._index, str(folder / "cells.faiss"))
        self.rows.link(folder / "vectors.rows")
        np.save(folder / "ids.npy", self.ids)
        np.save(folder / "alive.npy", self.alive)
        about = {"trained_for": self.trained_for, "probes": asdict(self.probes)}
        (folder / "large.json").write_text(json.dumps(about), "utf-8")

    @classmethod
    def load(cls, folder: Path, workplace: Path | None) -> Large:
        """Read a snapshot; its rows are mapped, not read.

        :param workplace: Where the rows' file gets a name of its own, to outlive the snapshot.
        :raises RuntimeError: If faiss cannot read it.
        :raises OSError: If a file is missing.
        :raises ValueError: If a file is damaged.
        """
        about = json.loads((folder / "large.json").read_text("utf-8"))
        ids: IdArray = np.load(folder / "ids.npy")
        index: Any = faiss.read_index(str(folder / "cells.faiss"))
        rows = _rows_again(folder / "vectors.rows", index.d, len(ids), workplace)
        if index.ntotal != len(ids):
            raise ValueError("cells and ids do not fit")
        loaded = cls(index, rows, ids, about["trained_for"], Probes(**about["probes"]))
        loaded.remove(np.flatnonzero(~np.load(folder / "alive.npy")))
        return loaded


def _rows_again(path: Path, dim: int, count: int, workplace: Path | None) -> Rows:
    if path.stat().st_size < count * dim * 2:
        raise ValueError("the file of vectors is cut short")
    if workplace is None:
        return Rows(dim, path, count)
    own = Rows.create(dim, workplace).path
    assert own is not None  # noqa: S101 - there is a folder
    own.unlink()
    try:
        own.hardlink_to(path)
    except OSError:  # a file system without links
        shutil.copyfile(path, own)
    return Rows(dim, own, count)


def _visiting(**settings: Any) -> Any:
    parameters: Any = faiss.SearchParametersIVF  # its stub knows only the signature of C++
    return parameters(**settings)


def _mask(rows: NDArray[np.int64], count: int) -> NDArray[np.bool_]:
    mask = np.zeros(count, np.bool_)
    mask[rows] = True
    return mask


def _train(rows: Rows, plan: Plan) -> Any:
    dim = rows.dim
    index: Any = faiss.index_factory(dim, f"IVF{plan.lists},PQ{plan.parts}x4fs", faiss.METRIC_L2)
    index.cp.niter = _ROUNDS
    index.cp.min_points_per_centroid = 1
    index.pq.cp.niter = _ROUNDS
    index.pq.cp.min_points_per_centroid = 1
    wanted = min(len(rows), max(_TRAINED_ON * plan.lists, 4096))  # 4096: 256 for each of a code's 16 values
    sample = np.sort(np.random.default_rng(0).choice(len(rows), wanted, replace=False))
    index.train(rows.take(sample))
    return index


def _parts(count: int) -> Sequence[NDArray[np.int64]]:
    lot = 50_000  # 77 MB of float32 at 384 dimensions
    return [np.arange(start, min(start + lot, count)) for start in range(0, count, lot)]
