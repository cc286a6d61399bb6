from collections import Counter
from itertools import pairwise
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.nearcopy.evidence import Box, Pair
from index.nearcopy.seeds import _LEAST_COSINE, _LEAST_DICE, GAP, boxes, groups, joined, unit_seeds
from index.nearcopy.words import read
from tests.index.nearcopy.material import OWN_AFTER, OWN_BEFORE, S_SUPERVISION, SOURCE

_SEEDS = st.sets(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=40)


def plain_groups(seeds: list[tuple[int, int]]) -> set[frozenset[tuple[int, int]]]:
    """Seeds joined step by step until no two groups are near."""
    found = [{each} for each in seeds]

    def near(one: set[tuple[int, int]], other: set[tuple[int, int]]) -> bool:
        return any(abs(a - c) <= GAP and abs(b - d) <= GAP for a, b in one for c, d in other)

    while True:
        pair = next(((one, other) for one in found for other in found if one is not other and near(one, other)), None)
        if pair is None:
            return set(map(frozenset, found))
        found.remove(pair[1])
        pair[0].update(pair[1])


@given(_SEEDS, st.sampled_from([0, 1000]))
def test_groups_are_those_of_the_plain_search(seeds: set[tuple[int, int]], few: int) -> None:
    ordered = np.array(sorted(seeds), dtype=np.int64).reshape(-1, 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.nearcopy.seeds._FEW", few)
        found = {frozenset(map(tuple, group.tolist())) for group in groups(ordered)}
    assert found == plain_groups(sorted(seeds))


def test_seeds_name_units_that_share_words() -> None:
    draft = OWN_BEFORE + "古籍修复室招收了两名学徒，跟着退休师傅学补虫洞。" + OWN_AFTER
    pair = Pair(read(draft), read(SOURCE))
    seeds = unit_seeds(pair)
    assert len(seeds)
    assert (np.diff(seeds[:, 0]) >= 0).all()
    for unit, other in seeds.tolist():
        ours = pair.d[pair.draft.units[unit] : pair.draft.units[unit + 1]]
        theirs = pair.s[pair.source.units[other] : pair.source.units[other + 1]]
        assert np.isin(ours, theirs).any()


def plain_seeds(pair: Pair) -> list[list[int]]:
    """Seeds as they are defined, unit by unit."""

    def units(words: list[int], bounds: list[int]) -> list[Counter[int]]:
        return [Counter(words[start:end]) for start, end in pairwise(bounds)]

    def product(one: Counter[int], other: Counter[int]) -> float:
        return sum(one[word] * other[word] * pair.weights[word] ** 2 for word in one)

    found = []
    for row, ours in enumerate(units(pair.d.tolist(), pair.draft.units.tolist())):
        for column, theirs in enumerate(units(pair.s.tolist(), pair.source.units.tolist())):
            cosine = product(ours, theirs) / sqrt(product(ours, ours) * product(theirs, theirs))
            if cosine > _LEAST_COSINE and 2 * len({*ours} & {*theirs}) / (len(ours) + len(theirs)) > _LEAST_DICE:
                found.append([row, column])
    return found


@pytest.mark.parametrize("cells", [1, 7, 1_000_000])
def test_seeds_are_those_of_the_definition(cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.nearcopy.seeds._CELLS", cells)
    pair = Pair(read(OWN_BEFORE + S_SUPERVISION + OWN_AFTER), read(SOURCE + OWN_AFTER))
    seeds = unit_seeds(pair).tolist()
    assert seeds == plain_seeds(pair)
    assert len(seeds) > 1


def test_empty_texts_have_no_seeds() -> None:
    assert unit_seeds(Pair(read(""), read(SOURCE))).shape == (0, 2)
    assert unit_seeds(Pair(read("，。"), read(SOURCE))).shape == (0, 2)


def test_two_stretches_of_one_source_grow_to_two_boxes() -> None:
    draft = "流动书车每月第二个星期六开往北山五个村。" + S_SUPERVISION + "楼下办讲座，楼上就没法安静看书。"
    pair = Pair(read(draft), read(SOURCE))
    found = boxes(pair, unit_seeds(pair), 10.0)
    assert len(found) == 2
    assert [box.nats for box in found] == sorted((box.nats for box in found), reverse=True)


def test_boxes_that_meet_on_both_sides_become_one() -> None:
    first, second = Box(0, 10, 0, 10, 30.0), Box(8, 20, 12, 24, 40.0)
    elsewhere = Box(8, 20, 90, 99, 20.0)
    assert joined([first, second]) == [Box(0, 20, 0, 24, 40.0)]
    assert joined([first, elsewhere]) == [first, elsewhere]
