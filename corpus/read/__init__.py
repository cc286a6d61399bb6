"""Files to text: ``read_file`` and ``read_bytes``, one small module for each format.

The name's extension decides the format, and the content must bear it out: a file that is not what its name says is
refused rather than guessed at, so that nothing unexpected gets into a corpus.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePath

from corpus.errors import CorruptFileError, EmptyFileError, EncryptedFileError, FileTooLargeError, UnknownFormatError
from corpus.read.docx import read_docx
from corpus.read.html import read_html
from corpus.read.markdown import read_markdown
from corpus.read.odt import read_odt
from corpus.read.office import read_office
from corpus.read.pdf import read_pdf
from corpus.read.text import read_text
from corpus.types import SourceText

__all__ = ["FILE_LIMIT_BYTES", "FORMATS", "read_bytes", "read_file"]

# The upload limit of the service: a book of 500 pages with photographs stays under it.
FILE_LIMIT_BYTES = 64 * 1024 * 1024

_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF = b"%PDF-"
_RTF = b"{\\rtf"
_PDF_WITHIN_BYTES = 1024  # readers accept what stands before the mark within so much
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")

_READERS: dict[str, Callable[[bytes], SourceText]] = {
    "txt": read_text,
    "text": read_text,
    "md": read_markdown,
    "markdown": read_markdown,
    "docx": read_docx,
    "pdf": read_pdf,
    "html": read_html,
    "htm": read_html,
    "odt": read_odt,
    "doc": partial(read_office, kind="doc"),
    "wps": partial(read_office, kind="wps"),
}
_BINARY = {"docx", "odt", "pdf", "doc", "wps"}

FORMATS: tuple[str, ...] = tuple(_READERS)
"""The extensions that can be read, without the dot."""


def read_file(path: Path) -> SourceText:
    """Read a file.

    :param path: The file; its extension decides the format.
    :return: Its text and blocks.
    :raises OSError: If it cannot be opened.
    :raises ReadError: As ``read_bytes``.
    """
    _check_size(path.stat().st_size)
    return read_bytes(path.read_bytes(), path.name)


def read_bytes(data: bytes, name: str) -> SourceText:
    """Read a file's content.

    :param data: The file's bytes.
    :param name: Its name; only the extension matters.
    :return: Its text and blocks.
    :raises UnknownFormatError: If there is no reader for the extension, or a text file holds no text but binary data.
    :raises CorruptFileError: If the content is not what the name says, or damaged.
    :raises EncryptedFileError: If it asks for a password.
    :raises FileTooLargeError: If it is over FILE_LIMIT_BYTES, or unpacks to far more.
    :raises EmptyFileError: If it holds nothing, or only white space.
    :raises NoTextError: If it is a PDF file of scanned pages.
    :raises ConverterMissingError: If it needs LibreOffice, which is not installed.
    """
    _check_size(len(data))
    extension = PurePath(name).suffix.lower().removeprefix(".")
    if extension not in _READERS:
        known = ", ".join(FORMATS)
        raise UnknownFormatError(f"There is no reader for “{extension}” files; those that can be read are {known}.")
    if not data:
        raise EmptyFileError("The file is empty.")
    _check_content(data, extension)
    try:
        return _READERS[extension](data)
    except RecursionError:
        raise CorruptFileError("The file is damaged: its elements are nested too deeply.") from None


def _check_size(size_bytes: int) -> None:
    if size_bytes > FILE_LIMIT_BYTES:
        raise FileTooLargeError(f"The file is over the limit of {FILE_LIMIT_BYTES / 2**20:g} MiB.")


def _check_content(data: bytes, extension: str) -> None:
    """Refuse content that cannot be of the format that the name says."""
    if extension in _BINARY and not data.strip():
        raise EmptyFileError("The file holds only white space.")
    if extension not in _BINARY:
        if data.startswith((_ZIP, _COMPOUND, _PDF)):
            raise UnknownFormatError(f"The file is named .{extension} but is not text: its name is wrong.")
    elif data.startswith(_COMPOUND) and extension == "docx" and _ENCRYPTED_PACKAGE in data:
        raise EncryptedFileError("The file asks for a password.")
    elif not _fits(data, extension):
        raise CorruptFileError(f"The file is named .{extension} but is something else, or is damaged.")


def _fits(data: bytes, extension: str) -> bool:
    if extension == "pdf":
        return _PDF in data[:_PDF_WITHIN_BYTES]
    if extension in ("doc", "wps"):
        return data.startswith((_COMPOUND, _RTF))
    return data.startswith(_ZIP)
