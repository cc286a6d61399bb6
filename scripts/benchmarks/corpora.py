"""How cost grows with a corpus: ingest, disk by table, fingerprints, search by words and meaning, a check, a start."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np

from corpus.types import Document
from index.encoder import TextEncoder
from index.engine import Engine
from index.ingest import SourceFile
from scripts.benchmarks.drawn import DrawnEncoder
from scripts.benchmarks.machine import memory, milliseconds, quantiles, seconds, size_mb
from scripts.benchmarks.tables import Cell, Table
from scripts.benchmarks.texts import QUERIES, Writer

# Texts encoded for real: enough for clusters of a hundred each.
_ENCODED = 2_000
# Documents written in one call, as an upload of a compendium would.
_LOT = 50
_DRAFT_CHARS = 3_000


@dataclass(slots=True)
class Grown:
    """What was measured at each size; rows of the tables."""

    cost: list[tuple[Cell, ...]]
    disk: list[tuple[Cell, ...]]


def by_size(encoder: TextEncoder, writer: Writer, sizes: Sequence[int], folder: Path, rounds: int) -> list[Table]:
    """One corpus that grows through the sizes, measured at each; it stays in the folder."""
    grown = Grown([], [])
    drawn = DrawnEncoder(encoder, _ENCODED)
    documents = writer.documents(sizes[-1])
    for size in sizes:
        with Engine.open(folder, drawn) as engine:
            took, added = _fill(engine, documents, size)
        start = seconds(partial(_opened, folder, drawn))
        with Engine.open(folder, drawn) as engine:
            grown.cost.append(_cost(engine, writer, took, added, start, rounds))
            grown.disk.append(_disk(engine, folder))
    return [_costs(grown.cost), _disks(grown.disk)]


def long_draft(encoder: TextEncoder, writer: Writer, folder: Path, characters: int) -> Table:
    """A draft of the greatest length against the corpus in the folder."""
    with Engine.open(folder, DrawnEncoder(encoder, _ENCODED)) as engine:
        engine.check(_draft(writer, engine, 500))
        idle = memory()["own"]
        draft = _draft(writer, engine, characters)
        took = seconds(lambda: engine.check(draft))
        grown, passages = memory()["peak"] - memory()["resident"], engine.info().passages
        row = (len(draft), passages, took, memory()["own"] - idle, grown)
    return Table(
        "long-draft",
        "What does a long draft take?",
        "A generated draft, a tenth of it taken from the corpus; in the process that holds the corpus.",
        ("characters", "passages", "seconds", "own MB more afterwards", "peak above resident MB"),
        [row],
    )


def _fill(engine: Engine, documents: Callable[[], object] | object, size: int) -> tuple[float, int]:
    """Write documents until there are so many passages; seconds, and passages added."""
    before = engine.info().passages
    there, took, number = before, 0.0, engine.info().documents
    while there < size:
        lot: list[Document] = list(islice(documents, _LOT))  # type: ignore[call-overload]
        if not lot:
            break
        files = [SourceFile(f"{number + at}.txt", [each]) for at, each in enumerate(lot)]
        number += len(files)
        took += seconds(partial(engine.put_many, files))
        there = engine.info().passages
    return took, there - before


def _opened(folder: Path, encoder: DrawnEncoder) -> None:
    Engine.open(folder, encoder).store.close()  # without a snapshot: only the start is timed


def _cost(engine: Engine, writer: Writer, took: float, added: int, start: float, rounds: int) -> tuple[Cell, ...]:
    info = engine.info()
    times = []
    for mode in ("words", "meaning", "both"):
        asked = [partial(engine.search, [query], mode=mode) for query in QUERIES]
        milliseconds(asked)  # queries' vectors are kept now, pages of files read
        times += [quantiles(milliseconds(asked * rounds))]
    check = quantiles(
        milliseconds([partial(engine.check, _draft(writer, engine, _DRAFT_CHARS, n)) for n in range(rounds)])
    )
    # A write, and what the next question has to do because of it.
    [document] = islice(Writer((), seed=7).documents(1), 1)
    write = seconds(lambda: engine.put("一篇.txt", [document]))
    after = seconds(lambda: engine.check(document.text[:200]))
    engine.delete([each.id for each in engine.documents(sort="-id", limit=1)[0]])
    now = memory()
    return (
        info.passages, info.vectors, 1000 * took / max(added, 1), start, times[0][0], times[1][0], times[2][0],
        times[2][1], check[0] / 1000, write + after, now["own"], now["mapped"],
    )  # fmt: skip


def _disk(engine: Engine, folder: Path) -> tuple[Cell, ...]:
    passages = engine.info().passages
    engine._fingerprints.save(folder / "snapshot" / "fingerprints")
    return (
        passages,
        *(size / passages for size in _tables(folder / "wenheng.db")),
        len(engine._fingerprints) / passages,
        1e6 * size_mb(folder / "snapshot" / "fingerprints") / passages,
        size_mb(folder),
    )


def _tables(path: Path) -> tuple[float, float, float, float]:
    """Bytes of the database: words (FTS5), vectors, documents, all."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        sizes = dict(connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))

    def of(prefix: str) -> float:
        return float(
            sum(size for name, size in sizes.items() if name.removeprefix("sqlite_autoindex_").startswith(prefix))
        )

    return of("words"), of("vectors"), of("documents"), float(sum(sizes.values()))


def _draft(writer: Writer, engine: Engine, characters: int, seed: int = 0) -> str:
    """A text of which every tenth paragraph stands in the corpus, in different documents."""
    random = np.random.default_rng((11, seed))
    documents, total = engine.documents(limit=1)
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < characters:
        if len(paragraphs) % 10 == 5 and documents:
            lines = engine.document_text(int(random.integers(1, total + 1))).split("\n")
            paragraphs.append(lines[int(random.integers(2, len(lines)))])
        else:
            paragraphs.append("".join(writer.sentence(random) for _ in range(3)))
    return "\n".join(paragraphs)[:characters]


def _costs(rows: list[tuple[Cell, ...]]) -> Table:
    return Table(
        "corpora",
        "How does a corpus' cost grow?",
        f"One corpus of generated texts that grows ({_ENCODED} texts encoded, the vectors of the rest drawn like "
        "them). Ingest without encoding; start of the engine from its snapshot, without loading the model; searches "
        f"with the query's vector at hand, median; a check of {_DRAFT_CHARS} characters with its encoding, median, "
        "every tenth paragraph from the corpus; a write of one document and the first check after it.",
        (
            "passages", "vectors", "ingest ms/passage", "start s", "words ms", "meaning ms", "both ms", "both p99 ms",
            "check s", "write and next check s", "own MB", "mapped MB",
        ),
        rows,
        picture=("ingest ms/passage", "start s", "words ms", "meaning ms", "both ms", "check s", "own MB"),
    )  # fmt: skip


def _disks(rows: list[tuple[Cell, ...]]) -> Table:
    return Table(
        "disk",
        "What does a passage take on disk?",
        "The same corpus. Bytes of each passage by table of the database, with its indexes.",
        (
            "passages", "words (FTS5)", "vectors", "documents", "database in all", "fingerprints each",
            "fingerprint snapshot", "folder MB",
        ),
        rows,
        picture=("words (FTS5)", "vectors", "documents", "database in all", "fingerprint snapshot"),
    )  # fmt: skip
