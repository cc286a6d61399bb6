"""What the figures hang on: machine, load, versions; clocks and memory of this process."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from index.encoder.choice import machine

_VERSIONS = ("onnxruntime", "torch", "sentence-transformers", "faiss-cpu", "numpy")


def about() -> list[str]:
    """The date, the machine, how busy it was before, and versions."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return [
        datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        machine(),
        f"load {load:.1f} at the start" + (" (busy: compare within a table only)" if load > 1 else ""),
        f"Python {platform.python_version()}",
        *(f"{name} {version(name)}" for name in _VERSIONS),
    ]


def seconds(work: Callable[[], object]) -> float:
    """How long it took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def milliseconds(works: Sequence[Callable[[], object]]) -> list[float]:
    """How long each took."""
    return [1000 * seconds(work) for work in works]


def quantiles(times: Sequence[float]) -> tuple[float, float]:
    """Median and 99th percentile (the largest of fewer than a hundred)."""
    ordered = sorted(times)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]


def memory(pid: int | str = "self") -> dict[str, float]:
    """Megabytes of a process: resident in all, of its own (anonymous), of mapped files."""
    names = {"VmRSS": "resident", "RssAnon": "own", "RssFile": "mapped", "VmHWM": "peak"}
    lines = Path(f"/proc/{pid}/status").read_text("ascii", errors="replace").splitlines()
    facts = dict(line.split(":", 1) for line in lines if ":" in line)
    return {name: int(facts[key].split()[0]) / 1024 for key, name in names.items() if key in facts}


def cpu_seconds(pid: int) -> float:
    """What a process has computed so far, on all cores."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii", errors="replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / float(os.sysconf("SC_CLK_TCK"))  # user and system time


def size_mb(folder: Path) -> float:
    """Megabytes of a folder's files."""
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) / 1e6


@contextmanager
def clocked(spent: dict[str, float], name: str) -> Iterator[None]:
    """Add the time inside to ``spent[name]``."""
    began = time.perf_counter()
    try:
        yield
    finally:
        spent[name] = spent.get(name, 0.0) + time.perf_counter() - began
