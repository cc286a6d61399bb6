"""Measures of ranking, of graded likeness and of calibration; figures lie in [0, 1] unless said otherwise.

A measure that the data leaves undefined (a correlation with a constant, AUC with one class) is None, never a guess.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import mannwhitneyu, spearmanr

Scores = Mapping[str, float | None]
Grades = Mapping[str, float]

# Equal-width bins of the calibration error: ten, as in Guo et al. 2017's figures, so that a bin reads "0.9 means 90 %".
CALIBRATION_BINS = 10
# On the 0-5 scale of the SemEval STS tasks 4 is "mostly equivalent, unimportant details differ" and 3 "important
# information differs": people call a pair the same from 4 up, four fifths of any scale.
SAME_SHARE_OF_SCALE = 0.8
STS_SCALE = 5.0


def ndcg(ranking: Sequence[str], grades: Grades, k: int) -> float:
    """Normalised discounted cumulative gain of the first k, gain = grade (linear, as trec_eval and BEIR have it).

    :param ranking: Ids, best first, without repetition.
    :param grades: Grade by id; one that is missing, zero or negative is not relevant.
    """
    best = sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:k]
    return _discounted(max(grades.get(item, 0.0), 0.0) for item in ranking[:k]) / _discounted(best) if best else 0.0


def _discounted(gains: Iterable[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def recall(ranking: Sequence[str], grades: Grades, k: int) -> float:
    """The share of the relevant ids that are among the first k."""
    relevant = {item for item, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranking[:k])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Grades) -> float:
    """One over the rank of the first relevant id; 0 when none is in the ranking."""
    return next((1.0 / rank for rank, item in enumerate(ranking, start=1) if grades.get(item, 0.0) > 0), 0.0)


def retrieval_scores(rankings: Sequence[Sequence[str]], judgements: Sequence[Grades]) -> Scores:
    """nDCG@10, recall@10, recall@100 and MRR (within the ranking given), each the mean over the queries."""
    judged = list(zip(rankings, judgements, strict=True))
    return {
        "ndcg@10": _mean([ndcg(ranking, grades, 10) for ranking, grades in judged]),
        "recall@10": _mean([recall(ranking, grades, 10) for ranking, grades in judged]),
        "recall@100": _mean([recall(ranking, grades, 100) for ranking, grades in judged]),
        "mrr": _mean([reciprocal_rank(ranking, grades) for ranking, grades in judged]),
    }


def same(grades: Sequence[float]) -> NDArray[np.bool_]:
    """Which pairs people call the same: grade 1 where grades go to 1, grade 4 or 5 where they go to 5.

    "Same" begins at four fifths of the scale.
    """
    return shares_of_scale(grades) >= SAME_SHARE_OF_SCALE


def shares_of_scale(grades: Sequence[float]) -> NDArray[np.float64]:
    """Grades as shares of their scale, [0, 1]: the scale is 0 to 1 when no grade is over 1, otherwise 0 to 5."""
    values = np.asarray(grades, dtype=np.float64)
    return values / (STS_SCALE if values.size and values.max() > 1.0 else 1.0)


def pair_scores(likeness: Sequence[float], grades: Sequence[float]) -> Scores:
    """How well a likeness agrees with people's grades.

    ``accuracy`` is taken at the threshold that is best for this very set, the usual figure for such sets and the same
    for every rising function of the likeness, so that a calibrated similarity and a raw cosine compare by what they
    can tell apart. ``accuracy_at_half`` is taken at 0.5, where a calibrated similarity turns from "rather different"
    to "rather the same": what a user gets who fits nothing.

    :param likeness: One number a pair, higher is closer; cut to [0, 1] for the calibration error only.
    :param grades: One grade a pair, see ``same``.
    """
    values = np.asarray(likeness, dtype=np.float64)
    positive = same(grades)
    return {
        "spearman": spearman(values, np.asarray(grades, dtype=np.float64)),
        "auc": auc(values, positive),
        "accuracy": best_accuracy(values, positive),
        "accuracy_at_half": float(np.mean((values >= 0.5) == positive)),
        "calibration_error": calibration_error(values, positive),
    }


def spearman(first: NDArray[np.float64], second: NDArray[np.float64]) -> float | None:
    """Rank correlation, [-1, 1], tied values sharing their mean rank; None when one side is constant."""
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    return float(spearmanr(first, second).statistic)


def auc(values: NDArray[np.float64], positive: NDArray[np.bool_]) -> float | None:
    """How often a positive is above a negative, a tie counting half; None when one of the two is missing."""
    above, below = values[positive], values[~positive]
    if not above.size or not below.size:
        return None
    # Mann and Whitney's U counts the pairs won, ties half.
    return float(mannwhitneyu(above, below).statistic / (above.size * below.size))


def best_accuracy(values: NDArray[np.float64], positive: NDArray[np.bool_]) -> float:
    """The share judged rightly by "same from the threshold up", at the best threshold for these values."""
    order = np.argsort(-values, kind="stable")
    ordered = values[order]
    # With the first n called the same, right are the positives among them and the negatives after them.
    hits = np.concatenate(([0], np.cumsum(positive[order])))
    misses = np.arange(len(values) + 1) - hits
    right = hits + (np.count_nonzero(~positive) - misses)
    # No threshold divides equal values: only places where the value changes are allowed, and both ends.
    cuts = np.concatenate(([True], ordered[1:] != ordered[:-1], [True]))
    return float(right[cuts].max() / len(values))


def calibration_error(values: NDArray[np.float64], positive: NDArray[np.bool_]) -> float:
    """Expected calibration error: over ten equal bins of [0, 1], how far the mean value is from the share of
    positives, weighted by the bin's share of the pairs. Values outside are cut to the ends (a cosine may be negative).
    """
    certainty = np.clip(values, 0.0, 1.0)
    bins = np.minimum((certainty * CALIBRATION_BINS).astype(np.int64), CALIBRATION_BINS - 1)
    surplus = np.bincount(bins, weights=certainty - positive, minlength=CALIBRATION_BINS)
    return float(np.abs(surplus).sum() / len(values))


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None
