"""What goes into the store and what comes out of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.types import Facts


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document lies in its file; None for formats whose text is not the file's own."""

    file_start: int | None
    file_end: int | None


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage to be stored. ``key`` is the hash of the text that is embedded, ``tokens`` what words find it by."""

    kind: str
    start: int
    end: int
    paragraph: tuple[int, int]
    heading_path: tuple[str, ...]
    key: bytes
    tokens: str


@dataclass(frozen=True, slots=True)
class NewSentence:
    """A sentence to be stored."""

    start: int
    end: int
    paragraph_start: int
    key: bytes


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document ready to be stored, its text split and its words and fingerprints computed.

    ``script`` names the group of languages whose vectors are compared directly (zh, en, ja, ko, other).
    """

    text: str
    text_hash: bytes
    facts: Facts
    script: str
    place: Place
    metadata: Mapping[str, str]
    passages: tuple[NewPassage, ...]
    sentences: tuple[NewSentence, ...]
    fingerprints: bytes


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A stored document without its text.

    ``source`` is the name of the file or caller it came from, ``source_start``/``source_end`` its place in that
    file's decoded text (None for formats whose text is not the file's own). ``corrected`` names the facts a user
    has set by hand. ``added_at`` is UTC, ISO 8601.
    """

    id: int
    title: str
    kind: str
    organ: str
    level: str
    year: int | None
    language: str
    collection: str
    source: str
    source_start: int | None
    source_end: int | None
    tags: tuple[str, ...]
    metadata: Mapping[str, str]
    corrected: tuple[str, ...]
    characters: int
    passages: int
    added_at: str


@dataclass(frozen=True, slots=True)
class PassageInfo:
    """A stored passage with its text; ``paragraph`` is the range of the block it lies in."""

    id: int
    document_id: int
    kind: str
    start: int
    end: int
    paragraph: tuple[int, int]
    heading_path: tuple[str, ...]
    text: str


# The columns document_info() reads; the first place by name stands for a text that lies in several files.
DOCUMENT_COLUMNS = """
    d.id, d.title, d.kind, d.organ, d.level, d.year, d.language, d.collection, d.corrected, d.metadata,
    d.characters, d.added_at, p.source, p.file_start, p.file_end,
    (SELECT count(*) FROM passages WHERE document_id = d.id) AS passages,
    (SELECT json_group_array(tag) FROM (SELECT tag FROM tags WHERE document_id = d.id ORDER BY tag)) AS tags
"""
DOCUMENT_TABLES = """
    documents d JOIN places p ON p.document_id = d.id AND (p.source, p.ordinal) =
        (SELECT source, ordinal FROM places WHERE document_id = d.id ORDER BY source, ordinal LIMIT 1)
"""
PASSAGE_COLUMNS = """
    p.id, p.document_id, p.kind, p.start, p.end, p.paragraph_start, p.paragraph_end, p.heading_path,
    substr(d.text, p.start + 1, p.end - p.start) AS text
"""


def document_info(row: sqlite3.Row) -> DocumentInfo:
    """A row of DOCUMENT_COLUMNS as a DocumentInfo."""
    return DocumentInfo(
        id=row["id"],
        title=row["title"],
        kind=row["kind"],
        organ=row["organ"],
        level=row["level"],
        year=row["year"],
        language=row["language"],
        collection=row["collection"],
        source=row["source"],
        source_start=row["file_start"],
        source_end=row["file_end"],
        tags=tuple(json.loads(row["tags"])),
        metadata=json.loads(row["metadata"]),
        corrected=tuple(json.loads(row["corrected"])),
        characters=row["characters"],
        passages=row["passages"],
        added_at=row["added_at"],
    )


def passage_info(row: sqlite3.Row) -> PassageInfo:
    """A row of PASSAGE_COLUMNS as a PassageInfo."""
    return PassageInfo(
        id=row["id"],
        document_id=row["document_id"],
        kind=row["kind"],
        start=row["start"],
        end=row["end"],
        paragraph=(row["paragraph_start"], row["paragraph_end"]),
        heading_path=tuple(json.loads(row["heading_path"])),
        text=row["text"],
    )
