"""Documents taken out of the store with all that hangs on them, so that they can be put back as they were."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.store.database import lots
from corpus.store.writer import Change

# The tables a document's rows are in, and the column that names the document.
_TABLES = {
    "documents": "id",
    "places": "document_id",
    "tags": "document_id",
    "passages": "document_id",
    "sentences": "document_id",
}
_OF_TEXTS = (
    "SELECT text_id FROM passages WHERE document_id IN ({marks}) "
    "UNION SELECT text_id FROM sentences WHERE document_id IN ({marks})"
)


@dataclass(frozen=True, slots=True)
class Removed:
    """Rows as they were, by table; ``words`` are (passage id, tokens), ``texts`` (id, script, hash)."""

    rows: Mapping[str, tuple[Mapping[str, object], ...]]
    words: tuple[tuple[int, str], ...]
    texts: tuple[tuple[int, str, bytes], ...]
    vectors: Mapping[int, tuple[tuple[int, bytes], ...]]

    @property
    def documents(self) -> int:
        """How many documents they are."""
        return len(self.rows["documents"])

    @property
    def size_bytes(self) -> int:
        """About what they take in memory: texts, tokens and vectors."""
        texts = sum(2 * len(str(row["text"])) for row in self.rows["documents"])
        tokens = sum(2 * len(each) for _, each in self.words)
        return texts + tokens + sum(len(vector) for each in self.vectors.values() for _, vector in each)


def copy(connection: sqlite3.Connection, document_ids: Sequence[int]) -> Removed:
    """All rows of those of the documents that exist."""
    rows: dict[str, list[Mapping[str, object]]] = {table: [] for table in _TABLES}
    words: list[tuple[int, str]] = []
    texts: dict[int, tuple[int, str, bytes]] = {}
    vectors: dict[int, list[tuple[int, bytes]]] = {}
    for marks, lot in lots(list(dict.fromkeys(document_ids))):
        for table, column in _TABLES.items():
            found = connection.execute(f"SELECT * FROM {table} WHERE {column} IN ({marks})", lot)
            rows[table] += [dict(row) for row in found]
        words += connection.execute(
            f"SELECT w.rowid, w.tokens FROM passages p JOIN words w ON w.rowid = p.id WHERE p.document_id IN ({marks})",
            lot,
        ).fetchall()
        used, twice = _OF_TEXTS.format(marks=marks), [*lot, *lot]
        for row in connection.execute(f"SELECT id, script, hash FROM texts WHERE id IN ({used})", twice):
            texts[row[0]] = (row[0], row[1], bytes(row[2]))
        for row in connection.execute(
            f"SELECT text_id, model_id, vector FROM vectors WHERE text_id IN ({used})", twice
        ):
            held = vectors.setdefault(row[0], [])
            if (row[1], bytes(row[2])) not in held:
                held.append((row[1], bytes(row[2])))
    return Removed(
        {table: tuple(found) for table, found in rows.items()},
        tuple((row[0], row[1]) for row in words),
        tuple(texts.values()),
        {text_id: tuple(each) for text_id, each in vectors.items()},
    )


def put_back(connection: sqlite3.Connection, removed: Removed) -> Change:
    """Put documents back under their ids; those whose text has come again meanwhile stay as they are now."""
    change = Change()
    back: set[object] = set()
    for row in removed.rows["documents"]:
        known = connection.execute(
            "SELECT 1 FROM documents WHERE id = ? OR (collection = ? AND text_hash = ?)",
            (row["id"], row["collection"], row["text_hash"]),
        ).fetchone()
        if known is None:
            _insert(connection, "documents", row)
            back.add(row["id"])
            change.documents.append((int(str(row["id"])), "added"))
    rows = {
        table: [row for row in found if row[_TABLES[table]] in back]
        for table, found in removed.rows.items()
        if table != "documents"
    }
    ids = _put_texts(connection, removed, {row["text_id"] for row in (*rows["passages"], *rows["sentences"])}, change)
    for table in ("passages", "sentences"):
        for row in rows[table]:
            _insert(connection, table, {**row, "text_id": ids[row["text_id"]]})
    for row in rows["tags"]:
        _insert(connection, "tags", row)
    for row in rows["places"]:
        _put_place(connection, row)
    passages = {row["id"] for row in rows["passages"]}
    connection.executemany(
        "INSERT INTO words (rowid, tokens) VALUES (?, ?)", [each for each in removed.words if each[0] in passages]
    )
    return change


def _put_texts(
    connection: sqlite3.Connection, removed: Removed, wanted: set[object], change: Change
) -> dict[object, int]:
    """The embedded texts with their vectors, where they are gone; their present ids by their former ones."""
    ids: dict[object, int] = {}
    for text_id, script, name in removed.texts:
        if text_id not in wanted:
            continue
        row = connection.execute("SELECT id FROM texts WHERE hash = ?", (name,)).fetchone()
        if row is not None:
            ids[text_id] = int(row[0])
            continue
        connection.execute("INSERT INTO texts (id, script, hash) VALUES (?, ?, ?)", (text_id, script, name))
        connection.executemany(
            "INSERT INTO vectors VALUES (?, ?, ?)",
            [(text_id, model_id, vector) for model_id, vector in removed.vectors.get(text_id, ())],
        )
        ids[text_id] = change.new_texts[name] = text_id
    return ids


def _put_place(connection: sqlite3.Connection, row: Mapping[str, object]) -> None:
    """A place as it was, or after the last of its source where another document has taken it meanwhile."""
    taken = connection.execute(
        "SELECT max(ordinal), max(ordinal = ?) FROM places WHERE collection = ? AND source = ?",
        (row["ordinal"], row["collection"], row["source"]),
    ).fetchone()
    _insert(connection, "places", {**row, "ordinal": int(taken[0]) + 1} if taken[1] else row)


def _insert(connection: sqlite3.Connection, table: str, row: Mapping[str, object]) -> None:
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))
