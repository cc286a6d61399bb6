"""The children of this process: started when needed, warm while they behave, replaced when they do not."""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, BinaryIO, cast

from corpus import errors
from corpus.errors import CorruptFileError, ReadError, TooCostlyError
from corpus.read.apart import message
from corpus.read.office import CONVERT_TIMEOUT_S, converter
from corpus.types import Document, SourceText

log = logging.getLogger(__name__)

# Reading takes one core; two children keep a slow file from holding up all others.
_MOST = 2
# A child is replaced after so many files, or once it has grown to so much: leaks of libraries do not add up.
_FILES, _GROWN_BYTES = 500, 512 * 2**20
# How often a wait looks whether it is still wanted.
_LOOK_S = 0.05
# LibreOffice ends itself after its own time; only then this clock runs out. It also needs more address space.
_OFFICE = ("doc", "wps")
_OFFICE_S, _OFFICE_BYTES = CONVERT_TIMEOUT_S + 60, 8 * 2**30
# What a child of ours needs to know of the world.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "TEMP", "SYSTEMROOT", "HOME")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take.

    :ivar seconds: From the first byte to the documents.
    :ivar memory_bytes: Address space of the child, its libraries (some 200 MB) included.
    """

    seconds: float = 120.0
    memory_bytes: int = 2 * 2**30


class Pool:
    """Reads files apart; safe from several threads.

    :ivar limits: May be set at any time; holds for children that start later, the time for every file.
    """

    def __init__(self, limits: Limits = Limits()) -> None:
        self.limits = limits
        self._idle: list[_Child] = []
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(_MOST)

    def read(self, data: bytes, name: str, cancelled: Callable[[], bool] | None = None) -> SourceText:
        """As ``corpus.read.read_bytes``, apart.

        :param cancelled: Asked while waiting; then the reading is broken off.
        :raises ReadError: As ``read_bytes``, and:
        :raises TooCostlyError: If it takes more than the limits, or is cancelled.
        """
        return message.to_source(self._ask(data, name, cancelled, split=False)["source"])

    def documents(
        self, data: bytes, name: str, cancelled: Callable[[], bool] | None = None
    ) -> tuple[SourceText, tuple[Document, ...]]:
        """Read a file and split it into its documents, apart; errors as in :meth:`read`."""
        answer = self._ask(data, name, cancelled, split=True)
        source = message.to_source(answer["source"])
        return source, tuple(message.to_document(each, source) for each in answer["documents"])

    def close(self) -> None:
        """End the children that have nothing to do."""
        with self._lock:
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()

    def _ask(self, data: bytes, name: str, cancelled: Callable[[], bool] | None, *, split: bool) -> dict[str, Any]:
        is_office = PurePath(name).suffix.lower().removeprefix(".") in _OFFICE and converter() is not None
        seconds = max(self.limits.seconds, _OFFICE_S) if is_office else self.limits.seconds
        with self._places:
            child = self._take(is_office=is_office)
            answer = None
            try:
                answer = child.ask({"name": name, "split": split}, data, seconds, cancelled)
            finally:
                if answer is None or not self._keep(child, answer):
                    child.end()
        if "error" in answer:
            raise _raised(answer)
        return answer

    def _take(self, *, is_office: bool) -> _Child:
        with self._lock:
            if not is_office and self._idle:
                return self._idle.pop()
        return _Child(_OFFICE_BYTES if is_office else self.limits.memory_bytes, is_office=is_office)

    def _keep(self, child: _Child, answer: dict[str, Any]) -> bool:
        """Keep a child for the next file, unless it is worn."""
        is_worn = (
            child.is_ended
            or child.is_office
            or child.files >= _FILES
            or int(answer.get("peak_bytes", 0)) > _GROWN_BYTES
        )
        if is_worn or child.memory_bytes != self.limits.memory_bytes or answer.get("error") == "MemoryError":
            return False
        with self._lock:
            self._idle.append(child)
        return True


class _Child:
    """One process that reads; used by one thread at a time."""

    def __init__(self, memory_bytes: int, *, is_office: bool) -> None:
        self.memory_bytes, self.is_office, self.files, self.is_ended = memory_bytes, is_office, 0, False
        kind = "office" if is_office else "plain"
        command = [sys.executable, "-P", "-m", "corpus.read.apart.child", kind, str(memory_bytes)]
        kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        # A session of its own, so that Ctrl-C in a terminal reaches it through its parent only.
        self._process = subprocess.Popen(  # noqa: S603 - a fixed command
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept | {"PYTHONPATH": os.pathsep.join(each for each in sys.path if each), "PYTHONUTF8": "1"},
            start_new_session=True,
        )

    def ask(
        self, request: dict[str, Any], data: bytes, seconds: float, cancelled: Callable[[], bool] | None
    ) -> dict[str, Any]:
        """Have a file read.

        :raises TooCostlyError: If time runs out or nobody wants it any more.
        :raises CorruptFileError: If the child ends over it.
        """
        done = threading.Event()

        def watch() -> None:
            until = time.monotonic() + seconds
            while not done.wait(_LOOK_S):
                if time.monotonic() > until or (cancelled is not None and cancelled()):
                    self.is_ended = True  # perhaps just as it answers
                    self._process.kill()
                    return

        watcher = threading.Thread(target=watch, name="wenheng-read-watch", daemon=True)
        watcher.start()
        stdin, stdout = cast("BinaryIO", self._process.stdin), cast("BinaryIO", self._process.stdout)
        try:
            if not self.files:
                message.receive(stdout)  # it says when it is ready
            self.files += 1
            message.send(stdin, message.to_bytes(request), data)
            return message.from_bytes(message.receive(stdout))
        except (EOFError, OSError, ValueError):
            if self.is_ended:
                raise TooCostlyError(f"Reading the file takes more than {seconds:g} s.") from None
            log.warning("a reader ended over a file (%s)", PurePath(request["name"]).suffix)
            raise CorruptFileError("The file is damaged: its reader broke off.") from None
        finally:
            done.set()
            watcher.join()

    def end(self) -> None:
        """End the process and close its pipes."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process.wait()


def _raised(answer: dict[str, Any]) -> ReadError:
    """The error that a child tells of."""
    name = str(answer["error"])
    if name == "MemoryError":
        return TooCostlyError("Reading the file takes more memory than a file may.")
    kind = getattr(errors, name, None)
    if isinstance(kind, type) and issubclass(kind, ReadError):
        return kind(str(answer.get("said", "")))
    log.warning("unexpected %s in a reader at %s", answer.get("kind"), answer.get("where"))
    return CorruptFileError("The file is damaged in a way that its reader does not know.")


#: The children of this process. They end with it: their pipe from it ends.
POOL = Pool()
atexit.register(POOL.close)
