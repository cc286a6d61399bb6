"""From cosines to similarity: vectors made comparable across languages, scores made to mean something.

The vectors of one language share a large common part (multilingual-e5: cosines of unrelated texts are 0.75 to
0.85). Within a language it does no harm; across languages an English question is nearest to the same few Chinese
sentences whatever it asks, so the common part of each side is taken off there (measured: the right passage first
for 60 % of English questions instead of 8 %).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from index.embedding import embedded
from index.types import Encoder, FloatArray

SCRIPTS = ("zh", "en", "ja", "ko")
_ALL_MEANS = [(script, queries) for script in SCRIPTS for queries in (True, False)]
# How many vectors of the corpus weigh as much as the shipped background sentences: enough that a handful of
# documents on one subject does not count as "the language".
_BACKGROUND_WEIGHT = 200


# Some passages are near to every question of another language. What they have in common with the nearest few of the
# background's questions is held against them; 0.3 and 5 from the tuning half of the sample corpus' English queries.
_CROWDING = np.float32(0.3)
_NEAREST = 5


@dataclass(frozen=True, slots=True)
class Curve:
    """A logistic curve from cosine to the share of people who judge two texts the same, raised to 1 at equality.

    ``middle`` is the cosine at which half of them do, ``slope`` the log-odds that one unit of cosine adds.
    """

    slope: float
    middle: float

    def level(self, cosine: FloatArray) -> FloatArray:
        """Log-odds of each cosine: they order, also between curves."""
        return self.slope * (cosine - self.middle)

    def similarity(self, cosine: FloatArray) -> FloatArray:
        """Similarity of each cosine, [0, 1]."""
        share = 1 / (1 + np.exp(-self.level(cosine)))
        most = 1 / (1 + np.exp(-self.slope * (1 - self.middle)))
        values: FloatArray = np.clip(share / most, 0, 1).astype(np.float32)
        return values


class Closeness:
    """Knows the common part of each language for one model, and that model's calibration.

    :ivar within: The curve for texts of one group of languages, over raw cosines.
    :ivar across: The curve for texts of different groups, over cosines without the common parts.
    :ivar calibrated: Whether the curves were fitted on judged pairs for this model.
    """

    def __init__(self, encoder: Encoder, memory: Path | None = None) -> None:
        """:param memory: A file that keeps what is computed once for each model; None computes it each time."""
        self.encoder = encoder
        self._memory = memory
        fitted = _calibrations().get(encoder.name)
        self.calibrated = fitted is not None
        self.within, self.across = fitted or _UNFITTED
        self._crowds: dict[str, FloatArray] = {}
        self._common: dict[tuple[str, bool], FloatArray] = {}

    def warm(self) -> None:
        """Compute or recall what is the same for every query, so that the first one does not wait for it."""
        self._common = self._recalled()
        if self._common:
            return
        means = np.stack([self._background_mean(script, queries=queries) for script, queries in _ALL_MEANS])
        if self._memory is not None:
            self._memory.write_text(json.dumps({"of": self._key(), "means": means.tolist()}), "utf-8")

    def _recalled(self) -> dict[tuple[str, bool], FloatArray]:
        try:
            kept = json.loads(self._memory.read_text("utf-8")) if self._memory else None
        except (OSError, ValueError):
            return {}
        if not isinstance(kept, dict) or kept.get("of") != self._key():
            return {}
        return dict(zip(_ALL_MEANS, np.array(kept["means"], np.float32), strict=True))

    def _key(self) -> str:
        """Names the model and the background: a change of either makes the memory void."""
        sentences = hashlib.sha256("\n".join(each for script in SCRIPTS for each in background(script)).encode())
        return f"{self.encoder.fingerprint} {sentences.hexdigest()[:16]}"

    def curve(self, query_script: str, script: str) -> Curve:
        """The curve for a query of one group of languages and texts of another."""
        return self.within if query_script == script else self.across

    def query_common(self, script: str) -> FloatArray:
        """The part that queries of a language share, shape (dim,); zeros for a language with no background."""
        return self._background_mean(script, queries=True)

    def passage_common(self, script: str, mean: FloatArray, count: int) -> FloatArray:
        """The part that passages of a language share: of the corpus, steadied by the background."""
        steady = self._background_mean(script, queries=False)
        if not steady.any():  # a language without background keeps all of its vectors
            return steady
        share = count / (count + _BACKGROUND_WEIGHT)
        return mean * np.float32(share) + steady * np.float32(1 - share)

    def crowding(self, free: FloatArray, query_script: str) -> FloatArray:
        """How near texts are to just any question of another language, shape (n,), as a handicap on the cosine.

        :param free: The texts' vectors without their language's common part.
        """
        if query_script not in self._crowds:
            texts = [embedded(text) for text in background(query_script)]
            vectors = self.encoder.encode_queries(texts)
            self._crowds[query_script] = without(vectors, self.query_common(query_script))
        nearest = np.sort(free @ self._crowds[query_script].T, axis=1)[:, -_NEAREST:]
        handicap: FloatArray = _CROWDING * nearest.mean(axis=1) if nearest.size else np.zeros(len(free), np.float32)
        return handicap

    def _background_mean(self, script: str, *, queries: bool) -> FloatArray:
        if (script, queries) not in self._common:
            texts = [embedded(text) for text in background(script)]
            encode = self.encoder.encode_queries if queries else self.encoder.encode_passages
            self._common[script, queries] = (
                encode(texts).mean(axis=0) if texts else np.zeros(self.encoder.dim, np.float32)
            )
        return self._common[script, queries]


def without(vectors: FloatArray, common: FloatArray) -> FloatArray:
    """Unit vectors with a common part taken off, unit length again; shape (n, dim)."""
    rest = vectors - common
    length = np.linalg.norm(rest, axis=1, keepdims=True)
    free: FloatArray = (rest / np.maximum(length, 1e-9)).astype(np.float32)
    return free


@cache
def background(script: str) -> tuple[str, ...]:
    """The shipped sentences of a language, of many subjects, that show what all its texts share."""
    if script not in SCRIPTS:
        return ()
    lines = files(__package__).joinpath("background", f"{script}.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line)


# Without a fitted curve: where such models (multilingual-e5 small and base, fitted) have theirs.
_UNFITTED = Curve(slope=30.0, middle=0.93), Curve(slope=10.0, middle=0.5)


@cache
def _calibrations() -> Mapping[str, tuple[Curve, Curve]]:
    stored = json.loads(files(__package__).joinpath("calibration.json").read_text("utf-8"))
    return {model: (Curve(**curves["within"]), Curve(**curves["across"])) for model, curves in stored.items()}
