"""Similarity measured on pairs that people have judged."""

from __future__ import annotations

from index.engine import Engine
from scripts.evaluation.measures import pair_scores
from scripts.evaluation.progress import batches
from scripts.evaluation.report import LikenessResult, counted
from scripts.evaluation.tables import PairTable

# Pairs between two steps of the progress bar: a second or two of encoding.
BATCH_PAIRS = 64


def run_pairs(engine: Engine, table: PairTable) -> LikenessResult:
    """Ask for the similarity of every pair and hold it against the scores."""
    answers = [answer for batch in batches(table.pairs, BATCH_PAIRS, table.name) for answer in engine.similarity(batch)]
    return LikenessResult(
        name=table.name,
        title=f"pairs · {table.name} · {counted(len(table.pairs), table.total, 'pairs')}",
        pairs=len(table.pairs),
        similarity=pair_scores([answer.similarity for answer in answers], table.scores),
        cosine=pair_scores([answer.cosine for answer in answers], table.scores),
    )
