"""Plain text: a block for each line, or for each paragraph where the lines were wrapped by hand or by a mailer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from corpus.errors import EmptyFileError
from corpus.read.decode import decode
from corpus.read.pieces import WIDE, trim
from corpus.read.wrapping import LIST_MARK, SENTENCE_END, columns, first_token
from corpus.types import Block, SourceText

_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]|$")

# Where mailers and typists wrap, in columns (a Chinese character takes two): 20 to 65 characters, 40 to 130 letters.
_WRAP_COLUMNS = range(40, 131)
# The wrap column is where the longest lines end; a tenth of them (tables, addresses) may stick out.
_WRAP_QUANTILE = 0.9
# Evidence: this many line ends at least, this share of them where the next word had no room. Lines that were not
# wrapped end anywhere, so one in twenty would pass by chance at most.
_MIN_LINE_ENDS = 3
_MIN_FULL_SHARE = 0.8
# A wrap falls in the middle of a sentence more often than not, and a paragraph ends with one; lists do neither.
_MAX_SENTENCES_ENDED_BY_WRAP = 0.5
_MIN_SENTENCES_ENDED_BY_PARAGRAPH = 0.5


@dataclass(frozen=True, slots=True)
class _Line:
    """A line's range without blanks, its indent and its width with the indent, in columns."""

    start: int
    end: int
    indent: int
    width: int
    after_form_feed: bool


def read_text(data: bytes) -> SourceText:
    """Read a plain text file; its text is the decoded file itself.

    :param data: The file's bytes.
    :return: Its text and blocks.
    :raises UnknownFormatError: If it is not text.
    :raises EmptyFileError: If there is nothing but blanks.
    """
    text, encoding = decode(data)
    blocks = tuple(Block(start, end) for start, end in _paragraphs(text))
    if not blocks:
        raise EmptyFileError("The file holds no text.")
    return SourceText(text, blocks, "txt", is_file_text=True, encoding=encoding)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    lines = list(_lines(text))
    wrapped_at = _wrap_column(text, lines)
    start: int | None = None
    for line, following in zip_longest(lines, lines[1:]):
        if line.start == line.end:
            continue
        start = line.start if start is None else start
        if following is None or wrapped_at is None or not _runs_on(text, line, following, wrapped_at):
            yield start, line.end
            start = None


def _lines(text: str) -> Iterator[_Line]:
    begin = 0
    after_form_feed = False
    for match in _LINE_END.finditer(text):
        start, end = trim(text, begin, match.start())
        indent = columns(text[begin:start])
        yield _Line(start, end, indent, indent + columns(text[start:end]), after_form_feed)
        begin = match.end()
        after_form_feed = match[0] == "\x0c"


def _wrap_column(text: str, lines: Sequence[_Line]) -> int | None:
    """The column at which the lines of the file are wrapped, or None when they are not."""
    ends = [(line, following) for line, following in pairwise(lines) if _may_run_on(text, line, following)]
    if len(ends) < _MIN_LINE_ENDS:
        return None
    column = sorted(line.width for line, _ in ends)[int(_WRAP_QUANTILE * (len(ends) - 1))]
    if column not in _WRAP_COLUMNS:
        return None
    full = [(line, following) for line, following in ends if _is_full(text, line, following, column)]
    if len(full) < _MIN_FULL_SHARE * len(ends):
        return None
    inner = {line.start for line, _ in full}
    by_wrap = _ended_sentences(text, [line for line, _ in full])
    by_paragraph = _ended_sentences(text, [following for _, following in full if following.start not in inner])
    fits = by_wrap <= _MAX_SENTENCES_ENDED_BY_WRAP and by_paragraph >= _MIN_SENTENCES_ENDED_BY_PARAGRAPH
    return column if fits else None


def _ended_sentences(text: str, lines: Sequence[_Line]) -> float:
    return sum(SENTENCE_END.search(text, line.start, line.end) is not None for line in lines) / max(len(lines), 1)


def _runs_on(text: str, line: _Line, following: _Line, column: int) -> bool:
    return _may_run_on(text, line, following) and _is_full(text, line, following, column)


def _may_run_on(text: str, line: _Line, following: _Line) -> bool:
    """Whether nothing but the width of the line decides if the following one belongs to the same paragraph."""
    if line.start == line.end or following.start == following.end or following.after_form_feed:
        return False
    return following.indent <= line.indent + 1 and not LIST_MARK.match(text, following.start, following.end)


def _is_full(text: str, line: _Line, following: _Line, column: int) -> bool:
    """Whether the following line's first word had no room on this one."""
    needed = columns(first_token(text[following.start : following.end]))
    return line.width + needed + (not WIDE.match(text, line.end - 1)) > column
