"""How fast and how well nearest vectors are found: at growing sizes, under filters, beside other libraries."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.types import FloatArray
from index.vectors import VectorIndex
from index.vectors.rows import Rows
from scripts.benchmarks import peers_nearest
from scripts.benchmarks.machine import milliseconds, quantiles, seconds
from scripts.benchmarks.tables import Cell, Table
from scripts.benchmarks.vectors import Generator

_K = 10
# What search asks an index for (index.search._CANDIDATES).
_ASKED = 100
_SHARES = (0.5, 0.1, 0.02, 0.001)
# A peer that takes longer to build and answer is said not to have ended.
_PATIENCE_S = 300

Ids = NDArray[np.int64]


def by_size(generator: Generator, queries: FloatArray, sizes: Sequence[int]) -> Table:
    """Build time, memory, disk, search, filters and start at growing sizes."""
    rows = [_at_size(generator, queries, size) for size in sizes]
    columns = (
        "vectors", "kind", "build s", "MB in memory", "MB mapped", "recall@10", "p50 ms", "p99 ms", "ms, added at once",
        "start ms",
    )  # fmt: skip
    return Table(
        "vectors",
        "How does searching vectors grow?",
        f"{len(queries)} real vectors kept apart, asked one by one for {_ASKED} nearest in the process that holds the "
        f"index; recall@{_K} against comparing all, in the same half precision. Build from vectors at hand (generating "
        "them included), start from a snapshot.",
        columns,
        rows,
        notes=(
            "The first vectors are real, the rest are drawn so that clusters and spreads stay as they are "
            "(scripts/benchmarks/vectors.py).",
            f"Each time grows as vectors to the power of: {_slopes(columns, rows)}.",
        ),
        picture=("build s", "MB in memory", "MB mapped", "p50 ms", "start ms"),
    )


def filtered(generator: Generator, queries: FloatArray, size: int) -> Table:
    """Recall and time when only a share of the vectors is looked at."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        index = VectorIndex.filled(queries.shape[1], size, generator.lots(size), Path(scratch) / "rows")
        truth = _Truth(generator, size, queries.shape[1], Path(scratch))
        rows: list[tuple[Cell, ...]] = []
        for share in _SHARES:
            within = np.sort(np.random.default_rng(2).choice(size, int(size * share), replace=False))
            found, times = _asked(index, queries, within)
            rows.append((share, len(within), _recall(found, truth.nearest(queries, within)), *quantiles(times)))
        index.close()
    return Table(
        "filters",
        "What do filters cost?",
        f"{size} vectors, ids drawn at random; the ids of the filter are given as a sorted array.",
        ("share of the vectors", "selected", "recall@10", "p50 ms", "p99 ms"),
        rows,
    )


def beside(generator: Generator, queries: FloatArray, size: int) -> Table:
    """Wenheng's index and other libraries over the same vectors, one after the other."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        folder = Path(scratch)
        vectors = np.concatenate([lot for _, lot in generator.lots(size)])
        np.save(folder / "vectors.npy", vectors)
        np.save(folder / "queries.npy", queries)
        truth = _exact(vectors, queries)
        rows: list[tuple[Cell, ...]] = [_ours(vectors, queries, truth, folder)]
        del vectors
        rows += [_peer(name, folder, truth) for name in peers_nearest.PEERS]
    return Table(
        f"nearest-{size}",
        f"How does Wenheng's index stand beside others at {size:,} vectors?",
        f"The same vectors; {len(queries)} queries one by one, {_K} nearest, each library in a process of its own, set "
        "up as its documentation shows (scripts/benchmarks/peers_nearest.py); recall against float32.",
        ("library", "build s", "recall@10", "p50 ms", "p99 ms", "resident MB"),
        rows,
    )


class _Truth:
    """Exact search for the generator's vectors, in a file."""

    def __init__(self, generator: Generator, size: int, dim: int, folder: Path) -> None:
        self._rows = Rows.create(dim, folder / "truth")
        for _, vectors in generator.lots(size):
            self._rows.append(vectors)

    def nearest(self, queries: FloatArray, within: Ids | None = None) -> Ids:
        return self._rows.nearest(queries, _K, within)[0]


