from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.nearcopy.setphrases import Wear
from index.nearcopy.words import LEAST_WORDS, REPEATED, read, read_ids, read_together, stem

texts = st.text(alphabet="督查工作落实到位，。；“”\n 2１a Bработа臺裡\u200b⼈")


@given(texts)
def test_words_lie_in_the_text_in_order_and_do_not_overlap(text: str) -> None:
    words = read(text)
    assert len(words) == len(words.ids) == len(words.starts) == len(words.ends) == len(words.worn)
    assert (words.starts < words.ends).all()
    assert (words.ends[:-1] <= words.starts[1:]).all()
    if len(words):
        assert words.starts[0] >= 0
        assert words.ends[-1] <= len(text)
    np.testing.assert_array_equal(words.ids, read_ids(text))


@given(texts)
def test_edges_rise_from_the_beginning_to_the_end(text: str) -> None:
    edges = read(text).edges
    assert edges[0] == 0
    assert edges[-1] == len(text)
    assert (np.diff(edges) > 0).all()


@given(texts)
def test_units_part_all_words_and_none_is_short_unless_the_text_is(text: str) -> None:
    words = read(text)
    units = words.units
    assert units[0] == 0
    assert units[-1] == len(words)
    assert (np.diff(units) >= min(LEAST_WORDS, len(words))).all()


@given(texts, st.data())
def test_a_part_has_the_words_that_lie_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    words = read(text, lambda: np.arange(len(text)) % 3 == 0)
    part = words.within(start, end)
    inside = (words.starts >= start) & (words.ends <= end)
    assert part.text == text[start:end]
    np.testing.assert_array_equal(part.ids, words.ids[inside])
    np.testing.assert_array_equal(part.starts + start, words.starts[inside])
    np.testing.assert_array_equal(part.ends + start, words.ends[inside])
    np.testing.assert_array_equal(part.worn, words.worn[inside])
    assert {0, end - start} <= set(part.edges.tolist()) <= {0, end - start, *(words.edges - start).tolist()}


def test_set_phrases_of_several_texts_are_asked_for_once_and_only_when_needed() -> None:
    asked: list[list[str]] = []

    def wears(several: Sequence[str]) -> list[Wear]:
        asked.append(list(several))
        return [Wear(np.zeros(len(each), np.uint8), np.full(len(each), at == 1)) for at, each in enumerate(several)]

    first, second = read_together(["督查工作", "落实到位"], wears)
    assert asked == []
    assert not first.worn.any()
    assert second.worn.all()
    assert asked == [["督查工作", "落实到位"]]


@given(st.lists(st.sampled_from("甲乙丙丁"), max_size=60))
def test_what_is_repeated_first_stood_where_the_same_run_did(letters: list[str]) -> None:
    words = read(" ".join(letters))
    ids = words.ids.tolist()
    runs = [tuple(ids[at : at + REPEATED]) for at in range(len(ids) - REPEATED + 1)]
    for at, first in enumerate(words.first_at.tolist()):
        assert first <= at
        assert ids[first] == ids[at]
        over = [run for begin, run in enumerate(runs) if begin <= at < begin + REPEATED]
        repeated = any(runs.index(run) < begin for begin, run in enumerate(runs) if run in over and begin <= at)
        assert repeated or first == at


def test_clauses_quotations_and_lines_are_edges() -> None:
    text = "他说：“查到底，改到位。”\n随后散会；各自回去"
    edges = read(text).edges.tolist()
    ends = [text.index(mark) + len(mark) for mark in ("：", "“", "查到底，", "位。", "”", "\n", "会；")]
    assert set(ends) <= set(edges)


def test_the_same_words_in_another_dress_are_the_same_words() -> None:
    plain = read_ids("对领导批示件逐件建账，限时办结 abc 20")
    np.testing.assert_array_equal(plain, read_ids("對領導批示件，逐件建賬；限时 办结 ＡＢＣ ２０"))


def test_endings_of_latin_words_fall_off() -> None:
    assert stem("walked") == stem("walking") == stem("walks") == "walk"
    assert stem("bus") == "bus"
    assert stem("督查") == "督查"
