"""The steps of a write, each on a connection that is inside the store's one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from corpus.store.records import NewDocument
from corpus.types import Facts

PutStatus = Literal["added", "unchanged", "replaced"]
FACTS = ("title", "kind", "organ", "level", "year")


@dataclass(slots=True)
class Change:
    """What a write did: the documents with their fates, and the embedded texts that came and went.

    ``left_texts`` are in fewer documents than before, but not gone.
    """

    documents: list[tuple[int, PutStatus]] = field(default_factory=list)
    new_texts: dict[bytes, int] = field(default_factory=dict)
    gone_texts: list[int] = field(default_factory=list)
    left_texts: list[int] = field(default_factory=list)
    gone_documents: list[int] = field(default_factory=list)

    def sweep(self, connection: sqlite3.Connection, touched: set[int]) -> None:
        """Drop those of the embedded texts, which some documents used, that nothing says any more."""
        self.gone_texts = sweep_texts(connection, touched)
        self.left_texts = sorted(touched.difference(self.gone_texts))


def put_source(
    connection: sqlite3.Connection,
    collection: str,
    source: str,
    documents: Sequence[NewDocument],
    vectors: Mapping[bytes, bytes],
    model_id: int,
) -> Change:
    """Make a source consist of exactly these documents; what it held before and holds no more is gone."""
    change = Change()
    before = dict(
        connection.execute(
            "SELECT ordinal, document_id FROM places WHERE collection = ? AND source = ?", (collection, source)
        ).fetchall()
    )
    connection.execute("DELETE FROM places WHERE collection = ? AND source = ?", (collection, source))
    kept = {found for document in documents if (found := _same_text(connection, collection, document))}
    touched: set[int] = set()
    for ordinal, document in enumerate(documents):
        former = before.get(ordinal)
        document_id = _same_text(connection, collection, document)
        if document_id is not None:
            change.documents.append((document_id, "unchanged"))
        else:
            replaces = former is not None and former not in kept and not _has_place(connection, former)
            document_id = _insert_document(connection, collection, document, former if replaces else None, touched)
            _insert_parts(connection, document_id, document, vectors, model_id, change)
            change.documents.append((document_id, "replaced" if replaces else "added"))
        connection.execute(
            "INSERT INTO places VALUES (?, ?, ?, ?, ?, ?)",
            (collection, source, ordinal, document_id, document.place.file_start, document.place.file_end),
        )
    change.gone_documents = [each for each in set(before.values()) if not _has_place(connection, each)]
    touched |= delete_documents(connection, change.gone_documents)
    change.sweep(connection, touched)
    return change


def delete_documents(connection: sqlite3.Connection, document_ids: Iterable[int]) -> set[int]:
    """Delete documents with all that hangs on them; the embedded texts they used are returned for sweeping."""
    touched: set[int] = set()
    for document_id in document_ids:
        touched |= _delete_parts(connection, document_id)
        connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))
    return touched


def sweep_texts(connection: sqlite3.Connection, candidates: Iterable[int]) -> list[int]:
    """Drop those of the embedded texts (and their vectors) that nothing says any more; their ids are returned."""
    gone = [
        text_id
        for text_id in candidates
        if not connection.execute(
            "SELECT EXISTS (SELECT 1 FROM passages WHERE text_id = ?1) OR "
            "EXISTS (SELECT 1 FROM sentences WHERE text_id = ?1)",
            (text_id,),
        ).fetchone()[0]
    ]
    connection.executemany("DELETE FROM texts WHERE id = ?", [(text_id,) for text_id in gone])
    return gone


def correct(
    connection: sqlite3.Connection,
    document_id: int,
    facts: Mapping[str, object],
    tags: Sequence[str] | None,
    metadata: Mapping[str, str] | None,
) -> None:
    """Set facts by hand (and remember which), replace the tags, replace the metadata; None leaves as is."""
    for name, value in facts.items():
        if name not in FACTS:
            raise ValueError(f"no such fact: {name}")
        connection.execute(f"UPDATE documents SET {name} = ? WHERE id = ?", (value, document_id))
    if facts:
        row = connection.execute("SELECT corrected FROM documents WHERE id = ?", (document_id,)).fetchone()
        corrected = sorted({*json.loads(row[0]), *facts})
        connection.execute("UPDATE documents SET corrected = ? WHERE id = ?", (json.dumps(corrected), document_id))
    if tags is not None:
        connection.execute("DELETE FROM tags WHERE document_id = ?", (document_id,))
        add_tags(connection, document_id, tags)
    if metadata is not None:
        connection.execute("UPDATE documents SET metadata = ? WHERE id = ?", (_json(metadata), document_id))


def add_tags(connection: sqlite3.Connection, document_id: int, tags: Iterable[str]) -> None:
    """Add tags to those a document has."""
    connection.executemany("INSERT OR IGNORE INTO tags VALUES (?, ?)", [(document_id, tag) for tag in tags])


def _same_text(connection: sqlite3.Connection, collection: str, document: NewDocument) -> int | None:
    row = connection.execute(
        "SELECT id FROM documents WHERE collection = ? AND text_hash = ?", (collection, document.text_hash)
    ).fetchone()
    return None if row is None else int(row[0])


def _has_place(connection: sqlite3.Connection, document_id: int) -> bool:
    return bool(
        connection.execute("SELECT EXISTS (SELECT 1 FROM places WHERE document_id = ?)", (document_id,)).fetchone()[0]
    )


def _insert_document(
    connection: sqlite3.Connection, collection: str, document: NewDocument, former: int | None, touched: set[int]
) -> int:
    """Insert a document, or put it in the place of a former version, whose corrections and tags stay."""
    facts = document.facts
    corrected = "[]"
    if former is not None:
        touched |= _delete_parts(connection, former)
        row = connection.execute("SELECT * FROM documents WHERE id = ?", (former,)).fetchone()
        corrected = row["corrected"]
        by_hand = {name: row[name] for name in json.loads(corrected)}
        facts = Facts(**{name: by_hand.get(name, getattr(facts, name)) for name in FACTS}, language=facts.language)
    values = {
        "id": former,
        "collection": collection,
        "text": document.text,
        "text_hash": document.text_hash,
        **{name: getattr(facts, name) for name in FACTS},
        "language": facts.language,
        "corrected": corrected,
        "metadata": _json(document.metadata),
        "characters": len(document.text),
        "fingerprints": document.fingerprints,
        "added_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    changes = ", ".join(f"{name} = excluded.{name}" for name in values if name != "id")
    cursor = connection.execute(
        f"INSERT INTO documents ({', '.join(values)}) VALUES ({', '.join(f':{name}' for name in values)}) "
        f"ON CONFLICT (id) DO UPDATE SET {changes} RETURNING id",
        values,
    )
    return int(cursor.fetchone()[0])


def _insert_parts(
    connection: sqlite3.Connection,
    document_id: int,
    document: NewDocument,
    vectors: Mapping[bytes, bytes],
    model_id: int,
    change: Change,
) -> None:
    keys = {each.key for each in document.passages} | {each.key for each in document.sentences}
    ids = {key: _text_id(connection, key, document.script, vectors, model_id, change) for key in sorted(keys)}
    for passage in document.passages:
        cursor = connection.execute(
            "INSERT INTO passages (document_id, text_id, kind, start, end, paragraph_start, paragraph_end,"
            " heading_path) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document_id,
                ids[passage.key],
                passage.kind,
                passage.start,
                passage.end,
                *passage.paragraph,
                _json(passage.heading_path),
            ),
        )
        connection.execute("INSERT INTO words (rowid, tokens) VALUES (?, ?)", (cursor.lastrowid, passage.tokens))
    connection.executemany(
        "INSERT INTO sentences (document_id, text_id, paragraph_start, start, end) VALUES (?, ?, ?, ?, ?)",
        [(document_id, ids[each.key], each.paragraph_start, each.start, each.end) for each in document.sentences],
    )


def replace_parts(
    connection: sqlite3.Connection,
    document_id: int,
    document: NewDocument,
    vectors: Mapping[bytes, bytes],
    model_id: int,
) -> None:
    """Put passages, sentences and words of a document in the place of those it has."""
    touched = _delete_parts(connection, document_id)
    _insert_parts(connection, document_id, document, vectors, model_id, Change())
    sweep_texts(connection, touched)


def _text_id(
    connection: sqlite3.Connection,
    key: bytes,
    script: str,
    vectors: Mapping[bytes, bytes],
    model_id: int,
    change: Change,
) -> int:
    row = connection.execute("SELECT id FROM texts WHERE hash = ?", (key,)).fetchone()
    if row is not None:
        return int(row[0])
    cursor = connection.execute("INSERT INTO texts (script, hash) VALUES (?, ?)", (script, key))
    text_id = int(cursor.lastrowid or 0)
    connection.execute("INSERT INTO vectors VALUES (?, ?, ?)", (text_id, model_id, vectors[key]))
    change.new_texts[key] = text_id
    return text_id


def _delete_parts(connection: sqlite3.Connection, document_id: int) -> set[int]:
    touched = {
        int(row[0])
        for row in connection.execute(
            "SELECT text_id FROM passages WHERE document_id = ?1 "
            "UNION SELECT text_id FROM sentences WHERE document_id = ?1",
            (document_id,),
        )
    }
    connection.execute(
        "DELETE FROM words WHERE rowid IN (SELECT id FROM passages WHERE document_id = ?)", (document_id,)
    )
    connection.execute("DELETE FROM passages WHERE document_id = ?", (document_id,))
    connection.execute("DELETE FROM sentences WHERE document_id = ?", (document_id,))
    return touched


def _json(value: object) -> str:
    return json.dumps(dict(value) if isinstance(value, Mapping) else value, ensure_ascii=False)
