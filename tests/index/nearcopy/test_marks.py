import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.nearcopy.marks import Marks, quotations

_RULE = "对领导批示件逐件建账，限时办结。"


def marks_of(draft: str, part: str, template: str = "") -> tuple[str, ...]:
    start = draft.index(part)
    return Marks(draft, template).of(start, start + len(part))


@pytest.mark.parametrize("marks", ["“”", "「」", "『』", '""', "«»"])
def test_what_stands_in_quotation_marks_is_a_quotation(marks: str) -> None:
    draft = f"有人说过这样的话，{marks[0]}{_RULE}{marks[1]}大家都同意。"
    assert marks_of(draft, _RULE) == ("quotation",)
    assert marks_of(draft, "大家都同意") == ()


@pytest.mark.parametrize("said_by", ["会议指出：", "全会强调，", "李市长同志要求，", "《办法》规定，"])
def test_attributed_words_are_a_quotation_up_to_the_end_of_their_sentence(said_by: str) -> None:
    draft = f"{said_by}{_RULE}我们照办。"
    assert marks_of(draft, _RULE) == ("quotation",)
    assert marks_of(draft, "我们照办。") == ()


def test_words_that_nobody_is_named_for_are_no_quotation() -> None:
    assert marks_of(f"我们提出，{_RULE}", _RULE) == ()


@pytest.mark.parametrize("citation", ["《中华人民共和国档案法》第十七条第二款", "第三十二条", "云政办发〔2021〕12号"])
def test_titles_articles_and_document_numbers_are_citations(citation: str) -> None:
    assert marks_of(f"这件事按照{citation}办理。", citation) == ("citation",)


def test_what_stands_in_the_template_is_marked() -> None:
    template = "填报单位应当于每月五日前报送进展情况，并附佐证材料。"
    draft = "填報單位應當於每月五日前報送進展情況，並附佐證材料。本月我们修了三条路。"
    assert marks_of(draft, "填報單位應當於每月五日前報送進展情況", template) == ("template",)
    assert marks_of(draft, "本月我们修了三条路", template) == ()


@given(st.text(alphabet='“”「」"话说：，。\n《》第条一', max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_a_mark_is_that_of_most_characters(draft: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(draft)), min(other, len(draft))))
    if start < end:
        inside = {at for begin, stop in quotations(draft) for at in range(begin, stop)} & {*range(start, end)}
        if len(inside) >= 0.8 * (end - start):
            assert "quotation" in Marks(draft).of(start, end)


def test_an_open_mark_quotes_nothing() -> None:
    assert quotations("“" * 1000 + _RULE) == []
