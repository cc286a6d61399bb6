import pytest

from corpus.store.saying import Part
from index.phrases.extract import parallels, phrases

TRIPLE = "重诚信、抓根基，将基础工作做牢；重速度、抓节点，将紧急工作做快；重质量、抓细节，将日常工作做细"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"一年来，我们{TRIPLE}。", [TRIPLE]),
        (f"{TRIPLE}。", [TRIPLE]),
        ("有方案、有专班、有台账、有通报。", ["有方案、有专班、有台账、有通报"]),
        ("会议开完就散，文件发完就收，大家都很满意。", ["会议开完就散，文件发完就收"]),
        ("认真落实“马上办、网上办、一次办”的要求。", ["马上办、网上办、一次办"]),
        ("今年雨水偏多。我们组织了巡查，没有发生险情。", []),
        ("全年发文三十件。", []),
        ("", []),
    ],
)
def test_clauses_built_alike_are_parallel(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in parallels(text, 0, len(text))] == found


def document(*paragraphs: tuple[str, bool, int]) -> tuple[str, list[Part]]:
    """A text of paragraphs (text, whether a heading, level), each one sentence."""
    text, parts = "", []
    for number, (paragraph, is_heading, level) in enumerate(paragraphs):
        parts.append(Part(len(text), len(text) + len(paragraph), number, len(text), is_heading, level))
        text += paragraph + "\n"
    return text, parts


def test_phrases_know_their_kind_place_level_and_offsets() -> None:
    text, parts = document(
        ("春去秋来，又到岁末。", False, 0),
        ("一、主要工作", True, 1),
        ("（二）催办有力度。", True, 2),
        ("今年着重做了三件事：", False, 0),
        ("办文快捷高效、办会周密细致，做到严谨细致、反应迅速、服务周到。", False, 0),
        ("请各位同事批评。", False, 0),
    )
    found = list(phrases(text, parts))
    assert all(text[each.start : each.end] == each.text for each in found)
    assert [(each.text, each.kind, each.place, each.level) for each in found] == [
        ("春去秋来，又到岁末", "sentence", "opening", 0),
        ("主要工作", "heading", "heading", 1),
        ("催办有力度", "heading", "heading", 2),
        ("今年着重做了三件事", "sentence", "transition", 0),
        ("严谨细致、反应迅速、服务周到", "series", "body", 0),
        ("请各位同事批评", "sentence", "closing", 0),
    ]


def test_a_document_without_sentences_has_no_phrases() -> None:
    assert list(phrases("", [])) == []
