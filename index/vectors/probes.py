"""How many cells a search visits: measured against exact search when an index is built."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from index.types import FloatArray
from index.vectors.exact import Found
from index.vectors.rows import Rows
from index.vectors.rules import RECALL_WANTED

_NEAREST = 10
# Vectors that are searched for; the standard error of a recall of 0.99 is 0.002.
_SAMPLE = 300
# What is asked lies farther off than an index's vectors from one another: at 10^6 vectors the cells with which the
# index's own were found at 0.995 found texts that were kept apart at 0.971. So many times the cells are visited.
_MARGIN = 4
# Inner products that differ by less are one: which of two equal vectors is found does not matter.
_SAME = 1e-5

SearchCells = Callable[[FloatArray, int, int], list[Found]]


@dataclass(frozen=True, slots=True)
class Probes:
    """Cells to visit, and what was measured.

    :ivar recall: Recall@10 of the index's own vectors against exact search; None where it was not measured.
    :ivar milliseconds: Of one query among many that are searched together.
    """

    count: int
    recall: float | None = None
    milliseconds: float | None = None

    def for_share(self, share: float, lists: int) -> int:
        """How many cells to visit when only this share of the vectors is selected.

        The nearest selected ones lie farther off. The root keeps recall@10 at 0.98 and more down to the share at which
        all selected are compared (docs/performance.md).
        """
        return min(lists, int(np.ceil(self.count / np.sqrt(max(share, 1e-9)))))


def measure(search: SearchCells, rows: Rows, lists: int) -> Probes:
    """The fewest cells, of powers of two, with which the nearest ten are found, times a margin."""
    sample = np.random.default_rng(1).choice(len(rows), min(_SAMPLE, len(rows)), replace=False)
    queries = rows.take(sample)
    nearest, products = rows.nearest(queries, _NEAREST + 1)
    others = [values[names != own][:_NEAREST] for own, names, values in zip(sample, nearest, products, strict=True)]

    def recall(count: int) -> float:
        found = search(queries, _NEAREST + 1, count)
        hits = [
            np.count_nonzero(values[ids != own][:_NEAREST] >= true[-1] - _SAME) if len(true) else 0
            for own, true, (ids, values) in zip(sample, others, found, strict=True)
        ]
        return float(sum(hits) / max(sum(map(len, others)), 1))

    count = max(lists // 64, 1)
    while recall(count) < RECALL_WANTED and count < lists:
        count *= 2
    count = min(_MARGIN * count, lists)
    began = time.perf_counter()
    reached = recall(count)
    return Probes(count, reached, 1000 * (time.perf_counter() - began) / len(queries))
