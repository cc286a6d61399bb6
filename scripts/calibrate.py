"""wenheng calibrate: fit what similarity means to people, on judged pairs (index/calibration.json, docs/quality.md)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from scipy.optimize import minimize
from scipy.special import log_expit

from index.calibration import Registers, mean, signs
from index.closeness import CALIBRATION, Closeness
from index.embedding import embedded
from index.pairs import Pairs, compare
from index.types import Encoder, FloatArray
from scripts.evaluation.measures import calibration_error, same, shares_of_scale
from scripts.evaluation.reliability import diagram
from scripts.evaluation.tables import PairTable, read_pairs
from scripts.models import load_encoder
from scripts.options import common, print_json
from scripts.registers import Judged, fit_registers
from service.settings import Settings

# For each translation so many of the texts nearest to it that are none: what a search has to tell apart.
_HARD = 3
# Pairs of a file that are used when it has more: a register's nine numbers need no more.
_LIMIT = 3000
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

Sample = tuple[FloatArray, FloatArray]


@click.command()
@click.argument("files", type=_FILE, nargs=-1)
@click.option("--pairs", "more", multiple=True, type=_FILE, help="The same as FILES.")
@click.option("--bitext", "bitext", multiple=True, type=_FILE, help="Translations, for similarity across languages.")
@click.option(
    "--limit", default=_LIMIT, show_default=True, type=click.IntRange(min=20), help="Pairs of a file, at most."
)
@click.option("--keep", is_flag=True, help="Keep the result in the data folder; the next start uses it.")
@click.option("--diagram", "picture", type=click.Path(path_type=Path), help="Draw the reliability diagram there (SVG).")
@common
def main(
    settings: Settings,
    files: tuple[Path, ...],
    more: tuple[Path, ...],
    bitext: tuple[Path, ...],
    *,
    limit: int,
    keep: bool,
    picture: Path | None,
) -> None:
    """Fit on one half of FILES (tab-separated: text1, text2, score), by a hash of text1; each file is a register.

    The other half stays for checking: its calibration error is reported beside the result, which is printed.

    Example: wenheng calibrate lcqmc-dev.tsv stsb-zh-dev.tsv --bitext tatoeba-zh-en.tsv --keep
    """
    tables = [read_pairs(path) for path in (*files, *more)]
    if not tables and not bitext:
        raise click.UsageError("Name a file of judged pairs, or --bitext.")
    encoder = load_encoder(settings)
    fitted, checked = fit(encoder, tables, [read_pairs(path) for path in bitext], limit)
    if picture is not None:
        picture.write_text(diagram(checked), "utf-8")
    if keep:
        (settings.data / CALIBRATION).write_text(json.dumps(fitted) + "\n", "utf-8")
    errors = {name: round(calibration_error(values, positive), 4) for name, (values, positive) in checked.items()}
    print_json({encoder.name: fitted, "calibration_error": errors})


def fit(
    encoder: Encoder, tables: Sequence[PairTable], translations: Sequence[PairTable], limit: int = _LIMIT
) -> tuple[dict[str, Any], dict[str, tuple[np.ndarray, np.ndarray]]]:
    """The calibration as it is kept, and for each set of pairs the similarities and judgements of its checking half."""
    comparing = Pairs(encoder, Closeness(encoder))
    halves = [_halves(encoder, table, limit) for table in tables]
    fitted: dict[str, Any] = {"fingerprint": encoder.fingerprint}
    checked = {}
    if halves:
        registers = fit_registers({table.name: tuning for table, (tuning, _) in zip(tables, halves, strict=True)})
        fitted["within"] = _curve([(tuning.signs[:, 0], tuning.same) for tuning, _ in halves])
        fitted["registers"] = registers.as_json()
        rounded = Registers.from_json(registers.as_json())  # type: ignore[arg-type]
        for table, (_, checking) in zip(tables, halves, strict=True):
            values = rounded.similarity(checking.means, checking.signs).astype(np.float64)
            checked[table.name] = (values, checking.same > 0)
    if translations:
        fitted["across"] = _curve([_translations(comparing, table) for table in translations])
    return fitted, checked


def _halves(encoder: Encoder, table: PairTable, limit: int) -> tuple[Judged, Judged]:
    """The tuning and the checking half of a file's pairs."""
    # Any order that is not the file's own, which may be sorted.
    rows = np.random.default_rng(5).permutation(len(table.pairs))[:limit].tolist()
    left, right = ([embedded(table.pairs[row][side]) for row in rows] for side in (0, 1))
    vectors = [encoder.encode_queries(side) for side in (left, right)]
    positive = same(table.scores)[rows].astype(np.float32)
    grades = shares_of_scale(table.scores)[rows].astype(np.float32)
    tuning = np.array([_is_for_tuning(table.pairs[row][0]) for row in rows])
    judged = [_judged(left, right, vectors, (grades, positive), np.flatnonzero(half)) for half in (tuning, ~tuning)]
    return judged[0], judged[1]


def _judged(
    left: Sequence[str],
    right: Sequence[str],
    vectors: Sequence[FloatArray],
    judgements: tuple[FloatArray, FloatArray],
    rows: np.ndarray,
) -> Judged:
    others = np.roll(rows, len(rows) // 2)
    return Judged(
        mean(vectors[0][rows], vectors[1][rows]),
        _signs(left, right, vectors, rows, rows),
        judgements[0][rows],
        judgements[1][rows],
        _signs(left, right, vectors, rows, others),
    )


def _signs(
    left: Sequence[str], right: Sequence[str], vectors: Sequence[FloatArray], rows: np.ndarray, others: np.ndarray
) -> FloatArray:
    return np.array(
        [
            signs(float(vectors[0][one] @ vectors[1][other]), left[one], right[other])
            for one, other in zip(rows, others, strict=True)
        ],
        np.float32,
    )


def _is_for_tuning(text: str) -> bool:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 2 == 0


def _translations(comparing: Pairs, table: PairTable) -> Sample:
    """Cosines of translations, judged the same, and of the nearest texts that are none."""
    left, right = zip(*table.pairs[::2], strict=True)
    free = compare(comparing.read(left), comparing.read(right)).free
    translated = np.diag(free).copy()
    np.fill_diagonal(free, -1)
    wrong = np.sort(free, axis=1)[:, -_HARD:].ravel()
    return np.concatenate([translated, wrong]), np.repeat(np.array([1, 0], np.float32), [len(translated), len(wrong)])


def _curve(samples: Sequence[Sample]) -> dict[str, float]:
    """Slope and middle of the logistic curve most likely to give these judgements; each sample weighs the same."""

    def surprise(parameters: FloatArray) -> float:
        slope, middle = parameters
        return sum(
            float(np.mean(-judged * log_expit(odds) - (1 - judged) * log_expit(-odds)))
            for cosines, judged in samples
            for odds in [slope * (cosines - middle)]
        )

    slope, middle = minimize(surprise, x0=(20.0, float(np.mean(samples[0][0]))), method="Nelder-Mead").x
    return {"slope": round(float(slope), 2), "middle": round(float(middle), 4)}


if __name__ == "__main__":
    main()
