"""The schema of the data folder's database, and the way from older schemas to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from importlib.resources import files

from corpus.errors import NewerSchemaError
from corpus.store import seals

SQLITE_VERSION = sqlite3.sqlite_version
SCHEMA_VERSION = 4

# From version n to n + 1; each step runs inside the one transaction that also sets the new version.
_STEPS: dict[int, Callable[[sqlite3.Connection], None]] = {
    1: lambda connection: _run(connection, "schema-2.sql"),
    2: lambda connection: _run(connection, "schema-3.sql"),
    3: lambda connection: _run(connection, "schema-4.sql"),
}


def upgrade(connection: sqlite3.Connection) -> None:
    """Bring a database, new or old, to the present schema in one transaction.

    :raises NewerSchemaError: If a newer Wenheng wrote it.
    """
    found = schema_version(connection)
    if found > SCHEMA_VERSION:
        raise NewerSchemaError(
            f"The data folder has schema {found}; this version of Wenheng knows up to {SCHEMA_VERSION}. "
            "Please install the newer version that wrote it."
        )
    if found == SCHEMA_VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        if found == 0:
            _run(connection, "schema.sql")
        for version in range(max(found, 1), SCHEMA_VERSION):  # a new folder goes the way of an old one
            _STEPS[version](connection)
        seals.install(connection)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def schema_version(connection: sqlite3.Connection) -> int:
    """The schema the database has; 0 when it is empty."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _run(connection: sqlite3.Connection, script: str) -> None:
    statement = ""
    for line in files(__package__).joinpath(script).read_text("utf-8").splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
