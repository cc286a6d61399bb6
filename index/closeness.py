"""From cosines to similarity: vectors made comparable across languages, scores made to mean something.

The vectors of one language share a large common part (multilingual-e5: cosines of unrelated texts are 0.75 to
0.85). Within a language it does no harm; across languages an English question is nearest to the same few Chinese
sentences whatever it asks, so the common part of each side is taken off there (measured: the right passage first
for 60 % of English questions instead of 8 %).
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from index.calibration import Registers
from index.embedding import embedded
from index.encoder.recent import Recent
from index.types import Encoder, FloatArray

log = logging.getLogger(__name__)

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
    :ivar registers: What finer similarities are made of; None when there is no such calibration.
    :ivar calibrated: Whether the curves were fitted on judged pairs for this model; otherwise ``within`` is derived
        from how close the shipped background sentences, which are unrelated, are with this model.
    """

    def __init__(self, encoder: Encoder, memory: Path | None = None) -> None:
        """:param memory: A file that keeps what is computed once for each model; None computes it each time."""
        self.encoder = encoder
        self._memory = memory
        fitted = self._fitted()
        self.calibrated = fitted is not None
        self.within, self.across, self.registers = fitted or (*_UNFITTED, None)
        self._crowds: dict[str, FloatArray] = {}
        self._mirrored = Recent(encoder.dim)
        self._common: dict[tuple[str, bool], FloatArray] = {}

    def warm(self) -> None:
        """Compute or recall what is the same for every query, so that the first one does not wait for it."""
        if self._recall():
            return
        means = np.stack([self._background_mean(script, queries=queries) for script, queries in _ALL_MEANS])
        derived = self._derived()
        if not self.calibrated:
            self.within = derived
        if self._memory is not None:
            curve = {"slope": derived.slope, "middle": derived.middle}
            kept = {"of": self._key(), "means": means.tolist(), "derived": curve}
            _keep(self._memory, kept)

    def _fitted(self) -> Fitted | None:
        """The calibration beside the memory (made for exactly this model), else the shipped one of its name."""
        own = _read(self._memory.with_name(CALIBRATION)) if self._memory else None
        if own and own.get("fingerprint") == self.encoder.fingerprint:
            return _curves(own)
        shipped = _shipped().get(self.encoder.name)
        return _curves(shipped) if shipped else None

    def _derived(self) -> Curve:
        """Without a calibration: a curve from how close unrelated texts are with this model."""
        vectors = self.encoder.encode_queries([embedded(text) for text in background("zh")])
        cosines = (vectors @ vectors.T)[~np.eye(len(vectors), dtype=bool)]
        usual, spread = float(cosines.mean()), float(cosines.std())
        # Four deviations over unrelated is as often called the same as not (multilingual-e5: 0.95, as fitted); usual
        # closeness is called the same once in a hundred.
        middle = min(usual + 4 * spread, (1 + usual) / 2)
        return Curve(slope=float(np.log(99)) / max(middle - usual, 1e-3), middle=middle)

    def _recall(self) -> bool:
        """Take what was computed once from the memory, if it is of this model."""
        kept = _read(self._memory) if self._memory else None
        if kept is None or kept.get("of") != self._key() or "derived" not in kept:
            return False
        self._common = dict(zip(_ALL_MEANS, np.array(kept["means"], np.float32), strict=True))
        if not self.calibrated:
            self.within = Curve(**kept["derived"])
        return True

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

    def text_common(self, script: str) -> FloatArray:
        """The part that a language's texts share when they are read as passages, shape (dim,), by the background."""
        return self._background_mean(script, queries=False)

    def passage_common(self, script: str, mean: FloatArray, count: int) -> FloatArray:
        """The part that passages of a language share: of the corpus, steadied by the background."""
        steady = self.text_common(script)
        if not steady.any():  # a language without background keeps all of its vectors
            return steady
        share = count / (count + _BACKGROUND_WEIGHT)
        return mean * np.float32(share) + steady * np.float32(1 - share)

    def mirrored(self, pieces: Sequence[str]) -> FloatArray:
        """The pieces of a query read as passages, shape (n, dim); remembered as the vectors of queries are."""
        return self._mirrored.vectors(list(pieces), self.encoder.encode_passages)

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


# Until the model's own background is looked at: where such models (multilingual-e5 small and base, fitted) have theirs.
_UNFITTED = Curve(slope=30.0, middle=0.93), Curve(slope=10.0, middle=0.5)
#: The name of an own calibration in the data folder, as ``wenheng calibrate --keep`` writes it.
CALIBRATION = "calibration.json"

Fitted = tuple[Curve, Curve, Registers | None]


def _curves(stored: Mapping[str, Any]) -> Fitted:
    within, across = (Curve(**stored[name]) if name in stored else each for name, each in _named_unfitted())
    registers = Registers.from_json(stored["registers"]) if "registers" in stored else None
    return within, across, registers


def _named_unfitted() -> tuple[tuple[str, Curve], ...]:
    return tuple(zip(("within", "across"), _UNFITTED, strict=True))


def _keep(path: Path, kept: Mapping[str, Any]) -> None:
    """Write a memory in one step; it only saves time, so where it cannot be written (a full disk), there is none."""
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.write_text(json.dumps(kept), "utf-8")
        fresh.replace(path)
    except OSError as error:
        log.warning("%s could not be written (%s); the next start takes longer", path.name, type(error).__name__)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        stored = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return stored if isinstance(stored, dict) else None


@cache
def _shipped() -> Mapping[str, Mapping[str, Any]]:
    stored: dict[str, Mapping[str, Any]] = json.loads(
        files(__package__).joinpath("calibration.json").read_text("utf-8")
    )
    return stored
