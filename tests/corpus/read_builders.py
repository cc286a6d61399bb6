"""Files made by hand for the tests of the readers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from corpus.types import BlockRole, SourceText

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SPACES = (
    f'xmlns:w="{W}" xmlns:r="{_R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_PART_KINDS = {"header": "hdr", "footer": "ftr", "styles": "styles", "numbering": "numbering"}
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_ODF_SPACES = " ".join(
    f'xmlns:{prefix}="{_ODF}:{name}:1.0"'
    for prefix, name in {
        "office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style", "meta": "meta",
        "svg": "svg-compatible", "manifest": "manifest", "fo": "xsl-fo-compatible",
    }.items()
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


def shown(source: SourceText) -> list[str]:
    """The text of each block."""
    return [source.text[block.start : block.end] for block in source.blocks]


def shown_as(source: SourceText, role: BlockRole) -> list[str]:
    """The text of each block of a role."""
    return [source.text[block.start : block.end] for block in source.blocks if block.role == role]


def levels(source: SourceText) -> list[tuple[int | None, str]]:
    """Level and text of each heading."""
    return [(block.level, source.text[block.start : block.end]) for block in source.blocks if block.role == "heading"]


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of named parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def paragraph(text: str, *, properties: str = "") -> str:
    """A Word paragraph of one run; ``properties`` goes into its pPr."""
    stated = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f'<w:p>{stated}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def docx(body: str, *, parts: Mapping[str, str] | None = None, core_title: str = "") -> bytes:
    """A Word document from the XML inside its body.

    :param parts: The XML inside each further part by name, such as ``styles``, ``numbering``, ``footnotes``,
        ``header1``; its relationship id is its name.
    """
    parts = parts or {}
    kinds = {name: name.rstrip("0123456789") for name in parts}
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_R}/{kind}" Target="{name}.xml"/>' for name, kind in kinds.items()
    )
    members = {
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="a" Type="{_R}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="b" Type="{_RELATIONS}/metadata/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>",
        "docProps/core.xml": '<c xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(core_title)}</dc:title></c>",
        "word/document.xml": f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>',
    }
    for name, content in parts.items():
        root = _PART_KINDS.get(kinds[name], kinds[name])
        members[f"word/{name}.xml"] = f"<w:{root} {_SPACES}>{content}</w:{root}>"
    return zipped(members)


def odt(body: str, *, automatic: str = "", styles: str = "", title: str = "", manifest: str = "") -> bytes:
    """An OpenDocument text from the XML inside its body, its automatic styles, and its styles part."""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": f"<manifest:manifest {_ODF_SPACES}>{manifest}</manifest:manifest>",
            "content.xml": f"<office:document-content {_ODF_SPACES}><office:automatic-styles>{automatic}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
            "styles.xml": f"<office:document-styles {_ODF_SPACES}>{styles}</office:document-styles>",
            "meta.xml": f"<office:document-meta {_ODF_SPACES}><office:meta><dc:title>{escape(title)}</dc:title>"
            "</office:meta></office:document-meta>",
        }
    )


def chinese_style(
    size: float = 16, *, indent: float = 2, space_after: float = 0, centred: bool = False
) -> ParagraphStyle:
    """Justified Chinese text as in official documents; ``indent`` in characters."""
    return ParagraphStyle(
        "chinese", fontName="STSong-Light", fontSize=size, leading=size * 1.75, firstLineIndent=size * indent,
        wordWrap="CJK", alignment=1 if centred else 4, spaceAfter=space_after,
    )  # fmt: skip


def latin_style(*, space_after: float = 8) -> ParagraphStyle:
    """Ragged Latin text."""
    return ParagraphStyle("latin", fontName="Helvetica", fontSize=11, leading=14, spaceAfter=space_after)


def pdf(
    paragraphs: Sequence[tuple[str, ParagraphStyle]], *, header: str = "", footer: str = "", password: str = ""
) -> bytes:
    """A PDF file set in A4 pages; ``footer`` may hold {page}."""

    def decorate(canvas: Canvas, template: SimpleDocTemplate) -> None:
        canvas.setFont("STSong-Light", 10)
        if header:
            canvas.drawString(72, A4[1] - 40, header)
        if footer:
            canvas.drawCentredString(A4[0] / 2, 36, footer.format(page=template.page))

    buffer = io.BytesIO()
    encryption = StandardEncryption(password, canPrint=0) if password else None
    template = SimpleDocTemplate(buffer, pagesize=A4, encrypt=encryption)
    flowables = [Paragraph(escape(text), style) for text, style in paragraphs]
    template.build(flowables, onFirstPage=decorate, onLaterPages=decorate)
    return buffer.getvalue()


def drawn_pdf(lines: Sequence[tuple[float, float, str]], *, pages: int = 1, size: float = 12, turn: float = 0) -> bytes:
    """A PDF file with text at given places, the same on each page."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for _ in range(pages):
        canvas.setFont("STSong-Light", size)
        for x, y, text in lines:
            canvas.saveState()
            canvas.translate(x, y)
            canvas.rotate(turn)
            canvas.drawString(0, 0, text)
            canvas.restoreState()
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
