"""From cosines to similarity: vectors made comparable across languages, scores made to mean something.

The vectors of one language share a large common part (multilingual-e5: cosines of unrelated texts are 0.75 to
0.85). Within a language it does no harm; across languages an English question is nearest to the same few Chinese
sentences whatever it asks, so the common part of each side is taken off there (measured: the right passage first
for 60 % of English questions instead of 8 %).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from index.embedding import embedded
from index.types import Encoder, FloatArray

SCRIPTS = ("zh", "en", "ja", "ko")
# How many vectors of the corpus weigh as much as the shipped background sentences: enough that a handful of
# documents on one subject does not count as "the language".
_BACKGROUND_WEIGHT = 200


@dataclass(frozen=True, slots=True)
class Curve:
    """A rising line from cosine to similarity, linear between its points, flat outside them."""

    cosine: tuple[float, ...]
    similarity: tuple[float, ...]

    def __call__(self, cosine: FloatArray) -> FloatArray:
        """The similarity of each cosine."""
        values: FloatArray = np.interp(cosine, self.cosine, self.similarity).astype(np.float32)
        return values


class Closeness:
    """Knows the common part of each language for one model, and that model's calibration.

    :ivar calibrated: Whether the curves were fitted on judged pairs for this model.
    """

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        fitted = _calibrations().get(encoder.name)
        self.calibrated = fitted is not None
        self._same, self._across = fitted or (_UNFITTED, _UNFITTED)
        self._common: dict[tuple[str, bool], FloatArray] = {}

    def warm(self) -> None:
        """Compute what is the same for every query, so that the first one does not wait for it."""
        for script in SCRIPTS:
            self.query_common(script)
            self._background_mean(script, queries=False)

    def similarity(self, cosine: FloatArray, across: bool) -> FloatArray:
        """Calibrated similarity, [0, 1], of raw cosines within a language or of common-part-free ones across."""
        return (self._across if across else self._same)(cosine)

    def level(self, compared: FloatArray, query_script: str, script: str) -> FloatArray:
        """Closeness for ordering: 0 where unrelated texts of the two languages lie, 1 at equality, linear between.

        :param compared: Raw cosines within a group of languages, common-part-free ones across.
        """
        unrelated = self._unrelated(query_script) if query_script == script else 0.0
        return (compared - unrelated) / (1 - unrelated)

    def query_common(self, script: str) -> FloatArray:
        """The part that queries of a language share, shape (dim,); zeros for a language with no background."""
        return self._background_mean(script, queries=True)

    def passage_common(self, script: str, mean: FloatArray, count: int) -> FloatArray:
        """The part that passages of a language share: of the corpus, steadied by the background."""
        steady = self._background_mean(script, queries=False)
        if not steady.any():  # a language without background keeps all of its vectors
            return steady
        common: FloatArray = (mean * count + steady * _BACKGROUND_WEIGHT) / (count + _BACKGROUND_WEIGHT)
        return common

    def _unrelated(self, script: str) -> float:
        """The cosine of texts that have only their language in common (another language's where none is shipped)."""
        known = script if script in SCRIPTS else "en"
        return float(self._background_mean(known, queries=True) @ self._background_mean(known, queries=False))

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


# Without a fitted curve: 0.8 is where unrelated texts of such models lie at the highest, 1 is equality.
_UNFITTED = Curve((0.8, 1.0), (0.0, 1.0))


@cache
def _calibrations() -> Mapping[str, tuple[Curve, Curve]]:
    stored = json.loads(files(__package__).joinpath("calibration.json").read_text("utf-8"))
    return {
        model: (
            Curve(tuple(curves["same"]["cosine"]), tuple(curves["same"]["similarity"])),
            Curve(tuple(curves["across"]["cosine"]), tuple(curves["across"]["similarity"])),
        )
        for model, curves in stored.items()
    }
