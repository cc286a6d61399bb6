"""SQLite as the store uses it: one writer, a connection a thread, write-ahead log, one lock file."""

from __future__ import annotations

import contextlib
import errno
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from corpus.errors import StoreBusyError, StoreError, StoreFullError, StoreReadOnlyError
from corpus.store import checksums, seals
from corpus.store.schema import SCHEMA_VERSION, schema_version, upgrade

DATABASE = "wenheng.db"
LOCK = "writer.lock"

# SQLite binds at most 32,766 values in a statement; longer lists go in lots.
_LOT = 10_000
_DAMAGED = "The database in the data folder is damaged; `wenheng verify` says where."
_Key = TypeVar("_Key", int, bytes)

# A reader never waits for the writer in WAL mode; only checkpoints and the start contend, for milliseconds.
_BUSY_TIMEOUT_S = 10.0


class Database:
    """Connections to one data folder. Only the process that holds ``writer.lock`` may write."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self.path = folder / DATABASE
        self.read_only = read_only
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self.write_lock = threading.RLock()
        self._log_to_empty = False
        self._is_sound, self._changed = False, False
        self._sums: checksums.Sums | None = None
        self._process_lock = FileLock(folder / LOCK, thread_local=False)
        if read_only:
            if not self.path.is_file():
                raise StoreError(f"There is no corpus in {folder} yet.")
            return
        with store_errors():
            folder.mkdir(parents=True, exist_ok=True)
            self._lock_for_writing(folder)
            try:
                self._sums = checksums.take(folder)
                self._changed = self._sums is None or schema_version(self.connection()) != SCHEMA_VERSION
                upgrade(self.connection())
                self._is_sound = True
                self._empty_what_was_left()
            except BaseException:
                self.close()
                raise

    def _lock_for_writing(self, folder: Path) -> None:
        try:
            self._process_lock.acquire(timeout=0)
        except Timeout:
            raise StoreBusyError(f"Another Wenheng process is writing to {folder}.") from None

    def connection(self) -> sqlite3.Connection:
        """This thread's connection; autocommit, foreign keys on, rows by name."""
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self._connect()
            self._local.connection = found
            with self._guard:
                self._open.append(found)
        return found

    def _connect(self) -> sqlite3.Connection:
        mode = "ro" if self.read_only else "rwc"
        connection = sqlite3.connect(
            f"{self.path.resolve().as_uri()}?mode={mode}",
            uri=True,
            timeout=_BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,  # only so that close() may close them all
        )
        connection.row_factory = sqlite3.Row
        seals.register(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA recursive_triggers = ON")  # what OR REPLACE deletes is seen by triggers, too
        if not self.read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")  # acknowledged means on the disk
            connection.execute("PRAGMA secure_delete = ON")  # deleted means overwritten
        return connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection on which every statement sees the committed state that the first one saw."""
        connection = self.connection()
        if connection.in_transaction:  # a nested read sees what the outer one sees
            yield connection
            return
        with store_errors():
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("COMMIT")

    @contextmanager
    def writing(self, *, changes_corpus: bool = True) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is committed when the block ends, none of it when it raises.

        :param changes_corpus: Whether what is written is part of the corpus, so that its version rises.
        """
        if self.read_only:
            raise StoreReadOnlyError("The data folder was opened for reading only.")
        with self.write_lock, store_errors():
            self._changed = True
            connection = self._begin()
            try:
                yield connection
                if changes_corpus:
                    connection.execute("UPDATE settings SET value = value + 1 WHERE key = 'store_version'")
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            if self._log_to_empty:
                with contextlib.suppress(StoreError):  # this write is done; the log is for the next one to empty
                    self.forget()

    def forget(self) -> None:
        """Empty the write-ahead log, where what was deleted may still stand.

        While somebody reads it cannot be emptied; then each later write tries again, and closing does it.
        """
        with self.write_lock, store_errors():
            self._log_to_empty = True
            connection = self.connection()
            connection.execute("PRAGMA busy_timeout = 0")  # a reader may take minutes
            try:
                busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                connection.execute(f"PRAGMA busy_timeout = {int(1000 * _BUSY_TIMEOUT_S)}")
            self._log_to_empty = bool(busy)

    def _empty_what_was_left(self) -> None:
        """A process that was killed may have left what it had deleted in the log."""
        log = self.path.with_name(f"{DATABASE}-wal")
        if log.exists() and log.stat().st_size:
            with contextlib.suppress(StoreError):  # the next write tries again
                self.forget()

    def _begin(self) -> sqlite3.Connection:
        """Begin to write; a connection that was opened while the disk was read-only would stay so, and is renewed."""
        connection = self.connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.execute("DELETE FROM settings WHERE 0")  # BEGIN alone does not tell
        except sqlite3.OperationalError as error:
            connection.execute("ROLLBACK")
            if _code(error) != sqlite3.SQLITE_READONLY:
                raise
            with self._guard:
                self._open.remove(connection)
            self._local.connection = None
            connection.close()
            connection = self.connection()
            connection.execute("BEGIN IMMEDIATE")
        return connection

    def close(self) -> None:
        """Close every connection, note the checksums of the folder at rest and give it back to other processes."""
        with self._guard:
            for connection in self._open:
                connection.close()
            self._open.clear()
        self._local = threading.local()
        is_at_rest = self._process_lock.is_locked and not self.path.with_name(f"{DATABASE}-wal").exists()
        if is_at_rest and (self._is_sound or self._sums is not None):  # what could not be opened is not to be blessed
            checksums.write(self.path.parent, self._sums, {DATABASE: self._changed and self._is_sound})
        self._process_lock.release()


def is_held(folder: Path) -> bool:
    """Whether a process is writing to the data folder at this moment."""
    if not (folder / LOCK).is_file():
        return False
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    except OSError:  # not ours to write: opening it says why
        return False
    lock.release()
    return False


@contextmanager
def store_errors() -> Iterator[None]:
    """Say in the store's own words what SQLite or the operating system refused."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _translated(error) from error
    except UnicodeDecodeError as error:
        raise StoreError(_DAMAGED) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise StoreFullError("There is no room left on the disk of the data folder.") from error
        if error.errno in {errno.EACCES, errno.EROFS, errno.EPERM}:
            raise StoreReadOnlyError("The data folder cannot be written: check its owner and permissions.") from error
        raise


def _code(error: sqlite3.DatabaseError) -> int:
    """SQLite's primary code of an error (the rest is detail); 0 when it is none of SQLite's."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _translated(error: sqlite3.DatabaseError) -> Exception:
    code = _code(error)
    if code == sqlite3.SQLITE_FULL:
        return StoreFullError("There is no room left on the disk of the data folder.")
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        return StoreReadOnlyError("The data folder cannot be written: check its owner and permissions.")
    if code == sqlite3.SQLITE_BUSY:
        return StoreBusyError("The data folder is busy; try again.")
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return StoreError(_DAMAGED)
    if code == sqlite3.SQLITE_IOERR:
        return StoreError("The disk of the data folder reported an error; nothing was changed.")
    return error


def lots(values: Sequence[_Key]) -> Iterator[tuple[str, list[_Key]]]:
    """Values in lots that fit a statement, each with its question marks."""
    for start in range(0, len(values), _LOT):
        lot = list(values[start : start + _LOT])
        yield ", ".join("?" * len(lot)), lot
