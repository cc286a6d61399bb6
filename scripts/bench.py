"""python -m scripts.bench: speed of encoding, ingest and search on this machine, in one run.

Each table says what is timed. Figures of one run compare with one another; the machine may be shared and noisy.
"""

from __future__ import annotations

import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path

import click
from sentence_transformers import SentenceTransformer

from corpus.compendium import split_documents
from corpus.read import read_file
from index.encoder import load
from index.engine import MODES, Engine
from index.ingest import SourceFile
from index.model import obtain
from index.types import Encoder, Mode
from scripts.ingest import files_below
from scripts.options import common
from scripts.serve import SAMPLE
from service.settings import Settings

# A run of each table row; the median is shown. Enough to see an outlier, few enough for a coffee.
_ROUNDS = 5
_QUERIES = ("公文", "加强督查督办", "如何压减会议和文件", "How are petitions from residents handled?", "公文處理程序")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@common
def main(settings: Settings, paths: tuple[Path, ...]) -> None:
    """Measure over PATHS (the sample corpus when none is given).

    Example: python -m scripts.bench ~/总结
    """
    files = _read(paths or (SAMPLE,))
    passages = _passages(files)
    _say_where(files, passages)
    folder = obtain(settings.model, settings.data / "models")
    encoder = load(folder, settings.engine, settings.threads)
    _table("encoding, passages/s (all passages of the data, one call)", _encoding(folder.path, encoder, passages))
    with tempfile.TemporaryDirectory() as scratch, Engine.open(Path(scratch), encoder) as engine:
        seconds = _seconds(lambda: engine.put_many(files))
        info = engine.info()
        rates = [("passages", f"{info.passages / seconds:.1f}"), ("vectors", f"{info.vectors / seconds:.1f}")]
        again = _seconds(lambda: engine.put_many(files))
        _table("ingest, per second (split, encode, write)", [*rates, ("second time, share", f"{again / seconds:.1%}")])
        _table("search, ms a query (encoding included), median", _searching(engine))


def _read(paths: Iterable[Path]) -> list[SourceFile]:
    sources = [(path, read_file(path)) for path in files_below(paths)]
    return [SourceFile(str(path), split_documents(source, path.name), source.is_file_text) for path, source in sources]


def _passages(files: Iterable[SourceFile]) -> list[str]:
    return [
        document.text[each.block.start : each.block.end]
        for file in files
        for document in file.documents
        for each in document.blocks
        if each.block.role == "body"
    ]


def _say_where(files: Sequence[SourceFile], passages: Sequence[str]) -> None:
    click.echo(f"machine   {platform.machine()}, {platform.platform()}, Python {platform.python_version()}")
    click.echo("versions  " + ", ".join(f"{n} {version(n)}" for n in ("onnxruntime", "torch", "faiss-cpu", "numpy")))
    characters = sum(map(len, passages))
    click.echo(f"data      {len(files)} files, {len(passages)} paragraphs, {characters} characters")


def _encoding(folder: Path, encoder: Encoder, passages: Sequence[str]) -> list[tuple[str, str]]:
    fitting = [text for text, n in zip(passages, encoder.count_tokens(passages), strict=True) if n <= encoder.window]
    rows = [(f"wenheng, {encoder.engine}", _seconds(lambda: encoder.encode_passages(fitting)))]
    peer = SentenceTransformer(str(folder), device="cpu")
    prompted = ["passage: " + text for text in fitting]  # as the model card asks; other models bring their own
    rows += [("SentenceTransformer.encode, its defaults", _seconds(lambda: peer.encode(prompted)))]
    return [(name, f"{len(fitting) / seconds:.1f}") for name, seconds in rows]


def _searching(engine: Engine) -> list[tuple[str, str]]:
    return [(mode, f"{statistics.median(_query_times(engine, mode)) * 1000:.1f}") for mode in MODES]


def _query_times(engine: Engine, mode: Mode) -> list[float]:
    return [_seconds(partial(engine.search, [query], mode=mode)) for query in _QUERIES * _ROUNDS]


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _table(title: str, rows: Iterable[tuple[str, str]]) -> None:
    click.echo(f"\n{title}")
    for name, figure in rows:
        click.echo(f"  {name:44}{figure:>10}")


if __name__ == "__main__":
    main()
