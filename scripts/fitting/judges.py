"""Fit the judges of sentence links: python -m scripts.fitting.judges --bitext ../shared/eval/bitext/government….tsv

Drafts are simulated from the hand-written pairs beside this file; every candidate link is one example. Written to
index/nearcopy/judges.json, with the cross-validated figures printed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tqdm import tqdm

from index.closeness import Closeness
from index.nearcopy.anew import Anew
from index.nearcopy.links import FEATURES, QUICK, Floats
from index.nearcopy.twotexts import links_between
from scripts.fitting.simulate import PAIRS, Draft, Passage, drafts, read_bitext, read_passages
from scripts.models import load_encoder
from scripts.options import common
from service.settings import Settings

OUT = Path(__file__).parents[2] / "index" / "nearcopy" / "judges.json"
# Passages a draft, the share of them that is borrowed, and how often each passage is used.
_SIZE, _BORROWED, _ROUNDS = 12, 0.4, 2


@click.command()
@click.option("--bitext", type=click.Path(exists=True, path_type=Path), help="Translated sentences to learn from, too.")
@common
def main(settings: Settings, bitext: Path | None) -> None:
    """Fit both judges for the model in use and write them."""
    encoder = load_encoder(settings)
    anew = Anew(encoder, Closeness(encoder))
    said = [each for path in sorted(PAIRS.glob("paraphrased-*.jsonl")) for each in read_passages(path)]
    translated = read_passages(PAIRS / "translated.jsonl") + (read_bitext(bitext) if bitext else [])
    fitted = _fit(anew, said, across=False) | _fit(anew, translated, across=True)
    stored = json.loads(OUT.read_text("utf-8")) if OUT.is_file() else {}
    OUT.write_text(json.dumps({**stored, encoder.name: fitted}, indent=1) + "\n", "utf-8")


def _fit(anew: Anew, passages: Sequence[Passage], *, across: bool) -> dict[str, object]:
    made = drafts(passages, size=_SIZE, borrowed=_BORROWED, rounds=_ROUNDS, seed=0)
    examples, labels, groups = _examples(anew, passages, made, across=across)
    name = "across" if across else "within"
    click.echo(f"{name}: {len(passages)} passages, {len(labels)} candidates, {labels.sum()} links")
    return {
        name: _logistic(examples, labels, groups),
        f"{name}_quickly": _logistic(examples[:, :QUICK], labels, groups),
    }


def _logistic(examples: Floats, labels: NDArray[np.bool_], groups: NDArray[np.int64]) -> dict[str, object]:
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=3000))
    guesses = cross_val_predict(model, examples, labels, groups=groups, cv=GroupKFold(5), method="decision_function")
    scaler, judge = model.fit(examples, labels)
    weights = ", ".join(f"{name} {weight:.2f}" for name, weight in zip(FEATURES, judge.coef_[0], strict=False))
    click.echo(f"  AUC {roc_auc_score(labels, guesses):.3f}: {weights}")
    share = labels.mean()
    return {
        "mean": np.round(scaler.mean_, 5).tolist(),
        "scale": np.round(scaler.scale_, 5).tolist(),
        "weights": np.round(judge.coef_[0], 4).tolist(),
        "bias": round(float(judge.intercept_[0]), 4),
        "prior": round(float(np.log(share / (1 - share))), 4),
    }


def _examples(
    anew: Anew, passages: Sequence[Passage], made: Sequence[Draft], *, across: bool
) -> tuple[Floats, NDArray[np.bool_], NDArray[np.int64]]:
    """Features of every candidate link, whether it is one, and the number of its draft."""
    places = [(number, at) for number, each in enumerate(passages) for at in range(len(each.source))]
    source = anew.read_source([text for each in passages for text in each.source], "zh")
    rows: list[Floats] = []
    labels: list[bool] = []
    groups: list[int] = []
    for number, draft in enumerate(tqdm(made, unit="draft", disable=None)):
        ours = anew.draft(draft.sentences, "zh")
        for mine, theirs, found in links_between(ours, source):
            if (mine != theirs) == across:
                seen = anew.seen_quickly(ours, source, found, mine, theirs)
                rows.append(np.concatenate([seen, anew.seen_closely(ours, source, found, mine, theirs)], axis=1))
                labels += [places[each.source] in draft.sources[each.draft] for each in found]
                groups += [number] * len(found)
    return np.concatenate(rows), np.array(labels), np.array(groups)


if __name__ == "__main__":
    main()
