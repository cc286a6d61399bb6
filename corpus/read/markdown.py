"""Markdown: the text is the source itself, blocks come from markdown-it's line maps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.errors import EmptyFileError
from corpus.read.decode import decode
from corpus.read.pieces import trim
from corpus.types import Block, SourceText

# Four spaces make code in Markdown and a first-line indent in an office: here they never make code.
_PARSER = MarkdownIt("commonmark").enable("table").disable("code")

_LINE_END = re.compile(r"\r\n|[\n\r]")  # what Markdown calls a line end; other separators stay inside a line
# Only what looks like YAML, so that a file which begins with a rule keeps its first section.
_FRONT_MATTER = re.compile(
    r"---[ \t]*(?:\r\n|[\n\r])"
    r"(?:(?:[\w-]+[ \t]*:[^\n\r]*|[ \t#-][^\n\r]*)?(?:\r\n|[\n\r]))*?(?:---|\.\.\.)[ \t]*(?=[\n\r]|\Z)"
)
_FRONT_TITLE = re.compile(r"^title:[ \t]*([\"']?)(.+?)\1[ \t]*\r?$", re.MULTILINE)
_NUMBER_MARK = re.compile(r"\d{1,9}[.)][ \t]+$")
_NOT_TEXT = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[/!?]?[a-zA-Z][^<>]*>", re.DOTALL | re.IGNORECASE)
_ROW_MARKS = re.compile(r"[> \t]*\|?")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_WITHOUT_WORDS = {"image", "softbreak", "hardbreak", "html_inline"}


def read_markdown(data: bytes) -> SourceText:
    """Read a Markdown file (CommonMark with tables).

    :param data: The file's bytes.
    :return: Its text and blocks.
    :raises UnknownFormatError: If it is not text.
    :raises EmptyFileError: If there is nothing to read in it.
    """
    text, encoding = decode(data)
    blocks = tuple(_Source(text).blocks())
    if not blocks:
        raise EmptyFileError("The file holds no text.")
    front = _FRONT_MATTER.match(text)
    title = _FRONT_TITLE.search(front[0]) if front else None
    return SourceText(text, blocks, "md", is_file_text=True, encoding=encoding, title=title[2].strip() if title else "")


class _Source:
    """The source with its lines; turns a token's lines into a range of characters."""

    def __init__(self, text: str) -> None:
        self._text = text
        ends = [match.span() for match in _LINE_END.finditer(text)]
        self._starts = [0, *(end for _, end in ends)]
        self._ends = [*(start for start, _ in ends), len(text)]

    def blocks(self) -> Iterator[Block]:
        front = _FRONT_MATTER.match(self._text)
        body = _hide(self._text, *front.span()) if front else self._text
        tokens = _PARSER.parse(body)
        for token, following in zip_longest(tokens, tokens[1:]):
            for block in self._of(token, following):
                start, end = trim(self._text, block.start, block.end)
                if start < end:
                    yield Block(start, end, block.role, block.level)

    def _of(self, token: Token, following: Token | None) -> Iterator[Block]:
        if token.map is None:
            return
        first, last = token.map[0], token.map[1] - 1
        if token.type == "heading_open" and following is not None:
            yield Block(*self._inline(following), "heading", int(token.tag[1:]))
        elif token.type == "paragraph_open" and following is not None:
            yield Block(*self._inline(following))
        elif token.type == "tr_open":
            yield Block(*self._row(first), "table")
        elif token.type == "fence" and token.content.strip():
            closed = self._text[self._starts[last] : self._ends[last]].rstrip().endswith(token.markup)
            yield Block(self._starts[first + 1], self._ends[last - 1 if closed else last])
        elif token.type == "html_block":
            yield from self._html(first, last)

    def _inline(self, token: Token) -> tuple[int, int]:
        """The range of a paragraph or heading: its first line less the marks before, its last less those after."""
        assert token.map is not None  # noqa: S101 (markdown-it gives one to every block's inline token)
        if all(child.type in _WITHOUT_WORDS or not child.content.strip() for child in token.children or []):
            return 0, 0
        content = [line.strip() for line in token.content.split("\n")]
        # markdown-it strips lines that are only blank to Unicode, such as one ideographic space, from both ends.
        first = next(line for line in range(*token.map) if self._find(line, content[0]) >= 0)
        start = self._find(first, content[0])
        end = self._find(first + len(content) - 1, content[-1]) + len(content[-1])
        mark = _NUMBER_MARK.search(self._text, self._starts[first], start)
        return self._without_comments(mark.start() if mark else start, end)

    def _find(self, line: int, content: str) -> int:
        """Where a line's content begins, -1 if not on it; the last thing there, save a heading's closing marks."""
        return self._text.rfind(content, self._starts[line], self._ends[line])

    def _without_comments(self, start: int, end: int) -> tuple[int, int]:
        shown = _COMMENT.sub(_blanks, self._text[start:end])
        first, last = trim(shown, 0, len(shown))
        return start + first, start + last

    def _row(self, line: int) -> tuple[int, int]:
        start, end = trim(self._text, self._starts[line], self._ends[line])
        marks = _ROW_MARKS.match(self._text, start, end)
        start = marks.end() if marks else start
        return start, end - self._text.endswith("|", start, end)

    def _html(self, first: int, last: int) -> Iterator[Block]:
        """Each line's part from the first to the last character that a browser would show."""
        start = self._starts[first]
        shown = _NOT_TEXT.sub(_blanks, self._text[start : self._ends[last]])
        for line in range(first, last + 1):
            inside = trim(shown, self._starts[line] - start, self._ends[line] - start)
            yield Block(start + inside[0], start + inside[1])


def _hide(text: str, start: int, end: int) -> str:
    return text[:start] + re.sub(r"[^\r\n]", " ", text[start:end]) + text[end:]


def _blanks(match: re.Match[str]) -> str:
    return re.sub(r"[^\r\n]", " ", match[0])
