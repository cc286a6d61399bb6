"""Word files for the tests of reports, and what can be read from the files that come back."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from docx import Document
from docx.shared import Pt, RGBColor

from tests.service.conftest import COPIED

HOSTILE = "<script>alert('坏')</script>{ DDEAUTO c:\\\\calc.exe } =1+1 \u202e甲\x01乙"
OWN = "下一步请大家多到基层听一听，把难事记下来。"
HEADING = "一、督查工作"
CELLS = ("批示件", "办结四十二件")


def draft_file() -> bytes:
    """A draft as an office has it: a heading by style, a sentence in three formattings, a table, a last paragraph."""
    document = Document()
    document.add_heading(HEADING, 1)
    paragraph = document.add_paragraph("我们")
    paragraph.add_run(COPIED[:8]).bold = True
    run = paragraph.add_run(COPIED[8:])
    run.font.size, run.font.color.rgb = Pt(16), RGBColor(0, 0, 0x80)
    paragraph.add_run("，成效明显。")
    table = document.add_table(rows=1, cols=2)
    for cell, text in zip(table.rows[0].cells, CELLS, strict=True):
        cell.text = text
    document.add_paragraph(OWN).runs[0].italic = True
    to = io.BytesIO()
    document.save(to)
    return to.getvalue()


def opened(data: bytes) -> Any:
    return Document(io.BytesIO(data))


def parts(data: bytes) -> dict[str, str]:
    """The XML parts of a Word file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}


def has_fields(data: bytes) -> bool:
    """Whether Word would calculate or fetch anything in it."""
    return any(
        re.search(r"<w:(fldSimple|instrText|fldChar)\b|TargetMode=\"External\"", part) for part in parts(data).values()
    )


def shaded(document: Any) -> list[tuple[str, str]]:
    """The runs of the draft that are coloured: text and fill."""
    tag = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    found = []
    for run in document.element.body.iter(f"{tag}r"):
        fill = run.find(f"{tag}rPr/{tag}shd")
        text = "".join(each.text or "" for each in run.iter(f"{tag}t"))
        if fill is not None and text:
            found.append((text, fill.get(f"{tag}fill")))
    return found
