"""How long a folder takes from files to searchable, by stage, and the second time."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from corpus.compendium import split_documents
from corpus.read import read_file
from corpus.store import Store
from index import ingest
from index.encoder import TextEncoder
from index.engine import Engine
from index.ingest import Ingest, SourceFile
from scripts.benchmarks.machine import clocked, seconds
from scripts.benchmarks.tables import Table
from scripts.ingest import files_below

# Files handed over together, as a folder's would be.
_TOGETHER = 20


def end_to_end(encoder: TextEncoder, paths: tuple[Path, ...]) -> Table:
    """Read, split, encode and write every file below the paths, twice."""
    files = list(files_below(paths))
    spent: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch, Engine.open(Path(scratch), encoder) as engine:
        with _stages(encoder, spent):
            first = seconds(lambda: _read(engine, files, spent))
        again = seconds(lambda: _read(engine, files, {}))
        info = engine.info()
        size = sum(path.stat().st_size for path in files) / 1e6
        rows = [(stage, took, took / first) for stage, took in spent.items()]
        rows += [("everything else", first - sum(spent.values()), 1 - sum(spent.values()) / first)]
        rows += [("all, first time", first, 1.0), ("all, second time", again, again / first)]
    return Table(
        "ingest",
        "How long does a folder take?",
        f"{len(files)} files, {size:.1f} MB: {info.documents} documents, {info.passages} passages, {info.vectors} "
        f"distinct texts to encode. {info.passages / first:.0f} passages/s, {info.vectors / first:.0f} texts/s.",
        ("stage", "seconds", "share"),
        rows,
    )


def _read(engine: Engine, paths: list[Path], spent: dict[str, float]) -> None:
    for start in range(0, len(paths), _TOGETHER):
        with clocked(spent, "read and divide files"):
            files = [_file(path) for path in paths[start : start + _TOGETHER]]
        engine.put_many(files)


def _file(path: Path) -> SourceFile:
    source = read_file(path)
    return SourceFile(str(path), split_documents(source, path.name), source.is_file_text)


@contextmanager
def _stages(encoder: TextEncoder, spent: dict[str, float]) -> Iterator[None]:
    """Clocks around the stages of an ingest."""
    with ExitStack() as stack:
        for name, owner, method in (
            ("split, words, fingerprints", ingest, "prepare"),
            ("encode", TextEncoder, "encode_passages"),
            ("write", Store, "put_source"),
            ("show", Ingest, "_show"),
        ):
            stack.enter_context(patch.object(owner, method, _clocked(getattr(owner, method), spent, name)))
        yield


def _clocked(work: Callable[..., Any], spent: dict[str, float], name: str) -> Callable[..., Any]:
    def timed(*arguments: Any, **named: Any) -> Any:
        with clocked(spent, name):
            return work(*arguments, **named)

    return timed
