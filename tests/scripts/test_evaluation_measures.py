"""The measures against cases worked out by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.evaluation import measures

RANKING = ["a", "b", "c", "d"]


def test_ndcg_of_graded_judgements_by_hand():
    # gains 0, 2, 0, 1 at ranks 1-4: 2/log2(3) + 1/log2(5) = 1.2619 + 0.4307 = 1.6925
    # the best order has 2, 1: 2/log2(2) + 1/log2(3) = 2 + 0.6309 = 2.6309; 1.6925 / 2.6309 = 0.6433
    assert measures.ndcg(RANKING, {"b": 2, "d": 1}, 10) == pytest.approx(0.6433, abs=1e-4)


def test_ndcg_cuts_the_ranking_and_the_ideal_at_k():
    # k = 1: nothing relevant stands first
    assert measures.ndcg(RANKING, {"b": 1}, 1) == 0.0
    # k = 2: 1/log2(3) over the ideal's 1
    assert measures.ndcg(RANKING, {"b": 1}, 2) == pytest.approx(1 / math.log2(3))
    # twelve relevant documents, the first ten of them found in order: perfect at 10
    ids = [str(i) for i in range(12)]
    assert measures.ndcg(ids[:10], dict.fromkeys(ids, 1), 10) == pytest.approx(1.0)


def test_a_grade_of_zero_or_less_is_not_relevant():
    grades = {"a": 0, "b": -1, "c": 1}
    assert measures.recall(RANKING, grades, 2) == 0.0
    assert measures.recall(RANKING, grades, 3) == 1.0
    assert measures.reciprocal_rank(RANKING, grades) == pytest.approx(1 / 3)
    assert measures.ndcg(RANKING, grades, 10) == pytest.approx(1 / math.log2(4))


def test_recall_is_of_all_relevant_documents():
    # three relevant, one among the first two
    assert measures.recall(RANKING, {"a": 1, "c": 1, "x": 3}, 2) == pytest.approx(1 / 3)


def test_retrieval_scores_are_means_over_queries_and_a_miss_is_zero():
    scores = measures.retrieval_scores([["a", "b"], ["x"]], [{"b": 1}, {"y": 1}])
    # first query: rank 2; second: not found
    assert scores["mrr"] == pytest.approx((0.5 + 0) / 2)
    assert scores["recall@10"] == scores["recall@100"] == 0.5
    assert scores["ndcg@10"] == pytest.approx((1 / math.log2(3) + 0) / 2)


def test_recall_at_100_sees_what_recall_at_10_does_not():
    ranking = [str(i) for i in range(100)]
    scores = measures.retrieval_scores([ranking], [{"50": 1}])
    assert (scores["recall@10"], scores["recall@100"]) == (0.0, 1.0)


def test_spearman_shares_the_rank_of_ties():
    # ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: covariance 4.5, variances 4.5 and 5: 4.5 / sqrt(22.5) = 0.9487
    assert measures.spearman(np.array([1.0, 2, 2, 3]), np.array([1.0, 2, 3, 4])) == pytest.approx(0.9487, abs=1e-4)


def test_undefined_figures_are_none():
    assert measures.spearman(np.array([1.0, 1]), np.array([0.0, 1])) is None
    assert measures.auc(np.array([0.2, 0.4]), np.array([True, True])) is None
    assert measures.auc(np.array([0.2, 0.4]), np.array([False, False])) is None


def test_auc_counts_ties_half():
    # positives 0.9, 0.5; negatives 0.5, 0.1: of 4 comparisons 3 won and 1 tied: 3.5 / 4
    assert measures.auc(np.array([0.9, 0.5, 0.5, 0.1]), np.array([True, True, False, False])) == pytest.approx(0.875)


def test_best_accuracy_does_not_cut_between_equal_values():
    # 0.8+ 0.5+ 0.5- 0.5- 0.1-: cutting above 0.5 gets 4 right of 5, below it 3; dividing the ties would get all 5
    values = np.array([0.8, 0.5, 0.5, 0.5, 0.1])
    assert measures.best_accuracy(values, np.array([True, True, False, False, False])) == pytest.approx(0.8)


def test_best_accuracy_may_call_all_or_none_the_same():
    # the likeness is the wrong way round: calling none the same is right for 3 of 4
    values = np.array([0.9, 0.8, 0.7, 0.1])
    assert measures.best_accuracy(values, np.array([False, False, False, True])) == 0.75
    assert measures.best_accuracy(values, np.array([True, True, True, True])) == 1.0


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=20))
def test_best_accuracy_is_the_best_over_every_threshold(pairs):
    values, positive = np.array([value / 5 for value, _ in pairs]), np.array([same for _, same in pairs])
    thresholds = [*values, 2.0]
    plain = max(float(np.mean((values >= threshold) == positive)) for threshold in thresholds)
    assert measures.best_accuracy(values, positive) == pytest.approx(plain)


def test_calibration_error_by_hand():
    # bin 0.9-1.0: 0.95 and 0.95, one of two the same: |0.95 - 0.5| = 0.45, weight 2/4
    # bin 0.2-0.3: 0.2 and 0.3-: 0.2 alone, not the same: 0.2, weight 1/4; bin 0.3-0.4: 0.3, the same: 0.7, weight 1/4
    values = np.array([0.95, 0.95, 0.2, 0.3])
    positive = np.array([True, False, False, True])
    assert measures.calibration_error(values, positive) == pytest.approx(0.45 / 2 + 0.2 / 4 + 0.7 / 4)


def test_calibration_error_cuts_a_cosine_to_the_unit_interval():
    # -0.4 becomes 0 and is right; 1.0 belongs to the last bin and is right
    assert measures.calibration_error(np.array([-0.4, 1.0]), np.array([False, True])) == 0.0


def test_an_honest_similarity_is_calibrated_and_a_raw_cosine_is_not():
    rng = np.random.default_rng(7)
    honest = rng.random(20_000)
    positive = rng.random(20_000) < honest
    assert measures.calibration_error(honest, positive) < 0.02
    assert measures.calibration_error(0.75 + honest / 4, positive) > 0.3


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        ([0, 1, 1], [False, True, True]),
        ([0, 3, 4, 5], [False, False, True, True]),
        ([3.8, 4.0, 4.2], [False, True, True]),
        ([0.5, 0.8, 1.0], [False, True, True]),
        ([1, 1], [True, True]),
    ],
)
def test_same_begins_at_four_fifths_of_the_scale(grades, expected):
    assert measures.same(grades).tolist() == expected


def test_pair_scores_tell_the_best_threshold_from_one_half():
    # everything above 0.5, as raw cosines are: 0.5 calls all four the same, a threshold of 0.8 divides them
    scores = measures.pair_scores([0.95, 0.9, 0.75, 0.7], [1, 1, 0, 0])
    assert (scores["accuracy"], scores["accuracy_at_half"], scores["auc"]) == (1.0, 0.5, 1.0)
    # spearman: ranks 4 3 2 1 against 3.5 3.5 1.5 1.5: covariance 4, variances 5 and 4: 4 / sqrt(20)
    assert scores["spearman"] == pytest.approx(4 / math.sqrt(20))
    # bin 0.9-1.0 holds 0.95 and 0.9, both the same: |0.925 - 1|; bin 0.7-0.8 the others: 0.725; each half of the pairs
    assert scores["calibration_error"] == pytest.approx((0.075 + 0.725) / 2)
