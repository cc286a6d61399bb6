"""The right passage is found in each kind of query, by both ways at least as well as by the better one alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import opencc
import pytest

from tests.quality.judged import Judged, ndcg, places, share

Ask = Callable[..., Any]


def _chinese(queries: Sequence[Judged]) -> list[Judged]:
    return [each for each in queries if any("\u4e00" <= char <= "\u9fff" for char in each.query)]


def _by_mode(ask: Ask, queries: Sequence[Judged]) -> dict[str, float]:
    return {mode: ndcg(places(ask, queries, mode)) for mode in ("meaning", "words", "both")}


def _reaches_the_goal(ask: Ask, queries: Sequence[Judged]) -> None:
    found = places(ask, queries)
    assert share(found, 1) >= 0.85
    assert share(found, 5) >= 0.97
    for kind in {each.kind for each in queries}:
        of_kind = [place for place, each in zip(found, queries, strict=True) if each.kind == kind]
        assert share(of_kind, 1) >= 0.7, kind


def test_office_writers_find_the_right_passage_in_the_sample(sample: Ask, sample_queries: list[Judged]) -> None:
    assert len(sample_queries) >= 120
    _reaches_the_goal(sample, sample_queries)


def test_office_writers_find_the_right_passage_in_the_compendium(
    compendium: Ask, compendium_queries: list[Judged]
) -> None:
    assert len(compendium_queries) >= 120
    _reaches_the_goal(compendium, compendium_queries)


@pytest.mark.parametrize("of", ["all", "english", "traditional", "paraphrase"])
def test_both_is_never_below_the_better_way(sample: Ask, sample_queries: list[Judged], of: str) -> None:
    quality = _by_mode(sample, [each for each in sample_queries if of in ("all", each.kind)])
    assert quality["both"] >= max(quality["meaning"], quality["words"]) - 0.003


def test_both_removes_a_third_of_the_error_where_both_ways_know_something(
    sample: Ask, sample_queries: list[Judged]
) -> None:
    quality = _by_mode(sample, _chinese(sample_queries))
    better = max(quality["meaning"], quality["words"])
    assert 1 - quality["both"] <= (1 - better) * 2 / 3


@pytest.mark.parametrize("way", ["s2t", "t2s"])
def test_simplified_and_traditional_characters_lose_nothing(
    sample: Ask, sample_queries: list[Judged], way: str
) -> None:
    queries = _chinese(sample_queries)
    convert = opencc.OpenCC(way).convert
    other = [each._replace(query=convert(each.query)) for each in queries]
    assert sum(one.query != each.query for one, each in zip(queries, other, strict=True)) >= 10
    assert abs(ndcg(places(sample, queries)) - ndcg(places(sample, other))) < 0.005
