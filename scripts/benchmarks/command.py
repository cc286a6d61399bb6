"""python -m scripts.benchmarks: one table for each question, peers in the same run, figures kept with their date."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import click
import numpy as np

from corpus.compendium import split_documents
from corpus.read import read_file
from index.embedding import embedded
from index.encoder import ModelFolder, TextEncoder, load
from index.engine import Engine
from index.ingest import SourceFile
from index.model import obtain
from index.types import FloatArray
from index.windows import windows
from scripts.benchmarks import checking, corpora, encoding, ingesting, nearest, over_http, page
from scripts.benchmarks.machine import about
from scripts.benchmarks.pictures import picture
from scripts.benchmarks.tables import Table, keep
from scripts.benchmarks.texts import Writer
from scripts.benchmarks.vectors import Generator
from scripts.ingest import files_below
from scripts.options import common
from scripts.serve import SAMPLE
from service.settings import Settings

DOCS = Path(__file__).parents[2] / "docs"
QUESTIONS = ("encoding", "quality", "ingest", "vectors", "nearest", "checks", "page", "corpora")
# Texts encoded for real as the ground of generated vectors, and vectors kept apart as queries.
_REAL, _ASKED = 4_000, 200


class Bench:
    """The data and the model of a run, and the tables of each question."""

    def __init__(self, settings: Settings, paths: tuple[Path, ...], evaluation: Path | None, *, full: bool) -> None:
        self.paths = paths or (SAMPLE,)
        self.settings, self.evaluation, self.full = settings, evaluation, full
        self.folder: ModelFolder = obtain(settings.model, settings.data / "models")
        self.encoder: TextEncoder = load(self.folder, settings.engine, settings.threads)
        self._generator: tuple[Generator, FloatArray] | None = None

    def encoding(self) -> Iterator[Table]:
        """Passages a second, and one query."""
        texts = [text for file in self._files for text in _paragraphs(file)]
        yield encoding.passages_a_second(self.encoder, self.folder.path, texts, 512 if self.full else 160)
        yield encoding.one_query(self.encoder, self.folder.path)

    def quality(self) -> Iterator[Table]:
        """nDCG of int8 and float32."""
        sets = sorted(each.parent for each in (self.evaluation or Path()).glob("search/*/corpus.jsonl"))
        if sets and self.evaluation:
            yield encoding.quality(self.folder, sets if self.full else sets[:1], 500)

    def ingest(self) -> Iterator[Table]:
        """A folder end to end."""
        yield ingesting.end_to_end(self.encoder, self.paths if self.full else (SAMPLE,))

    def vectors(self) -> Iterator[Table]:
        """The index at growing sizes, and under filters."""
        generator, queries = self._like_real()
        sizes = [1_000, 10_000, 100_000] + ([1_000_000, 10_000_000] if self.full else [300_000])
        yield nearest.by_size(generator, queries, sizes)
        yield nearest.filtered(generator, queries, 1_000_000 if self.full else 200_000)

    def nearest(self) -> Iterator[Table]:
        """Beside other libraries."""
        for size in [100_000, 1_000_000] if self.full else [100_000]:
            yield nearest.beside(*self._like_real(), size)

    def checks(self) -> Iterator[Table]:
        """Beside plain ways to look for copies."""
        with (
            tempfile.TemporaryDirectory(prefix="bench-") as scratch,
            Engine.open(Path(scratch), self.encoder) as engine,
        ):
            engine.put_many(self._files[: None if self.full else 60])
            writer = self._writer()
            yield checking.beside(engine, self.encoder, corpora._draft(writer, engine, 3_000), 3)

    def page(self) -> Iterator[Table]:
        """What a reader of the page waits for; needs Chromium and the developers' packages."""
        with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
            with Engine.open(Path(scratch), self.encoder) as engine:
                engine.put_many(self._files)
                draft = corpora._draft(self._writer(), engine, 3_000)
            yield page.waiting(Path(scratch), self.settings.model, self.settings.data / "models", draft)

    def corpora(self) -> Iterator[Table]:
        """A corpus that grows, then searched over HTTP and given a long draft."""
        sizes = [1_000, 10_000] + ([100_000, 1_000_000] if self.full else [30_000])
        with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
            folder, writer = Path(scratch), self._writer()
            yield from corpora.by_size(self.encoder, writer, sizes, folder, 5)
            yield self.searching(folder)
            yield corpora.long_draft(self.encoder, writer, folder, 200_000 if self.full else 50_000)

    def searching(self, folder: Path) -> Table:
        """Search over HTTP in a data folder."""
        return over_http.searching(folder, self.settings.model, self.settings.data / "models", 200)

    @cached_property
    def _files(self) -> list[SourceFile]:
        sources = [(path, read_file(path)) for path in files_below(self.paths)]
        return [
            SourceFile(str(path), split_documents(source, path.name), source.is_file_text) for path, source in sources
        ]

    def _writer(self) -> Writer:
        return Writer(document.text for file in self._files[:100] for document in file.documents)

    def _like_real(self) -> tuple[Generator, FloatArray]:
        if self._generator is None:
            writer = self._writer()
            texts = list(dict.fromkeys(text for file in self._files for text in _paragraphs(file)))
            random = np.random.default_rng(0)
            chosen = [texts[at] for at in random.permutation(len(texts))[: _REAL + _ASKED]]
            while len(chosen) < _REAL + _ASKED:  # the sample corpus is small
                chosen.append(writer.sentence(random))
            vectors = self.encoder.encode_passages([windows(self.encoder, embedded(text))[0] for text in chosen])
            self._generator = Generator(vectors[_ASKED:]), vectors[:_ASKED]
        return self._generator


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--eval", "evaluation", type=click.Path(exists=True, path_type=Path), help="Judged search sets.")
@click.option("--full", is_flag=True, help="To ten million vectors and a million passages: hours, 40 GB of disk.")
@click.option("--only", multiple=True, type=click.Choice(QUESTIONS), help="Only this question; may be repeated.")
@click.option("--folder", type=click.Path(exists=True, path_type=Path), help="Only search this data folder, over HTTP.")
@click.option("--keep/--no-keep", "kept", default=True, help="Enter the tables into docs/performance.md and .json.")
@common
def main(
    settings: Settings,
    paths: tuple[Path, ...],
    evaluation: Path | None,
    full: bool,
    only: Sequence[str],
    folder: Path | None,
    kept: bool,
) -> None:
    """Measure speed over the files in PATHS (the sample corpus when none is given), beside other programs.

    Example: python -m scripts.benchmarks ~/总结
    """
    said = about()
    click.echo("\n".join(said))
    bench = Bench(settings, paths, evaluation, full=full)
    works: list[Callable[[], Iterable[Table]]] = [getattr(bench, question) for question in only or QUESTIONS]
    for work in works if folder is None else [lambda: [bench.searching(folder)]]:
        for table in work():
            click.echo(f"\n{table.markdown()}")
            if kept:
                keep([table], said, DOCS)
                if table.picture:
                    (DOCS / f"performance-{table.key}.svg").write_text(picture(table), "utf-8")


def _paragraphs(file: SourceFile) -> list[str]:
    return [
        document.text[each.block.start : each.block.end]
        for document in file.documents
        for each in document.blocks
        if each.block.role == "body"
    ]
