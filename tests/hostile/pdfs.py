"""PDF files that go in circles, unpack for ever, or have more pages than anybody reads."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_TEXT = b"BT /F1 12 Tf 72 700 Td (Supervision) Tj ET"


def made(canary: str, large: int) -> Iterator[tuple[str, bytes]]:
    """The files."""
    name = canary.encode()
    page = b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> %s >> %s >>"
    plain = page % (b"", b"/MediaBox [0 0 612 792]")
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    for number, kids in enumerate((b"[2 0 R]", b"[3 0 R 2 0 R]", b"[99 0 R]", b"[3 0 R]" * 2, b"null", b"[]")):
        yield (
            f"kids-{number}.pdf",
            _pdf({2: b"<< /Type /Pages /Kids %s /Count 1 >>" % kids, 3: plain, 4: _stream(_TEXT)}),
        )
    for count in (-1, 0, 10**6, 10**9, 10**18):
        yield (
            f"count-{count}.pdf",
            _pdf({2: pages.replace(b"/Count 1", b"/Count %d" % count), 3: plain, 4: _stream(_TEXT)}),
        )
    many = b" ".join([b"3 0 R"] * (300 * large))
    yield "many-pages.pdf", _pdf({2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (many, 300 * large), 3: plain,
                                  4: _stream(_TEXT)})  # fmt: skip
    bomb = zlib.compress(zlib.compress(b" " * (64 * large * 2**20), 9), 9)
    filters = (
        ("flate", b"/FlateDecode", zlib.compress(b" " * (64 * large * 2**20), 9)),
        ("twice", b"[/FlateDecode /FlateDecode]", bomb),
        ("hundred", b"[" + b"/FlateDecode " * 100 + b"]", bomb),
        ("lzw", b"/LZWDecode", b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01" * 1000),
        ("length", b"/RunLengthDecode", b"\x81 " * 200_000),
        ("hex", b"/ASCIIHexDecode", b"20" * 300_000 + b">"),
        ("unknown", b"/Nothing", _TEXT),
        ("crypt", b"/Crypt", _TEXT),
        ("jbig", b"/JBIG2Decode", b"\x97JB2" + bytes(500)),
        ("jpx", b"/JPXDecode", b"\0\0\0\x0cjP  " + bytes(500)),
    )
    for way, said, data in filters:
        yield f"filter-{way}.pdf", _pdf({2: pages, 3: plain, 4: _stream(data, b"/Filter " + said)})
    for way, content in _contents(large).items():
        yield f"content-{way}.pdf", _pdf({2: pages, 3: plain, 4: _stream(content)})
    loop = _stream(
        b"/X0 Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X0 6 0 R >> >>"
    )
    looping = page % (b"/XObject << /X0 6 0 R >>", b"/MediaBox [0 0 612 792]")
    yield "form-in-itself.pdf", _pdf({2: pages, 3: looping, 4: _stream(b"/X0 Do"), 6: loop})
    for number, box in enumerate((b"[0 0 1e30 1e30]", b"[0 0 0 0]", b"[9 9 -9 -9]", b"[nan nan nan nan]", b"7 0 R")):
        yield (
            f"box-{number}.pdf",
            _pdf({2: pages, 3: page % (b"", b"/MediaBox " + box), 4: _stream(_TEXT), 7: b"7 0 R"}),
        )
    for number, length in enumerate((b"-1", b"0", b"99999999999", b"4 0 R", b"null")):
        yield f"length-{number}.pdf", _pdf({2: pages, 3: plain, 4: _stream(_TEXT, length=length)})
    honest = _pdf({2: pages, 3: plain, 4: _stream(_TEXT)})
    start = honest.rindex(b"startxref")
    for number, at in enumerate((b"0", b"-1", b"99999999999", b"9", str(start).encode(), b"x")):
        yield f"xref-{number}.pdf", honest[:start] + b"startxref\n" + at + b"\n%%EOF"
    table = honest.rindex(b"xref\n", 0, start)
    yield "xref-of-itself.pdf", honest.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % table)
    yield "root-in-itself.pdf", honest.replace(b"/Pages 2 0 R", b"/Pages 1 0 R")
    yield (
        "encrypted.pdf",
        honest.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt << /Filter /Standard /V 4 /R 4 /O () >>"),
    )
    yield "title.pdf", honest.replace(b"/Root 1 0 R", b"/Root 1 0 R /Info << /Title (" + b"(" * 50_000 + b") >>")
    array = plain.replace(b"/Parent", b"/X " + b"[" * 100_000 + b"]" * 100_000 + b" /Parent")
    yield "deep-array.pdf", _pdf({2: pages, 3: array, 4: _stream(_TEXT)})
    yield "deep-dictionary.pdf", _pdf({2: pages, 3: plain, 4: _stream(_TEXT), 6: b"<</A" * 50_000 + b">>" * 50_000})
    action = b"<< /S /Launch /F (%s) >>" % name
    yield "launch.pdf", honest.replace(b"/Pages 2 0 R", b"/Pages 2 0 R /OpenAction " + action)
    yield "remote.pdf", honest.replace(b"/Pages 2 0 R", b"/Pages 2 0 R /OpenAction << /S /GoToR /F (%s) >>" % name)
    outside = _stream(b"", b"/F (%s)" % name)
    yield "outside-stream.pdf", _pdf({2: pages, 3: plain, 4: outside})
    yield (
        "script.pdf",
        honest.replace(b"/Pages 2 0 R", b"/Pages 2 0 R /OpenAction << /S /JavaScript /JS (while(1);) >>"),
    )
    for number in range(6):
        yield f"repeated-{number}.pdf", honest * (2 + number)


def _contents(large: int) -> dict[str, bytes]:
    return {
        "many-characters": b"BT /F1 1 Tf " + b"(supervision) Tj " * (6000 * large) + b"ET",
        "many-places": b"".join(b"BT /F1 9 Tf %d %d Td (a) Tj ET " % (n % 600, n % 790) for n in range(6000 * large)),
        "all-in-one-place": b"BT /F1 12 Tf 72 700 Td " + b"(a) Tj 0 0 Td " * 6000 + b"ET",
        "huge-font": b"BT /F1 1e30 Tf (a) Tj ET",
        "no-size": b"BT /F1 0 Tf (a) Tj ET",
        "wild-matrix": b"BT /F1 9 Tf 1e30 1e30 -1e30 nan 1e38 1e38 Tm (a) Tj ET",
        "unbalanced": b"q " * 200_000 + _TEXT,
        "restores": b"Q " * 200_000 + _TEXT,
        "deep-array": b"BT /F1 9 Tf " + b"[" * 50_000 + b"(a)" + b"]" * 50_000 + b" TJ ET",
        "open-string": b"BT /F1 9 Tf (" + b"a" * 200_000,
        "slant": b"".join(b"BT /F1 9 Tf %d 1 -1 %d 300 300 Tm (a) Tj ET " % (n, n) for n in range(800)),
    }


def _stream(data: bytes, more: bytes = b"", length: bytes | None = None) -> bytes:
    return b"<< /Length %s %s >>\nstream\n%s\nendstream" % (length or b"%d" % len(data), more, data)


def _pdf(objects: dict[int, bytes]) -> bytes:
    """A file of objects; 1 is the catalog, 5 a font."""
    whole = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 5: _FONT} | objects
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, each in sorted(whole.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table, size = len(out), max(whole) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 %c \n" % (places.get(number, 0), 110 if number in places else 102)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, table)
    return bytes(out)
