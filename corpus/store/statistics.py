"""What a corpus consists of: its documents counted by what is known of them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from corpus.store.filters import Filters

FIELDS = ("year", "organ", "kind", "level", "language", "collection")


@dataclass(frozen=True, slots=True)
class Counted:
    """A value and the documents that have it; None or "" where it is not known."""

    value: str | int | None
    documents: int
    characters: int


def totals(connection: sqlite3.Connection, filters: Filters) -> tuple[int, int, int]:
    """Documents, characters and passages within the filters."""
    where, values = filters.where()
    row = connection.execute(
        f"SELECT count(*), total(d.characters) FROM documents d WHERE {where}",
        values,
    ).fetchone()
    passages = connection.execute(
        f"SELECT count(*) FROM passages p JOIN documents d ON d.id = p.document_id WHERE {where}", values
    ).fetchone()
    return int(row[0]), int(row[1]), int(passages[0])


def counted(connection: sqlite3.Connection, filters: Filters) -> dict[str, tuple[Counted, ...]]:
    """For each of FIELDS and "tag" the values with their documents, the commonest first."""
    where, values = filters.where()
    found = {
        field: tuple(
            Counted(row[0], int(row[1]), int(row[2]))
            for row in connection.execute(
                f"SELECT d.{field}, count(*), sum(d.characters) FROM documents d WHERE {where} "
                "GROUP BY 1 ORDER BY 2 DESC, 1",
                values,
            )
        )
        for field in FIELDS
    }
    rows = connection.execute(
        f"SELECT t.tag, count(*), sum(d.characters) FROM tags t JOIN documents d ON d.id = t.document_id WHERE {where} "
        "GROUP BY 1 ORDER BY 2 DESC, 1",
        values,
    )
    return found | {"tag": tuple(Counted(row[0], int(row[1]), int(row[2])) for row in rows)}


def spread_passages(connection: sqlite3.Connection, filters: Filters, most: int) -> list[tuple[int, int, int]]:
    """(passage id, document id, text id) of at most so many paragraphs, evenly spread over the corpus."""
    where, values = filters.where()
    within = (
        f"FROM passages p JOIN documents d ON d.id = p.document_id WHERE p.kind IN ('paragraph', 'part') AND {where}"
    )
    count = int(connection.execute(f"SELECT count(*) {within}", values).fetchone()[0])
    step = max(-(-count // most), 1)
    rows = connection.execute(
        "SELECT id, document_id, text_id FROM (SELECT p.id, p.document_id, p.text_id, "
        f"row_number() OVER (ORDER BY p.id) AS place {within}) WHERE place % ? = 0",
        [*values, step],
    ).fetchall()
    return [(row[0], row[1], row[2]) for row in rows]
