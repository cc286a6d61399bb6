"""wenheng calibrate: fit the curves from cosine to similarity on judged pairs (index/calibration.json)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
from scipy.optimize import minimize
from scipy.special import log_expit

from index.closeness import Closeness
from index.pairs import Pairs, compare
from index.types import FloatArray
from scripts.evaluation.tables import read_pairs
from scripts.models import load_encoder
from scripts.options import common, print_json
from service.settings import Settings

# For each translation so many of the texts nearest to it that are none: what a search has to tell apart.
_HARD = 3

Sample = tuple[FloatArray, FloatArray]


@click.command()
@click.option("--pairs", "pairs", multiple=True, type=click.Path(exists=True, path_type=Path), help="Judged pairs.")
@click.option("--bitext", "bitext", multiple=True, type=click.Path(exists=True, path_type=Path), help="Translations.")
@common
def main(settings: Settings, pairs: tuple[Path, ...], bitext: tuple[Path, ...]) -> None:
    """Fit on every second line of tab-separated files (text1, text2, score); each file counts the same.

    The other lines stay for checking. The result is printed; for the default model it is kept in
    index/calibration.json.

    Example: wenheng calibrate --pairs lcqmc-dev.tsv --pairs stsb-zh-dev.tsv --bitext tatoeba-zh-en.tsv
    """
    encoder = load_encoder(settings)
    comparing = Pairs(encoder, Closeness(encoder))
    curves = {
        "within": _fit([_judged(comparing, path) for path in pairs]),
        "across": _fit([_translations(comparing, path) for path in bitext]),
    }
    print_json({encoder.name: {name: curve for name, curve in curves.items() if curve}})


def _judged(comparing: Pairs, path: Path) -> Sample:
    """Cosines of a file's pairs, and the share of people who judge each the same."""
    table = read_pairs(path)
    pairs = table.pairs[::2]
    queries = dict(zip(texts := list({text for pair in pairs for text in pair}), comparing.read(texts), strict=True))
    cosines = [compare([queries[left]], [queries[right]]).cosines[0, 0] for left, right in pairs]
    return np.array(cosines), np.array(table.scores[::2], np.float32) / max(table.scores)


def _translations(comparing: Pairs, path: Path) -> Sample:
    """Cosines of translations, judged the same, and of the nearest texts that are none."""
    left, right = zip(*read_pairs(path).pairs[::2], strict=True)
    free = compare(comparing.read(left), comparing.read(right)).free
    translated = np.diag(free).copy()
    np.fill_diagonal(free, -1)
    wrong = np.sort(free, axis=1)[:, -_HARD:].ravel()
    return np.concatenate([translated, wrong]), np.repeat(np.array([1, 0], np.float32), [len(translated), len(wrong)])


def _fit(samples: Sequence[Sample]) -> dict[str, float]:
    """Slope and middle of the logistic curve most likely to give these judgements; each sample weighs the same."""
    if not samples:
        return {}

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
