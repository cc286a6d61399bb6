"""Word files to write into: the draft's own, or a plain one made of its text."""

from __future__ import annotations

import io

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Pt

from service.reports.content import shown

# The fonts that Chinese office texts are set in; programs without them take the nearest they have.
_LATIN, _CHINESE = "Times New Roman", "仿宋"
_BODY_POINTS = 14


def opened(data: bytes) -> WordDocument | None:
    """A Word file opened for writing; None for one that our library cannot open (Strict Open XML, templates)."""
    try:
        return Document(io.BytesIO(data))
    except Exception:  # whatever it is: the library names no error of its own for files it does not know
        return None


def plain(text: str) -> WordDocument:
    """A Word file of a text, a paragraph for each line."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = _LATIN, Pt(_BODY_POINTS)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _CHINESE)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.5
    for line in shown(text).split("\n"):
        paragraph = document.add_paragraph(line)
        if line and not line[0].isspace():
            paragraph.paragraph_format.first_line_indent = Pt(2 * _BODY_POINTS)
    return document
