"""PAN's measures against cases worked out by hand, and the properties that their definition has."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.evaluation.pan import Annotation, covered, granularity, macro_recall, plagdet, score


def place(start, end, source_start=None, source_end=None, *, draft="d.txt", source="s.txt"):
    """The source's range is the draft's unless said otherwise."""
    other = (start if source_start is None else source_start, end if source_end is None else source_end)
    return Annotation(draft, (start, end), source, other)


def test_partial_detection_by_hand():
    case = place(0, 100, 200, 280)
    found = place(50, 150, 240, 300)
    # recall: draft 50 of 100, source 40 of 80: 90 / 180 = 0.5
    # precision: draft 50 of 100, source 40 of 60: 90 / 160 = 0.5625
    scores = score([case], [found])
    assert scores.recall == pytest.approx(0.5)
    assert scores.precision == pytest.approx(0.5625)
    assert scores.granularity == 1.0
    # F1 = 2 * 0.5 * 0.5625 / 1.0625 = 0.5294; log2(1 + 1) = 1
    assert scores.plagdet == pytest.approx(0.5294, abs=1e-4)


def test_macro_average_counts_a_short_case_like_a_long_one():
    long, short = place(0, 1000), place(2000, 2010)
    # the long one is found, the short one is not: (1 + 0) / 2, where micro would say 0.99
    assert score([long, short], [long]).recall == 0.5
    # a false alarm of ten characters weighs like the true detection of a thousand
    assert score([long], [long, place(5000, 5010)]).precision == 0.5


def test_overlap_on_one_side_only_does_not_count():
    case = place(0, 100, 0, 100)
    assert score([case], [place(0, 100, 100, 200)]).recall == 0.0
    assert score([case], [place(100, 200, 0, 100)]).recall == 0.0


def test_another_source_or_draft_does_not_count():
    case = place(0, 100)
    assert score([case], [place(0, 100, source="other.txt")]).precision == 0.0
    assert score([case], [place(0, 100, draft="other.txt")]).precision == 0.0


def test_characters_found_twice_count_once():
    case = place(0, 100)
    # 0-60 and 40-80 together cover 80 of 100 on both sides
    assert macro_recall([case], [place(0, 60), place(40, 80)]) == pytest.approx(0.8)


def test_granularity_is_over_detected_cases_only():
    cases = [place(0, 100), place(200, 300), place(400, 500)]
    pieces = [place(0, 30), place(40, 60), place(70, 100), place(200, 300)]
    # the first in three pieces, the second in one, the third not at all: (3 + 1) / 2
    assert granularity(cases, pieces) == 2.0


def test_one_detection_over_two_cases_counts_for_both():
    assert granularity([place(0, 100), place(120, 200)], [place(0, 200)]) == 1.0


def test_pieces_lower_plagdet_by_the_logarithm():
    case = place(0, 100)
    halves = score([case], [place(0, 50), place(50, 100)])
    # everything found, nothing wrong, in two pieces: 1 / log2(3) = 0.6309
    assert (halves.precision, halves.recall, halves.granularity) == (1.0, 1.0, 2.0)
    assert halves.plagdet == pytest.approx(1 / math.log2(3))


@pytest.mark.parametrize(
    ("precision", "recall", "pieces", "expected"),
    [(1, 1, 1, 1), (1, 0.5, 1, 2 / 3), (0.5, 1, 1, 2 / 3), (0, 1, 1, 0), (0, 0, 1, 0), (0.75, 0.25, 3, 0.1875)],
)
def test_plagdet_by_hand(precision, recall, pieces, expected):
    # last: F1 = 2 * 0.1875 / 1 = 0.375, log2(4) = 2
    assert plagdet(precision, recall, pieces) == pytest.approx(expected)


def test_nothing_to_find_and_nothing_found_is_perfect():
    assert score([], []).plagdet == 1.0


def test_a_false_alarm_in_clean_text_and_a_miss_are_zero():
    for scores in (score([], [place(0, 10)]), score([place(0, 10)], [])):
        assert (scores.precision, scores.recall, scores.granularity, scores.plagdet) == (0.0, 0.0, 1.0, 0.0)


def test_the_same_annotation_twice_is_one():
    case = place(0, 100)
    assert score([case, case], [case, case]).plagdet == 1.0


def test_covered_counts_each_character_once():
    assert covered([(10, 20), (15, 30), (15, 18), (40, 41), (0, 5)]) == 5 + 20 + 1
    assert covered([]) == 0


ranges = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda pair: (pair[0], pair[0] + pair[1]))
annotations = st.builds(Annotation, st.sampled_from(["甲", "乙"]), ranges, st.sampled_from(["丙", "丁"]), ranges)
several = st.sets(annotations, max_size=6)


@given(several, several)
def test_precision_is_recall_with_the_sides_swapped(cases, detections):
    there, back = score(cases, detections), score(detections, cases)
    assert (there.precision, there.recall) == (back.recall, back.precision)


@given(several, several)
def test_all_figures_stay_in_their_ranges(cases, detections):
    scores = score(cases, detections)
    assert 0 <= scores.precision <= 1
    assert 0 <= scores.recall <= 1
    assert scores.granularity >= 1
    assert 0 <= scores.plagdet <= 1


@given(several.filter(bool), several)
def test_one_more_detection_never_lowers_recall(cases, detections):
    fewer = set(list(detections)[1:])
    assert macro_recall(cases, detections) >= macro_recall(cases, fewer)


@given(st.sets(st.integers(0, 20), min_size=1))
def test_finding_exactly_the_cases_is_perfect(starts):
    cases = {place(start * 100, start * 100 + 50) for start in starts}
    assert score(cases, cases).plagdet == 1.0


@given(several, several)
def test_by_characters_marked_one_by_one(cases, detections):
    """The same by the plainest means: sets of characters."""

    def characters(one, others):
        met = [other for other in others if one.overlaps(other)]
        draft = set(range(*one.draft_range)).intersection(*[set().union(*(range(*o.draft_range) for o in met))])
        source = set(range(*one.source_range)).intersection(*[set().union(*(range(*o.source_range) for o in met))])
        return (len(draft) + len(source)) / (len(range(*one.draft_range)) + len(range(*one.source_range)))

    def plain(mine, others):
        if not mine or not others:
            return float(not mine and not others)
        return sum(characters(one, others) for one in mine) / len(mine)

    assert macro_recall(cases, detections) == pytest.approx(plain(cases, detections))
