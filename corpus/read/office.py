"""Old Word and WPS documents (doc, wps), by way of LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from corpus.errors import ConverterMissingError, CorruptFileError, EncryptedFileError
from corpus.read.docx import read_docx
from corpus.types import SourceText

# LibreOffice starts in 2 to 15 s and converts some 20 pages a second; a file that takes longer hangs it.
CONVERT_TIMEOUT_S = 120
# The start of a Word stream, usually right after the compound file's header of 512 bytes: magic, then flags.
_WORD_STREAM = 512
_WORD_MAGIC = b"\xec\xa5"
_FLAGS_BYTE = 11
_ENCRYPTED = 0x01


def read_office(data: bytes, kind: str) -> SourceText:
    """Convert a document to docx and read that.

    :param data: The file's bytes.
    :param kind: ``doc`` or ``wps``.
    :return: Its text and blocks.
    :raises ConverterMissingError: If LibreOffice is not installed.
    :raises EncryptedFileError: If it asks for a password.
    :raises CorruptFileError: If LibreOffice cannot read it, or not in CONVERT_TIMEOUT_S.
    """
    head = data[_WORD_STREAM : _WORD_STREAM + _FLAGS_BYTE + 1]
    if head.startswith(_WORD_MAGIC) and head[_FLAGS_BYTE:] and head[_FLAGS_BYTE] & _ENCRYPTED:
        raise EncryptedFileError("The file asks for a password.")
    program = converter()
    if program is None:
        raise ConverterMissingError(f"Reading {kind} files needs LibreOffice, which is not installed.")
    with tempfile.TemporaryDirectory(prefix="wenheng-") as name:
        folder = Path(name)
        # WPS writes Word's own format under another name; under its own one LibreOffice looks for Microsoft Works.
        source = folder / "source.doc"
        source.write_bytes(data)
        _run(program, folder, source)
        converted = folder / "out" / "source.docx"
        if not converted.is_file():
            raise CorruptFileError("The file is damaged or asks for a password: LibreOffice cannot read it.")
        return replace(read_docx(converted.read_bytes()), format=kind)


def converter() -> str | None:
    """LibreOffice's program; None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def _run(program: str, folder: Path, source: Path) -> None:
    """Run LibreOffice with a profile of its own, so that one the user has open does not answer instead."""
    command = [
        program, "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to", "docx", "--outdir", str(folder / "out"), str(source),
    ]  # fmt: skip
    # A session of its own: soffice is a script that starts the program, and both must end at the time limit.
    process = subprocess.Popen(  # noqa: S603 (a fixed command; the file's name is ours)
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(CONVERT_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        raise CorruptFileError(f"LibreOffice did not finish reading the file in {CONVERT_TIMEOUT_S} s.") from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
