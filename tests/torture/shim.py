"""The shim between a process and its disk: compiled where there is gcc, set from outside while the process runs."""

from __future__ import annotations

import mmap
import os
import shutil
import struct
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")
_ERROR, _COUNTDOWN, _SEEN = 0, 8, 16


def is_possible() -> bool:
    """Whether this machine can make and use it."""
    return os.name == "posix" and Path("/proc/self/fd").is_dir() and shutil.which("gcc") is not None


class Shim:
    """A compiled shim and its controls.

    :ivar environment: What a process must be started with.
    """

    def __init__(self, work: Path, watched: Path) -> None:
        """:param watched: The folder below which files are watched; it need not exist yet."""
        work.mkdir(parents=True, exist_ok=True)
        library = work / "shim.so"
        subprocess.run(
            ["gcc", "-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", str(library), str(SOURCE), "-ldl"], check=True
        )
        control = work / "shim.control"
        control.write_bytes(bytes(24))
        with control.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), 24)
        self.environment = {
            "LD_PRELOAD": str(library),
            "SHIM_FOLDER": str(watched.resolve()),
            "SHIM_CONTROL": str(control),
        }

    def fail_with(self, number: int) -> None:
        """Let every change fail with this errno; 0: no longer."""
        self._put(_ERROR, number)

    def kill_at(self, step: int) -> None:
        """Kill the process at this step from now on, counted from 1; 0: never."""
        self._put(_COUNTDOWN, step)

    @property
    def seen(self) -> int:
        """Steps seen so far."""
        value: int = struct.unpack_from("q", self._map, _SEEN)[0]
        return value

    def _put(self, at: int, value: int) -> None:
        struct.pack_into("q", self._map, at, value)
