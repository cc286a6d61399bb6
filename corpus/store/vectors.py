"""The vectors of embedded texts, each kept under the model that made it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.store.database import Database, lots


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model whose vectors are kept; the one entered first is in use."""

    id: int
    name: str
    fingerprint: str
    dim: int


class VectorTable:
    """What the store knows of models, embedded texts and their vectors."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def _all(self, query: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        return self._database.connection().execute(query, values).fetchall()

    def models(self) -> list[ModelRow]:
        """The models whose vectors are kept, the one in use first."""
        return [ModelRow(*row) for row in self._all("SELECT id, name, fingerprint, dim FROM models ORDER BY id")]

    def add_model(self, name: str, fingerprint: str, dim: int) -> int:
        """Enter a model; its id, also when it was there already."""
        with self._database.writing() as connection:
            row = connection.execute(
                "INSERT INTO models (name, fingerprint, dim) VALUES (?, ?, ?) "
                "ON CONFLICT (fingerprint) DO UPDATE SET name = excluded.name RETURNING id",
                (name, fingerprint, dim),
            ).fetchone()
        return int(row[0])

    def keep_only_model(self, model_id: int) -> None:
        """Drop the vectors of all other models: from now on this one's are in use."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM vectors WHERE model_id <> ?", (model_id,))
            connection.execute("DELETE FROM models WHERE id <> ?", (model_id,))

    def counts(self, model_id: int) -> dict[str, int]:
        """How many vectors of a model there are of each group of languages."""
        rows = self._all(
            "SELECT script, count(*) FROM texts WHERE id IN (SELECT text_id FROM vectors WHERE model_id = ?) "
            "GROUP BY script",
            (model_id,),
        )
        return {str(row[0]): int(row[1]) for row in rows}

    def of_script(self, model_id: int, script: str) -> Iterator[tuple[int, bytes]]:
        """Every vector of a model of one group of languages: (text id, float32 bytes), by text id."""
        yield from self._database.connection().execute(
            "SELECT text_id, vector FROM vectors JOIN texts ON texts.id = text_id WHERE model_id = ? AND script = ? "
            "ORDER BY text_id",
            (model_id, script),
        )

    def ids(self, model_id: int) -> Iterator[int]:
        """The ids of the embedded texts that have a vector of this model."""
        for row in self._database.connection().execute("SELECT text_id FROM vectors WHERE model_id = ?", (model_id,)):
            yield int(row[0])

    def some(self, model_id: int, text_ids: Sequence[int]) -> Iterator[tuple[int, str, bytes]]:
        """The vectors of some texts: (text id, script, float32 bytes)."""
        for marks, lot in lots(text_ids):
            yield from self._database.connection().execute(
                f"SELECT text_id, script, vector FROM vectors JOIN texts ON texts.id = text_id "
                f"WHERE model_id = ? AND text_id IN ({marks})",
                [model_id, *lot],
            )

    def add(self, model_id: int, vectors: Sequence[tuple[int, bytes]]) -> None:
        """Add a model's vectors of texts that have none of it yet."""
        with self._database.writing() as connection:
            connection.executemany(
                "INSERT INTO vectors VALUES (?, ?, ?)", [(text_id, model_id, vector) for text_id, vector in vectors]
            )

    def known(self, keys: Sequence[bytes]) -> set[bytes]:
        """Those of the embedded texts, by hash, that the store has."""
        return {
            bytes(row[0])
            for marks, lot in lots(keys)
            for row in self._all(f"SELECT hash FROM texts WHERE hash IN ({marks})", lot)
        }

    def id_of(self, key: bytes) -> int | None:
        """The id of an embedded text by its hash; None when the store has no such text."""
        rows = self._all("SELECT id FROM texts WHERE hash = ?", (key,))
        return int(rows[0][0]) if rows else None

    def without(self, model_id: int) -> list[int]:
        """Ids of the embedded texts that this model has not encoded yet."""
        rows = self._all(
            "SELECT id FROM texts WHERE id NOT IN (SELECT text_id FROM vectors WHERE model_id = ?) ORDER BY id",
            (model_id,),
        )
        return [int(row[0]) for row in rows]

    def text(self, text_id: int) -> str:
        """An embedded text as one of the passages or sentences that say it has it."""
        rows = self._all(
            """
            SELECT substr(d.text, u.start + 1, u.end - u.start) FROM (
                SELECT document_id, start, end FROM passages WHERE text_id = ?1
                UNION ALL SELECT document_id, start, end FROM sentences WHERE text_id = ?1 LIMIT 1
            ) u JOIN documents d ON d.id = u.document_id
            """,
            (text_id,),
        )
        return str(rows[0][0])

    def places(self) -> Iterator[tuple[int, int, int, int]]:
        """Where each embedded text is said: (text id, document id, start, end), passages first."""
        yield from map(
            tuple,
            self._database.connection().execute(
                "SELECT text_id, document_id, start, end FROM passages "
                "UNION ALL SELECT text_id, document_id, start, end FROM sentences"
            ),
        )
