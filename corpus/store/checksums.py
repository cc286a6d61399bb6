"""Checksums of every file of a data folder at rest, also of what no row of the database accounts for.

They are written at a clean stop and taken away at the next start, so that they hold only while nobody writes; a folder
whose process was killed has none until it was stopped once. A file is summed in blocks, so that damage has a place.
Files that did not change since (by size and time) keep the sums they had: damage is not blessed by stopping again.
"""

from __future__ import annotations

import json
import logging
import os
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

log = logging.getLogger(__name__)

CHECKSUMS = "checksums.json"
# Small enough to say where, large enough that a database of gigabytes has some thousand sums.
BLOCK_BYTES = 2**20
#: Changed by commands at any time, also while nobody holds the folder (service.keys): kept in backups, never summed.
KEYS = "keys.json"
# What belongs to a running process, and what others write.
_PASSING = {
    CHECKSUMS,
    KEYS,
    "server.json",
    "backup.done",
    "writer.lock",
    *("audit.jsonl", *(f"audit.jsonl.{n}" for n in range(1, 6))),
}
_PASSING_ENDINGS = (".lock", ".log", ".new", ".part", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class FileSums:
    """A file as it was: CRC-32 of each block of BLOCK_BYTES, which finds every burst of up to 32 flipped bits."""

    size_bytes: int
    modified_ns: int
    blocks: tuple[int, ...]


Sums = Mapping[str, FileSums]


def take(folder: Path) -> Sums | None:
    """The checksums of the last clean stop, taken away for good: from now on the folder changes. None: there are none.

    :raises OSError: If the folder cannot be changed.
    """
    found = read(folder)
    path = folder / CHECKSUMS
    if path.exists():
        path.unlink()
        settle(folder)  # else a power cut could bring it back beside a changed database
    return found


def read(folder: Path) -> Sums | None:
    """The checksums of the last clean stop; None when there are none, or none that can be read."""
    try:
        stored = json.loads((folder / CHECKSUMS).read_text("utf-8"))["files"]
        return {
            name: FileSums(each["size_bytes"], each["modified_ns"], tuple(each["blocks"]))
            for name, each in stored.items()
        }
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(folder: Path, former: Sums | None, changed: Mapping[str, bool]) -> None:
    """Sum every file; where that cannot be done (a full disk) there are no checksums, and verifying says so.

    :param former: The sums at the start.
    :param changed: Of files of which it is known whether they were written; the time of the others tells.
    """
    try:
        sums = {name: _sums(folder, name, former or {}, changed.get(name)) for name in files(folder)}
        fresh = folder / f"{CHECKSUMS}.new"
        with fresh.open("w", encoding="utf-8") as file:
            json.dump({"format": 1, "files": {name: asdict(each) for name, each in sums.items()}}, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(folder / CHECKSUMS)
    except OSError as error:
        log.warning("no checksums could be written (%s)", type(error).__name__)


def files(folder: Path) -> Iterator[str]:
    """The files at rest of a data folder, as paths in it; links are not followed."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.endswith(_PASSING_ENDINGS))
        for name in sorted(names):
            path = Path(root, name)
            if name not in _PASSING and not name.endswith(_PASSING_ENDINGS) and not path.is_symlink():
                yield path.relative_to(folder).as_posix()


def differing_blocks(path: Path, sums: FileSums) -> list[tuple[int, int]]:
    """The ranges of bytes of a file that are not what they were.

    :raises OSError: If it cannot be read.
    """
    now = block_sums(path)
    longest = max(len(now), len(sums.blocks))
    return [
        (index * BLOCK_BYTES, (index + 1) * BLOCK_BYTES)
        for index in range(longest)
        if now[index : index + 1] != list(sums.blocks[index : index + 1])
    ]


def block_sums(path: Path) -> list[int]:
    """The CRC-32 of each block of a file."""
    with path.open("rb") as file:
        return [zlib.crc32(block) for block in iter(lambda: file.read(BLOCK_BYTES), b"")]


def _sums(folder: Path, name: str, former: Sums, changed: bool | None) -> FileSums:
    path = folder / name
    about = path.stat()
    had = former.get(name)
    if had is not None:
        looks_changed = (had.size_bytes, had.modified_ns) != (about.st_size, about.st_mtime_ns)
        if not (looks_changed if changed is None else changed):
            return had
    return FileSums(about.st_size, about.st_mtime_ns, tuple(block_sums(path)))


def settle(folder: Path) -> None:
    """Make a folder's entries last over a power cut; Windows has no such call and needs none."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
