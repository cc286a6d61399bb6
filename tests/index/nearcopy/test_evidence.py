import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.nearcopy.evidence import DROP, Pair, best_range
from index.nearcopy.words import read
from tests.index.nearcopy.material import OWN_AFTER, OWN_BEFORE, SOURCE

_VALUES = st.lists(st.one_of(st.floats(-14, 6, allow_nan=False), st.sampled_from([-13.0, -12.0, -0.5, 0.0, 5.5])))


def plain_best(values: list[float]) -> float:
    """The greatest sum of a range that begins above 0, never falls to 0, nor by more than DROP from its top."""
    best = 0.0
    for first in range(len(values)):
        total = top = 0.0
        for value in values[first:]:
            total += value
            top = max(top, total)
            if total <= 0 or total < top - DROP:
                break
            best = max(best, total)
    return best


@given(_VALUES)
def test_the_best_range_is_that_of_the_plain_search(values: list[float]) -> None:
    total, first, last = best_range(values)
    assert total == pytest.approx(plain_best(values), abs=1e-9)
    assert total == pytest.approx(sum(values[first:last]), abs=1e-9)
    assert (total > 0) == (first < last)


@given(_VALUES.filter(lambda values: all(abs(value) < DROP / 4 for value in values)), st.integers(4, 8))
def test_a_long_gap_parts_two_stretches_and_a_short_one_does_not(values: list[float], gap: int) -> None:
    island = [5.0, 5.0, 5.0, 5.0]
    total, first, last = best_range([*island, *[-DROP / 4] * (gap + 1), *island])
    assert (total, last - first) == (20.0, 4)
    total, first, last = best_range([*island, -1.0, -1.0, *island])
    assert (total, first, last) == (38.0, 0, 10)


def test_evidence_is_that_of_the_weaker_side_and_lies_inside_the_texts() -> None:
    draft = OWN_BEFORE + "流动书车每月第二个星期六开往北山五个村，司机兼任管理员。" + OWN_AFTER
    pair = Pair(read(draft), read(SOURCE))
    [box] = pair.grow(np.array([[0, len(pair.draft), 0, len(pair.source)]]))
    assert box is not None
    assert 0 <= box.first < box.last <= len(pair.draft)
    assert 0 <= box.source_first < box.source_last <= len(pair.source)
    assert box.nats > 20
    assert "星期六开往北山五个村" in draft[slice(*pair.draft.span(box.first, box.last))]
    part = pair.part(box, box.first, box.last)
    assert part is not None
    assert box.first <= part.first < part.last <= box.last


def test_texts_without_a_word_in_common_have_no_evidence() -> None:
    pair = Pair(read("甲乙丙丁戊己庚辛"), read("春夏秋冬梅兰竹菊"))
    assert pair.grow(np.array([[0, len(pair.draft), 0, len(pair.source)]])) == [None]


def test_words_are_worth_more_the_rarer_they_are() -> None:
    pair = Pair(read("工作 溜书口"), read("工作"))
    common, rare = pair.weights[pair.d[0]], pair.weights[pair.d[-1]]
    assert 0 < common < rare <= 12
