"""What the phrase bank asks the store: headings and sentences, with where and how often they are said."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.store.filters import Filters


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, run in or on its own line, or a sentence of a body; ``level`` counts from 1 for headings."""

    start: int
    end: int
    text_id: int
    paragraph_start: int
    is_heading: bool
    level: int


def document_hashes(connection: sqlite3.Connection, filters: Filters) -> dict[int, bytes]:
    """The documents within the filters, each with the hash of its text."""
    where, values = filters.where()
    rows = connection.execute(f"SELECT d.id, d.text_hash FROM documents d WHERE {where}", values)
    return {row[0]: bytes(row[1]) for row in rows}


def document_parts(connection: sqlite3.Connection, document_id: int) -> tuple[str, list[Part]]:
    """A document's text, and its headings and sentences in reading order."""
    text = str(connection.execute("SELECT text FROM documents WHERE id = ?", (document_id,)).fetchone()[0])
    above: dict[int, tuple[bool, list[str]]] = {}
    for start, kind, path in connection.execute(
        "SELECT start, kind, heading_path FROM passages WHERE document_id = ? ORDER BY start, end", (document_id,)
    ):
        if start not in above or kind == "point":  # a point's own heading stands last in its path
            above[start] = (kind == "heading", json.loads(path))
    parts = []
    for start, end, text_id, paragraph in connection.execute(
        "SELECT start, end, text_id, paragraph_start FROM sentences WHERE document_id = ? ORDER BY start",
        (document_id,),
    ):
        on_a_line, path = above.get(start, (False, []))
        runs_in = bool(path) and text[start:end].rstrip("。.：: \n") == path[-1]
        level = len(path) + 1 if on_a_line else len(path) if runs_in else 0
        parts.append(Part(start, end, text_id, paragraph, on_a_line or runs_in, level))
    return text, parts


def titles(connection: sqlite3.Connection, document_ids: Sequence[int]) -> dict[int, str]:
    """The title of each document."""
    wanted = set(document_ids)
    return {row[0]: row[1] for row in connection.execute("SELECT id, title FROM documents") if row[0] in wanted}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence where it stands; offsets into its document's text."""

    text_id: int
    document_id: int
    start: int
    end: int
    text: str


def sentences_with_texts(connection: sqlite3.Connection, text_ids: Sequence[int], filters: Filters) -> list[Said]:
    """The sentences within the filters that say one of the embedded texts, those of the same text together."""
    where, values = filters.where()
    marks = ", ".join("?" * len(text_ids))
    rows = connection.execute(
        f"""
        SELECT s.text_id, s.document_id, s.start, s.end, substr(d.text, s.start + 1, s.end - s.start)
        FROM sentences s JOIN documents d ON d.id = s.document_id
        WHERE s.text_id IN ({marks}) AND {where} ORDER BY s.text_id, s.document_id, s.start
        """,
        [*text_ids, *values],
    )
    return [Said(*row) for row in rows]
