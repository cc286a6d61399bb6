import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from index.align import Run, assign, equal_runs
from index.fingerprint import pack
from index.fingerprint_index import FingerprintIndex

letters = st.text(alphabet="甲乙丙丁", max_size=40)


def runs_between(draft: str, source: str, shortest: int = 13) -> list[Run]:
    seeds = FingerprintIndex([(1, pack(source))]).seeds(draft)
    return equal_runs(draft, source, zip(seeds.draft.tolist(), seeds.source.tolist(), strict=True), shortest, 1)


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


def test_each_character_has_one_source_the_longest() -> None:
    long, short = Run(10, 0, 30, 1), Run(0, 5, 25, 2)
    kept = assign([short, long], shortest=8)
    assert [(run.start, run.end, run.document_id) for run, _ in kept] == [(0, 10, 2), (10, 40, 1)]
    assert kept[0][0].source_start == 5
    assert [(other.start, other.end, other.document_id) for other in kept[1][1]] == [(10, 25, 2)]


def test_a_remainder_that_is_too_short_is_dropped() -> None:
    kept = assign([Run(0, 0, 30, 1), Run(25, 0, 10, 2)], shortest=13)
    assert [(run.start, run.end) for run, _ in kept] == [(0, 30)]


@given(
    st.lists(st.builds(Run, st.integers(0, 60), st.integers(0, 9), st.integers(1, 30), st.integers(1, 3)), max_size=12)
)
def test_kept_runs_never_overlap(runs: list[Run]) -> None:
    kept = [run for run, _ in assign(runs, shortest=1)]
    assert all(left.end <= right.start for left, right in itertools.pairwise(kept))
    assert {at for run in kept for at in range(run.start, run.end)} == {
        at for run in runs for at in range(run.start, run.end)
    }


def test_a_sentence_repeated_many_times_ends_quickly() -> None:
    source = "各级各部门要切实提高政治站位压实工作责任确保各项任务落地见效"
    assert sum(run.length for run, _ in assign(runs_between(source * 500, source), 13)) == len(source) * 500
