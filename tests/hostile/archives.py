"""Zip archives that are not what they seem, as docx and odt."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Iterator

from tests.corpus.read_builders import docx, odt, paragraph

MIB = 2**20
_MAIN = {"docx": "word/document.xml", "odt": "content.xml"}


def made(canary: str, large: int) -> Iterator[tuple[str, bytes]]:
    """Archives: bombs, lies about sizes and names, other files inside."""
    simple = docx(paragraph("督查。"))
    yield "bomb-beside.docx", _with(simple, {"media/x.png": bytes(300 * MIB)})
    yield "many-members.docx", _with(simple, {f"m/{number}": b"" for number in range(66_000)})
    honest = {"docx": docx(paragraph("督查。")), "odt": odt("<text:p>督查。</text:p>")}
    for kind, data in honest.items():
        main = _MAIN[kind]
        for method, way in (
            (zipfile.ZIP_DEFLATED, "deflate"),
            (zipfile.ZIP_BZIP2, "bzip2"),
            (zipfile.ZIP_LZMA, "lzma"),
        ):
            yield f"bomb-{way}.{kind}", _with(data, {main: b"<a>" + b" " * (33 * large * MIB) + b"</a>"}, method)
        inner = _with(data, {"deep": bytes(10 * MIB)})
        for _ in range(8):
            inner = _with(data, {"deep.zip": inner, "deeper.zip": inner})
        yield f"nested.{kind}", inner
        names = ("../../../etc/passwd", canary, "C:\\windows\\x", "word/../../x", "a\0b", "", "/", "." * 300, "\uffff")
        for number, name in enumerate(names):
            yield f"name-{number}.{kind}", _with(data, {name: b"x"})
        yield f"twice.{kind}", _twice(data, main)
        yield f"link.{kind}", _link(data, main, canary)
        yield f"linked-beside.{kind}", _link(data, "word/media/link.png", canary)
        for offset, name in ((24, "size"), (20, "packed"), (8, "flags"), (10, "method"), (42, "place"), (16, "crc")):
            for value in (0, 1, 0x7FFFFFFF, 0xFFFFFFFF):
                yield f"lie-{name}-{value:x}.{kind}", _lie(data, offset, value, 2 if offset in {8, 10} else 4)
        yield f"comment.{kind}", data[:-2] + struct.pack("<H", 65_535) + b"#" * 65_535
        yield f"before.{kind}", b"PK\x03\x04" + bytes(2000) + data
        yield f"overlapping.{kind}", _overlapping(main, large)
        yield f"only-a-directory.{kind}", data[data.index(b"PK\x01\x02") :]
        yield f"no-main-part.{kind}", _with(b"", {"mimetype": b"application/x"})


def _with(data: bytes, parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive with further or other parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as target:
        if data:
            with zipfile.ZipFile(io.BytesIO(data)) as source:
                for name in source.namelist():
                    if name not in parts:
                        target.writestr(name, source.read(name))
        for name, content in parts.items():
            about = zipfile.ZipInfo("x")
            about.filename, about.compress_type = name, method
            target.writestr(about, content)
    return out.getvalue()


def _twice(data: bytes, main: str) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as target, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that the name is there already is the point
        about = zipfile.ZipInfo("x")
        about.filename = main
        target.writestr(about, b"<not-the-same/>")
    return out.getvalue()


def _link(data: bytes, name: str, canary: str) -> bytes:
    """A symbolic link in place of a part, as Unix zip stores it."""
    about = zipfile.ZipInfo(name)
    about.create_system, about.external_attr = 3, 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for each in source.namelist():
            if each != name:
                target.writestr(each, source.read(each))
        target.writestr(about, canary)
    return out.getvalue()


def _lie(data: bytes, offset: int, value: int, width: int) -> bytes:
    """A field of each central directory record, changed."""
    changed = bytearray(data)
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        changed[at + offset : at + offset + width] = (value & (1 << 8 * width) - 1).to_bytes(width, "little")
        at = changed.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def _overlapping(main: str, large: int) -> bytes:
    """Thousands of names for the same packed megabytes (Fifield 2019, in its simplest form)."""
    base = _with(b"", {main: b" " * (4 * large * MIB)})
    start = base.index(b"PK\x01\x02")
    record = base[start : base.index(b"PK\x05\x06")]
    many = 4000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, many, many, many * len(record), start, 0)
    return base[:start] + record * many + end
