"""XML and HTML made to grow, to nest, to count for ever, and to name other files."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.corpus.read_builders import docx, odt, paragraph, zipped

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_O = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
_TYPES: dict[str, str] = {
    "laughs": f'<!DOCTYPE x [<!ENTITY l0 "哈">{_LAUGHS}]>',
    "quadratic": f'<!DOCTYPE x [<!ENTITY l11 "{"哈" * 50_000}">]>',
    "external": '<!DOCTYPE x [<!ENTITY l11 SYSTEM "file://{canary}">]>',
    "parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "file://{canary}"> %p;]>',
    "dtd": '<!DOCTYPE x SYSTEM "file://{canary}">',
    "network": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    "self": '<!DOCTYPE x [<!ENTITY l11 "&l11;">]>',
}


def made(canary: str, large: int) -> Iterator[tuple[str, bytes]]:
    """Markup in docx, odt and html."""
    for name, doctype in _TYPES.items():
        head = doctype.replace("{canary}", canary)
        body = f"<w:document {_W}><w:body><w:p><w:r><w:t>&l11;</w:t></w:r></w:p></w:body></w:document>"
        yield f"type-{name}.docx", _docx(f"<?xml version='1.0'?>{head}{body}")
        text = "<office:body><office:text><text:p>&l11;</text:p></office:text></office:body>"
        whole = f"<office:document-content {_O}>{text}</office:document-content>"
        yield f"type-{name}.odt", _odt(f"<?xml version='1.0'?>{head}{whole}")
        yield f"type-{name}.html", f"{head}<html><body>&l11;</body></html>".encode()
    for name, body in _docx_bodies(large).items():
        yield f"{name}.docx", docx(body)
    for name, body in _odt_bodies(large).items():
        yield f"{name}.odt", odt(body)
    for name, page in _pages(canary, large).items():
        yield f"{name}.html", page.encode("utf-8", "surrogatepass")
    for encoding in ("utf-7", "utf-16", "utf-32", "cp037", "shift-jis", "x-nothing", "rot13", "zip"):
        said = f"<?xml version='1.0' encoding='{encoding}'?><w:document {_W}/>".encode()
        yield f"encoding-{encoding}.docx", _docx(said)
        yield f"encoding-{encoding}.html", f"<meta charset={encoding}><p>督查".encode()
    for part in ("word/styles.xml", "word/numbering.xml", "word/footnotes.xml", "docProps/core.xml"):
        for name, content in (("laughs", _TYPES["laughs"] + "<x>&l11;</x>"), ("broken", "<x"), ("empty", "")):
            yield f"{part.rpartition('/')[2]}-{name}.docx", docx(paragraph("督查。"), parts={part: content})


def _docx(document: str | bytes) -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document})


def _odt(content: str) -> bytes:
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def _nest(tag: str, inner: str, depth: int, attributes: str = "") -> str:
    return f"<{tag}{attributes}>" * depth + inner + f"</{tag}>" * depth


def _docx_bodies(large: int) -> dict[str, str]:
    run = "<w:r><w:t>督查</w:t></w:r>"
    attributes = " ".join(f"a{n}='{n}'" for n in range(30_000))
    cell: Callable[[str], str] = lambda inner: f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"  # noqa: E731
    tables = paragraph("督查")
    for _ in range(400):
        tables = cell(tables)
    number = '<w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="{}"/></w:numPr></w:pPr>'
    huge = ("-1", "0", "9", "999999999", "9" * 5000, "1e9", "٣", "")
    return {
        "deep": _nest("w:sdt", run, 50_000 * large),
        "deep-runs": f"<w:p>{_nest('w:ins', run, 20_000 * large)}</w:p>",
        "deep-tables": tables,
        "deep-boxes": f"<w:p>{_nest('w:txbxContent', run, 3000)}</w:p>",
        "many-runs": f"<w:p>{run * 100_000}</w:p>",
        "many-paragraphs": paragraph("一、督查") * 30_000,
        "many-attributes": f"<w:p {attributes}>{run}</w:p>",
        "long-attribute": f'<w:p w:x="{"x" * 5_000_000}">{run}</w:p>',
        "long-text": paragraph("督" * 3_000_000),
        "tabs": f"<w:p><w:r>{'<w:tab/>' * 100_000}</w:r></w:p>",
        "namespaces": "".join(f'<x xmlns="n{n}">' for n in range(2000)) + "</x>" * 2000,
        "include": '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>',
        "field": '<w:p><w:r><w:instrText>INCLUDETEXT "/etc/passwd"</w:instrText></w:r></w:p>',
        **{f"number-{n}": paragraph("督查", properties="").replace("<w:p>", f"<w:p>{number.format(each, each)}", 1)
           for n, each in enumerate(huge)},
    }  # fmt: skip


def _odt_bodies(large: int) -> dict[str, str]:
    counts = ("-1", "0", "1000000000", "9" * 5000, "x", "")
    table = '<table:table><table:table-row table:number-rows-repeated="{0}"><table:table-cell {1}><text:p>督</text:p>'
    ends = "</table:table-cell></table:table-row></table:table>"
    return {
        "deep": _nest("text:section", "<text:p>督</text:p>", 50_000 * large),
        "deep-spans": f"<text:p>{_nest('text:span', '督', 20_000 * large)}</text:p>",
        "deep-lists": _nest("text:list", _nest("text:list-item", "<text:p>督</text:p>", 3000), 3000),
        "many-spaces": "<text:p>" + '<text:s text:c="100000000"/>' * 20_000 + "</text:p>",
        "long-text": f"<text:p>{'督' * 3_000_000}</text:p>",
        **{f"spaces-{n}": f'<text:p>督<text:s text:c="{each}"/>查</text:p>' for n, each in enumerate(counts)},
        **{f"rows-{n}": table.format(each, f'table:number-columns-repeated="{each}"') + ends
           for n, each in enumerate(counts)},
        **{f"outline-{n}": f'<text:h text:outline-level="{each}">督查</text:h>' for n, each in enumerate(counts)},
    }  # fmt: skip


def _pages(canary: str, large: int) -> dict[str, str]:
    names = ("div", "b", "table", "ul", "blockquote", "font", "svg", "select", "template", "a")
    return {
        **{f"deep-{tag}": f"<{tag}>" * (30_000 * large) + "督查" for tag in names},
        "file": f'<iframe src="file://{canary}"></iframe><object data="{canary}"></object><img src="{canary}"><p>督',
        "include": f'<!--#include virtual="{canary}" --><link rel=import href="{canary}"><p>督',
        "script": "<script>while(1);</script><p onload=alert(1)>督<style>@import url(file:///etc/passwd)</style>",
        "attributes": f"<p {' '.join(f'a{n}={n}' for n in range(100_000))}>督",
        "attribute": f"<p title='{'x' * 5_000_000}'>督",
        "open-comment": "<p>督<!--" + "-" * 1_000_000,
        "open-tags": "<p>督" + "<" * 500_000,
        "entities": "&#x10ffff;&#xd800;&#0;&#99999999999;&amp" * 50_000,
        "spans": "<table><tr><td colspan=999999999 rowspan=999999999>督</table>",
        "lists": "<ol start=99999999999999999999><li>督<li value=-1>查</ol>" * 200,
        "formatting": "<a><b><i><u>" * 5000 + "督" + "</a></i>" * 5000,
        "foster": "<table>" + "督<p>" * 20_000,
        "surrogates": "<p>\ud800督\udfff",
        "nul": "<p>\0督\0" * 1000,
    }
