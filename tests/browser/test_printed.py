"""Reports and corrected drafts as Word files, opened by another program: LibreOffice makes pages of them.

What is on the pages is read back; pictures of them lie in the folder that PRINTED names, to be looked at.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pytest
from docx import Document

from corpus.read.office import converter
from tests.browser.conftest import Opener
from tests.browser.test_check import COPIED, OWN, REWORDED, taken
from tests.browser.words import WORDS

SOFFICE = converter()
HEADING, CELLS = "一、督查督办", ("事项", "办结四十二件")
# LibreOffice starts in up to 15 s on a busy machine.
CONVERT_S = 120
# Pixels a page: 2 is 144 dpi.
SCALE = 2
# Of the picture of the spans, where nothing is marked.
GROUND = (0xEC, 0xEA, 0xE4)
# A page whose ink touches this rim has something cut off; margins are 20 mm and more.
RIM_MM = 3

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed: no page is made")


def draft(path: Path) -> Path:
    """As an office has it: a heading, copied, reworded and own sentences, a copied cell, many pages."""
    document = Document()
    document.add_heading(HEADING, 1)
    document.add_paragraph(f"我们规定，{COPIED}，成效明显。").runs[0].bold = True
    table = document.add_table(rows=1, cols=2, style="Table Grid")
    for cell, text in zip(table.rows[0].cells, CELLS, strict=True):
        cell.text = text
    document.add_paragraph(REWORDED)
    for number in range(40):
        document.add_paragraph(f"第{number}组：{OWN}{OWN}")
    document.add_paragraph(f"最后重申：{COPIED}。")
    document.save(str(path))
    return path


def printed(path: Path, to: Path) -> pdfium.PdfDocument:
    """A Word file as pages; comments are notes on them."""
    notes = 'pdf:writer_pdf_Export:{"ExportNotes":{"type":"boolean","value":"true"}}'
    profile = f"-env:UserInstallation={(to / 'profile').as_uri()}"
    command = [str(SOFFICE), "--headless", profile, "--convert-to", notes, "--outdir", str(to), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=CONVERT_S)
    return pdfium.PdfDocument(to / f"{path.stem}.pdf")


def words_of(pages: pdfium.PdfDocument) -> str:
    """All text without blanks: LibreOffice sets some between digits and Chinese."""
    return "".join("".join(page.get_textpage().get_text_range() for page in pages).split())


def pictures(pages: pdfium.PdfDocument, name: str) -> list[Any]:
    """Each page as an array of pixels, height × width × 3; kept where PRINTED says."""
    images = [page.render(scale=SCALE).to_pil().convert("RGB") for page in pages]
    if folder := os.environ.get("PRINTED"):
        for number, image in enumerate(images, 1):
            image.save(Path(folder) / f"{name}-{number}.png")
    return [np.asarray(image) for image in images]


def is_cut_off(picture: Any) -> bool:
    rim = round(RIM_MM / 25.4 * 72 * SCALE)
    ink = picture.min(axis=2) < 128
    return bool(ink[:rim].any() or ink[-rim:].any() or ink[:, :rim].any() or ink[:, -rim:].any())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_word_report_is_pages_that_can_be_read(open_page: Opener, tmp_path: Path, lang: str) -> None:
    words = WORDS[lang]
    page = open_page("check", lang=lang)
    page.set_input_files("#file", draft(tmp_path / "讲话稿.docx"))
    page.wait_for_selector(".draft-text .span")
    page.wait_for_selector("#progress", state="hidden")
    share = page.locator("#figure-copy_share dd").first.inner_text()
    report = taken(page, "take-report", words["report_docx"], tmp_path)
    pages = printed(report, tmp_path)
    text = words_of(pages)
    for wanted in (share, words["copy_share"], HEADING, CELLS[1], COPIED[-16:-2], "2019年督查工作总结"):
        assert "".join(wanted.split()) in text, wanted
    notes = sum(pdfium.raw.FPDFPage_GetAnnotCount(page.raw) for page in pages)
    assert notes >= 3, "a comment for each span"
    images = pictures(pages, f"report-{lang}")
    assert len(images) >= 3
    for number, image in enumerate(images, 1):
        assert (image.min(axis=2) < 128).any(), f"page {number} is empty"
        assert not is_cut_off(image), f"page {number} is cut off"
    # The picture of the spans ends where the table above it ends, and begins where the words begin.
    columns = np.flatnonzero((abs(images[0].astype(int) - GROUND) < 6).all(axis=2).sum(axis=0) > 100)
    words_begin = np.flatnonzero((images[0].min(axis=2) < 128).any(axis=0))[0]
    assert abs(columns[0] - words_begin) <= 2 * SCALE
    assert columns[-1] <= images[0].shape[1] - columns[0]
    # The picture of the spans and the shading: there is colour on the first page and where the copied words are.
    assert (np.ptp(images[0].astype(int), axis=2) > 40).any()
    assert (np.ptp(images[-1].astype(int), axis=2) > 20).any()


def test_the_corrected_draft_is_pages_without_a_trace_of_the_check(open_page: Opener, tmp_path: Path) -> None:
    page = open_page("check")
    page.set_input_files("#file", draft(tmp_path / "讲话稿.docx"))
    page.wait_for_selector(".draft-text .span")
    page.wait_for_selector("#progress", state="hidden")
    page.locator("#edit-mode").click()
    page.locator(".draft-text > p").nth(1).press("Enter")
    page.fill(".editor textarea", "我们改了办法，办不完的当面说清楚。")
    with page.expect_response("**/edit"):
        page.locator(".editor .primary").click()
    pages = printed(taken(page, "take-draft", "Word", tmp_path), tmp_path)
    text = words_of(pages)
    assert "办不完的当面说清楚" in text
    assert HEADING in text
    assert text.count(COPIED[-16:-2]) == 1
    assert WORDS["zh"]["copy_share"] not in text
    for image in pictures(pages, "draft"):
        assert not is_cut_off(image)
