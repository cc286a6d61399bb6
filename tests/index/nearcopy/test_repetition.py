import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index.effort import effort
from index.nearcopy.findings import Finding
from index.nearcopy.repetition import Repetition
from tests.index.nearcopy.material import OWN_BEFORE, S_SUPERVISION, SOURCE

_S = "流动书车每月第二个星期六开往北山五个村。"


def _finding(start: int, end: int, document_id: int = 1, nats: float = 50.0) -> Finding:
    return Finding((start, end), document_id, (0, end - start), "verbatim", "words", nats, 1.0, end - start, 9)


def test_an_ordinary_draft_repeats_nothing() -> None:
    for text in ("", "好", SOURCE + OWN_BEFORE + SOURCE, _S * 30, "_" * 900, f"姓名{' ' * 60}年月日\n" * 30):
        with effort() as work:
            repetition = Repetition(text)
        assert repetition.stretches == ()
        assert not repetition.spare.any()
        assert repetition.looked_for([(0, len(text))]) == ([(0, len(text))] if text else [])
        assert repetition.copies([_finding(0, 5)]) == []
        assert not work.limits


def test_a_sentence_repeated_is_one_stretch_and_each_repetition_has_its_source() -> None:
    text = OWN_BEFORE + _S * 500 + S_SUPERVISION
    with effort() as work:
        repetition = Repetition(text)
    [again] = repetition.stretches
    assert again.back == len(_S)
    assert text[again.start : again.end] == text[again.start - again.back : again.end - again.back]
    assert len(text) - len(S_SUPERVISION) - 1 <= again.end <= len(text) - len(S_SUPERVISION) + 1
    assert again.start < len(OWN_BEFORE) + 40 * len(_S)
    assert work.limits == {"repetition"}
    first = len(OWN_BEFORE)
    known = [_finding(at, at + len(_S)) for at in range(first, again.start, len(_S))]
    copied = repetition.copies(known)
    starts = {each.draft[0] for each in (*known, *copied)}
    assert starts >= {first + number * len(_S) for number in range(499)}
    assert all(text[slice(*each.draft)] == _S[: each.length] for each in copied)


def test_a_stretch_that_is_longer_than_what_was_found_is_taken_up_by_it_again_and_again() -> None:
    text = "督办落实，" * 4_000
    copied = Repetition(text).copies([_finding(0, 4_000)])
    assert [each.draft for each in copied] == [(at, at + 4_000) for at in range(4_000, 20_000, 4_000)]


def test_what_stands_in_other_words_between_is_looked_for() -> None:
    between = [f"其中第{number}项另行部署，{'甲乙丙丁戊己庚辛壬癸'[number % 10]}组负责。" for number in range(100)]
    text = "".join(_S + S_SUPERVISION + each for each in between)
    repetition = Repetition(text)
    spare = repetition.spare
    assert spare.any()
    for number in range(100):
        at = text.index(f"第{number}项")
        assert not spare[at + 1 : at + len(f"第{number}项") - 1].any()
    assert repetition.looked_for([(len(text) - 12, len(text))]) == [(len(text) - 12, len(text))]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(["好", _S, S_SUPERVISION, "甲乙", "\n"]), max_size=12), st.integers(1, 80))
def test_what_is_said_again_stands_before(parts: list[str], times: int) -> None:
    text = "".join(parts) * times
    repetition = Repetition(text)
    assert len(repetition.spare) == len(text) + 1
    for start, end, back in repetition.stretches:
        assert 0 < back <= start < end <= len(text)
        assert text[start:end] == text[start - back : end - back]
    known = [_finding(at, at + 10) for at in range(0, max(len(text) - 10, 0), 10)]
    for each in repetition.copies(known):
        start, end = each.draft
        assert 0 <= start < end <= len(text)
        assert text.index(text[start:end]) < start


def test_copies_are_never_too_many() -> None:
    text = _S * 5_000
    size = len(_S)
    known = [_finding(at, at + size, document) for at in range(0, 40 * size, size) for document in range(50)]
    repetition = Repetition(text)
    assert 40_000 <= len(repetition.copies(known)) <= 50_000
    assert np.count_nonzero(repetition.spare) > len(text) - 40 * size
