"""What the ranking of a search asks the store: the passages that may answer, and figures of all of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from corpus.store.filters import Filters


def version(connection: sqlite3.Connection) -> int:
    """The store's version in the state that this connection sees."""
    return int(connection.execute("SELECT value FROM settings WHERE key = 'store_version'").fetchone()[0])


def passage_figures(connection: sqlite3.Connection) -> tuple[int, float]:
    """How many passages there are, and their length on average (1 when there are none)."""
    count, length = connection.execute("SELECT count(*), avg(end - start) FROM passages").fetchone()
    return int(count), float(length or 1.0)


def spread_texts(connection: sqlite3.Connection, count: int) -> list[str]:
    """The texts of about so many passages, evenly spread over the corpus."""
    passages = connection.execute("SELECT count(*) FROM passages").fetchone()[0]
    rows = connection.execute(
        "SELECT substr(d.text, p.start + 1, p.end - p.start) FROM passages p JOIN documents d ON d.id = p.document_id "
        "WHERE p.id % ? = 0",
        (max(int(passages) // count, 1),),
    )
    return [row[0] for row in rows]


class PassagePlace(NamedTuple):
    """Where a passage stands: its document and paragraph, its embedded text, and its kind."""

    passage_id: int
    document_id: int
    text_id: int
    kind: str
    paragraph_start: int


class Candidate(NamedTuple):
    """A passage as it is weighed: where it stands, its text, the title and headings above it.

    ``text`` is the whole paragraph where the passage is only a part of one that is too long for the model; ``start`` is
    where ``text`` begins in the document.
    """

    place: PassagePlace
    start: int
    text: str
    above: str


_PLACE = "p.id, p.document_id, p.text_id, p.kind, p.paragraph_start"
_TEXT = """
    iif(p.kind = 'part', substr(d.text, p.paragraph_start + 1, p.paragraph_end - p.paragraph_start),
        substr(d.text, p.start + 1, p.end - p.start))
"""


def candidates(connection: sqlite3.Connection, passage_ids: Sequence[int]) -> dict[int, Candidate]:
    """The passages by id."""
    marks = ", ".join("?" * len(passage_ids))
    rows = connection.execute(
        f"""
        SELECT {_PLACE}, iif(p.kind = 'part', p.paragraph_start, p.start), {_TEXT}, d.title || ' ' || p.heading_path
        FROM passages p JOIN documents d ON d.id = p.document_id WHERE p.id IN ({marks})
        """,
        list(passage_ids),
    )
    return {row[0]: Candidate(PassagePlace._make(row[:5]), *row[5:]) for row in rows}


def places_with_texts(
    connection: sqlite3.Connection, text_ids: Sequence[int], filters: Filters
) -> list[tuple[PassagePlace, int]]:
    """The passages within the filters that are one of the embedded texts, or hold a sentence that is, each with that
    text."""
    where, values = filters.where()
    documents = "JOIN documents d ON d.id = p.document_id" if filters else ""
    marks = ", ".join("?" * len(text_ids))
    rows = connection.execute(
        f"""
        SELECT {_PLACE}, p.text_id FROM passages p {documents} WHERE p.text_id IN ({marks}) AND {where}
        UNION ALL
        SELECT {_PLACE}, s.text_id FROM sentences s
        JOIN passages p ON p.document_id = s.document_id AND p.paragraph_start = s.paragraph_start
            AND p.start <= s.start AND p.end >= s.end
        {documents} WHERE s.text_id IN ({marks}) AND {where}
        """,
        [*text_ids, *values, *text_ids, *values],
    )
    return [(PassagePlace._make(row[:5]), row[5]) for row in rows]


def passages_holding(connection: sqlite3.Connection, match: str, filters: Filters) -> list[int]:
    """All passages that FTS5 finds for a question, within the filters, in no order."""
    where, values = filters.where()
    within = ""
    if filters:
        within = f"AND +rowid IN (SELECT p.id FROM passages p JOIN documents d ON d.id = p.document_id WHERE {where})"
    rows = connection.execute(f"SELECT rowid FROM words WHERE words MATCH ? {within}", [match, *values])
    return [int(row[0]) for row in rows]


def paragraph_order(connection: sqlite3.Connection, document_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """The place of each paragraph of documents: (document id, paragraph start) → 0, 1, 2 …, documents one by one."""
    marks = ", ".join("?" * len(document_ids))
    rows = connection.execute(
        f"SELECT DISTINCT document_id, paragraph_start FROM passages WHERE document_id IN ({marks}) ORDER BY 1, 2",
        list(document_ids),
    ).fetchall()
    return {(row[0], row[1]): place for place, row in enumerate(rows)}


def passage_texts(connection: sqlite3.Connection, document_id: int) -> list[int]:
    """The embedded texts of a document's paragraphs and parts (no headings, no points), in reading order."""
    rows = connection.execute(
        "SELECT text_id FROM passages WHERE document_id = ? AND kind IN ('paragraph', 'part') ORDER BY start",
        (document_id,),
    )
    return [int(row[0]) for row in rows]


def documents_with_texts(
    connection: sqlite3.Connection, text_ids: Sequence[int], filters: Filters
) -> dict[int, list[int]]:
    """The documents within the filters that say each of the embedded texts, in a passage or sentence."""
    where, values = filters.where()
    marks = ", ".join("?" * len(text_ids))
    rows = connection.execute(
        f"""
        SELECT p.text_id, d.id FROM passages p JOIN documents d ON d.id = p.document_id
        WHERE p.text_id IN ({marks}) AND {where}
        UNION
        SELECT s.text_id, d.id FROM sentences s JOIN documents d ON d.id = s.document_id
        WHERE s.text_id IN ({marks}) AND {where}
        """,
        [*text_ids, *values, *text_ids, *values],
    )
    found: dict[int, list[int]] = {}
    for text_id, document_id in rows:
        found.setdefault(text_id, []).append(document_id)
    return found
