"""The questions a search puts to the store: from embedded texts and words to passages, and back."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.store.database import lots
from corpus.store.filters import Filters


class Unit(NamedTuple):
    """A passage, or one of its sentences, as it was embedded: ``text_id`` names the vector."""

    passage_id: int
    text_id: int
    start: int
    end: int
    is_sentence: int


def units(connection: sqlite3.Connection, passage_ids: Sequence[int]) -> list[Unit]:
    """The embedded texts of each passage: itself first, then its sentences in order."""
    marks = ", ".join("?" * len(passage_ids))
    rows = connection.execute(
        f"""
        SELECT id, text_id, start, end, 0 AS is_sentence FROM passages WHERE id IN ({marks})
        UNION ALL
        SELECT p.id, s.text_id, s.start, s.end, 1 FROM passages p
        JOIN sentences s ON s.document_id = p.document_id AND s.start >= p.start AND s.end <= p.end
        WHERE p.id IN ({marks})
        ORDER BY 1, 5, 3
        """,
        [*passage_ids, *passage_ids],
    )
    return list(map(Unit._make, rows))


def texts_within(connection: sqlite3.Connection, filters: Filters) -> list[int]:
    """Ids of all embedded texts that occur in documents within the filters."""
    where, values = filters.where()
    rows = connection.execute(
        f"""
        SELECT p.text_id FROM passages p JOIN documents d ON d.id = p.document_id WHERE {where}
        UNION SELECT s.text_id FROM sentences s JOIN documents d ON d.id = s.document_id WHERE {where}
        """,
        [*values, *values],
    )
    return [int(row[0]) for row in rows]


def texts_among(connection: sqlite3.Connection, text_ids: Sequence[int], filters: Filters) -> set[int]:
    """Those of the embedded texts that occur in documents within the filters."""
    where, values = filters.where()
    found: set[int] = set()
    for marks, lot in lots(text_ids):
        for table in ("passages", "sentences"):
            rows = connection.execute(
                f"SELECT DISTINCT u.text_id FROM {table} u JOIN documents d ON d.id = u.document_id "
                f"WHERE u.text_id IN ({marks}) AND {where}",
                [*lot, *values],
            )
            found |= {int(row[0]) for row in rows}
    return found


def passages_with_words(
    connection: sqlite3.Connection, match: str, filters: Filters, limit: int
) -> list[tuple[int, float]]:
    """The passages that hold any of the words best by BM25, within the filters: (passage id, score ≥ 0)."""
    where, values = filters.where()
    if not filters:
        question = "SELECT rowid, -rank FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?"
    else:
        # "+" keeps SQLite from asking FTS5 for each of the rowids in turn, which takes ten times as long; and where it
        # orders by rank, FTS5 scores all passages with the words before it is asked which of them are within.
        within = f"SELECT p.id FROM passages p JOIN documents d ON d.id = p.document_id WHERE {where}"
        question = (
            "SELECT rowid, -rank AS score FROM words "
            f"WHERE words MATCH ? AND +rowid IN ({within}) ORDER BY score DESC LIMIT ?"
        )
    rows = connection.execute(question, [match, *values, limit])
    return [(int(row[0]), max(float(row[1]), 0.0)) for row in rows]


def word_frequencies(connection: sqlite3.Connection, words: Sequence[str]) -> tuple[dict[str, int], int]:
    """In how many passages each word occurs (absent when none), and how many passages there are."""
    marks = ", ".join("?" * len(words))
    rows = connection.execute(f"SELECT term, doc FROM words_vocabulary WHERE term IN ({marks})", list(words))
    total = connection.execute("SELECT count(*) FROM passages").fetchone()[0]
    return {row[0]: int(row[1]) for row in rows}, int(total)


def paragraphs(connection: sqlite3.Connection, passage_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """The paragraph that each passage lies in: (document id, start)."""
    marks = ", ".join("?" * len(passage_ids))
    rows = connection.execute(
        f"SELECT id, document_id, paragraph_start FROM passages WHERE id IN ({marks})",
        list(passage_ids),
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def documents_within(connection: sqlite3.Connection, filters: Filters) -> list[int]:
    """Ids of the documents within the filters."""
    where, values = filters.where()
    return [int(row[0]) for row in connection.execute(f"SELECT d.id FROM documents d WHERE {where}", values)]


@dataclass(frozen=True, slots=True)
class SentencePlace:
    """Where a sentence stands: its document, its range there and the name of its vector."""

    document_id: int
    text_id: int
    start: int
    end: int


def sentences_of_texts(
    connection: sqlite3.Connection, text_ids: Sequence[int], filters: Filters
) -> list[SentencePlace]:
    """All sentences, within the filters, whose embedded texts these are."""
    where, values = filters.where()
    found: list[SentencePlace] = []
    for marks, lot in lots(text_ids):
        rows = connection.execute(
            "SELECT s.document_id, s.text_id, s.start, s.end FROM sentences s JOIN documents d ON d.id = s.document_id "
            f"WHERE s.text_id IN ({marks}) AND {where} ORDER BY s.document_id, s.start",
            [*lot, *values],
        )
        found += [SentencePlace(*row) for row in rows]
    return found


def sentences_of(connection: sqlite3.Connection, document_id: int) -> list[SentencePlace]:
    """The sentences of a document, in reading order."""
    rows = connection.execute(
        "SELECT document_id, text_id, start, end FROM sentences WHERE document_id = ? ORDER BY start", (document_id,)
    )
    return [SentencePlace(*row) for row in rows]


def passage_places(connection: sqlite3.Connection, passage_ids: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    """The document and the range of each passage, by its id."""
    found: dict[int, tuple[int, int, int]] = {}
    for marks, lot in lots(passage_ids):
        rows = connection.execute(f"SELECT id, document_id, start, end FROM passages WHERE id IN ({marks})", list(lot))
        found |= {row[0]: (row[1], row[2], row[3]) for row in rows}
    return found
