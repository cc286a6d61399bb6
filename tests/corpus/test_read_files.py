import io
import shutil
import subprocess
import zipfile
from contextlib import suppress
from pathlib import Path

import docx as python_docx
import pytest

from corpus import read
from corpus.errors import (
    ConverterMissingError,
    CorruptFileError,
    EmptyFileError,
    EncryptedFileError,
    FileTooLargeError,
    ReadError,
    UnknownFormatError,
)
from corpus.read import FORMATS, archive, read_bytes, read_file
from corpus.read.docx import read_docx
from tests.corpus.read_builders import chinese_style, docx, odt, paragraph, pdf, shown, zipped

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TEXT = "各单位要认真抓好落实。"
FILES = {
    "txt": TEXT.encode(),
    "text": TEXT.encode("gb18030"),
    "md": TEXT.encode(),
    "markdown": TEXT.encode("utf-16"),
    "docx": docx(paragraph(TEXT)),
    "pdf": pdf([(TEXT, chinese_style())]),
    "html": f"<p>{TEXT}</p>".encode(),
    "htm": f"<p>{TEXT}</p>".encode("gb18030"),
    "odt": odt(f"<text:p>{TEXT}</text:p>"),
}
BINARY = bytes(range(256)) * 40
WORD_97 = COMPOUND + bytes(504) + b"\xec\xa5\xc1" + bytes(9)


@pytest.mark.parametrize("extension", FILES)
def test_every_format_by_its_name(extension: str, tmp_path: Path) -> None:
    path = tmp_path / f"文件.{extension.upper()}"
    path.write_bytes(FILES[extension])
    source = read_file(path)
    assert shown(source) == [TEXT]
    assert source == read_bytes(FILES[extension], path.name)


def test_the_formats_are_these() -> None:
    assert set(FORMATS) == {*FILES, "doc", "wps"}


@pytest.mark.parametrize("name", ["a.xlsx", "a", "docx", ".docx", "a.docx.exe", ""])
def test_no_reader_for_it(name: str) -> None:
    with pytest.raises(UnknownFormatError):
        read_bytes(FILES["docx"], name)


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("data", [b"", b" \r\n\t \n"])
def test_nothing_in_it(extension: str, data: bytes) -> None:
    with pytest.raises(EmptyFileError):
        read_bytes(data, f"a.{extension}")


@pytest.mark.parametrize("extension", ["docx", "odt", "pdf", "doc", "wps"])
@pytest.mark.parametrize("data", [BINARY, TEXT.encode(), b"PK\x03\x04" + BINARY, b"\x89PNG\r\n\x1a\n" + BINARY])
def test_something_else_under_a_wrong_name(extension: str, data: bytes) -> None:
    with pytest.raises(CorruptFileError):
        read_bytes(data, f"a.{extension}")


@pytest.mark.parametrize(
    ("content", "name"), [("docx", "a.odt"), ("odt", "a.docx"), ("pdf", "a.docx"), ("docx", "a.pdf")]
)
def test_another_format_under_a_wrong_name(content: str, name: str) -> None:
    with pytest.raises(CorruptFileError):
        read_bytes(FILES[content], name)


@pytest.mark.parametrize("extension", ["txt", "md", "html"])
@pytest.mark.parametrize("data", [BINARY, FILES["docx"], FILES["pdf"], WORD_97, b"text with\x00 a NUL"])
def test_binary_data_under_the_name_of_text(extension: str, data: bytes) -> None:
    with pytest.raises(UnknownFormatError):
        read_bytes(data, f"a.{extension}")


