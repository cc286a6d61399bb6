"""Documents in an open form: plain JSON, with all that was recognised, corrected and split, and nothing derived.

Hashes, words, fingerprints and vectors are made again of it (:mod:`index.archived`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from corpus.store.store import Store

#: Rises when a reader of the former form would misunderstand the new one.
FORMAT = 1
_DOCUMENT = ("id", "collection", "title", "kind", "organ", "level", "year", "language", "added_at", "text")
# What hangs on a document: table, columns, order.
_PARTS = {
    "places": ("source, ordinal, file_start, file_end", "source, ordinal"),
    "passages": ("id, kind, start, end, paragraph_start, paragraph_end, heading_path", "id"),
    "sentences": ("start, end, paragraph_start", "start"),
}

Record = dict[str, Any]


def records(store: Store) -> Iterator[Record]:
    """Every document as the store has it at one moment, also while others write, in the order of ids."""
    with store.reading() as connection:
        for document_id in [row[0] for row in connection.execute("SELECT id FROM documents ORDER BY id")]:
            yield _record(connection, document_id)


def kept_checks(store: Store) -> Iterator[Record]:
    """Every kept check; what is JSON in the store is JSON in it."""
    with store.reading() as connection:
        for row in connection.execute("SELECT * FROM checks ORDER BY created_at, id"):
            yield dict(row) | {"draft_hash": bytes(row["draft_hash"]).hex()}


def _record(connection: sqlite3.Connection, document_id: int) -> Record:
    row = connection.execute("SELECT * FROM documents WHERE id = ?", (document_id,)).fetchone()
    tags = connection.execute("SELECT tag FROM tags WHERE document_id = ? ORDER BY tag", (document_id,))
    record: Record = {name: row[name] for name in _DOCUMENT}
    record |= {"corrected": json.loads(row["corrected"]), "metadata": json.loads(row["metadata"])}
    record["tags"] = [each[0] for each in tags]
    for table, (columns, order) in _PARTS.items():
        found = connection.execute(
            f"SELECT {columns} FROM {table} WHERE document_id = ? ORDER BY {order}", (document_id,)
        )
        record[table] = [dict(each) for each in found]
    for passage in record["passages"]:
        passage["heading_path"] = json.loads(passage["heading_path"])
    return record
