import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.normal import skeleton
from index.check import compare
from index.fingerprint import pack
from index.fingerprint_index import FingerprintIndex
from index.nearcopy.exact import Run, equal_runs, exact_findings
from index.nearcopy.setphrases import wear
from index.types import CheckOptions
from tests.index.nearcopy.material import ENVIRONMENT, OWN_AFTER, OWN_BEFORE, SAMPLE

letters = st.text(alphabet="甲乙丙丁", max_size=40)


def runs_between(draft: str, source: str, shortest: int = 13) -> list[Run]:
    seeds = FingerprintIndex([(1, pack(source))]).seeds(draft)
    return list(equal_runs(draft, source, zip(seeds.draft.tolist(), seeds.source.tolist(), strict=True), shortest))


@given(letters, letters, letters, letters, st.text(alphabet="天地玄黄宇宙洪荒", min_size=13, max_size=50))
@settings(max_examples=200)
def test_runs_are_equal_maximal_and_complete(a: str, b: str, c: str, d: str, copied: str) -> None:
    draft, source = a + copied + b, c + copied + d
    runs = runs_between(draft, source)
    for run in runs:
        assert draft[run.start : run.end] == source[run.source_start : run.source_start + run.length]
        assert run.start == 0 or run.source_start == 0 or draft[run.start - 1] != source[run.source_start - 1]
        after = run.source_start + run.length
        assert run.end == len(draft) or after == len(source) or draft[run.end] != source[after]
    assert any(run.start <= len(a) and run.end >= len(a) + len(copied) for run in runs)


def test_a_sentence_repeated_many_times_ends_quickly() -> None:
    source = "各级各部门要切实提高政治站位压实工作责任确保各项任务落地见效"
    assert sum(run.length for run in runs_between(source * 500, source)) >= len(source) * 500
    assert len(runs_between(source * 5000, source * 5000)) == 1


@given(st.integers(0, 120), st.integers(0, 60), st.integers(13, 16))
@settings(max_examples=60, deadline=None)
def test_the_rule_of_thirteen_characters_holds_within_other_text(at: int, into: int, size: int) -> None:
    source = (SAMPLE / "documents" / ENVIRONMENT).read_text("utf-8")
    folded = skeleton(source)
    start, end = folded.original(400 + at, 400 + at + size)
    copied = source[start:end]
    if wear(copied).worn.any():
        return
    before = OWN_BEFORE[:into]
    draft = before + copied + OWN_AFTER
    spans = compare(draft, source, CheckOptions(), None).spans
    covered = {place for span in spans for place in range(span.start, span.end)}
    assert set(range(len(before), len(before) + len(copied))) <= covered


@pytest.mark.parametrize(("own", "counts"), [("桥西村把旧粮库改成书屋二十间", True), ("桥西村有书屋", False)])
def test_a_run_is_not_excused_by_set_phrases_when_enough_of_it_is_its_own(own: str, counts: bool) -> None:
    worn = "坚持以人民为中心的发展思想全面贯彻党的二十大精神"
    copied = worn + own
    ours, theirs = skeleton(f"甲{copied}乙"), skeleton(f"丙{copied}丁")
    in_phrases = np.zeros(len(copied) + 2, dtype=bool)
    in_phrases[1 : 1 + len(worn)] = True
    found = exact_findings((f"甲{copied}乙", f"丙{copied}丁"), ours, theirs, [(1, 1)], 0, in_phrases)
    assert [each.draft for each in found] == ([(1, 1 + len(copied))] if counts else [])
