"""Similarity measured on pairs that people have judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from index.engine import Engine
from scripts.evaluation.measures import Scores, pair_scores
from scripts.evaluation.progress import batches
from scripts.evaluation.report import Table, counted
from scripts.evaluation.tables import PairTable

# Pairs between two steps of the progress bar: a second or two of encoding.
BATCH_PAIRS = 64


@dataclass(frozen=True, slots=True)
class PairsResult:
    """The figures of one file, for the calibrated similarity and for the raw cosine."""

    name: str
    pairs: int
    all_pairs: int
    similarity: Scores
    cosine: Scores

    def figures(self) -> dict[str, Any]:
        """The similarity's figures, the cosine's under "cosine", and the number of pairs."""
        return {**self.similarity, "cosine": dict(self.cosine), "pairs": self.pairs}

    def table(self) -> Table:
        """A row for the similarity and one for the cosine."""
        title = f"pairs · {self.name} · {counted(self.pairs, self.all_pairs, 'pairs')}"
        return Table(title, {"similarity": self.similarity, "cosine": self.cosine})


def run_pairs(engine: Engine, table: PairTable) -> PairsResult:
    """Ask for the similarity of every pair and hold it against the scores."""
    answers = [answer for batch in batches(table.pairs, BATCH_PAIRS, table.name) for answer in engine.similarity(batch)]
    return PairsResult(
        table.name,
        len(table.pairs),
        table.total,
        pair_scores([answer.similarity for answer in answers], table.scores),
        pair_scores([answer.cosine for answer in answers], table.scores),
    )