def _at_size(generator: Generator, queries: FloatArray, size: int) -> tuple[Cell, ...]:
    dim = queries.shape[1]
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        made: list[VectorIndex] = []

        def build() -> None:
            made.append(VectorIndex.filled(dim, size, generator.lots(size), Path(scratch) / "rows"))

        took = seconds(build)
        index = made.pop()
        truth = _Truth(generator, size, dim, Path(scratch)).nearest(queries)
        found, times = _asked(index, queries, None)
        facts = index.facts()
        fresh = generator.draw(1, seed=size + 1)
        added = seconds(lambda: index.add([size], fresh)) + seconds(lambda: index.search(fresh, 1))
        index.save(Path(scratch) / "snapshot")
        index.close()
        start = seconds(partial(VectorIndex.load, Path(scratch) / "snapshot", Path(scratch) / "again"))
    return (
        size, facts.kind, took, facts.memory_bytes / 1e6, facts.mapped_bytes / 1e6, _recall(found, truth),
        *quantiles(times), 1000 * added, 1000 * start,
    )  # fmt: skip


def _asked(index: VectorIndex, queries: FloatArray, within: Ids | None) -> tuple[list[Ids], list[float]]:
    found: list[Ids] = []

    def ask(query: FloatArray) -> None:
        found.append(index.search(query[None], _ASKED, within)[0][0])

    return found, milliseconds([partial(ask, query) for query in queries])


def _recall(found: Sequence[Ids], truth: Ids) -> float:
    hits = [len(np.intersect1d(ids[:_K], true)) for ids, true in zip(found, truth, strict=True)]
    return float(np.mean(hits)) / _K


def _exact(vectors: FloatArray, queries: FloatArray) -> Ids:
    lot = 50_000
    best, scores = np.empty((len(queries), 0), np.int64), np.empty((len(queries), 0), np.float32)
    for start in range(0, len(vectors), lot):
        products = queries @ vectors[start : start + lot].T
        scores = np.concatenate([scores, products], axis=1)
        best = np.concatenate([best, np.broadcast_to(np.arange(start, start + products.shape[1]), products.shape)], 1)
        order = np.argsort(-scores, axis=1)[:, :_K]
        best, scores = np.take_along_axis(best, order, 1), np.take_along_axis(scores, order, 1)
    return best


def _ours(vectors: FloatArray, queries: FloatArray, truth: Ids, folder: Path) -> tuple[Cell, ...]:
    made: list[VectorIndex] = []
    lots = (
        (np.arange(at, min(at + 50_000, len(vectors))), vectors[at : at + 50_000])
        for at in range(0, len(vectors), 50_000)
    )
    took = seconds(lambda: made.append(VectorIndex.filled(queries.shape[1], len(vectors), lots, folder / "rows")))
    found, times = _asked(made[0], queries, None)
    facts = made[0].facts()
    made[0].close()
    name = f"Wenheng, {facts.kind} (its own memory; mapped beside: {facts.mapped_bytes / 1e6:.0f} MB)"
    return name, took, _recall(found, truth), *quantiles(times), facts.memory_bytes / 1e6


def _peer(name: str, folder: Path, truth: Ids) -> tuple[Cell, ...]:
    command = [sys.executable, peers_nearest.__file__, name, str(folder), str(_K)]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE_S, check=True)  # noqa: S603 - our own script
    except subprocess.TimeoutExpired:
        return f"{name}: not ended in {_PATIENCE_S} s", None, None, None, None, None
    except subprocess.CalledProcessError as error:
        reason = (error.stderr.strip().splitlines() or ["?"])[-1][:80]
        return f"{name}: failed ({reason})", None, None, None, None, None
    said = json.loads(ended.stdout.strip().splitlines()[-1])
    found = list(np.load(folder / "found.npy"))
    return name, said["build_s"], _recall(found, truth), *quantiles(said["ms"]), said["memory_mb"]


def _slopes(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """The exponent of growth of each column that is a number, fitted on logarithms."""
    wanted = ("build s", "MB in memory", "p50 ms", "start ms")
    said = []
    for name in wanted if len(rows) > 1 else ():
        at = columns.index(name)
        pairs = [(float(r[0]), float(r[at])) for r in rows if isinstance(r[0], int) and isinstance(r[at], float)]  # type: ignore[arg-type]
        points = np.log([pair for pair in pairs if pair[1] > 0])
        said.append(f"{name} {np.polyfit(points[:, 0], points[:, 1], 1)[0]:.2f}")
    return ", ".join(said) or "–"
