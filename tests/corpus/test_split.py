import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.compendium import split_documents
from corpus.read import read_bytes
from corpus.split import sentences, split_passages
from corpus.types import Block, Document, Facts, OutlinedBlock, Passage, SourceText


def lengths(texts: Sequence[str]) -> list[int]:
    return [len(text) for text in texts]


def as_document(text: str) -> Document:
    """A document whose lines are its blocks."""
    spans = [match.span() for match in re.finditer(r"[^\s](?:[^\r\n]*[^\s])?", text)]
    return Document(text, tuple(OutlinedBlock(Block(*span)) for span in spans), Facts())


def shown(document: Document, window: int = 1000) -> list[tuple[str, str]]:
    return [(each.kind, document.text[each.start : each.end]) for each in split_passages(document, lengths, window)]


def cut(text: str) -> list[str]:
    return [text[each.start : each.end] for each in sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    "parts",
    [
        ["（一）目的。", "1.范围是全市。", "2.时间为3.5天。"],
        ["甲到位；", "乙到位;", "丙到位！", "丁呢？"],
        ["他说：“好。”", "然后走了。"],
        ["他指出：“一要快。", "二要准。”", "大家鼓掌。"],
        ["坚持“人民至上。”的理念，做好工作。", "下一句"],
        ["《人民至上！》这本书很好。", "值得读。"],
        ["共5个（新建3个；改建2个）已完工；", "其余缓建。"],
        ["甲说“走！”，乙说“留！”。", "丙不说。"],
        ["完成。", "（详见附件。）", "再说。"],
        ["Mr. Li met the U.S. Consul. ".strip(), "He paid 3.5 yuan.", "See No. 5.", "Done"],
        ["1. Scope. ".strip(), "It is wide."],
        ["The hall (see Annex A.) is open.", "“Go.”", "He went."],
        ["他来了……走了。", "好"],
        ["见 http://a.cn/?b=1;c=2 一页。", "完"],
    ],
)
def test_sentences(parts: list[str]) -> None:
    glue = " " if parts[0].isascii() or parts[0].startswith("The") else ""
    assert cut(glue.join(parts)) == parts


def test_a_line_end_is_an_end_unless_it_is_a_wrap() -> None:
    assert cut("姓名\n单位\n\n") == ["姓名", "单位"]
    assert len(cut("这一行很长，没有写完就到了版心的边上，只好在这里折\n行，接着写。第二句。")) == 2
    assert len(cut("The office answered each of the letters\nwithin ten days. Then it closed.")) == 2
    assert len(cut("这一行很长，没有写完就到了版心的边上，下面却另起编号\n2.第二项")) == 2


TEXT = st.text(
    st.sampled_from("督查办 。！；，：“”（）()\n\t一是二三、1.2)ABcd.?!…\u3000😀\u0301\ud800①首先其次"), max_size=80
)


@given(TEXT)
def test_sentences_hold_all_that_is_not_blank(text: str) -> None:
    found = sentences(text, 0, len(text))
    assert all(a.end <= b.start for a, b in pairwise(found))
    for each in found:
        assert text[each.start : each.end].strip() == text[each.start : each.end] != ""
    held = {at for each in found for at in range(each.start, each.end)}
    assert not "".join(character for at, character in enumerate(text) if at not in held).strip()


def test_paragraphs_headings_and_what_makes_no_passage() -> None:
    text = "工作总结（县委办）\n目录\n一、做法\n抓好落实。成效明显。\n表头\t数量\n第1页\n注：含乡镇。\n———"
    roles = ["title", "contents", "heading", "body", "table", "footer", "footnote", "body"]
    base = as_document(text)
    blocks = tuple(
        OutlinedBlock(Block(each.block.start, each.block.end, role), ("甲",))  # type: ignore[arg-type]
        for each, role in zip(base.blocks, roles, strict=True)
    )
    document = Document(text, blocks, Facts())
    assert shown(document) == [
        ("heading", "一、做法"),
        ("paragraph", "抓好落实。成效明显。"),
        ("paragraph", "表头\t数量"),
        ("paragraph", "注：含乡镇。"),
    ]
    paragraph = split_passages(document, lengths, 100)[1]
    assert [document.text[each.start : each.end] for each in paragraph.sentences] == ["抓好落实。", "成效明显。"]
    assert paragraph.paragraph == (paragraph.start, paragraph.end)
    assert paragraph.heading_path == ("甲",)


@pytest.mark.parametrize(
    "points",
    [
        ["一是抓学习。每周一课；", "二是抓落实，", "三是抓作风。"],
        ["首先，摸清底数。", "其次，分类处置。", "最后，回头再看。"],
        ["第一，要快。", "第二，要准。"],
        ["（1）登记。", "（2）转办。", "（3）回访。"],
        ["①甲；", "②乙。"],
        ["一要严，", "二要实。"],
        ["First, register it. ", "Second, answer it. ", "Finally, file it."],
    ],
)
def test_points(points: list[str]) -> None:
    paragraph = "主要做法：" + "".join(points)
    document = as_document(paragraph)
    assert shown(document) == [("paragraph", paragraph), *(("point", point.strip()) for point in points)]


