"""Seals: a digest of every row that cannot be lost in silence, kept by the database itself and looked at by ``verify``.

Triggers enter the digest of each row when it is written, whoever writes it, in the same transaction. A bit that
flips on the disk later makes row and seal differ, and the seal's name says where. The digests of all rows of an owner
(the passages of a document) are added up, so that rows may come and go in any order.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

# 40 bits miss one in 10^12 damages, and 2^23 of them add up without leaving SQLite's 64-bit integers.
_SEAL_BYTES = 5
SINCE_SCHEMA = 3
_FUNCTION = "wenheng_seal"
_NAME_FUNCTION = "wenheng_sha256"


@dataclass(frozen=True, slots=True)
class Kind:
    """What is sealed together: columns of a table's rows, by owner.

    :ivar owner: The column (or number) that names whose the rows are.
    :ivar said: How a place is named to a person; "{}" is the owner.
    """

    name: str
    table: str
    owner: str
    columns: tuple[str, ...]
    said: str


KINDS = (
    Kind("text", "documents", "id", ("id", "text", "text_hash"), "the text of document {}"),
    Kind(
        "facts",
        "documents",
        "id",
        (
            *("collection", "title", "kind", "organ", "level", "year", "language"),
            *("corrected", "metadata", "characters", "added_at"),
        ),
        "the facts of document {}",
    ),
    Kind("fingerprints", "documents", "id", ("fingerprints",), "the fingerprints of document {}"),
    Kind(
        "places",
        "places",
        "document_id",
        ("collection", "source", "ordinal", "document_id", "file_start", "file_end"),
        "the sources of document {}",
    ),
    Kind("tags", "tags", "document_id", ("document_id", "tag"), "the tags of document {}"),
    Kind(
        "passages",
        "passages",
        "document_id",
        (
            *("id", "document_id", "text_id", "kind", "start", "end", "paragraph_start", "paragraph_end"),
            "heading_path",
        ),
        "the offsets of passages of document {}",
    ),
    Kind(
        "sentences",
        "sentences",
        "document_id",
        ("document_id", "text_id", "paragraph_start", "start", "end"),
        "the offsets of sentences of document {}",
    ),
    Kind("words", "words_content", "id", ("id", "c0"), "the words of passage {}"),
    Kind("texts", "texts", "id", ("id", "script", "hash"), "the name of embedded text {}"),
    Kind("vectors", "vectors", "text_id", ("text_id", "model_id", "vector"), "the vector of embedded text {}"),
    Kind("models", "models", "id", ("id", "name", "fingerprint", "dim"), "model {}"),
    Kind(
        "checks",
        "checks",
        "rowid",
        (
            *("id", "created_at", "name", "characters", "draft", "draft_hash", "notes", "options"),
            *("examination", "figures", "report", "owner"),
        ),
        "kept check {}",
    ),
    Kind("settings", "settings", "0", ("key", "value"), "the settings of the data folder"),
)
BY_NAME = {kind.name: kind for kind in KINDS}


def register(connection: sqlite3.Connection) -> None:
    """Give a connection the functions that the triggers call; without them it could not write."""
    connection.create_function(_FUNCTION, -1, _seal, deterministic=True)
    connection.create_function(_NAME_FUNCTION, 1, _sha256, deterministic=True)


def install(connection: sqlite3.Connection) -> None:
    """Make all triggers anew and seal what is there: at the end of every change of the schema."""
    old = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'sealed_*'")
    for (name,) in old.fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("DELETE FROM seals")
    for kind in KINDS:
        connection.execute(f"INSERT INTO seals {_actual(kind)}", (kind.name,))
        for statement in _triggers(kind):
            connection.execute(statement)


def broken(connection: sqlite3.Connection, kind: Kind) -> Iterator[int]:
    """The owners whose rows are not what was written, also those with too many rows or none."""
    sealed: dict[int, int] = dict(
        connection.execute("SELECT owner, seal FROM seals WHERE kind = ?", (kind.name,)).fetchall()
    )
    for _, owner, seal in connection.execute(_actual(kind), (kind.name,)):
        if sealed.pop(owner, None) != seal:
            yield owner
    yield from sealed


def broken_names(connection: sqlite3.Connection) -> list[int]:
    """The documents whose text is not the one that its hash names (it may have been damaged before it was sealed)."""
    rows = connection.execute(
        f"SELECT id FROM documents WHERE {_NAME_FUNCTION}(CAST(text AS BLOB)) <> text_hash"
    ).fetchall()
    return [int(row[0]) for row in rows]


def seal_anew(connection: sqlite3.Connection, kind: Kind, owner: int) -> None:
    """Take what is there of an owner for what was written: after it has been mended."""
    connection.execute("DELETE FROM seals WHERE kind = ? AND owner = ?", (kind.name, owner))
    connection.execute(f"INSERT INTO seals {_actual(kind, owner)}", (kind.name,))


def _actual(kind: Kind, owner: int | None = None) -> str:
    """A query: the kind (to be bound), each owner and the sum of the digests of its rows."""
    where = "" if owner is None else f"WHERE {kind.owner} = {int(owner)}"
    return f"SELECT ?, {kind.owner}, sum({_digest(kind, '')}) FROM {kind.table} {where} GROUP BY 2"


def _digest(kind: Kind, row: str) -> str:
    """The digest of a row as SQL. Everything is cast to bytes: damaged text may not be text any more."""
    return f"{_FUNCTION}({', '.join(f'CAST({row}{_quoted(column)} AS BLOB)' for column in kind.columns)})"


def _triggers(kind: Kind) -> tuple[str, str, str]:
    def owner(row: str) -> str:
        return kind.owner if kind.owner.isdigit() else f"{row}.{kind.owner}"

    # No upsert: where a statement says OR IGNORE or OR REPLACE, its triggers' conflicts are settled that way, too.
    there = f"kind = '{kind.name}' AND owner = {owner('new')}"
    enter = (
        f"INSERT INTO seals SELECT '{kind.name}', {owner('new')}, 0 "
        f"WHERE NOT EXISTS (SELECT 1 FROM seals WHERE {there}); "
        f"UPDATE seals SET seal = seal + {_digest(kind, 'new.')} WHERE {there};"
    )
    this = f"kind = '{kind.name}' AND owner = {owner('old')}"
    take_out = f"UPDATE seals SET seal = seal - {_digest(kind, 'old.')} WHERE {this};"
    drop = f"DELETE FROM seals WHERE {this} AND seal = 0;"
    name, columns = f"sealed_{kind.name}", ", ".join(map(_quoted, kind.columns))
    return (
        f"CREATE TRIGGER {name}_insert AFTER INSERT ON {kind.table} BEGIN {enter} END",
        f"CREATE TRIGGER {name}_delete AFTER DELETE ON {kind.table} BEGIN {take_out} {drop} END",
        f"CREATE TRIGGER {name}_update AFTER UPDATE OF {columns} ON {kind.table} BEGIN {take_out} {enter} END",
    )


def _quoted(column: str) -> str:
    return f'"{column}"'  # "end" is a word of SQL


def _seal(*values: bytes | None) -> int:
    digest = hashlib.blake2b(digest_size=_SEAL_BYTES)
    for value in values:
        digest.update(b"-" if value is None else b"%d:" % len(value))
        digest.update(value or b"")
    return int.from_bytes(digest.digest(), "big")


def _sha256(value: bytes | None) -> bytes:
    return hashlib.sha256(value or b"").digest()
