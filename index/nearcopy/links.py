"""Links: which sentence of a source a sentence of the draft may say anew, and how much speaks for it.

A cosine alone cannot tell: in this genre sentences that have nothing to do with one another reach those of real
paraphrases. So many kinds of evidence are weighed: how far a source stands out among all others, how near it is to
just anything, shared words, numbers, and whether the clauses correspond one by one, in order.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.effort import spend
from index.nearcopy.sentences import Sentences
from index.types import FloatArray

Floats = NDArray[np.float64]

# Sources asked for each sentence; the right one is among the first 12 in 70 to 90 % of hand-made paraphrases.
NEAREST = 12
# Of these the first few are looked at closely.
CLOSELY = 4
# The next best sources that a source must stand out against.
_NEXT = 10
# How many of the draft's other sentences (mutual) and of the background's questions (crowd) are averaged.
_OTHERS, _CROWD = 3, 5
# Cosines looked at in one go (8 MB).
_CELLS = 2_000_000

FEATURES = (
    "cosine", "margin", "crowd", "mutual", "of_draft", "of_source", "shared", "pairs", "same_numbers",
    "other_numbers", "length_ratio", "length", "in_order", "clauses", "draft_clauses", "source_clauses", "worst_clause",
)  # fmt: skip
# How many of them need no clauses.
QUICK = 12


class Candidate(NamedTuple):
    """Sentence ``draft`` of the draft and ``source`` of the sources: cosine, and its margin over the next sources."""

    draft: int
    source: int
    cosine: float
    margin: float


@dataclass(frozen=True, slots=True)
class Judge:
    """Logistic weights over FEATURES, standardised; ``prior`` is the log-odds of a link among the candidates fitted
    on, so that ``nats`` is evidence only."""

    mean: Floats
    scale: Floats
    weights: Floats
    bias: float
    prior: float

    def nats(self, features: Floats) -> Floats:
        """The evidence of each candidate, shape (n,)."""
        scores: Floats = ((features - self.mean) / self.scale) @ self.weights + self.bias - self.prior
        return scores


class Judges(NamedTuple):
    """Judges for links within a group of languages and across, each with a quick one that knows no clauses."""

    within: Judge
    across: Judge
    within_quickly: Judge
    across_quickly: Judge


def candidates(cosines: FloatArray) -> list[Candidate]:
    """The nearest sources of each sentence of the draft.

    :param cosines: Shape (draft sentences, sources); the more sources, the better the margins.
    """
    found = []
    for row, values in enumerate(cosines):
        order = np.argsort(-values, kind="stable")[:NEAREST]
        found += nearest(row, order, values[order])[:CLOSELY]
    return found


def nearest(row: int, sources: Sequence[int] | NDArray[np.int64], cosines: FloatArray) -> list[Candidate]:
    """The nearest sources of one sentence, best first, as candidates."""
    made = []
    for rank, (source, cosine) in enumerate(zip(sources, cosines, strict=True)):
        rest = cosines[rank + 1 : rank + 1 + _NEXT]
        made.append(Candidate(row, int(source), float(cosine), float(cosine - rest.mean()) if len(rest) else 0.0))
    return made


def features(
    draft: Sentences, source: Sentences, found: Sequence[Candidate], crowd: FloatArray, *, across: bool
) -> Floats:
    """What speaks for each candidate but its clauses, shape (n, QUICK).

    :param crowd: Vectors of the background's questions in the draft's language, as they are compared here.
    :param across: Whether the two sides are of different groups of languages.
    """
    ours, theirs = (draft.free, source.free) if across else (draft.vectors, source.vectors)
    distinct = sorted({each.source for each in found})
    place = {each: at for at, each in enumerate(distinct)}
    to_draft = best_of_rows(theirs[distinct], ours, _OTHERS + 1)
    crowding = _mean(best_of_rows(theirs[distinct], crowd, _CROWD).values)
    rows = []
    for each in found:
        at = place[each.source]
        others = to_draft.values[at][to_draft.columns[at] != each.draft][-_OTHERS:]
        mutual = each.cosine - float(others.mean()) if len(others) else 0.0
        close = each.cosine, each.margin, each.cosine - crowding[at], mutual
        wording = _no_wording() if across else _wording(draft, source, each)
        sizes = draft.sizes[each.draft], source.sizes[each.source]
        figures = draft.numbers[each.draft], source.numbers[each.source]
        rows.append(
            (
                *close,
                *wording,
                len(figures[0] & figures[1]),
                len(figures[0] ^ figures[1]),
                abs(np.log(sizes[0] / sizes[1])),
                np.log(min(sizes)),
            )
        )
    return np.array(rows, dtype=np.float64).reshape(len(found), QUICK)


def _wording(draft: Sentences, source: Sentences, each: Candidate) -> tuple[float, float, float, float]:
    """Shared words, as shares of either side's information and in nats (log), and shared character pairs."""
    ours, theirs = draft.words[each.draft], source.words[each.source]
    shared = sum(weight for word, weight in ours.items() if word in theirs)
    ours_pairs, their_pairs = draft.pairs[each.draft], source.pairs[each.source]
    fewer = max(1, min(len(ours_pairs), len(their_pairs)))
    return (
        shared / max(sum(ours.values()), 1),
        shared / max(sum(theirs.values()), 1),
        float(np.log1p(shared)),
        len(ours_pairs & their_pairs) / fewer,
    )


def _no_wording() -> tuple[float, float, float, float]:
    return 0.0, 0.0, 0.0, 0.0


class Best(NamedTuple):
    """The greatest values of each row, rising, and their columns; both have shape (rows, count)."""

    values: FloatArray
    columns: NDArray[np.int64]


def best_of_rows(left: FloatArray, right: FloatArray, count: int) -> Best:
    """The greatest cosines of each vector of the left with those of the right, as many as there are up to a count.

    Looked at in lots, so that a book takes no more memory than a page.
    """
    count = min(count, len(right))
    some = max(_CELLS // max(len(right), 1), 1)
    values, columns = [np.empty((0, count), np.float32)], [np.empty((0, count), np.int64)]
    for first in range(0, len(left), some):
        spend(min(some, len(left) - first) * len(right))
        near = left[first : first + some] @ right.T
        at = np.argpartition(near, len(right) - count, axis=1)[:, len(right) - count :] if count else near.astype(int)
        at = np.take_along_axis(at, np.argsort(np.take_along_axis(near, at, 1), axis=1), 1)
        values.append(np.take_along_axis(near, at, 1))
        columns.append(at)
    return Best(np.concatenate(values), np.concatenate(columns))


def _mean(values: FloatArray) -> FloatArray:
    """The mean of each row; 0 for rows without values."""
    means: FloatArray = values.mean(axis=1) if values.shape[1] else np.zeros(len(values), np.float32)
    return means


@cache
def judges(model: str) -> Judges | None:
    """The judges fitted for a model; None when there are none, and then nothing is judged by meaning."""
    stored: Mapping[str, dict[str, dict[str, float | list[float]]]] = json.loads(
        files("index").joinpath("nearcopy", "judges.json").read_text("utf-8")
    )
    if model not in stored:
        return None
    return Judges(*(_judge(stored[model][side]) for side in Judges._fields))


def _judge(stored: Mapping[str, float | list[float]]) -> Judge:
    mean, scale, weights = (np.array(stored[name], dtype=np.float64) for name in ("mean", "scale", "weights"))
    bias, prior = stored["bias"], stored["prior"]
    assert isinstance(bias, float)  # noqa: S101 - for the type checker, as the next
    assert isinstance(prior, float)  # noqa: S101
    return Judge(mean, scale, weights, bias, prior)
