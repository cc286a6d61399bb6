"""``wenheng evaluate``: figures on labelled outside data, for people as tables and for programs as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from scripts.evaluation.beir import BeirData, is_beir, read_beir
from scripts.evaluation.errors import DataError
from scripts.evaluation.pan_xml import PanData, is_pan, read_pan
from scripts.evaluation.report import Result
from scripts.evaluation.run_bitext import run_bitext
from scripts.evaluation.run_nearcopy import run_nearcopy
from scripts.evaluation.run_pairs import run_pairs
from scripts.evaluation.run_pan import run_pan
from scripts.evaluation.run_search import run_search
from scripts.evaluation.sources import read_drafts, read_sources
from scripts.evaluation.tables import PairTable, read_pairs
from scripts.evaluation.truth import read_truth
from scripts.evaluation.workbench import Workbench
from scripts.options import as_json, common
from service.settings import Settings

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FILE_OR_FOLDER = click.Path(exists=True, path_type=Path)
NEW_FOLDER = click.Path(file_okay=False, path_type=Path)

limited = click.option("--limit", type=click.IntRange(min=1), help="Use the first N only, for a quick look.")


@click.group()
def evaluate() -> None:
    """Measure search, similarity and near-copies on labelled data.

    Everything happens in a temporary folder; the data folder lends its model only. Figures lie in [0, 1].
    """


@evaluate.command()
@click.option("--corpus", "corpora", type=FOLDER, multiple=True, required=True, help="A BEIR folder; repeatable.")
@click.option("--split", default="test", show_default=True, help="The judgements: qrels/SPLIT.tsv.")
@limited
@as_json
@common
def search(settings: Settings, corpora: Sequence[Path], split: str, limit: int | None, as_json: bool) -> None:
    """nDCG@10, recall@10, recall@100 and MRR of search, in each mode.

    --limit counts queries. Several corpora: each on its own, and their means.

    Example: wenheng evaluate search --corpus eval/search/cmrc2018-dev --limit 500
    """
    sets = [read_beir(folder, split) for folder in corpora]
    _refuse_same_names([data.name for data in sets])
    bench = Workbench(settings, as_json)
    bench.finish(bench.show(_searched(bench, sets, limit), "corpora"))


@evaluate.command()
@click.argument("files", type=FILE, nargs=-1, required=True)
@limited
@as_json
@common
def pairs(settings: Settings, files: Sequence[Path], limit: int | None, as_json: bool) -> None:
    """Spearman, AUC, accuracy and calibration of the similarity of judged pairs.

    FILES have a header text1, text2, score with tabs between; scores 0/1 or 0 to 5, where 4 and 5 are "the same".
    "accuracy" is at the threshold that is best for the file, "accuracy_at_half" at a similarity of 0.5.

    Example: wenheng evaluate pairs eval/pairs/lcqmc-dev.tsv
    """
    bench = Workbench(settings, as_json)
    bench.finish(bench.show(_paired(bench, _tables(files, limit)), "files"))


@evaluate.command()
@click.argument("files", type=FILE, nargs=-1, required=True)
@limited
@as_json
@common
def bitext(settings: Settings, files: Sequence[Path], limit: int | None, as_json: bool) -> None:
    """How often a text finds its translation among all, both ways.

    FILES have a header text1, text2, score with tabs between; every pair is a translation.

    Example: wenheng evaluate bitext eval/bitext/tatoeba-zh-en.tsv
    """
    bench = Workbench(settings, as_json)
    bench.finish(bench.show(_translated(bench, _tables(files, limit)), "files"))


@evaluate.command()
@click.option("--corpus", type=FILE_OR_FOLDER, multiple=True, help="Files and folders that drafts may borrow from.")
@click.argument("more_corpus", metavar="[PATH]...", type=FILE_OR_FOLDER, nargs=-1)
@click.option("--drafts", type=FOLDER, help="The drafts to check, one file each.")
@click.option("--truth", type=FILE, help="JSON Lines, one planted stretch each.")
@click.option("--pan", type=FOLDER, help="Instead: a folder in PAN's layout, each pair compared as given.")
@click.option("--write-xml", type=NEW_FOLDER, help="With --pan: write the detections there, for PAN's own script.")
@limited
@as_json
@common
def nearcopy(
    settings: Settings,
    *,
    corpus: Sequence[Path],
    more_corpus: Sequence[Path],
    drafts: Path | None,
    truth: Path | None,
    pan: Path | None,
    write_xml: Path | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """Precision, recall, granularity and plagdet of the draft check (PAN: character level, macro-averaged).

    A line of the truth has draft, class, draft_start, draft_end, source, source_start and source_end: file names, and
    offsets in characters of the decoded files, newlines as they are. Drafts without a line are clean: what is flagged
    of them is reported. --limit goes with --pan and counts pairs of a kind.

    \b
    Example: wenheng evaluate nearcopy --corpus reports/ --drafts drafts/ --truth truth.jsonl
    Example: wenheng evaluate nearcopy --pan eval/pan13-train --limit 20
    """
    bench = Workbench(settings, as_json)
    paths = [*corpus, *more_corpus]
    if pan is not None:
        if paths or drafts or truth:
            raise click.UsageError("--pan brings its own texts: no --corpus, --drafts or --truth beside it.")
        bench.finish(bench.show(_compared(bench, [read_pan(pan, limit)], write_xml), "folders"))
        return
    if not paths or drafts is None or truth is None:
        raise click.UsageError("Give --corpus, --drafts and --truth, or --pan.")
    if write_xml or limit:
        raise click.UsageError("--write-xml and --limit go with --pan.")
    bench.finish(bench.show(_checked(bench, paths, drafts, truth), "runs"))


@evaluate.command("all")
@click.argument("folder", type=FOLDER)
@limited
@as_json
@common
def everything(settings: Settings, folder: Path, limit: int | None, as_json: bool) -> None:
    """Every set below FOLDER: search/NAME/, pairs/*.tsv, bitext/*.tsv, and folders in PAN's layout.

    --limit counts queries, pairs, and pairs of a kind.

    Example: wenheng evaluate all eval --limit 200
    """
    bench = Workbench(settings, as_json)
    below = sorted(path for path in folder.iterdir() if path.is_dir())
    searches = [read_beir(path) for path in sorted(folder.glob("search/*")) if is_beir(path)]
    judged, translations = (_tables(sorted(folder.glob(f"{kind}/*.tsv")), limit) for kind in ("pairs", "bitext"))
    pans = [read_pan(path, limit) for path in below if is_pan(path)]
    runs = {
        "search": (searches, _searched(bench, searches, limit), "corpora"),
        "pairs": (judged, _paired(bench, judged), "files"),
        "bitext": (translations, _translated(bench, translations), "files"),
        "nearcopy": (pans, _compared(bench, pans, None), "folders"),
    }
    figures = {name: bench.show(results, label) for name, (sets, results, label) in runs.items() if sets}
    if not figures:
        raise DataError(f"{folder} holds no search/, pairs/, bitext/ or PAN folder.")
    bench.finish(figures)


def _searched(bench: Workbench, sets: Sequence[BeirData], limit: int | None) -> Iterator[Result]:
    for data in sets:
        with bench.engine() as engine:
            yield run_search(engine, data, limit)


def _paired(bench: Workbench, tables: Sequence[PairTable]) -> Iterator[Result]:
    with bench.engine() as engine:
        for table in tables:
            yield run_pairs(engine, table)


def _translated(bench: Workbench, tables: Sequence[PairTable]) -> Iterator[Result]:
    with bench.engine() as engine:
        for table in tables:
            yield run_bitext(engine, table)


def _compared(bench: Workbench, sets: Sequence[PanData], write_to: Path | None) -> Iterator[Result]:
    with bench.engine() as engine:
        for data in sets:
            yield run_pan(engine, data, write_to)


def _checked(bench: Workbench, paths: Sequence[Path], drafts: Path, truth: Path) -> Iterator[Result]:
    texts = read_drafts(drafts, _complain)
    cases = read_truth(truth, texts)
    sources = read_sources(paths, _complain)
    for name in sorted({case.place.source for case in cases} - sources.names()):
        _complain(f"The truth names {name}, which is not in the corpus and cannot be found.")
    with bench.engine() as engine:
        yield run_nearcopy(engine, drafts.resolve().name, sources, texts, cases)


def _tables(files: Sequence[Path], limit: int | None) -> list[PairTable]:
    tables = [read_pairs(path, limit) for path in files]
    _refuse_same_names([table.name for table in tables])
    return tables


def _refuse_same_names(names: Sequence[str]) -> None:
    """Figures are listed by name, so that no set may hide another."""
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        raise click.UsageError(f"Several sets are called {twice[0]}; evaluate them one by one.")


def _complain(sentence: str) -> None:
    click.echo(sentence, err=True)
