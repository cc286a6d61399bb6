"""The paragraphs, tables and text boxes of one part of a Word document, as a reader sees them on paper."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from corpus.read.docx_numbering import Numbering
from corpus.read.docx_styles import Style, Styles, as_int, child_value, is_on, outline_level
from corpus.read.pieces import BLANK, Piece
from corpus.types import BlockRole

# Deleted or moved away, or instructions, properties and pronunciation, none of which is printed as text.
_UNSEEN = {
    "del", "moveFrom", "delText", "instrText", "delInstrText",
    "pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "rt",
}  # fmt: skip
_WRITTEN_AS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


class Walker:
    """Walks the parts of one document; numbering counts on from part to part, so ask in document order."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering

    def pieces(self, parent: Element, role: BlockRole = "body") -> Iterator[Piece]:
        """The paragraphs under an element, with the role given; within the body, headings and such are told apart."""
        pending = ""  # the text of paragraphs whose end was deleted: the next one goes on with it
        for element in _seen_blocks(parent):
            if element.tag == "tbl":
                yield from self._table(element, "table" if role == "body" else role)
                continue
            run = _Run(self._styles)
            run.read(element, hidden=False)
            text = pending + "".join(run.texts)
            pending = text if _is_joined_to_next(element) else ""
            if not pending:
                yield self._paragraph(element, text, role)
            for box in run.boxes:
                yield from self.pieces(box, role)
        if pending:
            yield Piece(pending, role)

    def _paragraph(self, element: Element, text: str, role: BlockRole) -> Piece:
        style_id = child_value(element, "pPr/pStyle")
        style = self._styles.paragraph(style_id)
        label = self._label(element, style_id, style)
        text = text.strip(BLANK)
        text = label + text if text else ""
        if role != "body":
            return Piece(text, role)
        if style.is_contents:
            return Piece(text, "contents")
        outline = child_value(element, "pPr/outlineLvl")
        level = style.level if outline is None else outline_level(outline)
        if level is not None:
            return Piece(text, "heading", level)
        return Piece(text, "title" if style.is_title else "body")

    def _label(self, element: Element, style_id: str | None, style: Style) -> str:
        list_id = child_value(element, "pPr/numPr/numId") or style.list_id
        if list_id is None:
            return ""
        level = as_int(child_value(element, "pPr/numPr/ilvl"), style.list_level)
        return self._numbering.label(
            list_id, self._numbering.level_of_style(list_id, style_id) if level is None else level
        )

    def _table(self, table: Element, role: BlockRole) -> Iterator[Piece]:
        for row in _seen_blocks(table, "tr"):
            cells = [list(self.pieces(cell)) for cell in _seen_blocks(row, "tc") if not _is_merged_into_above(cell)]
            filled = [[piece.text for piece in cell if piece.text.strip(BLANK)] for cell in cells]
            filled = [cell for cell in filled if cell]
            if len(filled) == 1:  # a frame around paragraphs rather than a row of values
                yield from (Piece(text, role) for text in filled[0])
            else:
                yield Piece("\t".join("\n".join(cell) for cell in filled), role)


class _Run:
    """Gathers the text of a paragraph, and the text boxes anchored in it, in order."""

    def __init__(self, styles: Styles) -> None:
        self.texts: list[str] = []
        self.boxes: list[Element] = []
        self._styles = styles
        self._fields: list[bool] = []  # for each open field: whether its instruction is still being read

    def read(self, parent: Element, *, hidden: bool) -> None:
        if parent.tag == "p":
            hidden = bool(self._styles.paragraph(child_value(parent, "pPr/pStyle")).hidden)
        for element in _chosen(parent):
            tag = element.tag
            if tag == "fldChar":
                self._field(element.get("fldCharType"))
            elif tag == "txbxContent":
                self.boxes.append(element)
            elif tag == "r":
                self.read(element, hidden=self._is_hidden(element, hidden))
            elif tag == "t" or tag in _WRITTEN_AS:
                if not hidden and not any(self._fields):
                    self.texts.append(_WRITTEN_AS.get(tag) or element.text or "")
            elif not _is_placeholder(element):
                self.read(element, hidden=hidden)

    def _field(self, mark: str | None) -> None:
        if mark == "begin":
            self._fields.append(True)
        elif self._fields and mark == "separate":
            self._fields[-1] = False
        elif self._fields and mark == "end":
            self._fields.pop()

    def _is_hidden(self, run: Element, inherited: bool) -> bool:
        direct = run.find("rPr/vanish")
        if direct is not None:
            return is_on(direct.get("val"))
        by_style = self._styles.character(child_value(run, "rPr/rStyle")).hidden
        return inherited if by_style is None else by_style


def _chosen(parent: Element) -> Iterator[Element]:
    """The children that are seen; of alternatives for old and new programs only the first, new one."""
    for element in parent:
        if element.tag == "AlternateContent":
            choice = element.find("Choice")
            choice = element.find("Fallback") if choice is None else choice
            if choice is not None:
                yield from _chosen(choice)
        elif element.tag not in _UNSEEN:
            yield element


def _seen_blocks(parent: Element, *tags: str) -> Iterator[Element]:
    """The paragraphs and tables (or other tags) under an element, through whatever is wrapped around them."""
    for element in _chosen(parent):
        if element.tag in (tags or ("p", "tbl")):
            if element.find("trPr/del") is None:
                yield element
        elif element.tag not in ("p", "tbl", "tr", "tc") and not _is_placeholder(element):
            yield from _seen_blocks(element, *tags)


def _is_placeholder(element: Element) -> bool:
    """Whether a content control only shows its prompt, such as 单击此处输入文字."""
    return element.tag == "sdt" and element.find("sdtPr/showingPlcHdr") is not None


def _is_joined_to_next(paragraph: Element) -> bool:
    """Whether the mark at the paragraph's end is deleted or moved away."""
    return paragraph.find("pPr/rPr/del") is not None or paragraph.find("pPr/rPr/moveFrom") is not None


def _is_merged_into_above(cell: Element) -> bool:
    merged = cell.find("tcPr/vMerge")
    across = cell.find("tcPr/hMerge")
    return any(mark is not None and mark.get("val") != "restart" for mark in (merged, across))
