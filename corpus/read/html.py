"""Web pages: the text a browser would show, a piece for each block, list item and table row."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus.errors import CorruptFileError
from corpus.read.decode import decode
from corpus.read.numerals import numeral
from corpus.read.pieces import BLANK, CJK, Piece, assemble, clean
from corpus.types import BlockRole, SourceText

_UNSEEN = {
    "script", "style", "nav", "head", "template", "noscript", "noframes", "iframe", "object", "embed", "svg", "canvas",
    "audio", "video", "select", "datalist", "textarea", "input", "button", "dialog", "rt", "rp", "del",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup",
    "hr", "html", "legend", "li", "main", "menu", "ol", "p", "pre", "search", "section", "summary", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LIST_KINDS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_NUMBERED = re.compile(r"[（(]?[\d一二三四五六七八九十①-⑳]+\s*[)）、．.]?")

_BREAK = "\x0b"  # a br, until white space has been collapsed
_SOURCE_NEWLINE = re.compile(f"(?<=[{CJK}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{CJK}])")  # no space in Chinese
_BLANKS = re.compile(r"[ \t\r\n\f]+")
# Two breaks, or one before a line that is indented as Chinese paragraphs are: how old pages make paragraphs.
_PARAGRAPH_BREAK = re.compile(f" ?{_BREAK} ?(?=[ \u3000\xa0]*{_BREAK}|[\u3000\xa0]{{2}})")

# Browsers stop nesting at 512; the parser's time grows with the square of the depth.
_MAX_DEPTH = 2000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_NEEDS_NO_END = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "option", "optgroup",
}  # fmt: skip

_CHARSET = re.compile(rb"""<(?:meta|\?xml)\b[^>]*?\b(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_CHARSET_WITHIN_BYTES = 1024  # where the HTML standard has browsers look
# What browsers read under these names: the larger encodings that pages really use.
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "big5": "cp950", "iso-8859-1": "cp1252"}


def read_html(data: bytes) -> SourceText:
    """Read a web page.

    :param data: The file's bytes.
    :return: Its text and blocks.
    :raises UnknownFormatError: If it is not text.
    :raises CorruptFileError: If elements are nested without end.
    :raises EmptyFileError: If it shows no text.
    """
    text, encoding = _decoded(data)
    _check_depth(text)
    tree = LexborHTMLParser(text)
    title = tree.css_first("title")
    pieces = _Walker().pieces(tree.root) if tree.root is not None else []
    stated = " ".join(clean(title.text()).split()) if title is not None else ""
    return assemble(pieces, "html", encoding=encoding, title=stated)


def _decoded(data: bytes) -> tuple[str, str]:
    """The text by the page's own word where that holds, else by the bytes."""
    stated = _CHARSET.search(data, 0, _CHARSET_WITHIN_BYTES)
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if stated and not marked and b"\0" not in data:
        name = stated[1].decode("ascii").lower()
        try:
            return data.decode(_SUPERSETS.get(name, name)), codecs.lookup(name).name
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def _check_depth(text: str) -> None:
    depth = 0
    for match in _TAG.finditer(text):
        if match[2].lower() not in _NEEDS_NO_END:
            depth = max(0, depth - 1) if match[1] else depth + 1
            if depth > _MAX_DEPTH:
                raise CorruptFileError("The file is damaged: its elements are nested too deeply.")


class _Walker:
    """Gathers the pieces of a tree, not recursively, since pages may nest without end."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._texts: list[str] = []
        self._roles: list[tuple[BlockRole, int | None]] = [("body", None)]
        self._counters: list[int | None] = []
        self._label = ""
        self._preformatted = 0

    def pieces(self, root: LexborNode) -> list[Piece]:
        """The pieces under a node, in order."""
        waiting = [(root, False)]
        while waiting:
            node, is_left = waiting.pop()
            if is_left:
                self._leave(node)
            elif node.is_text_node:
                self._text(node)
            elif node.is_element_node and not _is_unseen(node) and not self._is_row(node):
                self._enter(node)
                waiting.append((node, True))
                waiting.extend((child, False) for child in reversed(list(node.iter(include_text=True))))
        self._flush()
        return self._pieces

    def _text(self, node: LexborNode) -> None:
        text = node.text_content or ""
        self._texts.append(text.replace("\r\n", "\n").replace("\n", _BREAK) if self._preformatted else text)

    def _enter(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag == "br":
            self._texts.append(_BREAK)
        if tag not in _BLOCKS:
            return
        self._flush()
        if re.fullmatch("h[1-6]", tag):
            self._roles.append(("heading", int(tag[1])))
        elif tag == "pre":
            self._preformatted += 1
        elif tag in ("ol", "ul", "menu"):
            self._counters.append(_number(node, "start", 1) if tag == "ol" else None)
        elif tag == "li" and self._counters and self._counters[-1] is not None:
            number = _number(node, "value", self._counters[-1])
            kind = (node.parent.attributes.get("type") if node.parent is not None else "") or ""
            self._label = f"{numeral(number, _LIST_KINDS.get(kind, 'decimal'))}. "
            self._counters[-1] = number + 1

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag not in _BLOCKS:
            return
        self._flush()
        if re.fullmatch("h[1-6]", tag):
            self._roles.pop()
        elif tag == "pre":
            self._preformatted -= 1
        elif tag in ("ol", "ul", "menu"):
            self._counters.pop()
        elif tag == "li":
            self._label = ""

    def _flush(self) -> None:
        text = _BLANKS.sub(" ", _SOURCE_NEWLINE.sub("", "".join(self._texts)))
        self._texts.clear()
        role, level = self._roles[-1]
        for paragraph in [text] if self._preformatted else _PARAGRAPH_BREAK.split(text):
            shown = paragraph.strip(BLANK)
            if shown:
                label = "" if _NUMBERED.match(shown) else self._label
                self._pieces.append(Piece(label + re.sub(f" ?{_BREAK} ?", "\n", shown), role, level))
                self._label = ""

    def _is_row(self, node: LexborNode) -> bool:
        """Take a row of values as one piece; a row that holds tables is layout, and is walked like any block."""
        if node.tag != "tr" or node.css_first("table") is not None:
            return False
        self._flush()
        cells = [list(_cell_pieces(cell)) for cell in node.iter() if cell.tag in ("td", "th")]
        filled = [cell for cell in cells if cell]
        if len(filled) == 1:  # a frame around paragraphs rather than a row of values
            self._pieces.extend(filled[0])
        elif filled:
            self._pieces.append(Piece("\t".join("\n".join(piece.text for piece in cell) for cell in filled), "table"))
        return True


def _cell_pieces(cell: LexborNode) -> Iterator[Piece]:
    if not _is_unseen(cell):
        for piece in _Walker().pieces(cell):
            yield Piece(piece.text, "table" if piece.role == "body" else piece.role, piece.level)


def _is_unseen(node: LexborNode) -> bool:
    if node.tag in _UNSEEN:
        return True
    attributes = node.attributes
    return "hidden" in attributes or _HIDING.search(attributes.get("style") or "") is not None


def _number(node: LexborNode, name: str, default: int) -> int:
    value = node.attributes.get(name) or ""
    return int(value) if re.fullmatch(r"\d{1,9}", value) else default
