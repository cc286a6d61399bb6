"""The child: reads one file after the other, as it is told, until its parent hangs up."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import re
import sys
import sysconfig
import traceback
from typing import Any

import corpus
from corpus.compendium import split_documents
from corpus.errors import ReadError
from corpus.read import read_bytes
from corpus.read.apart import message

# Taking a file apart needs no file of its own, and no more handles than these.
_MOST_HANDLES = 64
# What LibreOffice, which the office kind starts, may write: the largest upload converted, several times over.
_OFFICE_FILE_BYTES = 2**30
_SAMPLES = (("a.txt", "一、总结\n一是督查。".encode()), ("a.md", b"# a\n\nb"), ("a.html", b"<p>a</p>"))
# Loaded by the first file of its kind otherwise, when nothing may be opened any more.
_LATE = ("lzma", "bz2", "zipfile", "pypdfium2", "charset_normalizer", "encodings.idna", "encodings.big5",
         "encodings.gb18030", "encodings.utf_16", "encodings.utf_32")  # fmt: skip


# Linux's account of this process, opened while files may be.
_status = os.open("/proc/self/status", os.O_RDONLY) if sys.platform == "linux" else None


def main() -> None:
    """Limit this process, then answer requests: a kind, the file's name and its bytes."""
    is_office, memory_bytes = sys.argv[1] == "office", int(sys.argv[2])
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whoever prints must not be taken for an answer
    _warm()
    _limit(memory_bytes, is_office=is_office)
    if not is_office:
        _close_the_house()
    message.send(answers, message.to_bytes({"ready": True}))
    while True:
        try:
            request, data = message.from_bytes(message.receive(asked)), message.receive(asked)
        except EOFError:
            return
        message.send(answers, message.to_bytes(_answer(request, data)))


def _answer(request: dict[str, Any], data: bytes) -> dict[str, Any]:
    try:
        source = read_bytes(data, request["name"])
        answer: dict[str, Any] = {"source": message.of_source(source)}
        if request["split"]:
            documents = split_documents(source, request["name"])
            answer["documents"] = [message.of_document(each) for each in documents]
    except ReadError as error:
        return {"error": type(error).__name__, "said": str(error)} | _used()
    except MemoryError:
        return {"error": "MemoryError"} | _used()
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
        return {"error": "unexpected", "kind": type(error).__name__, "where": where} | _used()
    return answer | _used()


def _used() -> dict[str, int]:
    """The most memory that was in use so far, so that a child that has grown is replaced.

    Of Linux's two figures the one that begins with the program: ru_maxrss begins with the parent's at the fork.
    """
    if _status is not None:
        os.lseek(_status, 0, os.SEEK_SET)
        peak = re.search(rb"VmHWM:\s*(\d+) kB", os.read(_status, 1 << 16))
        return {"peak_bytes": int(peak.group(1)) * 1024 if peak else 0}
    if sys.platform == "win32":
        return {"peak_bytes": 0}
    import resource  # noqa: PLC0415 - not on Windows

    unit = 1 if sys.platform == "darwin" else 1024
    return {"peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit}


def _warm() -> None:
    """Load everything that readers load late."""
    for name in _LATE:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    for name, data in _SAMPLES:
        split_documents(read_bytes(data, name), name)


def _limit(memory_bytes: int, *, is_office: bool) -> None:
    """Limits that the system keeps; Windows has none of them, there only the parent's clock runs."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    limits = {resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: _OFFICE_FILE_BYTES if is_office else 0}
    if not is_office:
        limits[resource.RLIMIT_NOFILE] = _MOST_HANDLES
    limits[resource.RLIMIT_AS] = memory_bytes
    for which, most in limits.items():
        _, hard = resource.getrlimit(which)
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some
            resource.setrlimit(which, (value, value))


def _close_the_house() -> None:
    """From now on Python opens nothing but its own modules, reaches no network and starts nothing."""
    modules = (sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    house = os.path.dirname(corpus.__file__)  # noqa: PTH120 - what is compared are strings
    own = tuple({os.path.realpath(each) + os.sep for each in (*modules, house)})
    refused = ("socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec",
               "os.posix_spawn", "os.fork", "os.remove", "os.rename", "os.mkdir", "os.listdir", "os.scandir",
               "ctypes.dlopen")  # fmt: skip

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and not isinstance(arguments[0], int):
            path, mode = os.path.realpath(os.fsdecode(arguments[0])), arguments[1]
            if (mode is not None and set(mode) & set("wax+")) or not path.startswith(own):
                raise PermissionError("a reader opens no files")
        elif event in refused and not (event in {"os.listdir", "os.scandir"} and _is_own(arguments, own)):
            raise PermissionError("a reader does nothing but read")

    sys.addaudithook(watch)


def _is_own(arguments: tuple[Any, ...], own: tuple[str, ...]) -> bool:
    """Whether importlib looks for a module."""
    return bool(arguments) and isinstance(arguments[0], str) and os.path.realpath(arguments[0]).startswith(own)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError, io.UnsupportedOperation):
        main()
