"""PDF files: pdfium's characters gathered to lines with their places; pdf_layout makes paragraphs of them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from threading import Lock

import pypdfium2 as pdfium
from pypdfium2 import raw

from corpus.errors import CorruptFileError, EmptyFileError, EncryptedFileError, NoTextError
from corpus.read.pdf_font import give_font
from corpus.read.pdf_layout import Box, Line, Page, paragraphs, without_furniture
from corpus.read.pieces import WIDE, assemble, clean, title_in
from corpus.types import SourceText

# pdfium keeps global state: one call at a time in the whole process.
_PDFIUM = Lock()
# pdfium takes wide spacing between Chinese characters for a space; a typed one is half a character wide or more.
_SPACE_IN_SIZES = 0.4
# Pieces of one line in different fonts sit this far apart at most, in sizes.
_SAME_LINE_IN_SIZES = 0.4
# Degrees off upright from which a character belongs to a watermark.
_SLANT_DEGREES = 10
_LEAST_SIZE = 0.1  # points; some files state a size of 0 for text nobody is to see


@dataclass(frozen=True, slots=True)
class _Character:
    """One character; ``box`` is left, bottom, right, top and ``size`` its font's size, in points.

    pdfium adds characters that are not printed: line ends, spaces between words (``is_added``), and it marks hyphens
    that divide a word. ``turns`` are quarter turns anticlockwise from upright, None when slanted.
    """

    text: str
    box: Box
    size: float
    turns: int | None
    is_added: bool
    divides_word: bool


def read_pdf(data: bytes) -> SourceText:
    """Read a PDF file: lines joined to paragraphs; page headers, footers and numbers left out.

    :param data: The file's bytes.
    :return: Its text and blocks.
    :raises CorruptFileError: If it is damaged.
    :raises EncryptedFileError: If it asks for a password.
    :raises EmptyFileError: If it has no pages.
    :raises NoTextError: If its pages hold no text: a scan.
    """
    with _PDFIUM:
        give_font()
        document = _opened(data)
        try:
            stated = document.get_metadata_value("Title")
            pages = [_page(document, number) for number in range(len(document))]
        except pdfium.PdfiumError as error:
            raise CorruptFileError("The PDF file is damaged: a page cannot be read.") from error
        finally:
            document.close()
    if not pages:
        raise EmptyFileError("The PDF file has no pages.")
    silent = [number for number, page in enumerate(pages, 1) if not page.lines]
    if len(silent) == len(pages):
        raise NoTextError("The PDF file has pages but no text: it is a scan and needs text recognition first.")
    kept, removed = without_furniture(pages)
    pieces = paragraphs(kept)
    notes = []
    if removed:
        notes.append(f"Page headers, footers and page numbers were left out ({removed} lines).")
    if silent:
        notes.append(f"Pages without text, perhaps scans: {', '.join(map(str, silent))}.")
    return assemble(pieces, "pdf", title=title_in(stated, pieces), notes=tuple(notes))


def _opened(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise EncryptedFileError("The PDF file asks for a password.") from None
        raise CorruptFileError("The file is not a PDF file, or is damaged.") from error


def _page(document: pdfium.PdfDocument, number: int) -> Page:
    page = document[number]
    text = page.get_textpage()
    try:
        characters = list(_characters(text))
        turns = Counter(character.turns for character in characters if not character.is_added).most_common(1)
        turn = turns[0][0] if turns else 0
        lines = [_line(row, turn or 0) for row in _rows(characters, turn)]
        lines = [line for line in lines if line.text]
        if turn:  # pdfium's order is that of the page as it lies
            lines.sort(key=lambda line: (-round(line.bottom), line.left))
        return Page(_turned(page.get_mediabox(), turn or 0), tuple(_rejoined(lines)))
    finally:
        text.close()
        page.close()


def _characters(page: pdfium.PdfTextPage) -> Iterator[_Character]:
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    for index in range(raw.FPDFText_CountChars(page)):
        raw.FPDFText_GetLooseCharBox(page, index, box)
        raw.FPDFText_GetMatrix(page, index, matrix)
        degrees = math.degrees(math.atan2(matrix.b, matrix.a))
        turns = round(degrees / 90)
        yield _Character(
            text=chr(raw.FPDFText_GetUnicode(page, index)),
            box=(box.left, box.bottom, box.right, box.top),
            size=max(raw.FPDFText_GetFontSize(page, index) * math.hypot(matrix.c, matrix.d), _LEAST_SIZE),
            turns=turns % 4 if abs(degrees - turns * 90) < _SLANT_DEGREES else None,
            is_added=raw.FPDFText_IsGenerated(page, index) == 1,
            divides_word=raw.FPDFText_IsHyphen(page, index) == 1,
        )


def _rows(characters: Sequence[_Character], turn: int | None) -> Iterator[list[_Character]]:
    """The characters line by line, without those that stand at another angle than the page's text."""
    row: list[_Character] = []
    for character in characters:
        if character.text in "\r\n":
            if row:
                yield row
            row = []
        elif character.is_added or character.turns == turn:
            row.append(character)
            if character.divides_word:
                yield row
                row = []
    if row:
        yield row


def _line(row: Sequence[_Character], turn: int) -> Line:
    shown = [character for character in row if not character.text.isspace() and not character.is_added]
    if not shown:
        return Line("", 0, 0, 0, 0)
    boxes = [_turned(character.box, turn) for character in shown]
    return Line(
        text=clean(_text(row, turn)),
        left=boxes[0][0],
        right=boxes[-1][2],
        bottom=median(box[1] for box in boxes),
        size=median(character.size for character in shown),
        divides_word=row[-1].divides_word,
    )


def _text(row: Sequence[_Character], turn: int) -> str:
    texts: list[str] = []
    for index, character in enumerate(row):
        if character.divides_word:
            texts.append("-")
        elif not (character.is_added and _is_spacing(row, index, turn)):
            texts.append(character.text)
    return "".join(texts)


def _is_spacing(row: Sequence[_Character], index: int, turn: int) -> bool:
    """Whether an added space only stands for the spacing of Chinese characters."""
    if not 0 < index < len(row) - 1:
        return True
    before, after = row[index - 1], row[index + 1]
    if not (WIDE.match(before.text) and WIDE.match(after.text)):
        return False
    return _turned(after.box, turn)[0] - _turned(before.box, turn)[2] < _SPACE_IN_SIZES * before.size


def _turned(box: Box, turn: int) -> Box:
    """A box on a page turned back by quarter turns, so that its text stands upright."""
    left, bottom, right, top = box
    if turn == 1:
        return bottom, -right, top, -left
    if turn == 2:
        return -right, -top, -left, -bottom
    return (-top, left, -bottom, right) if turn == 3 else box


def _rejoined(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines whose parts pdfium took apart, made whole: the next part goes on to the right at the same height."""
    current: Line | None = None
    for line in lines:
        if current is None:
            current = line
            continue
        level = abs(line.bottom - current.bottom) < _SAME_LINE_IN_SIZES * max(line.size, current.size)
        if level and line.left >= current.right - _SAME_LINE_IN_SIZES * current.size:
            text = f"{current.text} {line.text}"
            current = Line(text, current.left, line.right, current.bottom, current.size, line.divides_word)
        else:
            yield current
            current = line
    if current is not None:
        yield current
