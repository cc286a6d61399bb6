"""Backups: the database as it is at one moment, taken while others write, with the small files beside it.

A backup is a folder with a manifest that names each file, its size and its SHA-256. It holds no model (it can be had
again) and no snapshot (it can be made again).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.errors import NewerSchemaError, StoreError
from corpus.store import checksums
from corpus.store.database import DATABASE, store_errors
from corpus.store.schema import SCHEMA_VERSION
from corpus.store.store import Store

MANIFEST = "manifest.json"
FORMAT = 1
#: Work that was not finished, with drafts that nobody asked to keep: not for a backup.
JOBS = "jobs"
# Derived, obtained again, or of this start only.
_NOT_KEPT = ("models/", "snapshot/", "vectors/", f"{JOBS}/", DATABASE)
# Between two looks of whoever waits; 4 MB at SQLite's usual pages.
_PAGES = 1000
_CHUNK_BYTES = 2**20

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. ``files``: for each path its size in bytes and its SHA-256 in hexadecimal digits."""

    version: str
    schema: int
    store_version: int
    created_at: str
    model: str
    fingerprint: str
    documents: int
    files: dict[str, tuple[int, str]]


def backup(store: Store, target: Path, version: str, progress: Progress | None = None) -> Manifest:
    """Write a backup of a store, which others may be writing to, into a new folder.

    :param version: The version of Wenheng that writes it.
    :param progress: Called with the pages copied and all pages.
    :raises StoreError: If the folder exists, or cannot be written; then there is no folder of that name.
    """
    if target.exists():
        raise StoreError(f"{target} exists already; a backup is written to a new folder.")
    if store.folder.resolve() in target.resolve().parents:
        raise StoreError("A backup inside the data folder would be lost with it; name another place.")
    fresh = target.with_name(f"{target.name}.part")
    with store_errors():
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        try:
            files = {DATABASE: _copy_database(store, fresh / DATABASE, progress)}
            files |= {name: _copy(store.folder / name, fresh / name) for name in _small_files(store.folder)}
            manifest = _manifest(fresh / DATABASE, version, files)
            _write_json(fresh / MANIFEST, {"format": FORMAT, **asdict(manifest)})
            fresh.rename(target)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """What a backup says it holds.

    :raises StoreError: If there is no backup, or its manifest is damaged.
    :raises NewerSchemaError: If a newer Wenheng wrote it.
    """
    try:
        stored: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        form = stored.pop("format")
        files = {name: (int(size), str(digest)) for name, (size, digest) in stored.pop("files").items()}
        manifest = Manifest(files=files, **stored)
        if any(Path(name).is_absolute() or ".." in Path(name).parts for name in files):
            raise ValueError("a path that leads out of the backup")
    except FileNotFoundError:
        raise StoreError(f"{folder} is no backup: it has no {MANIFEST}.") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise StoreError(f"The {MANIFEST} of {folder} is damaged; take another backup.") from None
    if form > FORMAT or manifest.schema > SCHEMA_VERSION:
        raise NewerSchemaError(f"A newer Wenheng wrote the backup in {folder}; please install that version.")
    return manifest


def damaged_files(folder: Path) -> list[str]:
    """The files of a backup that are missing or not what was written.

    :raises StoreError: See :func:`read_manifest`.
    """
    files = read_manifest(folder).files
    return [name for name, said in files.items() if _measured(folder / name) != said]


def restore(folder: Path, target: Path) -> Manifest:
    """Make a data folder of a backup; nothing of it is used if a single byte is not what was written.

    :raises StoreError: If the backup is damaged, or the target holds anything already.
    """
    manifest = read_manifest(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise StoreError(f"{target} is not empty; a backup is restored to a new folder.")
    fresh = target.with_name(f"{target.name}.part")
    with store_errors():
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        try:
            for name, said in manifest.files.items():
                if not (folder / name).is_file() or _copy(folder / name, fresh / name) != said:
                    raise StoreError(f"{name} in the backup is damaged; nothing was restored. Take another backup.")
            if target.exists():
                target.rmdir()
            fresh.rename(target)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
    return manifest


def _copy_database(store: Store, target: Path, progress: Progress | None) -> tuple[int, str]:
    """Copy what one read transaction sees: the writer goes on meanwhile, and the copy never starts again."""

    def show(_status: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    with store.reading() as connection, closing(sqlite3.connect(target)) as copy:
        connection.execute("SELECT count(*) FROM settings").fetchone()
        connection.backup(copy, pages=_PAGES, progress=show)
    _settle(target)
    size, digest = _measured(target) or (0, "")
    return size, digest


def _small_files(folder: Path) -> Iterator[str]:
    yield from (name for name in checksums.files(folder) if not name.startswith(_NOT_KEPT))
    if (folder / checksums.KEYS).is_file():
        yield checksums.KEYS


def _manifest(database: Path, version: str, files: dict[str, tuple[int, str]]) -> Manifest:
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
        row = copy.execute("SELECT name, fingerprint FROM models ORDER BY id LIMIT 1").fetchone()
        name, fingerprint = row or ("", "")
        store_version = copy.execute("SELECT value FROM settings WHERE key = 'store_version'").fetchone()[0]
        documents = copy.execute("SELECT count(*) FROM documents").fetchone()[0]
        schema = copy.execute("PRAGMA user_version").fetchone()[0]
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Manifest(version, schema, int(store_version), now, name, fingerprint, documents, files)


def _copy(source: Path, target: Path) -> tuple[int, str]:
    """Copy a file so that it lasts; the size and SHA-256 of what was read."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reader, target.open("wb") as writer:
        for chunk in iter(lambda: reader.read(_CHUNK_BYTES), b""):
            digest.update(chunk)
            size += len(chunk)
            writer.write(chunk)
        writer.flush()
        os.fsync(writer.fileno())
    return size, digest.hexdigest()


def _measured(path: Path) -> tuple[int, str] | None:
    try:
        with path.open("rb") as file:
            return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _settle(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _write_json(path: Path, value: object) -> None:
    with path.open("w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
