"""A draft taken apart."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from index.nearcopy.draft import paragraphs, questions


@given(st.text("督查落实。\n \r", max_size=600))
def test_questions_cover_all_paragraphs_in_order_and_none_but_the_last_is_short(text: str) -> None:
    asked = questions(text)
    assert [end - start >= 120 for start, end in asked[:-1]] == [True] * (len(asked) - 1 if asked else 0)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(asked))
    for start, end in paragraphs(text):
        assert any(begin <= start and end <= stop for begin, stop in asked)


def test_lines_of_thirty_characters_are_asked_for_four_at_a_time() -> None:
    text = "\n".join(["任务卡上只认姓名不认单位换了人要办交接交接不清由前任继续负责任"[:30]] * 400)
    assert len(paragraphs(text)) == 400
    assert len(questions(text)) == 100
