"""What the readers share: trimmed ranges, cleaned text, and pieces put together with exact offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from corpus.errors import EmptyFileError
from corpus.types import Block, BlockRole, SourceText

# Everything Python calls white space (U+3000 and NBSP are in it), and what takes no room on paper: soft hyphen,
# Mongolian vowel separator, zero-width space and joiners, direction marks, word joiner, a stray byte order mark.
_INVISIBLE = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
BLANK = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + _INVISIBLE

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# C0 and C1 controls except tab and newline, soft hyphens, lone surrogates, Unicode's noncharacters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
CJK = "\u2e80-\u303f\u31c0-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff\u2018-\u201d\u2026\u2014"
_CJK_LAST = re.compile(f"[{CJK}]$")
_CJK_FIRST = re.compile(f"[{CJK}]")
WIDE = re.compile(f"[{CJK}]")
# A page number on its own: 3, — 3 —, 第3页, 第 3 页 共 10 页, 3/10, Page 3 of 10, iv.
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:第|page|p\.)?\s*(?:\d{1,4}|(?=[ivxl])(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})|[一二三四五六七八九十百]{1,5}(?=\s*页))\s*[页頁]?"
    r"(?:[\s,，、/|(（-]*(?:共|of|total)?\s*\d{1,4}\s*[页頁]?)?[\W_]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph a reader has taken out of a file, not yet cleaned; role and level as in ``Block``."""

    text: str
    role: BlockRole = "body"
    level: int | None = None


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Narrow a range of ``text`` to its part without surrounding blanks; an empty range when there is none."""
    inside = text[start:end].lstrip(BLANK)
    start = end - len(inside)
    return start, start + len(inside.rstrip(BLANK))


def clean(text: str) -> str:
    """Text without control characters, lone surrogates and surrounding blanks; line ends become newlines."""
    return _UNPRINTABLE.sub("", _LINE_END.sub("\n", text)).strip(BLANK)


def join_lines(first: str, second: str) -> str:
    """Two lines of one paragraph as one: Chinese closes up, Latin words keep a space between them."""
    closed_up = not first or _CJK_LAST.search(first) or _CJK_FIRST.match(second)
    return f"{first}{second}" if closed_up else f"{first} {second}"


def is_page_number(text: str) -> bool:
    """Whether a line holds a page number and nothing else."""
    return len(text) <= 24 and _PAGE_NUMBER.fullmatch(text) is not None  # 24: the longest form, with room


def title_of(pieces: Iterable[Piece]) -> str:
    """The first piece that is marked as the title, on one line; "" when none is."""
    for piece in pieces:
        if piece.role == "title" and (text := clean(piece.text)):
            return reduce(join_lines, text.split("\n"))
    return ""


def title_in(stated: str, pieces: Iterable[Piece]) -> str:
    """A stated title when the text confirms it, else "".

    Programs fill the field with the first line of whatever the file was once made from, with "文档1" or with a file
    name; only what also stands in the text is the title of this text.
    """
    title = " ".join(clean(stated).split())
    wanted = "".join(title.split())
    found = wanted and any(wanted in "".join(piece.text.split()) for piece in pieces)
    return title if found else ""


def assemble(
    pieces: Iterable[Piece], kind: str, *, encoding: str | None = None, title: str = "", notes: tuple[str, ...] = ()
) -> SourceText:
    """Put pieces together, a newline between them; pieces that hold nothing are left out.

    :param pieces: In reading order.
    :param kind: The format's name.
    :param encoding: Of the file, where it is text.
    :param title: What the format states as its title.
    :param notes: What was left out, for the user.
    :return: The text and its blocks.
    :raises EmptyFileError: If nothing is left.
    """
    texts: list[str] = []
    blocks: list[Block] = []
    offset = 0
    for piece in pieces:
        text = clean(piece.text)
        if text:
            blocks.append(Block(offset, offset + len(text), piece.role, piece.level))
            texts.append(text)
            offset += len(text) + 1
    if not blocks:
        raise EmptyFileError("The file holds no text.")
    return SourceText("\n".join(texts), tuple(blocks), kind, encoding=encoding, title=title, notes=notes)
