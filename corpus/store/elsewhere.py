"""What is kept and asked of the database when the vectors are searched elsewhere, by a distributed engine.

Notes are rows of ``settings``. They change with the transaction they belong to, so that every process sees them with
the state of the corpus that they are about.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from corpus.store.database import lots
from corpus.store.filters import Filters

_COLLECTION = "collection_number:"
#: The note that says where the vectors of a data folder are searched; without it they are in memory.
HOME = "vectors_home"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A text in a collection: in which years and kinds of documents; None is a document without a year."""

    text_id: int
    collection: str
    script: str
    years: frozenset[int | None]
    kinds: frozenset[str]


def note(connection: sqlite3.Connection, name: str) -> str | None:
    """A note by name."""
    row = connection.execute("SELECT value FROM settings WHERE key = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def set_note(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Write a note, inside a transaction."""
    connection.execute(
        "INSERT INTO settings VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (name, value)
    )


def forget_note(connection: sqlite3.Connection, name: str) -> None:
    """Take a note away, inside a transaction."""
    connection.execute("DELETE FROM settings WHERE key = ?", (name,))


def collection_numbers(connection: sqlite3.Connection) -> dict[str, int]:
    """The numbers that collections were given; they never change."""
    rows = connection.execute("SELECT key, value FROM settings WHERE instr(key, ?) = 1", (_COLLECTION,))
    return {row[0].removeprefix(_COLLECTION): int(row[1]) for row in rows}


def number_collections(connection: sqlite3.Connection, names: Collection[str]) -> dict[str, int]:
    """The numbers of all collections, new ones given to those that have none yet; inside a transaction."""
    known = collection_numbers(connection)
    for name in sorted(set(names) - known.keys()):
        known[name] = max(known.values(), default=0) + 1
        set_note(connection, _COLLECTION + name, str(known[name]))
    return known


def texts_of_documents(connection: sqlite3.Connection, document_ids: Sequence[int]) -> list[int]:
    """Ids of the texts that documents say, ascending."""
    found: set[int] = set()
    for marks, lot in lots(document_ids):
        for table in ("passages", "sentences"):
            rows = connection.execute(f"SELECT text_id FROM {table} WHERE document_id IN ({marks})", lot)
            found |= {int(row[0]) for row in rows}
    return sorted(found)


def occurrences(connection: sqlite3.Connection, text_ids: Sequence[int]) -> list[Occurrence]:
    """Where texts occur, one for each text and collection; none for a text that is gone."""
    years: dict[tuple[int, str, str], set[int | None]] = {}
    kinds: dict[tuple[int, str, str], set[str]] = {}
    for marks, lot in lots(text_ids):
        for table in ("passages", "sentences"):
            rows = connection.execute(
                f"SELECT DISTINCT u.text_id, d.collection, t.script, d.year, d.kind FROM {table} u "
                "JOIN documents d ON d.id = u.document_id JOIN texts t ON t.id = u.text_id "
                f"WHERE u.text_id IN ({marks})",
                lot,
            )
            for text_id, collection, script, year, kind in rows:
                years.setdefault((text_id, collection, script), set()).add(year)
                kinds.setdefault((text_id, collection, script), set()).add(kind)
    return [Occurrence(*key, frozenset(years[key]), frozenset(kinds[key])) for key in sorted(years)]


def vectors_of(connection: sqlite3.Connection, model_id: int, text_ids: Sequence[int]) -> dict[int, tuple[str, bytes]]:
    """The group of languages and the vector (float32 bytes) of those of the texts that are there."""
    found: dict[int, tuple[str, bytes]] = {}
    for marks, lot in lots(text_ids):
        rows = connection.execute(
            "SELECT v.text_id, t.script, v.vector FROM vectors v JOIN texts t ON t.id = v.text_id "
            f"WHERE v.model_id = ? AND v.text_id IN ({marks})",
            [model_id, *lot],
        )
        found |= {int(row[0]): (str(row[1]), bytes(row[2])) for row in rows}
    return found


def text_lots(connection: sqlite3.Connection, size: int, after: int = 0) -> list[int]:
    """The next ids of embedded texts, ascending; an empty list at the end."""
    rows = connection.execute("SELECT id FROM texts WHERE id > ? ORDER BY id LIMIT ?", (after, size))
    return [int(row[0]) for row in rows]


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many embedded texts each group of languages has."""
    return {
        str(row[0]): int(row[1]) for row in connection.execute("SELECT script, count(*) FROM texts GROUP BY script")
    }


def sample(connection: sqlite3.Connection, script: str, size: int) -> list[int]:
    """About so many texts of a group, spread evenly over the ids; all when there are no more."""
    first = connection.execute("SELECT id FROM texts WHERE script = ? LIMIT ?", (script, size + 1)).fetchall()
    if len(first) <= size:
        return [int(row[0]) for row in first]
    low, high = connection.execute("SELECT min(id), max(id) FROM texts").fetchone()
    found = set()
    for at in range(size):
        row = connection.execute(
            "SELECT id FROM texts WHERE id >= ? AND script = ? ORDER BY id LIMIT 1",
            (low + (high - low) * at // size, script),
        ).fetchone()
        if row is not None:
            found.add(int(row[0]))
    return sorted(found)


def texts_in(connection: sqlite3.Connection, script: str, filters: Filters, most: int) -> set[int]:
    """Texts of a group in documents within the filters; once there are ``most``, it looks no further."""
    where, values = filters.where()
    found: set[int] = set()
    for table in ("passages", "sentences"):
        rows = connection.execute(
            f"SELECT DISTINCT u.text_id FROM {table} u JOIN documents d ON d.id = u.document_id "
            f"JOIN texts t ON t.id = u.text_id WHERE t.script = ? AND {where} LIMIT ?",
            [script, *values, most],
        )
        found |= {int(row[0]) for row in rows}
        if len(found) >= most:
            break
    return set(sorted(found)[:most])