def test_points_within_points() -> None:
    text = "（1）抓学习。一是周课；二是自学。（2）抓调研。一是走村；二是入户。"
    assert shown(as_document(text))[1:] == [
        ("point", "（1）抓学习。一是周课；二是自学。"),
        ("point", "一是周课；"),
        ("point", "二是自学。"),
        ("point", "（2）抓调研。一是走村；二是入户。"),
        ("point", "一是走村；"),
        ("point", "二是入户。"),
    ]


@pytest.mark.parametrize(
    "text",
    ["一是抓学习，成效明显。", "这是第一，也是唯一。", "一分为二是方法，三是数。", "三、四月份，一、二把手都在。"],
)
def test_one_number_makes_no_points(text: str) -> None:
    assert shown(as_document(text)) == [("paragraph", text)]


def test_a_point_knows_its_headings() -> None:
    source = read_bytes(
        "一、做法\n（一）抓会务。一是会前细。材料先审。二是会后快。当天交办。\n其余照旧，不再赘述。".encode(), "a.txt"
    )
    (document,) = split_documents(source)
    points = [each for each in split_passages(document, lengths, 100) if each.kind == "point"]
    assert [each.heading_path for each in points] == [
        ("一、做法", "（一）抓会务", "一是会前细"),
        ("一、做法", "（一）抓会务", "二是会后快"),
    ]


def test_a_long_block_is_there_in_equal_parts_of_whole_points() -> None:
    points = [f"{number}是{'抓落实' * 8}。" for number in "一二三四五六"]
    found = shown(as_document("".join(points)), window=60)
    assert found == [("part", "".join(points[at : at + 2])) for at in (0, 2, 4)]


def test_a_long_sentence_is_cut_between_clauses_and_a_long_clause_between_words() -> None:
    clauses = ["各单位要压实责任，", "各乡镇要摸清底数，", "各社区要入户走访。"]
    assert shown(as_document("".join(clauses)), window=20) == [
        ("part", "".join(clauses[:2])),
        ("part", clauses[2]),
    ]
    words = ["supervision", "implementation", "coordination"]
    assert [text for _, text in shown(as_document(" ".join(words)), window=15)] == words


def test_characters_stay_whole() -> None:
    text = "e\u0301👩\u200d🚒" * 20
    for _, part in shown(as_document(text), window=7):
        assert re.fullmatch("(e\u0301|👩\u200d🚒)+", part)


@given(TEXT, st.integers(4, 40))
def test_passages_hold_and_fit(text: str, window: int) -> None:
    document = as_document(text)
    found = split_passages(document, lengths, window)
    for each in found:
        start, end = each.paragraph
        assert start <= each.start < each.end <= end
        assert len(text[each.start : each.end]) <= window
        assert each.kind != "part" or end - start > window
        _check_sentences(text, each)
    for kind in ("paragraph", "part"):
        same = [each for each in found if each.kind == kind]
        assert all(a.end <= b.start for a, b in pairwise(same))
    held = {at for each in found for at in range(each.start, each.end)}
    for each in document.blocks:
        words = {at for at in range(each.block.start, each.block.end) if text[at].isalnum()}
        assert words <= held


def _check_sentences(text: str, passage: Passage) -> None:
    held: set[int] = set()
    for each in passage.sentences:
        assert passage.start <= each.start < each.end <= passage.end
        held.update(range(each.start, each.end))
    assert not any(not text[at].isspace() for at in range(passage.start, passage.end) if at not in held)


def test_tokens_are_counted_in_few_calls() -> None:
    calls = []

    def count(texts: Sequence[str]) -> list[int]:
        calls.append(len(texts))
        return lengths(texts)

    text = "\n".join("督查督办，件件落实。" * size for size in range(1, 200))
    split_passages(as_document(text), count, 50)
    assert len(calls) < 30


@pytest.mark.parametrize("unit", ["督查督办要落实。", "督", "一是甲，二是乙；", "“甲！”和", "a", ". ", "（“《"])
def test_one_long_line_stays_linear(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    document = Document(text, (OutlinedBlock(Block(0, len(text.rstrip()))),), Facts())
    assert all(each.end - each.start <= 500 for each in split_passages(document, lengths, 500))


def test_many_equal_lines_stay_linear() -> None:
    lines = "2018年办公室工作总结（市政府办）\n本文仅供参考，请勿转载！\n督查督办，件件落实。\n" * 3000
    source = read_bytes(lines.encode(), "a.txt")
    assert isinstance(source, SourceText)
    assert sum(len(split_passages(each, lengths, 100)) for each in split_documents(source)) >= 3000
