"""Tables of contents: which blocks they are, and which titles they list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.numbering import label
from corpus.titles import line_key
from corpus.types import Block

_HEADING = re.compile(r"(?:总)?目\s*[录錄次]|(?:table\s+of\s+)?contents", re.IGNORECASE)
_PAGE = r"(?:\d{1,4}|[ivxlc]{1,6}|[(（]\d{1,4}[)）])"
# Dot leaders, tabs or a wide gap, then the page.
_ENTRY = re.compile(
    rf"(.*?\S)(?:\s*[.．·•…‥・﹒_\-—─。]{{3,}}\s*|\s*…+\s*|\s*\t\s*|\s{{2,}}|　+)({_PAGE})", re.IGNORECASE
)
# Under 目录 one blank is enough.
_LOOSE_ENTRY = re.compile(rf"(.*?[^\d\s.])\s+({_PAGE})")
_MOST_CHARS = 120
# Without the word 目录, this many entries in a row make a table of contents, within the first blocks of a file.
_FEWEST_ENTRIES = 3
_FIRST_BLOCKS = 40
_MOST_UNPAGED = 500
# 目录 stands once; a file that repeats it is no book.
_MOST_HEADINGS = 8


@dataclass(frozen=True, slots=True)
class Contents:
    """The blocks ``[first, last)`` of a table of contents and what it lists, pages left out.

    An entry of two lines is a title that was broken, or a part's name and the first title in it.
    """

    first: int
    last: int
    entries: tuple[tuple[str, ...], ...]


def find_contents(text: str, blocks: Sequence[Block]) -> Contents | None:
    """The first table of contents of a file."""
    headings = 0
    for index, block in enumerate(blocks):
        found = None
        if block.role == "contents" or _HEADING.fullmatch(_slice(text, block)):
            headings += 1
            if headings > _MOST_HEADINGS:
                return None
            found = _paged(text, blocks, index, 1) or _unpaged(text, blocks, index)
        elif index < _FIRST_BLOCKS and _entry(text, block, _ENTRY):
            found = _paged(text, blocks, index, _FEWEST_ENTRIES)
        if found:
            return found
    return None


def _paged(text: str, blocks: Sequence[Block], first: int, fewest: int) -> Contents | None:
    """Entries with pages; a line without one goes with the entry after it."""
    has_heading = _HEADING.fullmatch(_slice(text, blocks[first])) is not None
    pattern = _LOOSE_ENTRY if has_heading else _ENTRY
    entries: list[tuple[str, ...]] = []
    pending: tuple[str, ...] = ()
    index = last = first + has_heading
    while index < len(blocks) and blocks[index].end - blocks[index].start <= _MOST_CHARS:
        entry = _entry(text, blocks[index], _ENTRY) or _entry(text, blocks[index], pattern)
        if entry:
            entries.append((*pending, entry))
            pending, last = (), index + 1
        elif blocks[index].role == "contents":
            entries.append((_slice(text, blocks[index]),))
            last = index + 1
        elif pending:
            break
        else:
            pending = (_slice(text, blocks[index]),)
        index += 1
    return Contents(first, last, tuple(entries)) if len(entries) >= fewest else None


def _unpaged(text: str, blocks: Sequence[Block], first: int) -> Contents | None:
    """Short lines up to where the first of them stands again, with text under it."""
    begin = first + 1
    if begin >= len(blocks):
        return None
    wanted = _entry_key(_slice(text, blocks[begin]))
    for index in range(begin + 1, min(begin + _MOST_UNPAGED, len(blocks))):
        line = _slice(text, blocks[index])
        if len(line) > _MOST_CHARS or "。" in line:
            return None
        if _entry_key(line) == wanted and wanted and _has_text(text, blocks, index + 1):
            entries = tuple((_slice(text, block),) for block in blocks[begin:index])
            return Contents(first, index, entries)
    return None


def _has_text(text: str, blocks: Sequence[Block], index: int) -> bool:
    """Whether a sentence or a salutation stands within the next lines."""
    return any(
        re.search("[。！!：:]$|。", _slice(text, block)) or block.end - block.start > _MOST_CHARS
        for block in blocks[index : index + 3]
    )


def _entry(text: str, block: Block, pattern: re.Pattern[str]) -> str:
    if block.end - block.start > _MOST_CHARS:
        return ""
    match = pattern.fullmatch(_slice(text, block))
    return match.group(1).rstrip(" .．·…") if match else ""


def _entry_key(line: str) -> str:
    return line_key(without_number(line))


def without_number(line: str) -> str:
    """An entry without the number it has in the table of contents."""
    number = label(line, 0, len(line))
    return line[number.end :].strip() if number and not number.is_point else line


def _slice(text: str, block: Block) -> str:
    return text[block.start : block.end]
