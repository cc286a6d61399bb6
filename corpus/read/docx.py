"""Word documents (docx): body, notes, headers and footers, in that order."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from corpus.errors import CorruptFileError
from corpus.read.archive import Archive
from corpus.read.docx_body import Walker
from corpus.read.docx_numbering import Numbering
from corpus.read.docx_styles import Styles
from corpus.read.pieces import Piece, assemble, clean, is_page_number, title_in, title_of
from corpus.types import BlockRole, SourceText

_SEPARATOR_NOTES = {"separator", "continuationSeparator", "continuationNotice"}


@dataclass(frozen=True, slots=True)
class _Link:
    """A relationship of the main part: its id, the last word of its type, the part it points to."""

    id: str
    kind: str
    part: str


def read_docx(data: bytes) -> SourceText:
    """Read a Word document: tracked changes accepted, hidden text left out, automatic numbers written out.

    :param data: The file's bytes.
    :return: Its text and blocks.
    :raises CorruptFileError: If it is not a Word document or damaged.
    :raises EncryptedFileError: If it asks for a password.
    :raises FileTooLargeError: If it unpacks to too much.
    :raises EmptyFileError: If it holds no text.
    """
    archive = Archive(data)
    main = next((link.part for link in _links(archive, "") if link.kind == "officeDocument"), "word/document.xml")
    if main not in archive:
        raise CorruptFileError("The file is not a Word document.")
    links = _links(archive, main)
    body = archive.xml(main).find("body")
    if body is None:
        raise CorruptFileError("The file is not a Word document: it has no body.")
    walker = Walker(Styles(_part(archive, links, "styles")), Numbering(_part(archive, links, "numbering")))
    pieces = list(walker.pieces(body))
    title = title_of(pieces) or title_in(_core_title(archive), pieces)
    for kind in ("footnotes", "endnotes"):
        pieces += _notes(walker, _part(archive, links, kind))
    pieces += _edges(archive, links, walker, body)
    return assemble(pieces, "docx", title=title)


def _links(archive: Archive, part: str) -> list[_Link]:
    """The relationships of a part; "" for those of the whole file."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in archive:
        return []
    return [
        _Link(
            element.get("Id", ""),
            element.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, element.get("Target", ""))).lstrip("/"),
        )
        for element in archive.xml(path)
        if element.get("TargetMode") != "External"
    ]


def _part(archive: Archive, links: list[_Link], kind: str) -> Element | None:
    """A part by its kind, None when there is none; links into nowhere do occur."""
    return next((archive.xml(link.part) for link in links if link.kind == kind and link.part in archive), None)


def _notes(walker: Walker, root: Element | None) -> Iterator[Piece]:
    for note in root if root is not None else ():
        if note.get("type") not in _SEPARATOR_NOTES:
            yield from walker.pieces(note, "footnote")


def _edges(archive: Archive, links: list[_Link], walker: Walker, body: Element) -> Iterator[Piece]:
    """Headers, then footers, each text once; page numbers are not text."""
    parts = {link.id: link.part for link in links if link.part in archive}
    edges: tuple[tuple[str, BlockRole], ...] = (("headerReference", "header"), ("footerReference", "footer"))
    for tag, role in edges:
        used = dict.fromkeys(parts[ref.get("id", "")] for ref in body.iter(tag) if ref.get("id") in parts)
        seen: set[str] = set()
        for part in used:
            for piece in walker.pieces(archive.xml(part), role):
                text = clean(piece.text)
                if text not in seen and not is_page_number(text):
                    seen.add(text)
                    yield piece


def _core_title(archive: Archive) -> str:
    for link in _links(archive, ""):
        if link.kind == "core-properties" and link.part in archive:
            return archive.xml(link.part).findtext("title") or ""
    return ""
