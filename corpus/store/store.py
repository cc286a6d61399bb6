"""The store: what is asked of the database, in the words of the corpus."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

from corpus.store import writer
from corpus.store.database import Database
from corpus.store.filters import Filters
from corpus.store.records import (
    DOCUMENT_COLUMNS,
    DOCUMENT_TABLES,
    PASSAGE_COLUMNS,
    DocumentInfo,
    NewDocument,
    PassageInfo,
    document_info,
    passage_info,
)
from corpus.store.schema import schema_version
from corpus.store.writer import Change

# SQLite binds at most 32,766 values in a statement; lists longer than this go in lots.
_LOT = 10_000

_Key = TypeVar("_Key", int, bytes)

SORTS = {
    "id": "d.id",
    "-id": "d.id DESC",
    "title": "d.title, d.id",
    "year": "d.year, d.id",
    "-year": "d.year DESC, d.id",
    "characters": "d.characters, d.id",
    "-characters": "d.characters DESC, d.id",
}


class Store:
    """One data folder's database. Reads may come from any thread; writes are one at a time.

    :raises NewerSchemaError: If a newer Wenheng wrote the folder.
    :raises StoreBusyError: If another process is its writer.
    :raises StoreReadOnlyError: If it cannot be written.
    """

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self.folder = folder
        self.database = Database(folder, read_only=read_only)
        self.read_only = read_only
        if not read_only and self._setting("store_version") is None:
            self.database.connection().execute("INSERT INTO settings VALUES ('store_version', '0')")

    def close(self) -> None:
        """Close the connections and give the folder back."""
        self.database.close()

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """A block in which every question sees the same committed state."""
        return self.database.reading()

    # --- settings of the index

    def _setting(self, key: str) -> str | None:
        row = self.database.connection().execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    @property
    def version(self) -> int:
        """Rises by one with every committed write."""
        return int(self._setting("store_version") or 0)

    @property
    def schema(self) -> int:
        """The schema the database has."""
        return schema_version(self.database.connection())

    def models(self) -> list[tuple[int, str, str, int]]:
        """The models whose vectors are kept: (id, name, fingerprint, dim)."""
        rows = self.database.connection().execute("SELECT id, name, fingerprint, dim FROM models ORDER BY id")
        return [tuple(row) for row in rows.fetchall()]

    def add_model(self, name: str, fingerprint: str, dim: int) -> int:
        """Enter the model whose vectors are to be kept; its id."""
        with self.database.writing() as connection:
            cursor = connection.execute(
                "INSERT INTO models (name, fingerprint, dim) VALUES (?, ?, ?)", (name, fingerprint, dim)
            )
            return int(cursor.lastrowid or 0)

    def model_id(self, fingerprint: str) -> int | None:
        """The id of the model with this fingerprint, None when the store has none of its vectors."""
        return next((model for model, _, found, _ in self.models() if found == fingerprint), None)

    def texts_without_vector(self, model_id: int) -> list[int]:
        """Ids of the embedded texts that this model has not encoded yet."""
        rows = self.database.connection().execute(
            "SELECT id FROM texts WHERE id NOT IN (SELECT text_id FROM vectors WHERE model_id = ?) ORDER BY id",
            (model_id,),
        )
        return [int(row[0]) for row in rows.fetchall()]

    def texts(self, text_ids: Sequence[int]) -> list[tuple[int, str]]:
        """The embedded texts by id, as one of the passages or sentences that say them has them."""
        rows = self.database.connection()
        found = []
        for text_id in text_ids:
            row = rows.execute(
                """
                SELECT substr(d.text, u.start + 1, u.end - u.start) FROM (
                    SELECT document_id, start, end FROM passages WHERE text_id = ?1
                    UNION ALL SELECT document_id, start, end FROM sentences WHERE text_id = ?1 LIMIT 1
                ) u JOIN documents d ON d.id = u.document_id
                """,
                (text_id,),
            ).fetchone()
            found.append((text_id, str(row[0])))
        return found

    def add_vectors(self, model_id: int, vectors: Sequence[tuple[int, bytes]]) -> None:
        """Add a model's vectors of texts that have none of it."""
        with self.database.writing() as connection:
            connection.executemany(
                "INSERT INTO vectors VALUES (?, ?, ?)", [(text_id, model_id, vector) for text_id, vector in vectors]
            )

    def keep_only_model(self, model_id: int) -> None:
        """Drop the vectors of all other models: from now on this one's are in use."""
        with self.database.writing() as connection:
            connection.execute("DELETE FROM vectors WHERE model_id <> ?", (model_id,))
            connection.execute("DELETE FROM models WHERE id <> ?", (model_id,))

    # --- writes

    def put_source(
        self,
        collection: str,
        source: str,
        documents: Sequence[NewDocument],
        *,
        vectors: Mapping[bytes, bytes],
        model_id: int,
        tags: Sequence[str] = (),
    ) -> Change:
        """Make a source consist of exactly these documents, in one step."""
        with self.database.writing() as connection:
            change = writer.put_source(connection, collection, source, documents, vectors, model_id)
            for document_id, _ in change.documents:
                writer.add_tags(connection, document_id, tags)
        return change

    def delete(self, document_ids: Sequence[int]) -> tuple[int, list[int]]:
        """Delete documents; how many there were, and the embedded texts that went with them."""
        with self.database.writing() as connection:
            found = [each for each in dict.fromkeys(document_ids) if self._exists(connection, each)]
            gone = writer.sweep_texts(connection, writer.delete_documents(connection, found))
        return len(found), gone

    def correct(
        self,
        document_id: int,
        facts: Mapping[str, object],
        tags: Sequence[str] | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        """Set facts of a document by hand; they outlive a new version of its file."""
        with self.database.writing() as connection:
            if self._exists(connection, document_id):
                writer.correct(connection, document_id, facts, tags, metadata)

    @staticmethod
    def _exists(connection: sqlite3.Connection, document_id: int) -> bool:
        return connection.execute("SELECT 1 FROM documents WHERE id = ?", (document_id,)).fetchone() is not None

    # --- documents and passages

    def counts(self) -> dict[str, int]:
        """Rows of documents, passages, sentences and vectors."""
        with self.reading() as connection:
            return {
                table: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
                for table in ("documents", "passages", "sentences", "vectors")
            }

    def documents(
        self, filters: Filters = Filters(), *, limit: int = 50, offset: int = 0, sort: str = "id"
    ) -> tuple[tuple[DocumentInfo, ...], int]:
        """One page of the documents that pass the filters, and how many there are in all."""
        where, values = filters.where()
        with self.reading() as connection:
            total = connection.execute(f"SELECT count(*) FROM documents d WHERE {where}", values).fetchone()[0]  # noqa: S608
            rows = connection.execute(
                f"SELECT {DOCUMENT_COLUMNS} FROM {DOCUMENT_TABLES} WHERE {where} ORDER BY {SORTS[sort]} LIMIT ? OFFSET ?",  # noqa: S608
                [*values, limit, offset],
            ).fetchall()
        return tuple(document_info(row) for row in rows), int(total)

    def document_infos(self, document_ids: Sequence[int]) -> dict[int, DocumentInfo]:
        """Those of the documents that exist, by id."""
        found: dict[int, DocumentInfo] = {}
        for marks, lot in _lots(document_ids):
            rows = self.database.connection().execute(
                f"SELECT {DOCUMENT_COLUMNS} FROM {DOCUMENT_TABLES} WHERE d.id IN ({marks})",  # noqa: S608
                lot,
            )
            found |= {row["id"]: document_info(row) for row in rows.fetchall()}
        return found

    def document_text(self, document_id: int) -> str | None:
        """The document's original text; None when there is no such document."""
        row = self.database.connection().execute("SELECT text FROM documents WHERE id = ?", (document_id,)).fetchone()
        return None if row is None else str(row[0])

    def passages(self, document_id: int) -> tuple[PassageInfo, ...]:
        """A document's passages in reading order, a paragraph before its points."""
        rows = self.database.connection().execute(
            f"SELECT {PASSAGE_COLUMNS} FROM passages p JOIN documents d ON d.id = p.document_id "  # noqa: S608
            "WHERE p.document_id = ? ORDER BY p.start, p.end DESC, p.id",
            (document_id,),
        )
        return tuple(passage_info(row) for row in rows.fetchall())

    def passage_infos(self, passage_ids: Sequence[int]) -> dict[int, PassageInfo]:
        """Those of the passages that exist, by id."""
        found: dict[int, PassageInfo] = {}
        for marks, lot in _lots(passage_ids):
            rows = self.database.connection().execute(
                f"SELECT {PASSAGE_COLUMNS} FROM passages p JOIN documents d ON d.id = p.document_id "  # noqa: S608
                f"WHERE p.id IN ({marks})",
                lot,
            )
            found |= {row["id"]: passage_info(row) for row in rows.fetchall()}
        return found

    def heading_path(self, document_id: int, position: int) -> tuple[str, ...]:
        """The headings above a position of a document's text."""
        row = self.database.connection().execute(
            "SELECT heading_path FROM passages WHERE document_id = ? AND paragraph_start <= ? AND paragraph_end > ? "
            "ORDER BY paragraph_start DESC, length(heading_path) LIMIT 1",
            (document_id, position, position),
        ).fetchone()
        return () if row is None else tuple(json.loads(row[0]))

    # --- what the index is rebuilt from

    def known_documents(self, collection: str, hashes: Sequence[bytes]) -> set[bytes]:
        """Those of the text hashes that the collection already holds."""
        return self._present("SELECT text_hash FROM documents WHERE collection = ? AND text_hash IN ({})", hashes, collection)

    def known_texts(self, keys: Sequence[bytes]) -> set[bytes]:
        """Those of the embedded texts that already have a vector."""
        return self._present("SELECT hash FROM texts WHERE hash IN ({})", keys)

    def _present(self, query: str, keys: Sequence[bytes], *before: object) -> set[bytes]:
        found: set[bytes] = set()
        for marks, lot in _lots(keys):
            rows = self.database.connection().execute(query.format(marks), [*before, *lot])
            found |= {bytes(row[0]) for row in rows.fetchall()}
        return found

    def vectors(self, model_id: int) -> Iterator[tuple[int, str, bytes]]:
        """Every vector of a model: (text id, script, float32 bytes), by text id."""
        yield from self.database.connection().execute(
            "SELECT text_id, language, vector FROM vectors JOIN texts ON texts.id = text_id WHERE model_id = ? "
            "ORDER BY text_id",
            (model_id,),
        )

    def fingerprints(self) -> Iterator[tuple[int, bytes]]:
        """Every document's fingerprints: (document id, packed hashes and positions)."""
        yield from self.database.connection().execute("SELECT id, fingerprints FROM documents ORDER BY id")


def _lots(values: Sequence[_Key]) -> Iterator[tuple[str, list[_Key]]]:
    for start in range(0, len(values), _LOT):
        lot = list(values[start : start + _LOT])
        yield ", ".join("?" * len(lot)), lot
