"""OpenDocument texts (odt): body, notes, headers and footers, in that order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from corpus.errors import CorruptFileError, EncryptedFileError
from corpus.read.archive import Archive
from corpus.read.odt_lists import ListStyles, number_of
from corpus.read.pieces import BLANK, Piece, assemble, clean, is_page_number, title_in, title_of
from corpus.types import BlockRole, SourceText

# Deleted text is kept in tracked-changes; the rest is not printed where it stands, or is pronunciation.
_UNSEEN = {
    "tracked-changes", "annotation", "annotation-end", "note-citation", "ruby-text", "sequence-decls",
    "variable-decls", "user-field-decls", "forms", "hidden-paragraph", "title", "desc", "event-listeners",
    "binary-data",
}  # fmt: skip
_INDEXES = {"table-of-content", "illustration-index", "table-index", "object-index", "alphabetical-index"}
_BOXES = {"text-box", "custom-shape", "rect", "ellipse", "polygon", "path"}
_LAST_LEVEL = 9
_XML_BLANKS = re.compile(r"[ \t\r\n]+")


def read_odt(data: bytes) -> SourceText:
    """Read an OpenDocument text: tracked deletions and hidden text left out, automatic numbers written out.

    :param data: The file's bytes.
    :return: Its text and blocks.
    :raises CorruptFileError: If it is not an OpenDocument text or damaged.
    :raises EncryptedFileError: If it asks for a password.
    :raises FileTooLargeError: If it unpacks to too much.
    :raises EmptyFileError: If it holds no text.
    """
    archive = Archive(data)
    if "META-INF/manifest.xml" in archive:
        manifest = archive.xml("META-INF/manifest.xml")
        if next(manifest.iter("encryption-data"), None) is not None:
            raise EncryptedFileError("The file asks for a password.")
    content = archive.xml("content.xml")
    body = content.find("body/text")
    if body is None:
        raise CorruptFileError("The file is not an OpenDocument text.")
    styles = archive.xml("styles.xml") if "styles.xml" in archive else Element("document-styles")
    walker = _Walker(content, styles)
    pieces = list(walker.pieces(body))
    title = archive.xml("meta.xml").findtext("meta/title") if "meta.xml" in archive else ""
    title = title_of(pieces) or title_in(title or "", pieces)
    pieces += [piece for note in walker.notes for piece in walker.pieces(note, "footnote")]
    pieces += _edges(walker, styles)
    return assemble(pieces, "odt", title=title)


def _edges(walker: _Walker, styles: Element) -> Iterator[Piece]:
    """Headers, then footers, each text once; page numbers are not text."""
    edges: tuple[tuple[str, BlockRole], ...] = (("header", "header"), ("footer", "footer"))
    for prefix, role in edges:
        seen: set[str] = set()
        for page in styles.iterfind("master-styles/master-page"):
            for edge in page:
                if not edge.tag.startswith(prefix) or edge.get("display") == "false":
                    continue
                for piece in walker.pieces(edge, role):
                    text = clean(piece.text)
                    if text not in seen and not is_page_number(text):
                        seen.add(text)
                        yield piece


class _Walker:
    """Walks the parts of one document; ``notes`` gathers the bodies of the notes met on the way."""

    def __init__(self, content: Element, styles: Element) -> None:
        self.notes: list[Element] = []
        self._lists = ListStyles(styles, content)
        self._titles = {"Title"} | {
            style.get("name", "") for style in content.iter("style") if style.get("parent-style-name") == "Title"
        }
        self._hidden = {
            style.get("name", "")
            for root in (styles, content)
            for style in root.iter("style")
            if any(properties.get("display") == "none" for properties in style.iterfind("text-properties"))
        }

    def pieces(self, parent: Element, role: BlockRole = "body") -> Iterator[Piece]:
        """The paragraphs, headings, list items and table rows under an element."""
        for element in parent:
            tag = element.tag
            if tag in ("p", "h"):
                yield from self._paragraph(element, role)
            elif tag == "list":
                self._begin(element)
                yield from self._list(element, role, element.get("style-name", ""), 1)
            elif tag == "table":
                yield from self._table(element, "table" if role == "body" else role)
            elif tag in _INDEXES:
                yield from self.pieces(element, "contents" if role == "body" else role)
            elif tag not in _UNSEEN and not tag.endswith("-source") and element.get("display") != "none":
                yield from self.pieces(element, role)

    def _paragraph(self, element: Element, role: BlockRole, label: str = "") -> Iterator[Piece]:
        if element.get("style-name") in self._hidden:
            return
        line = _Line(self._hidden)
        line.read(element)
        text = "".join(line.texts).strip(BLANK)
        level = number_of(element, "outline-level") if element.tag == "h" else None
        if level and not label and element.get("is-list-header") != "true" and text:
            label = self._lists.label("", level, number_of(element, "start-value"))
        if level and role == "body":
            yield Piece(label + text, "heading", min(level, _LAST_LEVEL))
        else:
            is_title = role == "body" and element.get("style-name") in self._titles
            yield Piece(label + text if text else "", "title" if is_title else role)
        self.notes += line.notes
        for box in line.boxes:
            yield from self.pieces(box, role)

    def _begin(self, element: Element) -> None:
        if element.get("continue-numbering") != "true" and not element.get("continue-list"):
            self._lists.restart(element.get("style-name", ""))

    def _list(self, element: Element, role: BlockRole, style: str, level: int) -> Iterator[Piece]:
        for item in element:
            if item.tag not in ("list-item", "list-header"):
                continue
            label = ""
            if item.tag == "list-item" and any(child.tag in ("p", "h") for child in item):
                label = self._lists.label(style, level, number_of(item, "start-value"))
            for child in item:
                if child.tag == "list":
                    yield from self._list(child, role, child.get("style-name", style), level + 1)
                elif child.tag in ("p", "h"):
                    yield from self._paragraph(child, role, label)
                    label = ""

    def _table(self, table: Element, role: BlockRole) -> Iterator[Piece]:
        for row in _rows(table):
            cells = [list(self.pieces(cell)) for cell in row if cell.tag == "table-cell"]
            filled = [[piece.text for piece in cell if piece.text.strip(BLANK)] for cell in cells]
            filled = [cell for cell in filled if cell]
            if len(filled) == 1:  # a frame around paragraphs rather than a row of values
                yield from (Piece(text, role) for text in filled[0])
            else:
                yield Piece("\t".join("\n".join(cell) for cell in filled), role)


def _rows(table: Element) -> Iterator[Element]:
    for element in table:
        if element.tag == "table-row":
            yield element
        elif element.tag in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(element)


class _Line:
    """Gathers the text of a paragraph, and the boxes and notes anchored in it."""

    def __init__(self, hidden: set[str]) -> None:
        self.texts: list[str] = []
        self.boxes: list[Element] = []
        self.notes: list[Element] = []
        self._hidden = hidden

    def read(self, parent: Element) -> None:
        self._add(parent.text)
        for element in parent:
            self._read(element)
            self._add(element.tail)

    def _read(self, element: Element) -> None:
        tag = element.tag
        if tag == "s":
            self.texts.append(" " * min(number_of(element, "c") or 1, 100))  # 100: no line is wider
        elif tag in ("tab", "line-break"):
            self.texts.append("\t" if tag == "tab" else "\n")
        elif tag == "note":
            self.notes += element.iterfind("note-body")
        elif tag in _BOXES:
            self.boxes.append(element)
        elif tag == "frame":
            self.boxes += element.iterfind("text-box")
        elif tag not in _UNSEEN and element.get("style-name") not in self._hidden:
            self.read(element)

    def _add(self, text: str | None) -> None:
        """Add text as OpenDocument means it: runs of white space in the XML count as one space."""
        if text:
            self.texts.append(_XML_BLANKS.sub(" ", text))
