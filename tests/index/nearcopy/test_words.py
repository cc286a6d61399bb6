import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.nearcopy.words import LEAST_WORDS, read, read_ids, stem

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
