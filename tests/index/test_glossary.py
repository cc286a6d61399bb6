import pytest

from index import evidence, glossary


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("petitions", "petition"),
        ("supervising", "supervised"),
        ("policies", "policy"),
        ("offices", "office"),
        ("leader's", "leaders"),
    ],
)
def test_forms_of_a_word_come_together(one: str, other: str) -> None:
    assert glossary.stem(one) == glossary.stem(other)


def test_an_apostrophe_at_the_end_is_no_part_of_a_word() -> None:
    assert glossary.stems("leaders' instructions") == glossary.stems("leader's instruction")


@pytest.mark.parametrize(
    ("english", "chinese"),
    [("air-raid siren", "警报器"), ("petitions", "信访"), ("rainbow", "彩虹"), ("procurement", "政府采购")],
)
def test_an_english_word_has_its_chinese_renderings(english: str, chinese: str) -> None:
    assert any(chinese in said for _, _, said in glossary.renderings(tuple(glossary.stems(english))))


def test_a_passage_that_says_more_of_the_question_in_its_language_has_more_evidence() -> None:
    words = tuple(glossary.stems("replace old computers and printers"))
    said = {each for _, _, table in glossary.renderings(words) for each in table}
    asked = evidence.ask("", {}, {}, evidence.render(words, dict.fromkeys(said, 3.0)), 20.0)
    found = evidence.measure(asked, [evidence.Text(text, "") for text in ("更新电脑、打印机", "更新电脑", "组织体检")])
    across = found[:, evidence.KINDS.index("across")]
    assert across[0] > across[1] > across[2] == 0
