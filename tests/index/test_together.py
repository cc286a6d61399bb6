from hypothesis import given
from hypothesis import strategies as st

from corpus.normal import fold
from index.numbers import plain_numbers
from index.together import Together, folded_texts

FEW = st.text("督查督办ab", max_size=12)
# What folding joins, drops and rewrites at the ends of a text.
MIXED = st.text(st.sampled_from("督辦二〇一八年十月3,000 \t\n\u200bＡbсé．[]号第\ue000"), max_size=12)


@given(texts=st.lists(MIXED, max_size=6))
def test_texts_are_folded_together_as_each_by_itself(texts: list[str]) -> None:
    assert folded_texts(texts) == [plain_numbers(fold(text).text) for text in texts]


@given(texts=st.lists(FEW, min_size=1, max_size=6), sought=st.text("督查办ab", min_size=1, max_size=4))
def test_each_text_has_what_it_has_by_itself(texts: list[str], sought: str) -> None:
    together = Together.of(texts)
    assert together.counts(sought).tolist() == [text.count(sought) for text in texts]
    assert together.holding(sought).tolist() == [sought in text for text in texts]


def test_nothing_is_found_across_two_texts() -> None:
    assert Together.of(["加强督", "查工作"]).holding("督查").tolist() == [False, False]


def test_every_text_has_the_empty_string() -> None:
    assert Together.of(["", "督查"]).holding("").all()


def test_places_that_overlap_are_all_there() -> None:
    assert Together.of(["人人人"]).places("人人").tolist() == [0, 1]
    assert Together.of(["人人人"]).counts("人人").tolist() == [1]