@pytest.mark.parametrize("extension", ["docx", "odt", "pdf"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_truncated_files_end_in_a_read_error(extension: str, share: float) -> None:
    data = FILES[extension]
    if extension == "pdf":  # pdfium rebuilds what it can of a truncated file, text or none
        with suppress(ReadError):
            read_bytes(data[: int(len(data) * share)], "a.pdf")
    else:
        with pytest.raises(CorruptFileError):
            read_bytes(data[: int(len(data) * share)], f"a.{extension}")


def test_bytes_damaged_inside_an_archive() -> None:
    data = bytearray(docx(paragraph(TEXT * 50)))
    at = data.index(b"word/document.xml") + len("word/document.xml") + 20
    data[at : at + 20] = bytes(20)
    with pytest.raises(CorruptFileError):
        read_bytes(bytes(data), "a.docx")


def test_encrypted_documents() -> None:
    with pytest.raises(EncryptedFileError):
        read_bytes(COMPOUND + bytes(1000) + "EncryptedPackage".encode("utf-16-le"), "a.docx")
    with pytest.raises(EncryptedFileError):
        read_bytes(WORD_97[:-1] + b"\x01" + bytes(100), "a.doc")
    with pytest.raises(EncryptedFileError):
        read_bytes(pdf([(TEXT, chinese_style())], password="1234"), "a.pdf")


def test_a_zip_with_a_password() -> None:
    data = bytearray(FILES["docx"])
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    with pytest.raises(EncryptedFileError):
        read_bytes(bytes(data), "a.docx")


def test_too_large_is_refused_before_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "FILE_LIMIT_BYTES", 1000)
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * 1001)
    path.chmod(0)
    with pytest.raises(FileTooLargeError):
        read_file(path)
    with pytest.raises(FileTooLargeError):
        read_bytes(b"a" * 1001, "a.txt")
    assert read_bytes(b"a" * 1000, "a.txt").text == "a" * 1000


def test_bombs_are_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped({"word/document.xml": FILES["txt"], "word/media/a.bin": bytes(archive.UNPACKED_LIMIT_BYTES)})
    assert len(bomb) < 2**20
    with pytest.raises(FileTooLargeError):
        read_bytes(bomb, "a.docx")
    monkeypatch.setattr(archive, "XML_LIMIT_BYTES", 200)
    with pytest.raises(FileTooLargeError):
        read_bytes(docx(paragraph(TEXT * 50)), "a.docx")


def test_pictures_count_towards_the_whole_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "XML_LIMIT_BYTES", 5000)
    source = zipfile.ZipFile(io.BytesIO(FILES["docx"]))
    parts: dict[str, str | bytes] = {name: source.read(name) for name in source.namelist()}
    assert shown(read_docx(zipped(parts | {"word/media/a.png": bytes(6000)}))) == [TEXT]


@pytest.mark.parametrize("wrapped", ["<w:ins>{}</w:ins>", "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"])
def test_endless_nesting_is_damage(wrapped: str) -> None:
    before, after = wrapped.split("{}")
    with pytest.raises(CorruptFileError):
        read_bytes(docx(before * 5000 + paragraph(TEXT) + after * 5000), "a.docx")


def test_entities_are_not_expanded() -> None:
    lines = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    bomb = f'<!DOCTYPE d [<!ENTITY e0 "x">{lines}]><d><body><p><r><t>&e9;</t></r></p></body></d>'
    with pytest.raises(CorruptFileError):
        read_bytes(zipped({"word/document.xml": bomb}), "a.docx")


@pytest.mark.parametrize("name", ["a.doc", "a.wps"])
def test_without_libreoffice_it_says_just_that(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ConverterMissingError, match="LibreOffice, which is not installed"):
        read_bytes(WORD_97, name)


def test_errors_never_hold_the_text() -> None:
    for extension, data in (("txt", (TEXT + "\0").encode()), ("docx", zipped({"word/document.xml": TEXT}))):
        with pytest.raises(ReadError) as caught:
            read_bytes(data, f"{TEXT}.{extension}")
        assert TEXT not in str(caught.value)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
class TestWithLibreOffice:
    def test_an_old_word_document(self, tmp_path: Path) -> None:
        source = tmp_path / "a.docx"
        document = python_docx.Document()
        for text in (TEXT, "第二段。"):
            document.add_paragraph(text)
        document.save(str(source))
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = ["soffice", "--headless", profile, "--convert-to", "doc", "--outdir", str(tmp_path), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        for name in ("a.doc", "a.wps"):
            result = read_bytes((tmp_path / "a.doc").read_bytes(), name)
            assert shown(result) == [TEXT, "第二段。"]
            assert result.format == name[2:]

    def test_what_libreoffice_cannot_read(self) -> None:
        with pytest.raises(CorruptFileError):
            read_bytes(COMPOUND + bytes(2000), "a.doc")
