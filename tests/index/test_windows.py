"""Cutting a text that is too long for the model."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from index.encoder import TextEncoder
from index.windows import windows
from tests.fakes import PairEncoder

SENTENCE = "区政府办公室坚持每月通报一次督查事项，逐件核实，限期办结。"


@given(st.text(alphabet='会议督查，。；！\n ab."”」', max_size=300), st.integers(1, 40))
@settings(deadline=None)
def test_pieces_fit_and_joined_are_the_text(text: str, window: int) -> None:
    encoder = PairEncoder(window=window)
    pieces = windows(encoder, text)
    assert "".join(pieces) == text
    assert all(len(piece) <= window for piece in pieces)
    assert all(pieces) or pieces == [""]


def test_a_text_that_fits_stays_whole() -> None:
    assert windows(PairEncoder(window=len(SENTENCE)), SENTENCE) == [SENTENCE]


def test_sentences_stay_whole_and_pieces_alike() -> None:
    pieces = windows(PairEncoder(window=len(SENTENCE) * 3), SENTENCE * 4)
    assert pieces == [SENTENCE * 2, SENTENCE * 2]


def test_closing_marks_stay_with_their_sentence() -> None:
    spoken = "他说：“逐件核实。”"
    assert windows(PairEncoder(window=12), spoken * 2) == [spoken, spoken]


def test_a_long_sentence_is_cut_at_clauses() -> None:
    text = "一月收文三十件，二月收文四十件，三月收文五十件。"
    assert windows(PairEncoder(window=16), text) == ["一月收文三十件，二月收文四十件，", "三月收文五十件。"]


def test_each_real_window_fits(encoder: TextEncoder) -> None:
    english = "The office tracked every instruction until it was closed, and reported monthly. "
    for text in (SENTENCE * 200, "督" * 5000, english * 100, "㍿" * 1200, SENTENCE + " " * 5000 + "1" * 3000):
        pieces = windows(encoder, text)
        assert "".join(pieces) == text
        assert max(encoder.count_tokens(pieces)) <= encoder.window
        assert len(pieces) <= -(-encoder.count_tokens([text])[0] // encoder.window) + 2
