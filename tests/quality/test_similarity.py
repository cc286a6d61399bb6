"""What similarity promises, over HTTP: equal is 1, unrelated about 0, symmetric, and no worse an order than cosines."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest

from scripts.evaluation.measures import pair_scores
from scripts.evaluation.tables import read_pairs
from tests.quality.conftest import DATA

Ask = Callable[..., Any]
UNRELATED = (
    "加强督查督办，推动领导批示件落实。",
    "食堂推行按量取餐，厨余垃圾比上年减少两成。",
    "两名男孩在操场上踢足球。",
    "公积金贷款最多能贷多少？",
    "河道清淤一万二千米，补种芦苇三百亩。",
    "组织干部职工参加体检。",
)
# Pairs whose first texts begin so have the same words in another order; roles are swapped in those that are not the
# same.
ROLES = ("市长看望", "县里把", "甲村", "老师批评", "审计局", "书记先", "街道办从")


def _asked(ask: Ask, pairs: list[tuple[str, str]]) -> list[dict[str, float]]:
    found: list[dict[str, float]] = ask("v1/similarity", {"pairs": pairs})["results"]
    return found


def test_equal_is_one_in_either_script(sample: Ask) -> None:
    pairs = [("加强督查督办。", "加强督查督办。"), ("加强督查督办。", "加強督查督辦。")]
    assert [each["similarity"] for each in _asked(sample, pairs)] == [1, 1]


def test_unrelated_is_about_zero(sample: Ask) -> None:
    found = _asked(sample, list(combinations(UNRELATED, 2)))
    assert max(each["similarity"] for each in found) < 0.1
    assert min(each["cosine"] for each in found) > 0.5  # where the raw cosine says nothing


def test_it_is_symmetric_and_says_that_it_is_calibrated(sample: Ask) -> None:
    pairs = [pair for pair, _ in _judged()]
    there, back = (_asked(sample, each) for each in (pairs, [(other, one) for one, other in pairs]))
    assert [each["similarity"] for each in there] == pytest.approx([each["similarity"] for each in back], abs=1e-5)
    assert sample("v1/similarity", {"pairs": pairs[:1]})["calibrated"] is True


def test_its_order_is_no_worse_than_the_cosines(sample: Ask) -> None:
    judged = _judged()
    found = _asked(sample, [pair for pair, _ in judged])
    ours, raw = (pair_scores([each[name] for each in found], [grade for _, grade in judged]) for name in found[0])
    assert ours["spearman"] >= raw["spearman"]
    assert ours["auc"] >= raw["auc"]  # best accuracy jumps by three points with each of forty pairs


def test_swapped_roles_are_told_better_than_by_cosines(sample: Ask) -> None:
    judged = [(pair, grade) for pair, grade in _judged() if pair[0].startswith(ROLES)]
    found = _asked(sample, [pair for pair, _ in judged])
    ours, raw = (pair_scores([each[name] for each in found], [grade for _, grade in judged]) for name in found[0])
    assert ours["spearman"] > raw["spearman"]


def _judged() -> list[tuple[tuple[str, str], float]]:
    table = read_pairs(DATA / "judged_pairs.tsv")
    return list(zip(table.pairs, table.scores, strict=True))
