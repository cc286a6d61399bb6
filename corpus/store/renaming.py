"""A collection under another name."""

from __future__ import annotations

import sqlite3

from corpus.errors import CollectionExistsError
from corpus.store.elsewhere import texts_of_documents
from corpus.store.writer import Change


def rename(connection: sqlite3.Connection, name: str, new: str) -> Change:
    """Give all documents of a collection to one of a new name; what that did (no documents: there was none).

    :raises CollectionExistsError: If the new name has documents: two collections may hold the same text or source.
    """
    if connection.execute("SELECT 1 FROM documents WHERE collection = ?", (new,)).fetchone():
        raise CollectionExistsError("There is a collection of that name already.")
    ids = [int(row[0]) for row in connection.execute("SELECT id FROM documents WHERE collection = ?", (name,))]
    for table in ("documents", "places"):
        connection.execute(f"UPDATE {table} SET collection = ? WHERE collection = ?", (new, name))
    # Their texts are in a collection less: a distributed store lists texts by collection, and tidies up what has left.
    return Change(documents=[(each, "replaced") for each in ids], left_texts=texts_of_documents(connection, ids))
