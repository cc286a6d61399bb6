"""What holds for every reader and any paragraphs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ReadError
from corpus.read import FORMATS, read_bytes
from corpus.types import SourceText
from tests.corpus.read_builders import chinese_style, docx, latin_style, odt, paragraph, pdf, shown

CHINESE = st.lists(
    st.sampled_from(
        ["各单位", "要", "认真", "抓好", "督查", "会议", "落实", "进一步", "、", "，", "“统筹”", "2018年", "（三）"]
    ),
    min_size=1,
    max_size=60,
).map(lambda words: "我们" + "".join(words) + "工作。")
LATIN = st.lists(
    st.sampled_from(["the", "office", "coordinated", "departments", "and", "on", "progress", "of", "42", "projects,"]),
    min_size=1,
    max_size=50,
).map(lambda words: "Then " + " ".join(words) + " again.")
PARAGRAPHS = st.lists(CHINESE | LATIN, min_size=1, max_size=12)


BUILDERS: dict[str, Callable[[Sequence[str]], bytes]] = {
    "txt": lambda paragraphs: "\r\n".join(paragraphs).encode("gb18030"),
    "md": lambda paragraphs: "\n\n".join(paragraphs).encode(),
    "docx": lambda paragraphs: docx("".join(map(paragraph, paragraphs))),
    "html": lambda paragraphs: "".join(f"<p>\n{escape(text)}</p>" for text in paragraphs).encode(),
    "odt": lambda paragraphs: odt("".join(f"<text:p>{escape(text)}</text:p>" for text in paragraphs)),
}


# A page of text to measure lines by: two lines of the same length alone could be one paragraph or two.
LEADING = [
    "各单位要认真抓好落实，" * 15 + "不得有误。",
    "The office coordinated the work of several departments. " * 8 + "It did.",
]


def check_blocks(source: SourceText) -> None:
    """What ``SourceText`` promises of its blocks."""
    end = 0
    for block in source.blocks:
        assert end <= block.start < block.end <= len(source.text)
        text = source.text[block.start : block.end]
        assert text == text.strip()
        end = block.end
    if not source.is_file_text:
        assert source.text == "\n".join(shown(source))


@pytest.mark.parametrize("kind", BUILDERS)
@given(paragraphs=PARAGRAPHS)
@settings(max_examples=40, deadline=None)
def test_blocks_are_the_paragraphs(kind: str, paragraphs: list[str]) -> None:
    source = read_bytes(BUILDERS[kind](paragraphs), f"a.{kind}")
    check_blocks(source)
    assert shown(source) == paragraphs
    assert source.format == kind


@given(paragraphs=PARAGRAPHS)
@settings(max_examples=40, deadline=None)
def test_blocks_of_a_pdf_file_are_the_paragraphs(paragraphs: list[str]) -> None:
    paragraphs = LEADING + paragraphs
    styles = [latin_style() if text.isascii() else chinese_style() for text in paragraphs]
    source = read_bytes(pdf(list(zip(paragraphs, styles, strict=True))), "a.pdf")
    check_blocks(source)
    assert shown(source) == paragraphs


@pytest.mark.parametrize("kind", ["txt", "md", "html"])
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\r\t\x0b\x0c\x85\x1e")))
@settings(deadline=None)
def test_any_text_gives_proper_blocks(kind: str, text: str) -> None:
    data = f"Note {text}".encode()  # plain letters, so that nothing looks like another encoding
    try:
        source = read_bytes(data, f"a.{kind}")
    except ReadError:
        return
    check_blocks(source)
    if source.is_file_text:
        assert source.text == data.decode("utf-8-sig")


MARKS = [
    "#",
    "##",
    "- ",
    "1. ",
    "> ",
    "|",
    "---",
    "```",
    "\n",
    "\r\n",
    "\t",
    "  ",
    "文",
    "a",
    "<!--",
    "-->",
    "<b>",
    "*",
]


@given(st.lists(st.sampled_from(MARKS)).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_markdown_gives_proper_blocks(text: str) -> None:
    try:
        source = read_bytes(text.encode(), "a.md")
    except ReadError:
        return
    check_blocks(source)
    assert source.text == text


@pytest.mark.parametrize("extension", FORMATS)
@given(data=st.binary(max_size=200))
@settings(max_examples=30, deadline=None)
def test_any_bytes_end_in_text_or_a_read_error(extension: str, data: bytes) -> None:
    marks = {"docx": b"PK\x03\x04", "odt": b"PK\x03\x04", "pdf": b"%PDF-1.4\n"}
    try:
        check_blocks(read_bytes(marks.get(extension, b"") + data, f"a.{extension}"))
    except ReadError:
        return
