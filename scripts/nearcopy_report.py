"""Near-copies beside plain baselines and with parts taken out: python -m scripts.nearcopy_report --help."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import click

from index.engine import Engine
from scripts.evaluation.ablations import ABLATIONS, cosine_judge
from scripts.evaluation.baselines import baselines, best_threshold, corpus_paragraphs, detections, matches
from scripts.evaluation.measures import Scores
from scripts.evaluation.pan_xml import read_pan
from scripts.evaluation.report import Table, render
from scripts.evaluation.run_nearcopy import SPANS_ONLY
from scripts.evaluation.run_pan import run_pan
from scripts.evaluation.sources import Sources, read_sources
from scripts.evaluation.trial import Trial, read_trial
from scripts.evaluation.workbench import Workbench
from scripts.options import common
from service.settings import Settings

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
# Cosines that a link may need, tried on the tuning half: within a group of languages, and across (without the mean).
_WITHIN = (0.92, 0.93, 0.94, 0.95)
_ACROSS = (0.1, 0.2, 0.3, 0.4)


@dataclass
class Place:
    """A trial with its corpus in an engine."""

    trial: Trial
    sources: Sources
    engine: Engine

    def figures(self) -> Scores:
        """The check as it stands, under the options as they are by default."""
        return self.trial.reported(self.engine, self.sources, self.trial.examined(self.engine))


@dataclass
class Report:
    """Rows for each trial; what has to be chosen is chosen on the tuning one, which comes first."""

    bench: Workbench
    places: Sequence[Place]

    @cached_property
    def tuning(self) -> Place:
        """Where thresholds are chosen."""
        return self.places[0]

    def rows(self) -> Iterator[tuple[str, list[Scores]]]:
        """The name of each way, and its figures in each place."""
        examined = [each.trial.examined(each.engine) for each in self.places]
        for sensitivity in ("normal", "low", "high"):
            options = replace(SPANS_ONLY, sensitivity=sensitivity)
            yield (
                f"Wenheng, {sensitivity}",
                [
                    each.trial.reported(each.engine, each.sources, found, options)
                    for each, found in zip(self.places, examined, strict=True)
                ],
            )
        yield from self._baselines()
        for name, ablation in ABLATIONS.items():
            with ablation():
                yield name, [each.figures() for each in self.places]
        yield self._cosine_judge()

    def _baselines(self) -> Iterator[tuple[str, list[Scores]]]:
        thresholds: dict[str, float] = {}
        rows: dict[str, list[Scores]] = {}
        for place in self.places:
            corpus = corpus_paragraphs(place.sources)
            for name, best in baselines(corpus, self.bench.encoder).items():
                found = matches(best, corpus, place.trial)
                if name not in thresholds:
                    thresholds[name] = best_threshold(found, place.trial.cases)
                figures = place.trial.scores(detections(found, thresholds[name]), classes=False)
                rows.setdefault(name, []).append(figures)
        yield from ((f"{name} ≥ {thresholds[name]:.3g}", figures) for name, figures in rows.items())

    def _cosine_judge(self) -> tuple[str, list[Scores]]:
        """Links by cosine, with the thresholds that are best for each kind of link on the tuning half."""
        within = max(_WITHIN, key=self._tried("paraphrased", lambda least: (least, 2.0)))
        across = max(_ACROSS, key=self._tried("translated", lambda least: (within, least)))
        with cosine_judge(within, across)():
            return f"without the judge ({within}, {across})", [each.figures() for each in self.places]

    def _tried(self, label: str, thresholds: Callable[[float], tuple[float, float]]) -> Callable[[float], float]:
        def plagdet(least: float) -> float:
            with cosine_judge(*thresholds(least))():
                figures = self.tuning.figures()
            return (figures[label] or 0.0) + (figures["all"] or 0.0)

        return plagdet


@click.command()
@click.option("--tuning", type=FOLDER, help="Where thresholds are chosen: drafts/ and truth.jsonl.")
@click.option("--checking", type=FOLDER, multiple=True, help="As --tuning, for figures only; repeatable.")
@click.option("--corpus", type=click.Path(exists=True, path_type=Path), help="For folders without a corpus/.")
@click.option("--pan", type=FOLDER, help="PAN's layout: every second pair is for tuning, the others for checking.")
@common
def main(
    settings: Settings, tuning: Path | None, checking: Sequence[Path], corpus: Path | None, pan: Path | None
) -> None:
    """A table for each set of drafts: Wenheng, three baselines, and Wenheng without each of its parts."""
    bench = Workbench(settings, as_json=False)
    if tuning:
        with places(bench, [tuning, *checking], corpus) as found:
            tell(found, Report(bench, found))
    if pan:
        data = read_pan(pan)
        with bench.engine() as engine:
            for name, pairs in (("tuning", data.pairs[::2]), ("checking", data.pairs[1::2])):
                click.echo(f"{name}: {render(run_pan(engine, replace(data, pairs=pairs)).table())}\n")


@contextmanager
def places(bench: Workbench, folders: Sequence[Path], corpus: Path | None) -> Iterator[list[Place]]:
    """Each trial over its own corpus, or over the one given; one corpus is read into one engine only."""
    found: list[Place] = []
    known: dict[Path, tuple[Sources, Engine]] = {}
    with ExitStack() as engines:
        for folder in folders:
            path = folder / "corpus" if (folder / "corpus").is_dir() else corpus
            if path is None:
                raise click.UsageError(f"{folder} has no corpus/: give --corpus.")
            if path not in known:
                known[path] = read_sources([path], _complain), engines.enter_context(bench.engine())
                known[path][1].put_many(known[path][0].files)
            found.append(Place(read_trial(folder, _complain), *known[path]))
        yield found


def tell(found: Sequence[Place], report: Report) -> None:
    """Print a table for each place, with the time each row took."""
    rows: list[dict[str, Scores]] = [{} for _ in found]
    began = time.monotonic()
    for name, figures in report.rows():
        click.echo(f"{name}: {time.monotonic() - began:.0f} s", err=True)
        for table, scores in zip(rows, figures, strict=True):
            table[name] = scores
    for place, table in zip(found, rows, strict=True):
        title = f"{place.trial.name}: {len(place.trial.drafts)} drafts, {len(place.trial.cases)} cases"
        click.echo(f"{render(Table(title, table))}\n")


def _complain(sentence: str) -> None:
    click.echo(sentence, err=True)


if __name__ == "__main__":
    main()
