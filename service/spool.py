"""Orders of jobs on the disk, from before they are acknowledged until they have ended.

``jobs/`` in the data folder holds two files for each: ``ID.job``, the order, and ``ID.log``, a line of JSON for each
thing that is done. Drafts are among the orders: the folder is its owner's alone, no backup takes it, and what is
removed is overwritten first (on disks that write in place, like SQLite's ``secure_delete``).
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus.errors import StoreError
from corpus.store.backup import JOBS
from corpus.store.checksums import settle
from corpus.store.database import store_errors
from service.order import Order

log = logging.getLogger(__name__)

# Besides the two: an order that is being written, and what is being removed.
_ORDER, _NOTES, _FRESH, _GOING = ".job", ".log", ".new", ".gone"
# Zeros are written in pieces of this size.
_CHUNK_BYTES = 2**20


class Spool:
    """The orders of one data folder. One process at a time: the one that holds the folder."""

    def __init__(self, data: Path) -> None:
        self._folder = data / JOBS

    def put(self, order: Order) -> None:
        """Write an order so that it lasts, also over a loss of power.

        :raises StoreError: If it cannot be written; then nothing of it is left.
        """
        path = self._path(order.id, _ORDER)
        fresh = path.with_suffix(_FRESH)
        try:
            with store_errors():
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                with _private(fresh) as file:
                    file.write(order.to_bytes())
                    file.flush()
                    os.fsync(file.fileno())
                with _private(self._path(order.id, _NOTES)):
                    pass
                fresh.replace(path)
                settle(self._folder)
        except BaseException as error:
            with contextlib.suppress(OSError):
                for each in (fresh, path, self._path(order.id, _NOTES)):
                    _wipe(each)
            if isinstance(error, OSError):
                raise StoreError("The job cannot be written to the data folder.") from error
            raise

    def note(self, job_id: str, what: Mapping[str, Any]) -> None:
        """Add a line to what is known of a job; without effect when it has ended.

        A line that is lost with the power, or on a full disk, costs work that is done twice, no more.
        """
        with contextlib.suppress(OSError):
            descriptor = os.open(self._path(job_id, _NOTES), os.O_WRONLY | os.O_APPEND)
            with os.fdopen(descriptor, "ab") as file:
                file.write(json.dumps(what).encode() + b"\n")

    def notes(self, job_id: str) -> list[dict[str, Any]]:
        """The lines of a job in order; one that was being written when the process died is cut off."""
        path = self._path(job_id, _NOTES)
        try:
            written = path.read_bytes()
            whole = written[: written.rfind(b"\n") + 1]
            if whole != written:
                os.truncate(path, len(whole))
            return [json.loads(line) for line in whole.splitlines()]
        except (OSError, ValueError):
            return []

    def remove(self, job_id: str) -> None:
        """Overwrite and remove what is kept of a job, if anything is."""
        order, going = self._path(job_id, _ORDER), self._path(job_id, _GOING)
        try:
            with contextlib.suppress(FileNotFoundError):
                order.replace(going)  # from here on it is no order any more, however far the rest comes
            for each in (going, self._path(job_id, _NOTES)):
                _wipe(each)
        except OSError as error:
            log.warning("an ended job's file could not be removed (%s); the next start tries again", error.strerror)

    def orders(self) -> Iterator[Order]:
        """The orders that were acknowledged and have not ended, the oldest first."""
        found = []
        for path in self._folder.glob(f"*{_ORDER}"):
            try:
                found.append(Order.from_bytes(path.read_bytes()))
            except (OSError, ValueError):
                log.warning("the job in %s cannot be read; it is left as it is", path.name)
        yield from sorted(found, key=lambda each: (each.created_at, each.id))

    def sweep(self) -> None:
        """Remove what was being written when a process died: it was never acknowledged, or had ended."""
        with contextlib.suppress(OSError):
            for path in self._folder.glob("*"):
                is_alone = path.suffix == _NOTES and not path.with_suffix(_ORDER).exists()
                if path.suffix in {_FRESH, _GOING} or is_alone:
                    _wipe(path)

    def _path(self, job_id: str, ending: str) -> Path:
        return self._folder / f"{job_id}{ending}"


@contextlib.contextmanager
def _private(path: Path) -> Iterator[Any]:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        yield file


def _wipe(path: Path) -> None:
    """Zeros over a file, then no file."""
    try:
        with path.open("r+b") as file:
            size = os.fstat(file.fileno()).st_size
            for at in range(0, size, _CHUNK_BYTES):
                file.write(bytes(min(_CHUNK_BYTES, size - at)))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    finally:
        path.unlink(missing_ok=True)
