"""The nouns of the corpus: what a reader returns, what a compendium is split into, what is embedded.

All offsets are half-open ``[start, end)`` ranges of Python code points into the text named in the docstring.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

BlockRole = Literal["body", "heading", "title", "table", "header", "footer", "footnote", "notice", "contents"]
PassageKind = Literal["heading", "paragraph", "point", "part"]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph as the file has it; ``text[start:end]`` holds no leading or trailing white space.

    ``level`` is the outline level that the *format* states (``##`` is 2, Word's "Heading 2" is 2), 1 to 9, or
    None when it states none; numbering such as 一、 is recognised later, from the text.
    """

    start: int
    end: int
    role: BlockRole = "body"
    level: int | None = None


@dataclass(frozen=True, slots=True)
class SourceText:
    """What a reader makes of one file.

    ``text`` is the decoded file itself, newlines as they are, when ``is_file_text`` (txt, md); otherwise the text
    the reader took out of the file. Blocks are in reading order and do not overlap. ``title`` is what the format
    states as its title ("" when none). ``notes`` are sentences for the user about what was left out.
    """

    text: str
    blocks: tuple[Block, ...]
    format: str
    is_file_text: bool = False
    encoding: str | None = None
    title: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is recognised of a document, and can be corrected by the user; "" and None mean not recognised.

    ``kind`` 工作总结, 工作计划, 讲话, 通知, 报告 …; ``organ`` 市政府办, 区政协办 …; ``level`` 国, 省, 市, 县, 区,
    乡, 镇, 街道, 局 …; ``language`` zh-Hans, zh-Hant, en, ja, ko or und.
    """

    title: str = ""
    kind: str = ""
    organ: str = ""
    level: str = ""
    year: int | None = None
    language: str = "und"


@dataclass(frozen=True, slots=True)
class OutlinedBlock:
    """A block with the headings above it, outermost first, its own run-in heading last where it has one."""

    block: Block
    heading_path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One text of its own. ``source.text[file_start:file_end] == text``; blocks are relative to ``text``."""

    text: str
    blocks: tuple[OutlinedBlock, ...]
    facts: Facts
    file_start: int = 0
    file_end: int = 0
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sentence:
    """The smallest unit with a vector of its own; offsets into the document's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded and returned; offsets into the document's text, ``text[start:end]`` is the passage.

    ``kind``: "heading" (a heading line), "paragraph" (a whole block that fits the model's window), "point" (one of
    the points 一是…二是… that a paragraph strings together), "part" (a piece of a block that is over the window).
    ``paragraph`` is the range of the block it lies in. ``sentences`` are those inside it; a sentence is listed in
    each passage that holds it.
    """

    start: int
    end: int
    kind: PassageKind
    paragraph: tuple[int, int]
    heading_path: tuple[str, ...]
    sentences: tuple[Sentence, ...]
