"""A report as a Word file: the summary, then the draft with its spans coloured and a comment at each."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from service.reports.content import Content, named, shown
from service.reports.picture import COLOURS, layout, png
from service.reports.places import Element, Places, shade
from service.reports.wordfile import opened, plain
from service.schemas.check import SpanAnswer

# Behind the text of each kind, and how it is underlined, for those who cannot tell the colours.
_FILLS = {
    "verbatim": "FBE3E0", "edited": "FDEBD3", "reordered": "EFE6F9", "paraphrased": "E0EDFB", "translated": "DFF2E4",
    "worn": "F2F2F0", "dismissed": "E4E4E1",
}  # fmt: skip
_LINES = {
    "verbatim": "thick", "edited": "wave", "reordered": "double", "paraphrased": "dash", "translated": "dottedHeavy",
    "worn": "dotted", "dismissed": "dotDash",
}  # fmt: skip
_INITIALS = "WH"
# Where a file does not say how wide its text is: A4 within Word's usual margins.
_TEXT_WIDTH = Cm(14.6)
# A comment is read in a margin: longer wordings stand in the table of the other formats.
_COMMENT_CHARS = 400
_FAINT = RGBColor(0x5C, 0x65, 0x6E)
_FONT = "微软雅黑"


def word(content: Content, original: bytes | None) -> bytes:
    """The report.

    :param original: The draft's own file, whose formatting then stays.
    """
    document = (opened(original) if original is not None else None) or plain(content.text)
    places = Places(document.element.body, content.text)
    missing = _annotate(document, places, content)
    _Summary(document, content).write(missing)
    to = io.BytesIO()
    document.save(to)
    return to.getvalue()


def _annotate(document: WordDocument, places: Places, content: Content) -> int:
    """Colour what is marked and comment on the spans; how many spans have no place in the file."""
    missing = 0
    for region in content.regions():
        runs = places.runs(region.start, region.end)
        shade(runs, _FILLS[region.kind], _LINES[region.kind], COLOURS[region.kind].lstrip("#").upper())
        if not region.number:
            continue
        if not runs:
            missing += 1
            continue
        said = _comment(content, region.number)
        added = document.add_comment(
            runs=[runs[0], runs[-1]], text="", author=content.say("product"), initials=_INITIALS
        )
        added.paragraphs[0].add_run(said[0]).bold = True
        for line in said[1:]:
            added.add_paragraph(line)
        added._comment_elm.set(qn("w:date"), datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    return missing


def _comment(content: Content, number: int) -> list[str]:
    """What is said of a span: class and figures, the source, its wording where it differs, other sources."""
    spans = content.check.spans
    reason = ""
    if number <= len(spans):
        span = spans[number - 1]
    else:
        dismissed = content.check.dismissed[number - 1 - len(spans)]
        span, reason = dismissed.span, f"{content.say('dismissed')}: {content.reason(dismissed)}"
    first = f"{number}. {content.say(f'class_{span.span_class}')} · {content.say('confidence')} {span.confidence:.0%}"
    said = [first + (f" · {content.marks(span)}" if span.marks else "")]
    said += [reason] if reason else []
    said.append(content.source(span.source))
    said += _wording(content, span)
    return said + [f"{content.say('also')} {content.source(each)}" for each in span.alternatives]


def _wording(content: Content, span: SpanAnswer) -> list[str]:
    if span.span_class == "verbatim" or not span.source.text:
        return []
    text = shown(span.source.text)
    cut = text if len(text) <= _COMMENT_CHARS else text[:_COMMENT_CHARS] + "…"
    return [f"{content.say('source_wording')}: {cut}"]


class _Summary:
    """The first page. It is written behind the draft and then moved before it."""

    def __init__(self, document: WordDocument, content: Content) -> None:
        self._document = document
        self._content = content
        self._parts: list[Element] = []
        section = document.sections[0]
        sides = (section.page_width, section.left_margin, section.right_margin)
        self._width = Emu(sides[0] - sides[1] - sides[2]) if None not in sides else _TEXT_WIDTH  # type: ignore[operator]

    def write(self, missing: int) -> None:
        """Name, figures, picture, legend, sources, and a page break."""
        content, say = self._content, self._content.say
        self._line(f"{say('product')} · {say('report')}", 10, faint=True)
        self._line(content.name, 18, bold=True)
        made = f"{say('made')} {content.created_at} · " if content.created_at else ""
        self._line(f"{made}{say('judged')} {content.judged()}", 9, faint=True)
        for said in [*content.warnings(), *([say("elsewhere", count=missing)] if missing else [])]:
            self._line(said, 10)
        self._table([(row.name, row.value, row.explained) for row in content.figures()], (0.28, 0.18, 0.54), strong=1)
        self._line(say("picture"), 11, bold=True)
        picture = layout(len(content.text), content.regions())
        holder = self._line("", 10)
        shape = holder.add_run().add_picture(io.BytesIO(png(picture)), width=self._width)
        shape._inline.docPr.set("descr", say("picture_alt"))
        for side in "TBLR":  # without them LibreOffice takes an eighth of an inch, and the picture runs into the margin
            shape._inline.set(f"dist{side}", "0")
        self._legend()
        if content.check.sources:
            self._line(say("sources"), 11, bold=True).paragraph_format.space_before = Pt(12)
            self._table(
                [
                    (named(each.document),
                     f"{each.copied_chars} {say('characters')}",
                     f"{each.spans} {say('place' if each.spans == 1 else 'places')}")
                    for each in content.check.sources
                ],
                (0.64, 0.22, 0.14),
            )  # fmt: skip
        last = self._line(say("made_by", version=content.version), 8, faint=True)
        last.add_run().add_break(WD_BREAK.PAGE)
        body = self._document.element.body
        for at, part in enumerate(self._parts):
            body.insert(at, part)

    def _legend(self) -> None:
        legend = self._line("", 9)
        for kind, name, count in self._content.classes():
            run = legend.add_run(name)
            shade([run], _FILLS[kind], _LINES[kind], COLOURS[kind].lstrip("#").upper())
            legend.add_run(f" {count} {self._content.say('characters')}    ")
        for run in legend.runs:
            _set_font(run, 9)

    def _line(self, text: str, points: float, *, bold: bool = False, faint: bool = False) -> Paragraph:
        paragraph = self._document.add_paragraph()
        _plain(paragraph)
        if text:
            run = paragraph.add_run(shown(text))
            _set_font(run, points)
            run.bold = bold
            if faint:
                run.font.color.rgb = _FAINT
        self._parts.append(paragraph._p)
        return paragraph

    def _table(self, rows: list[tuple[str, ...]], shares: tuple[float, ...], strong: int | None = None) -> None:
        table = self._document.add_table(rows=0, cols=len(shares))
        _ruled(table)
        table.autofit = False
        widths = [Emu(int(self._width * share)) for share in shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for row in rows:
            cells = table.add_row().cells
            for column, (text, width) in enumerate(zip(row, widths, strict=True)):
                cells[column].width = width
                paragraph = cells[column].paragraphs[0]
                _plain(paragraph)
                run = paragraph.add_run(shown(text))
                _set_font(run, 9 if column == 2 else 10)
                run.bold = column == strong
        self._parts.append(table._tbl)
        self._line("", 6)


def _plain(paragraph: Paragraph) -> None:
    """Free of what the draft's own styles say of indents and distances."""
    form = paragraph.paragraph_format
    form.first_line_indent, form.left_indent = Pt(0), Pt(0)
    form.space_before, form.space_after, form.line_spacing = Pt(2), Pt(2), 1.15


def _set_font(run: object, points: float) -> None:
    run.font.size, run.font.name = Pt(points), _FONT  # type: ignore[attr-defined]
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)  # type: ignore[attr-defined]


def _ruled(table: Table) -> None:
    """Thin lines between rows; the draft's file need not know any table style."""
    properties = table._tbl.tblPr
    borders = properties.makeelement(qn("w:tblBorders"))
    for name in ("top", "bottom", "insideH"):
        about = {qn("w:val"): "single", qn("w:sz"): "4", qn("w:space"): "0", qn("w:color"): "BFBFBF"}
        borders.append(properties.makeelement(qn(f"w:{name}"), about))
    behind = [
        each for name in ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook") for each in properties.findall(qn(name))
    ]
    if behind:
        behind[0].addprevious(borders)
    else:
        properties.append(borders)
