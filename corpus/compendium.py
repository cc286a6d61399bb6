"""A file to its documents: one for an ordinary file, several for a compendium."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.boundaries import find_boundaries
from corpus.contents import Contents, find_contents
from corpus.notices import find_notices, find_page_numbers
from corpus.outline import outline
from corpus.recognise import recognise
from corpus.titles import Title, find_title, is_prose, is_subtitle, line_key, title_at
from corpus.types import Block, BlockRole, Document, SourceText

# What stands around a text: title page, date, source before it; signature and date behind it.
_HEAD_BLOCKS = 10
_TAIL_BLOCKS = 6
_MOST_LINE_CHARS = 60
_IN_TEXT = {"body", "heading", "table", "footnote"}
_MARGIN = {"header", "footer"}
# What stands before the first title is a document of its own from two sentences on.
_FEWEST_FRONT_CHARS = 40


@dataclass(slots=True)
class _File:
    """A file's text, its blocks with the roles found so far, and those of them that are no page margin."""

    text: str
    blocks: list[Block]
    shown: list[int]

    def visible(self) -> list[Block]:
        """The blocks that are no page margin."""
        return [self.blocks[index] for index in self.shown]

    def mark(self, places: Iterable[int], role: BlockRole) -> None:
        """Give a role to some of the visible blocks."""
        for place in places:
            index = self.shown[place]
            self.blocks[index] = replace(self.blocks[index], role=role)


def split_documents(source: SourceText, name: str = "") -> tuple[Document, ...]:
    """The documents of a file, in its order.

    A document of a compendium reaches from its title to its last line of text; what stands before the first title
    belongs to a document only if it is text of its own. Any other file is one document as it is.

    :param name: The file's name, for a title or a year that the text does not state.
    """
    file = _read(source)
    contents = find_contents(file.text, file.visible())
    if contents:
        file.mark(range(contents.first, contents.last), "contents")
    visible = file.visible()
    notices = find_notices(file.text, visible, lambda place: title_at(file.text, visible, place) is not None)
    file.mark(notices, "notice")
    visible = file.visible()
    titles = find_boundaries(file.text, visible, contents, notices)
    if not titles:
        title = find_title(file.text, visible, source.title)
        return (_document(file, 0, len(file.shown), title, name, is_whole=True, stated=source.title),)
    _mark_dividers(file, contents, titles)
    ends = [title.first for title in titles[1:]] + [len(file.shown)]
    documents = [_document(file, title.first, end, title, name) for title, end in zip(titles, ends, strict=True)]
    return (*_front(file, titles[0].first, name), *documents)


def _read(source: SourceText) -> _File:
    blocks = list(source.blocks)
    for index in find_page_numbers(source.text, blocks):
        blocks[index] = replace(blocks[index], role="footer")
    return _File(source.text, blocks, [index for index, block in enumerate(blocks) if block.role not in _MARGIN])


def _mark_dividers(file: _File, contents: Contents | None, titles: Sequence[Title]) -> None:
    """Lines of the table of contents that stand before a title and have no text: 领导讲话篇."""
    listed = {line_key(entry) for entry in contents.entries} if contents else set()
    for title in titles:
        place = title.first - 1
        while place >= 0 and line_key(_slice(file, place)) in listed:
            file.mark([place], "contents")
            place -= 1


def _front(file: _File, end: int, name: str) -> tuple[Document, ...]:
    """A preface before the first title, where there is one."""
    visible = file.visible()
    prose = [place for place in range(end) if visible[place].role in _IN_TEXT and is_prose(file.text, visible[place])]
    if sum(visible[place].end - visible[place].start for place in prose) < _FEWEST_FRONT_CHARS:
        return ()
    begin = next(place for place in range(end) if visible[place].role in _IN_TEXT)
    title = find_title(file.text, visible[: prose[0]], "") if begin < prose[0] else None
    return (_document(file, begin, end, title, name),)


def _document(
    file: _File, begin: int, end: int, title: Title | None, name: str, *, is_whole: bool = False, stated: str = ""
) -> Document:
    """The document in the visible blocks ``[begin, end)``."""
    if title:
        lines = range(title.first, title.first + title.lines)
        under = lines.stop
        while under < end and is_subtitle(_slice(file, under)):
            under += 1
        file.mark(range(lines.start, under), "title")
    text_places = [place for place in range(begin, end) if file.blocks[file.shown[place]].role in _IN_TEXT]
    start, stop = (
        (0, len(file.text))
        if is_whole
        else (
            file.blocks[file.shown[begin]].start,
            file.blocks[file.shown[text_places[-1]]].end,
        )
    )
    inside = [
        replace(block, start=block.start - start, end=block.end - start)
        for block in file.blocks
        if start <= block.start and block.end <= stop
    ]
    text = file.text[start:stop]
    recognition = recognise(
        title.text if title else stated,
        head=_head(file, begin, end),
        tail=[
            _slice(file, place) for place in text_places[-_TAIL_BLOCKS:] if len(_slice(file, place)) <= _MOST_LINE_CHARS
        ],
        name=name,
        text=text,
    )
    return Document(text, outline(text, inside), recognition.facts, start, stop, recognition.metadata)


def _head(file: _File, begin: int, end: int) -> list[str]:
    """The short lines before the text begins."""
    lines = []
    for place in range(begin, min(begin + _HEAD_BLOCKS, end)):
        line = _slice(file, place)
        block = file.blocks[file.shown[place]]
        if len(line) > _MOST_LINE_CHARS or is_prose(file.text, block):
            break
        lines.append(line)
    return lines


def _slice(file: _File, place: int) -> str:
    block = file.blocks[file.shown[place]]
    return file.text[block.start : block.end]
