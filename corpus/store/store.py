"""The store: what is asked of the database, in the words of the corpus."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from corpus.store import renaming, trash, writer
from corpus.store.checks import CheckTable
from corpus.store.database import Database, lots
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
from corpus.store.vectors import VectorTable
from corpus.store.within import DatabaseWithin
from corpus.store.writer import Change

# Called inside a write's transaction, at its end, with what the write did.
Stage = Callable[[sqlite3.Connection, Change], None]

# Facts, tags and metadata that are set by hand; None leaves tags or metadata as they are.
Correction = tuple[Mapping[str, object], Sequence[str] | None, Mapping[str, str] | None]

SORTS = {
    "id": "d.id",
    "-id": "d.id DESC",
    "title": "d.title, d.id",
    "-title": "d.title DESC, d.id",
    "year": "d.year, d.id",
    "-year": "d.year DESC, d.id",
    "organ": "d.organ, d.id",
    "-organ": "d.organ DESC, d.id",
    "kind": "d.kind, d.id",
    "-kind": "d.kind DESC, d.id",
    "characters": "d.characters, d.id",
    "-characters": "d.characters DESC, d.id",
}


class Store:
    """One data folder's database. Reads may come from any thread; writes are one at a time.

    :raises NewerSchemaError: If a newer Wenheng wrote the folder.
    :raises StoreBusyError: If another process is its writer.
    :raises StoreReadOnlyError: If it cannot be written.
    """

    def __init__(self, folder: Path, *, read_only: bool = False, collections: Collection[str] | None = None) -> None:
        """:param collections: Only these, as if there were no others, and only to be read; None has all."""
        self.folder = folder
        self.collections = None if collections is None else frozenset(collections)
        if collections is None:
            self.database = Database(folder, read_only=read_only)
        else:
            self.database = DatabaseWithin(folder, collections)
        self.vectors = VectorTable(self.database)
        self.checks = CheckTable(self.database)

    def close(self) -> None:
        """Close the connections and give the folder back."""
        self.database.close()

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """A block in which every question sees the same committed state."""
        return self.database.reading()

    def _all(self, query: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        return self.database.connection().execute(query, values).fetchall()

    @property
    def version(self) -> int:
        """Rises by one with every committed write."""
        return int(self._all("SELECT value FROM settings WHERE key = 'store_version'")[0][0])

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written."""
        return self.database.read_only

    @property
    def schema(self) -> int:
        """The schema the database has."""
        return schema_version(self.database.connection())

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
        stage: Stage | None = None,
    ) -> Change:
        """Make a source consist of exactly these documents, in one step.

        :param stage: Called before the commit; what it raises undoes the write.
        """
        with self.database.writing() as connection:
            change = writer.put_source(connection, collection, source, documents, vectors, model_id)
            for document_id, _ in change.documents:
                writer.add_tags(connection, document_id, tags)
            if stage is not None:
                stage(connection, change)
        return change

    def delete(self, document_ids: Sequence[int], stage: Stage | None = None) -> tuple[int, Change]:
        """Delete documents; how many there were, and what that did."""
        change = Change()
        with self.database.writing() as connection:
            found = [each for each in dict.fromkeys(document_ids) if self._exists(connection, each)]
            change.sweep(connection, writer.delete_documents(connection, found))
            change.gone_documents = found
            if stage is not None:
                stage(connection, change)
        return len(found), change

    def take_out(self, document_ids: Sequence[int], stage: Stage | None = None) -> tuple[trash.Removed, Change]:
        """Delete documents, and hand them out so that they can be put back; what the deletion did."""
        with self.database.write_lock:
            with self.reading() as connection:
                removed = trash.copy(connection, document_ids)
            _, change = self.delete(document_ids, stage)
        return removed, change

    def put_back(self, removed: trash.Removed, stage: Stage | None = None) -> Change:
        """Put back what was taken out, under the same ids; a text that has come again meanwhile stays as it is."""
        with self.database.writing() as connection:
            change = trash.put_back(connection, removed)
            if stage is not None:
                stage(connection, change)
        return change

    def correct(
        self,
        document_id: int,
        facts: Mapping[str, object],
        tags: Sequence[str] | None = None,
        metadata: Mapping[str, str] | None = None,
        stage: Stage | None = None,
    ) -> None:
        """Set facts of a document by hand; they outlive a new version of its file."""
        self.correct_many({document_id: (facts, tags, metadata)}, stage)

    def correct_many(self, corrections: Mapping[int, Correction], stage: Stage | None = None) -> int:
        """Set facts, tags and metadata of documents by hand, all in one step; how many of them there are."""
        with self.database.writing() as connection:
            found = [each for each in corrections if self._exists(connection, each)]
            for each in found:
                writer.correct(connection, each, *corrections[each])
            if found and stage is not None:
                stage(connection, Change(documents=[(each, "replaced") for each in found]))
        return len(found)

    def rename_collection(self, name: str, new: str, stage: Stage | None = None) -> Change:
        """Give a collection another name, in one step: see corpus.store.renaming."""
        with self.database.writing() as connection:
            change = renaming.rename(connection, name, new)
            if change.documents and stage is not None:
                stage(connection, change)
        return change

    @staticmethod
    def _exists(connection: sqlite3.Connection, document_id: int) -> bool:
        return connection.execute("SELECT 1 FROM documents WHERE id = ?", (document_id,)).fetchone() is not None

    # --- documents and passages

    def counts(self) -> dict[str, int]:
        """Rows of documents, passages, sentences and vectors."""
        with self.reading() as connection:
            return {
                table: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
                for table in ("documents", "passages", "sentences", "vectors")
            }

    def documents(
        self, filters: Filters = Filters(), *, limit: int = 50, offset: int = 0, sort: str = "id"
    ) -> tuple[tuple[DocumentInfo, ...], int]:
        """One page of the documents that pass the filters, and how many there are in all."""
        where, values = filters.where()
        with self.reading() as connection:
            total = connection.execute(f"SELECT count(*) FROM documents d WHERE {where}", values).fetchone()[0]
            rows = connection.execute(
                f"SELECT {DOCUMENT_COLUMNS} FROM {DOCUMENT_TABLES} WHERE {where} "
                f"ORDER BY {SORTS[sort]} LIMIT ? OFFSET ?",
                [*values, limit, offset],
            ).fetchall()
        return tuple(document_info(row) for row in rows), int(total)

    def document_infos(self, document_ids: Sequence[int]) -> dict[int, DocumentInfo]:
        """Those of the documents that exist, by id."""
        return {
            row["id"]: document_info(row)
            for marks, lot in lots(document_ids)
            for row in self._all(f"SELECT {DOCUMENT_COLUMNS} FROM {DOCUMENT_TABLES} WHERE d.id IN ({marks})", lot)
        }

    def document_text(self, document_id: int) -> str | None:
        """The document's original text; None when there is no such document."""
        rows = self._all("SELECT text FROM documents WHERE id = ?", (document_id,))
        return str(rows[0][0]) if rows else None

    def titles(self) -> list[tuple[int, str, str]]:
        """(id, title, organ) of every document."""
        return [(row[0], row[1], row[2]) for row in self._all("SELECT id, title, organ FROM documents ORDER BY id")]

    def passages(self, document_id: int) -> tuple[PassageInfo, ...]:
        """A document's passages in reading order, a paragraph before its points."""
        rows = self._all(
            f"SELECT {PASSAGE_COLUMNS} FROM passages p JOIN documents d ON d.id = p.document_id "
            "WHERE p.document_id = ? ORDER BY p.start, p.end DESC, p.id",
            (document_id,),
        )
        return tuple(passage_info(row) for row in rows)

    def passage_infos(self, passage_ids: Sequence[int]) -> dict[int, PassageInfo]:
        """Those of the passages that exist, by id."""
        return {
            row["id"]: passage_info(row)
            for marks, lot in lots(passage_ids)
            for row in self._all(
                f"SELECT {PASSAGE_COLUMNS} FROM passages p JOIN documents d ON d.id = p.document_id "
                f"WHERE p.id IN ({marks})",
                lot,
            )
        }

    def neighbours(self, passage: PassageInfo, before: int, after: int) -> tuple[PassageInfo, ...]:
        """A passage among those of the paragraphs before and after its own, in reading order."""
        all_passages = self.passages(passage.document_id)
        around = [each for each in all_passages if each.id == passage.id or each.paragraph != passage.paragraph]
        at = next(index for index, each in enumerate(around) if each.id == passage.id)
        return tuple(around[max(at - before, 0) : at + after + 1])

    def heading_path(self, document_id: int, position: int) -> tuple[str, ...]:
        """The headings above a position of a document's text."""
        rows = self._all(
            "SELECT heading_path FROM passages WHERE document_id = ? AND paragraph_start <= ? AND paragraph_end > ? "
            "ORDER BY paragraph_start DESC, length(heading_path) LIMIT 1",
            (document_id, position, position),
        )
        return tuple(json.loads(rows[0][0])) if rows else ()

    # --- what the index is rebuilt from

    def known_documents(self, collection: str, hashes: Sequence[bytes]) -> set[bytes]:
        """Those of the text hashes that the collection already holds."""
        return {
            bytes(row[0])
            for marks, lot in lots(hashes)
            for row in self._all(
                f"SELECT text_hash FROM documents WHERE collection = ? AND text_hash IN ({marks})", [collection, *lot]
            )
        }

    def document_ids(self) -> list[int]:
        """The ids of all documents, ascending."""
        return [int(row[0]) for row in self._all("SELECT id FROM documents ORDER BY id")]

    def text_hashes(self) -> dict[int, bytes]:
        """What names the text of each document, by id."""
        return {row[0]: bytes(row[1]) for row in self._all("SELECT id, text_hash FROM documents")}

    def fingerprints(self, document_ids: Sequence[int] | None = None) -> Iterator[tuple[int, bytes]]:
        """The documents' fingerprints, all or those of some: (document id, packed hashes and positions)."""
        if document_ids is None:
            yield from self.database.connection().execute("SELECT id, fingerprints FROM documents ORDER BY id")
        for marks, lot in lots(document_ids or ()):
            rows = self._all(f"SELECT id, fingerprints FROM documents WHERE id IN ({marks}) ORDER BY id", lot)
            yield from ((row[0], row[1]) for row in rows)

    def text_bytes(self) -> int:
        """What the documents' texts take as UTF-8."""
        return int(self._all("SELECT ifnull(sum(length(CAST(text AS BLOB))), 0) FROM documents")[0][0])
