"""A file to its documents: one for an ordinary file, several for a compendium."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.boundaries import find_boundaries
from corpus.contents import Contents, find_contents
from corpus.notices import find_notices, find_page_numbers
from corpus.outline import outline
from corpus.recognise import recognise
from corpus.titles import CLEAR, Title, find_title, is_prose, is_subtitle, line_key, title_at
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
        return (_whole(file, source.title, name),)
    _mark_dividers(file, contents, titles)
    ends = [*(title.first for title in titles), len(file.shown)][1:]
    documents = [_document(file, range(title.first, end), title, name) for title, end in zip(titles, ends, strict=True)]
    return (*_front(file, titles[0].first, name), *documents)


def _read(source: SourceText) -> _File:
    blocks = list(source.blocks)
    for index in find_page_numbers(source.text, blocks):
        blocks[index] = replace(blocks[index], role="footer")
    return _File(source.text, blocks, [index for index, block in enumerate(blocks) if block.role not in _MARGIN])


def _mark_dividers(file: _File, contents: Contents | None, titles: Sequence[Title]) -> None:
    """Lines of the table of contents that stand before a title and have no text: 领导讲话篇."""
    listed = {line_key(line) for lines in contents.entries for line in lines} if contents else set()
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
    title = find_title(file.text, visible[:end], "")
    return (_document(file, range(title.first if title else begin, end), title, name),)


def _document(file: _File, places: range, title: Title | None, name: str) -> Document:
    """The document from the first of some visible blocks to the last of them that is text."""
    _mark_title(file, places, title)
    last = max(place for place in places if file.blocks[file.shown[place]].role in _IN_TEXT)
    blocks = file.blocks[file.shown[places.start] : file.shown[last] + 1]
    return _assemble(file, range(places.start, last + 1), blocks, (blocks[0].start, blocks[-1].end), title, name)


def _whole(file: _File, stated: str, name: str) -> Document:
    """The file as one document."""
    title = find_title(file.text, file.visible(), stated)
    places = range(len(file.shown))
    _mark_title(file, places, title)
    title = title or (Title(0, 0, stated, CLEAR) if stated else None)
    return _assemble(file, places, file.blocks, (0, len(file.text)), title, name)


def _mark_title(file: _File, places: range, title: Title | None) -> None:
    """Give the title's lines and the subtitle under it their role; what else a format calls a title is a heading."""
    first, under = (title.first, title.first + title.lines) if title else (places.start, places.start)
    while title and under < places.stop and is_subtitle(_slice(file, under)):
        under += 1
    others = (place for place in places if file.blocks[file.shown[place]].role == "title")
    file.mark([place for place in others if not first <= place < under], "heading")
    file.mark(range(first, under), "title")


def _assemble(
    file: _File, places: range, blocks: Sequence[Block], within: tuple[int, int], title: Title | None, name: str
) -> Document:
    start, end = within
    text = file.text[start:end]
    tail = [line for place in places[-_TAIL_BLOCKS:] if len(line := _slice(file, place)) <= _MOST_LINE_CHARS]
    recognition = recognise(title.text if title else "", head=_head(file, places), tail=tail, name=name, text=text)
    moved = [replace(block, start=block.start - start, end=block.end - start) for block in blocks]
    return Document(text, outline(text, moved), recognition.facts, start, end, recognition.metadata)


def _head(file: _File, places: range) -> list[str]:
    """The short lines before the text begins."""
    lines = []
    for place in places[:_HEAD_BLOCKS]:
        line = _slice(file, place)
        if len(line) > _MOST_LINE_CHARS or is_prose(file.text, file.blocks[file.shown[place]]):
            break
        lines.append(line)
    return lines


def _slice(file: _File, place: int) -> str:
    block = file.blocks[file.shown[place]]
    return file.text[block.start : block.end]
