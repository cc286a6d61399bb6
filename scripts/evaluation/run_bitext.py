"""Closeness across languages measured on translations: each text has to find its own among all, both ways."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.engine import Engine
from scripts.evaluation.measures import Scores
from scripts.evaluation.report import LikenessResult, counted
from scripts.evaluation.tables import PairTable


def run_bitext(engine: Engine, table: PairTable) -> LikenessResult:
    """Let every text look for its translation among all of them."""
    firsts, seconds = [first for first, _ in table.pairs], [second for _, second in table.pairs]
    matrix = engine.similarity_matrix(firsts, seconds)
    similarity = np.array([[each.similarity for each in row] for row in matrix])
    cosine = np.array([[each.cosine for each in row] for row in matrix])
    return LikenessResult(
        name=table.name,
        title=f"bitext · {table.name} · the translation among {counted(len(firsts), table.total, 'pairs')}",
        pairs=len(firsts),
        similarity=translation_scores(similarity, firsts, seconds),
        cosine=translation_scores(cosine, firsts, seconds),
    )


def translation_scores(closeness: NDArray[np.float64], firsts: Sequence[str], seconds: Sequence[str]) -> Scores:
    """The share of first texts that find their second, of second texts that find their first, and the mean of both.

    :param closeness: Of each first text (row) to each second text (column), shape (n, n), higher is closer.
    """
    to_second, to_first = found_share(closeness, seconds), found_share(closeness.T, firsts)
    return {"accuracy": (to_second + to_first) / 2, "text1_to_text2": to_second, "text2_to_text1": to_first}


def found_share(closeness: NDArray[np.float64], targets: Sequence[str]) -> float:
    """The share of rows that are closest to the target of the same number, or to another with the very same text.

    Where several targets are equally close the row counts as much as a draw among them would give.
    """
    found = 0.0
    for own, row in zip(targets, closeness, strict=True):
        tied = np.flatnonzero(row == row.max()).tolist()
        found += sum(targets[each] == own for each in tied) / len(tied)
    return found / len(targets)
