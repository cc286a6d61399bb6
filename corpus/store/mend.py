"""Mending damaged rows: from a backup that holds what was written, or with what the caller derived anew.

What is taken from a backup must have the very seal that was entered when the row was written here; else it is another
state of the row and is left alone.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.store import seals
from corpus.store.database import DATABASE
from corpus.store.records import NewDocument
from corpus.store.seals import Kind
from corpus.store.store import Store
from corpus.store.writer import replace_parts

# Kinds with one row an owner, which other rows may refer to: the row is written over, never deleted.
_SINGLE = {"text", "facts", "fingerprints", "words", "texts", "models", "checks"}
_OTHER = "backup"


@contextmanager
def beside(store: Store, backup: Path) -> Iterator[None]:
    """A block in which :func:`from_backup` can read a backup's database."""
    connection = store.database.connection()
    uri = f"{(backup / DATABASE).resolve().as_uri()}?mode=ro&immutable=1"
    connection.execute(f"ATTACH ? AS {_OTHER}", (uri,))
    try:
        yield
    finally:
        connection.execute(f"DETACH {_OTHER}")


def from_backup(store: Store, name: str, owner: int) -> bool:
    """Put a damaged owner's rows as they are in the backup in place; False when they are not what was written."""
    kind = seals.BY_NAME[name]
    with store.database.writing() as connection:
        connection.execute("SAVEPOINT mending")
        wanted = _seal(connection, kind, owner)
        try:
            _copy_rows(connection, kind, owner)
            seals.seal_anew(connection, kind, owner)
            is_mended = wanted is not None and _seal(connection, kind, owner) == wanted
        except sqlite3.IntegrityError:
            is_mended = False
        if not is_mended:
            connection.execute("ROLLBACK TO mending")
        connection.execute("RELEASE mending")
    return is_mended


@dataclass(frozen=True, slots=True)
class Said:
    """Where an embedded text is said, in which language, and the hash that names it."""

    document_id: int
    start: int
    end: int
    language: str
    key: bytes


def said(store: Store, text_id: int) -> Said | None:
    """One of the places where an embedded text is said; None when nothing says it."""
    with store.reading() as connection:
        row = connection.execute(
            """
            SELECT d.id, u.start, u.end, d.language, t.hash FROM (
                SELECT document_id, start, end FROM passages WHERE text_id = ?1
                UNION ALL SELECT document_id, start, end FROM sentences WHERE text_id = ?1 LIMIT 1
            ) u JOIN documents d ON d.id = u.document_id JOIN texts t ON t.id = ?1
            """,
            (text_id,),
        ).fetchone()
    return None if row is None else Said(row[0], row[1], row[2], row[3], bytes(row[4]))


def sound_text(store: Store, document_id: int) -> tuple[str, str] | None:
    """A document's text and language; None when it is not the text that its hash names."""
    with store.reading() as connection:
        row = connection.execute(
            "SELECT CAST(text AS BLOB), text_hash, language FROM documents WHERE id = ?", (document_id,)
        ).fetchone()
    if row is None or hashlib.sha256(row[0]).digest() != bytes(row[1]):
        return None
    return row[0].decode(), row[2]


def write_over(store: Store, name: str, owner: int, values: Mapping[str, object]) -> None:
    """Set columns of an owner's row to what was derived anew, and seal it."""
    kind = seals.BY_NAME[name]
    with store.database.writing() as connection:
        columns = ", ".join(f'"{column}" = ?' for column in values)
        connection.execute(f"UPDATE {kind.table} SET {columns} WHERE {kind.owner} = ?", [*values.values(), owner])
        seals.seal_anew(connection, kind, owner)


def replace_vector(store: Store, text_id: int, model_id: int, vector: bytes) -> None:
    """Give an embedded text its vector anew."""
    with store.database.writing() as connection:
        connection.execute("DELETE FROM vectors WHERE text_id = ?", (text_id,))
        connection.execute("INSERT INTO vectors VALUES (?, ?, ?)", (text_id, model_id, vector))
        seals.seal_anew(connection, seals.BY_NAME["vectors"], text_id)


def split_anew(
    store: Store, document_id: int, document: NewDocument, vectors: Mapping[bytes, bytes], model_id: int
) -> None:
    """Give a document its passages and sentences anew; its text, facts and places stay."""
    with store.database.writing() as connection:
        replace_parts(connection, document_id, document, vectors, model_id)
        for name in ("passages", "sentences"):
            seals.seal_anew(connection, seals.BY_NAME[name], document_id)


def rebuild_words(store: Store) -> None:
    """Build FTS5's index anew from the words of each passage."""
    with store.database.writing() as connection:
        connection.execute("INSERT INTO words (words) VALUES ('rebuild')")


def rewrite(store: Store) -> None:
    """Build SQLite's indexes anew and write the whole file anew, without unused space."""
    connection = store.database.connection()
    with store.database.writing(changes_corpus=False):
        connection.execute("REINDEX")
    connection.execute("VACUUM")
    store.database.forget()


def seal_anew(store: Store, name: str, owner: int) -> None:
    """Seal an owner whose rows are known to be what was written: it is the seal that was damaged."""
    with store.database.writing() as connection:
        seals.seal_anew(connection, seals.BY_NAME[name], owner)


def _copy_rows(connection: sqlite3.Connection, kind: Kind, owner: int) -> None:
    columns = ", ".join(f'"{column}"' for column in kind.columns)
    there = f"{_OTHER}.{kind.table} WHERE {kind.owner} = {int(owner)}"
    if kind.name not in _SINGLE:
        connection.execute(f"DELETE FROM {kind.table} WHERE {kind.owner} = ?", (owner,))
        connection.execute(f"INSERT INTO {kind.table} ({columns}) SELECT {columns} FROM {there}")
    elif connection.execute(f"SELECT 1 FROM {there}").fetchone():
        connection.execute(
            f"UPDATE {kind.table} SET ({columns}) = (SELECT {columns} FROM {there}) WHERE {kind.owner} = ?", (owner,)
        )


def _seal(connection: sqlite3.Connection, kind: Kind, owner: int) -> int | None:
    row = connection.execute("SELECT seal FROM main.seals WHERE kind = ? AND owner = ?", (kind.name, owner)).fetchone()
    return None if row is None else int(row[0])
