"""What counts of many findings: properties that hold for any findings whatever."""

import json
from dataclasses import replace
from itertools import pairwise
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from index.nearcopy.findings import Examination, Finding
from index.nearcopy.resolve import resolve
from index.types import CheckOptions, Sensitivity, SpanClass

_RANGE = st.tuples(st.integers(0, 300), st.integers(1, 80)).map(lambda each: (each[0], sum(each)))
_BY_WORDS = st.builds(
    Finding,
    _RANGE,
    st.integers(1, 4),
    _RANGE,
    st.sampled_from(["verbatim", "edited", "reordered"]),
    st.just("words"),
    st.floats(15, 90),
    st.floats(0, 1),
    st.integers(0, 60),
)
_BY_MEANING = st.builds(
    Finding,
    _RANGE,
    st.integers(1, 4),
    _RANGE,
    st.sampled_from(["paraphrased", "translated"]),
    st.just("meaning"),
    st.floats(0, 15),
    st.floats(0, 1),
    st.just(0),
)
_FINDINGS = st.lists(st.one_of(_BY_WORDS, _BY_MEANING), max_size=15)
_OPTIONS = st.builds(
    CheckOptions,
    min_run_chars=st.integers(4, 60),
    min_span_chars=st.sampled_from([0, 0, 10, 40]),
    classes=st.sets(st.sampled_from(get_args(SpanClass)), min_size=1).map(lambda each: tuple(sorted(each))),
    sensitivity=st.sampled_from(get_args(Sensitivity)),
)


@given(_FINDINGS, _OPTIONS)
def test_spans_are_in_order_do_not_overlap_and_come_from_the_findings(
    findings: list[Finding], options: CheckOptions
) -> None:
    kept = resolve(findings, options)
    for before, after in pairwise(kept):
        assert before.finding.draft[1] <= after.finding.draft[0]
    for each in kept:
        span = each.finding
        assert span.draft[0] < span.draft[1]
        assert span.source[0] < span.source[1]
        assert span.span_class in options.classes
        assert any(
            whole.document_id == span.document_id
            and whole.draft[0] <= span.draft[0]
            and span.draft[1] <= whole.draft[1]
            and whole.source[0] <= span.source[0]
            and span.source[1] <= whole.source[1]
            for whole in findings
        )
        others = [other.document_id for other in each.others]
        assert len(others) == len(set(others))
        assert span.document_id not in others


@given(_FINDINGS, _OPTIONS)
def test_the_order_of_the_findings_does_not_matter(findings: list[Finding], options: CheckOptions) -> None:
    def places(found: list[Finding]) -> list[tuple[tuple[int, int], float]]:
        return [(each.finding.draft, each.finding.nats) for each in resolve(found, options)]

    distinct = list({(each.nats, each.document_id, each.draft): each for each in findings}.values())
    assert places(distinct) == places(distinct[::-1])


@given(_FINDINGS)
def test_kept_findings_come_back_as_they_were(findings: list[Finding]) -> None:
    examination = Examination("稿", tuple(findings), ((0, 1, 7),))
    assert Examination.from_json("稿", json.loads(json.dumps(examination.to_json()))) == examination


@given(_FINDINGS, _OPTIONS)
def test_a_higher_sensitivity_only_adds(findings: list[Finding], options: CheckOptions) -> None:
    flagged: set[int] = set()
    for sensitivity in get_args(Sensitivity):
        kept = resolve(findings, replace(options, sensitivity=sensitivity))
        more = {at for each in kept for at in range(*each.finding.draft)}
        assert flagged <= more
        flagged = more


def test_an_exact_run_counts_whatever_else_and_what_is_left_of_it_only_while_it_is_one() -> None:
    run = Finding((100, 120), 1, (0, 20), "verbatim", "run", 1.0, 1.0, 20)
    edited = Finding((110, 160), 2, (0, 50), "edited", "words", 90.0, 0.8, 9)
    options = CheckOptions(sensitivity="low")
    assert [each.finding.draft for each in resolve([run], options)] == [(100, 120)]
    assert resolve([run], replace(options, min_run_chars=21)) == []
    assert [each.finding.draft for each in resolve([run, edited], options)] == [(110, 160)]
    assert [each.finding.draft for each in resolve([run, edited], replace(options, min_run_chars=10))] == [
        (100, 110),
        (110, 160),
    ]


def test_a_long_stretch_that_is_mostly_the_same_needs_no_evidence_in_proportion() -> None:
    alike = Finding((0, 9000), 1, (0, 9000), "edited", "words", 200.0, 0.9, 40, 4000)
    assert len(resolve([alike], CheckOptions())) == 1
    assert resolve([replace(alike, similarity=0.4)], CheckOptions()) == []
