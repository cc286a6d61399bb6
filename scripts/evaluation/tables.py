"""Pairs of texts with a score: a header ``text1 text2 score``, tabs between, one pair a line, no quoting."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from scripts.evaluation.errors import DataError
from scripts.evaluation.files import read_rows

HEADER = "text1\ttext2\tscore"


@dataclass(frozen=True, slots=True)
class PairTable:
    """The pairs of one file and people's scores, in the file's order; ``total`` is before any limit."""

    name: str
    pairs: tuple[tuple[str, str], ...]
    scores: tuple[float, ...]
    total: int


def read_pairs(path: Path, limit: int | None = None) -> PairTable:
    """Read a file of pairs.

    :param limit: At most so many pairs, the first ones.
    :raises DataError: If the header or a line is not what it should be, or there is no pair.
    """
    rows = list(read_rows(path))
    if not rows or rows[0][1] != HEADER:
        raise DataError(f"{path} does not begin with the header text1, text2, score with tabs between.")
    if not rows[1:]:
        raise DataError(f"{path} holds no pairs.")
    parsed = [_parse(path, number, row) for number, row in rows[1:]]
    kept = parsed[:limit]
    return PairTable(path.stem, tuple(pair for pair, _ in kept), tuple(score for _, score in kept), len(parsed))


def _parse(path: Path, number: int, row: str) -> tuple[tuple[str, str], float]:
    try:
        first, second, score = row.split("\t")
        value = float(score)
    except ValueError as error:
        raise DataError(f"{path}, line {number}: not two texts and a score with tabs between.") from error
    if not first.strip() or not second.strip() or not math.isfinite(value):
        raise DataError(f"{path}, line {number}: a text is empty or the score is not a number.")
    return (first, second), value
