"""Exact runs: found whatever surrounds them, and called what they are."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.normal import skeleton
from index.check import compare
from index.nearcopy.setphrases import wear
from index.types import CheckOptions, CheckSpan
from tests.index.nearcopy.material import COMMUNITY, ENVIRONMENT, OWN_AFTER, SAMPLE, SUPERVISION

_TEXTS = {name: (SAMPLE / "documents" / name).read_text("utf-8") for name in (COMMUNITY, ENVIRONMENT, SUPERVISION)}
_OWN = (
    "我县今年的桃花节办了九天，来的人比往年多出一半，停车场挤到了河滩上。渡口的班船改在清晨六点开，"
    "赶集的人不必再摸黑排队。鱼塘换了新的增氧机，早稻在月初插完，比去年快了三天，锅炉房的两位师傅轮流值夜。"
)
_AFTER = OWN_AFTER + "桥面坑洼用沥青补平，货车照常通行，大棚里的黄瓜两天摘一次，卖到邻县的早市。"


def spans(draft: str, source: str, options: CheckOptions = CheckOptions()) -> tuple[CheckSpan, ...]:
    return compare(draft, source, options, None).spans


@st.composite
def runs(draw: st.DrawFn, size: int) -> tuple[str, str]:
    """A document and a run of so many letters of one of its lines, without common wording."""
    source = draw(st.sampled_from(sorted(_TEXTS.values())))
    lines = [line for line in source.splitlines() if len(skeleton(line).text) > size]
    line = draw(st.sampled_from(lines))
    folded = skeleton(line)
    at = draw(st.integers(0, len(folded.text) - size))
    start, end = folded.original(at, at + size)
    return source, line[start:end]


def distinctive(run: str) -> bool:
    """No common wording, and no list of figures and names that would be nothing but numbers."""
    return not wear(run).worn.any() and len(re.findall(r"\d", run)) * 4 < len(run)


@given(runs(24), st.integers(0, len(_OWN)), st.integers(0, len(_AFTER)))
@settings(max_examples=60, deadline=None)
def test_a_distinctive_run_is_found_wherever_it_begins_and_ends(case: tuple[str, str], before: int, after: int) -> None:
    source, run = case
    if not distinctive(run):
        return
    start = len(_OWN) - before
    draft = _OWN[start:] + run + _AFTER[:after]
    found = [span for span in spans(draft, source) if span.start < before + len(run) and before < span.end]
    covering = sum(min(span.end, before + len(run)) - max(span.start, before) for span in found)
    assert covering >= 0.6 * len(run)


def test_a_run_of_thirteen_counts_at_thirteen_and_not_at_fourteen() -> None:
    source = _TEXTS[ENVIRONMENT]
    run = "砖瓦企业深度治理，油烟净化"
    draft = run + "都要做好。"
    source = source.replace("6家砖瓦企业深度治理", run)
    assert len(skeleton(run).text) == 12
    assert [span.text.rstrip("，") for span in spans(draft, source, CheckOptions(min_run_chars=12))] == [run]


@pytest.mark.parametrize("times", [1, 2, 5, 40])
def test_a_sentence_copied_again_and_again_is_copied_each_time(times: int) -> None:
    sentence = "网格员每天在网格内走访不少于20户，把听到的牢骚话、埋怨话原样记下来，当天录入、当天分流。"
    draft = sentence * times
    found = spans(draft, _TEXTS[COMMUNITY])
    assert sum(span.end - span.start for span in found) >= 0.9 * len(draft)


def test_a_copy_without_punctuation_is_found() -> None:
    run = skeleton("换了人要办交接，交接不清的由前任继续负责。对跨部门的23项任务，由督查室先召集各方对表").text
    draft = skeleton(_OWN).text + run + skeleton(_AFTER).text
    found = [span for span in spans(draft, _TEXTS[SUPERVISION]) if span.span_class == "verbatim"]
    assert run[1:-1] in "".join(span.text for span in found)  # its last word may run on into the writer's next


def test_the_source_may_be_without_punctuation() -> None:
    sentence = "换了人要办交接，交接不清的由前任继续负责。"
    found = spans(_OWN + sentence + _AFTER, skeleton(_TEXTS[SUPERVISION]).text)
    assert any(sentence.rstrip("。") in span.text for span in found)
