import codecs
import textwrap

import pytest

from corpus.errors import EmptyFileError
from corpus.read import read_bytes
from corpus.read.text import read_text
from corpus.types import Block
from tests.corpus.read_builders import shown

ENGLISH = [
    "The office drafted four hundred documents this year and answered every letter within five working days, as the "
    "rules for correspondence require, which is a clear improvement on the year before.",
    "It also prepared sixty meetings, wrote their minutes on the same day, and followed up each decision until the "
    "department in charge had reported that it was carried out in full.",
    "Next year the staff will learn to use the new register, so that nothing is copied by hand any longer.",
]
CHINESE = (
    "办公室全年共承办各类会议六十余次，起草文稿四百余篇，办理群众来信来访一百二十件，"
    "件件有回音，事事有着落，得到各方面的肯定。"
)


def test_each_line_is_a_block_and_offsets_are_the_files() -> None:
    text = "\u3000\u3000标题\r\n\r\n  第一段。 \x0b第二段\u2028\u00a0\u200b第三段\u200b\u00a0\n"
    source = read_text(codecs.BOM_UTF8 + text.encode())
    assert source.text == text
    assert source.is_file_text
    assert source.encoding == "utf-8"
    assert source.blocks == (Block(2, 4), Block(10, 14), Block(16, 19), Block(22, 25))
    assert shown(source) == ["标题", "第一段。", "第二段", "第三段"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("width", [60, 72, 76])
def test_wrapped_english_joins_to_paragraphs(width: int, ending: str) -> None:
    wrapped = [ending.join(textwrap.wrap(paragraph, width)) for paragraph in ENGLISH]
    source = read_text((ending * 2).join(wrapped).encode())
    assert shown(source) == wrapped


def test_wrapped_chinese_with_indents_joins_to_paragraphs() -> None:
    paragraphs = [CHINESE, "下一步，" + CHINESE, "今后，" + CHINESE]
    wrapped = [
        "\n".join(textwrap.wrap("\u3000\u3000" + paragraph, 30, drop_whitespace=False)) for paragraph in paragraphs
    ]
    source = read_text("\n".join(["工作总结", *wrapped]).encode("gb18030"))
    assert [block.replace("\n", "") for block in shown(source)] == ["工作总结", *paragraphs]


def test_a_greeting_and_list_items_stay_apart_in_wrapped_text() -> None:
    paragraph = textwrap.fill(ENGLISH[0], 66)
    items = ["1. Letters are answered in five days and registered by the office", "2. Minutes are sent out"]
    source = read_text(
        "\n".join(["Dear colleagues,", "", paragraph, *items, "", textwrap.fill(ENGLISH[1], 66)]).encode()
    )
    assert shown(source) == ["Dear colleagues,", paragraph, *items, textwrap.fill(ENGLISH[1], 66)]


@pytest.mark.parametrize(
    "lines",
    [
        [CHINESE, CHINESE[5:], "下一步，" + CHINESE],  # long lines of any length
        [f"2018年工作总结（第{n}办公室综合科信息督查组）" for n in range(1, 9)],  # a list of equal lines
        ["一、加强学习", "二、抓好落实", "三、改进作风", "四、严守纪律"],
        ["春风吹绿江南岸，", "细雨润开陌上花。", "田间处处人忙碌，", "喜看新苗长满坡。"],
    ],
)
def test_lines_that_were_not_wrapped_stay_apart(lines: list[str]) -> None:
    assert shown(read_text("\n".join(lines).encode())) == lines


def test_a_form_feed_ends_a_paragraph() -> None:
    wrapped = textwrap.wrap(ENGLISH[0] + " " + ENGLISH[1], 70)
    source = read_text(("\n".join(wrapped[:3]) + "\x0c" + "\n".join(wrapped[3:])).encode())
    assert shown(source) == ["\n".join(wrapped[:3]), "\n".join(wrapped[3:])]


@pytest.mark.parametrize("data", [b"", b" \r\n\t", "\u3000\n\u200b".encode(), codecs.BOM_UTF8])
def test_nothing_to_read(data: bytes) -> None:
    with pytest.raises(EmptyFileError):
        read_bytes(data, "a.txt")
