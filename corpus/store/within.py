"""A database that shows some collections as if there were no others.

Each connection has temporary views under the names of the tables, and SQLite finds a temporary name before a lasting
one. So every question that the house asks, also one that is written tomorrow, is answered from these collections only;
nothing has to remember to filter. What has no view here shows nothing of documents.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from pathlib import Path

from corpus.store.database import Database

# What is the same for everybody: the schema's version, the models.
COMMON = frozenset({"settings", "models", "sqlite_sequence"})
# FTS5's own tables, which nothing but FTS5 reads.
_SHADOWS = "words_"

_SEEN = "EXISTS (SELECT 1 FROM main.documents d WHERE d.id = each.document_id AND d.collection IN ({collections}))"
_SAID = (
    "(EXISTS (SELECT 1 FROM passages p WHERE p.text_id = each.{key})"
    " OR EXISTS (SELECT 1 FROM sentences s WHERE s.text_id = each.{key}))"
)
# In the order in which they are made: a view may stand on those before it.
_VIEWS = {
    "documents": "SELECT * FROM main.documents WHERE collection IN ({collections})",
    "places": "SELECT * FROM main.places WHERE collection IN ({collections})",
    **{name: f"SELECT each.* FROM main.{name} each WHERE {_SEEN}" for name in ("tags", "passages", "sentences")},
    "texts": f"SELECT each.* FROM main.texts each WHERE {_SAID.format(key='id')}",
    "vectors": f"SELECT each.* FROM main.vectors each WHERE {_SAID.format(key='text_id')}",
    **{name: f"SELECT * FROM main.{name} WHERE 0" for name in ("checks", "seals")},
    # The column named as the table is what MATCH is asked of.
    "words": "SELECT each.rowid AS rowid, each.words AS words, each.rank AS rank FROM main.words each "
    "WHERE each.rowid IN (SELECT id FROM passages)",
    "words_vocabulary": "SELECT term, count(DISTINCT doc) AS doc FROM temp.words_instance "
    "WHERE doc IN (SELECT id FROM passages) GROUP BY term",
}


class DatabaseWithin(Database):
    """Connections that see some collections of a data folder, for reading only."""

    def __init__(self, folder: Path, collections: Collection[str]) -> None:
        self._collections = ", ".join("'" + each.replace("'", "''") + "'" for each in sorted(collections)) or "NULL"
        super().__init__(folder, read_only=True)

    def _connect(self) -> sqlite3.Connection:
        connection = super()._connect()
        connection.execute("CREATE VIRTUAL TABLE temp.words_instance USING fts5vocab ('main', 'words', 'instance')")
        for name, question in _VIEWS.items():
            connection.execute(f"CREATE TEMP VIEW {name} AS {question.format(collections=self._collections)}")
        return connection


def unseen(connection: sqlite3.Connection) -> set[str]:
    """The tables of a database that have neither a view here nor are common to all: there must be none."""
    rows = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
    names = {row[0] for row in rows if not row[0].startswith(_SHADOWS) or row[0] in _VIEWS}
    return names - _VIEWS.keys() - COMMON
