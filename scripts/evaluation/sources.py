"""The corpus and the drafts of a near-copy run: files to documents, and a document's place back to its files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.compendium import split_documents
from corpus.errors import ReadError
from corpus.read import read_file
from corpus.types import Document
from index.ingest import SourceFile
from index.types import DocumentInfo
from scripts.evaluation.errors import DataError

Complain = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class FilePlace:
    """Where a document begins in a file; the same text may lie in several files."""

    file_name: str
    start: int


@dataclass(slots=True)
class Sources:
    """The files of a corpus as documents, and where each document's text lies.

    A store keeps one document for equal texts and names one place; the truth may name any of the files that have it.
    """

    files: list[SourceFile] = field(default_factory=list)
    _twins: dict[str, list[FilePlace]] = field(default_factory=lambda: defaultdict(list))
    _texts: dict[tuple[str, int], str] = field(default_factory=dict)

    def add(self, path: Path, documents: Sequence[Document]) -> None:
        """Take in one file; its source name is its path, so that files of the same name stay apart."""
        # Where a format's text is not the file's own, offsets are taken in the text that its reader makes.
        self.files.append(SourceFile(str(path), documents, is_file_text=True))
        for document in documents:
            self._twins[document.text].append(FilePlace(path.name, document.file_start))
            self._texts[str(path), document.file_start] = document.text

    def places(self, document: DocumentInfo) -> list[FilePlace]:
        """Every file and start that has this document's text, the one that the store names first."""
        start = document.source_start or 0
        named = FilePlace(Path(document.source).name, start)
        return [named, *(twin for twin in self._twins[self._texts[document.source, start]] if twin != named)]

    def names(self) -> set[str]:
        """The names of all files."""
        return {Path(file.name).name for file in self.files}


def read_sources(paths: Iterable[Path], complain: Complain) -> Sources:
    """Read files, and folders to their depths; a file that cannot be read is complained about and left out.

    :raises DataError: If nothing can be read.
    """
    sources = Sources()
    for path in _files(paths):
        try:
            sources.add(path, split_documents(read_file(path), path.name))
        except ReadError as error:
            complain(f"{path} is left out: {error}")
    if not sources.files:
        raise DataError("The corpus holds no file that can be read.")
    return sources


def read_drafts(folder: Path, complain: Complain) -> dict[str, str]:
    """The decoded text of each draft by its file name; a file that cannot be read is complained about and left out.

    :raises DataError: If nothing can be read.
    """
    drafts = {}
    for path in _files([folder]):
        try:
            drafts[path.name] = read_file(path).text
        except ReadError as error:
            complain(f"{path} is left out: {error}")
    if not drafts:
        raise DataError(f"{folder} holds no draft that can be read.")
    return drafts


def _files(paths: Iterable[Path]) -> list[Path]:
    """Files as named, folders as the files below them, hidden ones left out, each file once."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
        found.update(dict.fromkeys(each for each in inside if not each.name.startswith(".")))
    return list(found)
