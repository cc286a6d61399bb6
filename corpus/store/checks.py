"""The checks of drafts that are kept: listed, fetched, deleted for good."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from corpus.store.database import Database, lots


@dataclass(frozen=True, slots=True)
class CheckBrief:
    """A kept check as a list shows it. ``created_at`` is UTC, ISO 8601; ``figures`` is JSON, as of its making."""

    id: str
    created_at: str
    name: str
    characters: int
    has_text: bool
    figures: str


@dataclass(frozen=True, slots=True)
class KeptCheck:
    """A check with all that is needed to judge it again; what is JSON is the caller's own.

    :ivar draft: The draft's text; None when it is kept without.
    :ivar draft_hash: Names the text, so that a text sent again can be known to be the same.
    :ivar report: JSON: the report as it was made, for a check without text; None for one with.
    :ivar owner: The name of the key it was made with; empty for whoever used no key.
    """

    id: str
    created_at: str
    name: str
    characters: int
    draft: str | None
    draft_hash: bytes
    notes: str
    options: str
    examination: str
    figures: str
    report: str | None
    owner: str = ""


_COLUMNS = ", ".join(each.name for each in fields(KeptCheck))
_ONE = "id = ? AND owner = ifnull(?, owner)"


class CheckTable:
    """The kept checks of one data folder. They are no part of the corpus: its version does not rise with them.

    Who asks as an owner has that owner's checks only; None has everybody's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def _all(self, query: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        return self._database.connection().execute(query, values).fetchall()

    def put(self, check: KeptCheck) -> None:
        """Keep a check, in the place of one with the same id."""
        marks = ", ".join("?" * len(fields(KeptCheck)))
        values = [getattr(check, each.name) for each in fields(KeptCheck)]
        with self._database.writing(changes_corpus=False) as connection:
            connection.execute(f"INSERT OR REPLACE INTO checks ({_COLUMNS}) VALUES ({marks})", values)

    def get(self, check_id: str, owner: str | None = None) -> KeptCheck | None:
        """A kept check; None when there is none with that id."""
        rows = self._all(f"SELECT {_COLUMNS} FROM checks WHERE {_ONE}", (check_id, owner))
        return KeptCheck(*rows[0]) if rows else None

    def page(self, limit: int, offset: int, owner: str | None = None) -> tuple[tuple[CheckBrief, ...], int]:
        """One page of the kept checks, the newest first, and how many there are in all."""
        with self._database.reading() as connection:
            whose = "WHERE owner = ifnull(?, owner)"
            total = connection.execute(f"SELECT count(*) FROM checks {whose}", (owner,)).fetchone()[0]
            rows = connection.execute(
                f"SELECT id, created_at, name, characters, draft IS NOT NULL, figures FROM checks {whose} "
                "ORDER BY created_at DESC, id LIMIT ? OFFSET ?",
                (owner, limit, offset),
            ).fetchall()
        return tuple(CheckBrief(row[0], row[1], row[2], row[3], bool(row[4]), row[5]) for row in rows), int(total)

    def text_names(self, document_ids: Iterable[int]) -> dict[int, str]:
        """What names the present text of each document there is: a finding holds only in the text it was found in."""
        wanted = sorted(set(document_ids))
        return {
            row[0]: bytes(row[1]).hex()
            for marks, lot in lots(wanted)
            for row in self._all(f"SELECT id, text_hash FROM documents WHERE id IN ({marks})", lot)
        }

    def delete(self, check_id: str, owner: str | None = None) -> bool:
        """Delete a check so that its text is nowhere in the data folder; whether there was one."""
        with self._database.writing(changes_corpus=False) as connection:
            there = connection.execute(f"DELETE FROM checks WHERE {_ONE}", (check_id, owner)).rowcount > 0
        if there:
            self._database.forget()
        return there
