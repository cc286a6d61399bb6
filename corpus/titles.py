"""Lines that look like the title of a document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.headings import columns
from corpus.kinds import kind_of
from corpus.numbering import label
from corpus.recognise import core_title, has_context, is_date
from corpus.types import Block

# Titles of three lines of 20 characters, or 130 letters, are about the longest that offices print.
_MOST_COLUMNS = 130
_FEWEST_CHARS = 4
_MOST_LINES = 3
_SENTENCE = re.compile(r"[。！？!?；;]|[：:，,、…]$|[.]\s|[.]$")
_PROSE = re.compile("[。！？!?；;]|[.]( |$)")
# A title page, a table of contents and notices may stand before the text.
_MOST_HEAD_BLOCKS = 100
_TEXT_ROLES = {"body", "heading", "title"}
_NOT_WORD = re.compile(r"[\W_]+")
# 附件1: what follows belongs to the document before it.
_ATTACHMENT = re.compile(r"附\s*(?:件|录|表|：|:)?\s*[\d一二三四五六七八九十]{0,3}\s*[：:.]?")
# What stands between a title and its text and belongs to the title.
_SUBTITLE = re.compile(r"[-—－–─]{2,}.{1,80}")
# The number of an official document, its masthead, a line about its source.
_MATTER = re.compile(
    r"[〔\[［（(](?:19|20)\d\d[〕\]］)）]\s*第?\d+\s*号|文件$|^新华社.*电$|^(?:来源|作者|时间|日期|编者)\s*[:：]"
)

PLAIN, NAMED, CLEAR = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Title:
    """A title that begins at block ``first`` and takes ``lines`` blocks.

    ``strength``: NAMED when it names a kind (工作总结), CLEAR when it also says whose or about what.
    """

    first: int
    lines: int
    text: str
    strength: int


def line_key(line: str) -> str:
    """What two lines have in common that say the same: letters and digits, width and case folded."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", line)).casefold()


def title_at(text: str, blocks: Sequence[Block], index: int) -> Title | None:
    """The title that begins at a block, over up to three lines; None when the block does not look like one."""
    joined = ""
    for lines in range(1, _MOST_LINES + 1):
        at = index + lines - 1
        if at >= len(blocks) or not looks_like_title(text, blocks[at]):
            return None
        joined += _slice(text, blocks[at])
        if columns(joined, 0, len(joined)) > _MOST_COLUMNS:
            return None
        if strength := strength_of(joined):
            alone = stands_alone([_slice(text, block) for block in blocks[index : at + 1]])
            return None if alone else Title(index, lines, joined, strength)
        if blocks[index].level is not None:
            return None
    return None


def stands_alone(lines: Sequence[str]) -> bool:
    """Whether the last of some lines is a title without those above it.

    An organ's name may stand above 关于…的通知; above any other title it signs the text before.
    """
    return len(lines) > 1 and bool(strength_of(lines[-1])) and not lines[-1].startswith(("关于", "關於"))


def looks_like_title(text: str, block: Block) -> bool:
    """Whether a block has a title's shape: a short line, not numbered, not a sentence, not a date."""
    if block.role not in _TEXT_ROLES or not _FEWEST_CHARS <= block.end - block.start <= _MOST_COLUMNS:
        return False
    if columns(text, block.start, block.end) > _MOST_COLUMNS:
        return False
    line = _slice(text, block)
    is_matter = _MATTER.search(line) or is_date(line) or is_attachment(line)
    return not (is_matter or _SENTENCE.search(line) or label(text, block.start, block.end))


def is_attachment(line: str) -> bool:
    """Whether a line says that an attachment follows."""
    return _ATTACHMENT.fullmatch(line) is not None


def is_subtitle(line: str) -> bool:
    """Whether a line under a title belongs to it: ——在…会议上, （2018年4月12日）."""
    return is_date(line) or _SUBTITLE.fullmatch(line) is not None


def is_prose(text: str, block: Block) -> bool:
    """Whether a block holds a sentence."""
    return _PROSE.search(text, block.start, block.end) is not None


def find_title(text: str, blocks: Sequence[Block], stated: str) -> Title | None:
    """The title of an ordinary file: what the format states, else what reads most like one before the text begins.

    :param stated: The title that the format states; "" when it states none.
    """
    head = _before_text(text, blocks)
    for index in head:
        block = blocks[index]
        if block.role == "title" or (stated and line_key(_slice(text, block)) == line_key(stated)):
            return Title(index, 1, _slice(text, block), CLEAR)
    candidates = [title for index in head if (title := title_at(text, blocks, index))]
    levels = [index for index in head if blocks[index].level == 1]
    if candidates and not levels:
        return max(candidates, key=lambda title: (title.strength, -title.first))
    first = levels[0] if levels else next(iter(head), None)
    if first is None or not looks_like_title(text, blocks[first]) or len(head) == len(blocks):
        return None
    return Title(first, 1, _slice(text, blocks[first]), NAMED)


def _before_text(text: str, blocks: Sequence[Block]) -> list[int]:
    """The lines that may hold the title: those before the first sentence or number."""
    head: list[int] = []
    for index, block in enumerate(blocks[:_MOST_HEAD_BLOCKS]):
        if block.role not in _TEXT_ROLES:
            continue
        if is_prose(text, block) or (label(text, block.start, block.end) and block.level != 1):
            break
        head.append(index)
    return head


@lru_cache(maxsize=4096)
def strength_of(line: str) -> int:
    """How much a line reads like a title: PLAIN, NAMED or CLEAR."""
    core = core_title(line)
    kind, kind_at = kind_of(core)
    if kind and has_context(line):
        return CLEAR
    return NAMED if kind and core[:kind_at].strip() else PLAIN


def _slice(text: str, block: Block) -> str:
    return text[block.start : block.end]
