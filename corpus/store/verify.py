"""Looking for damage: files at rest against their checksums, SQLite's structure, every row against its seal."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.errors import NewerSchemaError, StoreError
from corpus.store import checksums, seals
from corpus.store.database import DATABASE, is_held
from corpus.store.schema import schema_version
from corpus.store.store import Store

Layer = Literal["file", "structure", "row"]
# SQLite lists at most so many faults of structure; one is enough to know.
_MOST_FAULTS = 20
_DERIVED = {"passages", "sentences", "words", "texts", "vectors", "fingerprints"}
_DERIVED_FILES = ("snapshot/", "vectors/", "languages.json")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not what was written.

    :ivar layer: ``file``: bytes of a file; ``structure``: what SQLite or FTS5 find inconsistent; ``row``: data.
    :ivar place: Where, in words.
    :ivar kind: The kind of row (see seals), or "" for other layers.
    :ivar owner: Whose row: a document's, passage's or embedded text's id; None for other layers.
    """

    layer: Layer
    place: str
    kind: str = ""
    owner: int | None = None

    @property
    def is_derivable(self) -> bool:
        """Whether it can be made anew from what is intact; else it takes a backup or the file it came from."""
        return self.kind in _DERIVED or self.place.startswith(_DERIVED_FILES)


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in a data folder, and what could not be looked at, in sentences."""

    findings: tuple[Finding, ...]
    not_looked_at: tuple[str, ...] = ()


def look(folder: Path) -> Looked:
    """Look for damage in a data folder, also while a server writes to it (then at less).

    :raises StoreError: If there is no corpus.
    """
    if not (folder / DATABASE).is_file():
        raise StoreError(f"There is no corpus in {folder} yet.")
    is_served = is_held(folder)
    findings: list[Finding] = []
    not_looked_at = []
    if is_served:
        not_looked_at.append("A server holds the folder: unused space and the index of words were not looked at.")
    elif (found := check_files(folder)) is None:
        not_looked_at.append("There are no checksums of a clean stop: unused space was not looked at.")
    else:
        findings += found
    try:
        store = Store(folder, read_only=is_served)
    except NewerSchemaError:
        raise
    except StoreError as error:
        return Looked((*findings, Finding("structure", f"{DATABASE}: {error}")), tuple(not_looked_at))
    try:
        connection = store.database.connection()
        findings += check_structure(connection, may_write=not is_served)
        findings += check_rows(connection)
    finally:
        store.close()
    return Looked(tuple(findings), tuple(not_looked_at))


def check_files(folder: Path) -> list[Finding] | None:
    """Compare the files of a folder that nobody writes to with their checksums; None when there are no checksums."""
    sums = checksums.read(folder)
    if sums is None:
        return None
    findings = []
    for name, each in sorted(sums.items()):
        try:
            changed = checksums.differing_blocks(folder / name, each)
        except FileNotFoundError:
            findings.append(Finding("file", f"{name} is missing"))
        except OSError as error:
            findings.append(Finding("file", f"{name} cannot be read ({type(error).__name__})"))
        else:
            findings += [Finding("file", f"{name}, between bytes {start} and {end}") for start, end in changed]
    return findings


def check_copy(folder: Path) -> list[Finding]:
    """Look at the database of a backup without changing a byte of it; one from before there were seals has none."""
    connection = sqlite3.connect(f"{(folder / DATABASE).resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        seals.register(connection)
        if schema_version(connection) < seals.SINCE_SCHEMA:
            return []
        return [*check_structure(connection, may_write=False), *check_rows(connection)]
    except sqlite3.DatabaseError as error:
        return [Finding("structure", f"{DATABASE}: {error}")]
    finally:
        connection.close()


def check_rows(connection: sqlite3.Connection) -> list[Finding]:
    """Compare every row with its seal, and every text with its name."""
    findings = []
    for kind in seals.KINDS:
        try:
            owners = sorted({*seals.broken(connection, kind)})
        except sqlite3.DatabaseError as error:
            findings.append(Finding("structure", f"table {kind.table} cannot be read ({error})"))
        else:
            findings += [Finding("row", kind.said.format(owner), kind.name, owner) for owner in owners]
    with suppress(sqlite3.DatabaseError):  # said above
        known = {each.owner for each in findings if each.kind == "text"}
        said = seals.BY_NAME["text"].said
        damaged = [each for each in seals.broken_names(connection) if each not in known]
        findings += [Finding("row", said.format(each), "text", each) for each in damaged]
    return findings


def check_structure(connection: sqlite3.Connection, *, may_write: bool) -> list[Finding]:
    """Ask SQLite about its pages and indexes, and FTS5 (where one may write: it asks by an INSERT) about its own."""
    findings = [Finding("structure", f"{DATABASE}: {said}") for said in _faults(connection)]
    if may_write:
        try:
            connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        except sqlite3.DatabaseError:
            findings.append(Finding("structure", "the index of words", "words"))
    return findings


def _faults(connection: sqlite3.Connection) -> Iterator[str]:
    try:
        for (said,) in connection.execute(f"PRAGMA integrity_check({_MOST_FAULTS})"):
            if said != "ok":
                yield str(said)
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            yield "rows refer to rows that are not there"
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        yield str(error)
