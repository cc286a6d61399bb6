"""What a closeness means to people: similarity is the share of them who judge two such texts the same.

People judge by what kind of text they read: two customers' questions are the same at a cosine at which two news
sentences are not, and where all words are shared their order decides. So there is a logistic curve for each register
(kind of text), over the cosine and a few signs that the wording gives; which register a pair is of is itself a
probability, from the direction of its vectors. Fitted by ``wenheng calibrate``, for one model; see docs/quality.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rapidfuzz.distance import Indel

from corpus.normal import skeleton
from index.types import FloatArray

#: The signs a curve stands on, in order, each symmetric in the two texts.
SIGNS = ("cosine", "order", "pairs", "held", "numbers", "negation", "length")
_NEGATIONS = frozenset("不没无非未别否莫勿")
_NUMBER = re.compile(r"\d+")
# Numbers in calibration.json keep so many digits; one more changes no similarity by 0.001.
_DIGITS = 4


def signs(cosine: float, one: str, other: str) -> tuple[float, ...]:
    """SIGNS for two texts.

    Order: the share of characters in a common order. Pairs: of neighbouring characters (Dice). Held: the shorter one's
    characters that the longer one has. Numbers, negation: 1 where only one has them. Length: the difference.
    """
    left, right = _letters(one), _letters(other)
    pairs = [frozenset(text[at : at + 2] for at in range(len(text) - 1)) or frozenset({text}) for text in (left, right)]
    characters = [frozenset(left), frozenset(right)]
    return (
        cosine,
        Indel.normalized_similarity(left, right),
        2 * len(pairs[0] & pairs[1]) / (len(pairs[0]) + len(pairs[1])),
        len(characters[0] & characters[1]) / max(min(map(len, characters)), 1),
        float(sorted(_NUMBER.findall(left)) != sorted(_NUMBER.findall(right))),
        float(bool(characters[0] & _NEGATIONS) != bool(characters[1] & _NEGATIONS)),
        abs(len(left) - len(right)) / max(len(left), len(right), 1),
    )


@lru_cache(maxsize=20_000)
def _letters(text: str) -> str:
    return skeleton(text).text


@dataclass(frozen=True)
class Registers:
    """Curves by register, and how a register is recognised.

    :ivar names: What each was fitted on.
    :ivar directions: Shape (registers, dim + 1): the last number is the constant.
    :ivar curves: Shape (registers, len(SIGNS) + 1): the last number is the constant.
    """

    names: tuple[str, ...]
    directions: FloatArray
    curves: FloatArray

    def similarity(self, means: FloatArray, table: FloatArray) -> FloatArray:
        """The similarity of pairs, [0, 1].

        :param means: The unit mean of the two vectors of each pair, shape (n, dim).
        :param table: SIGNS of each pair, shape (n, len(SIGNS)).
        """
        odds = table @ self.curves[:, :-1].T + self.curves[:, -1]
        values: FloatArray = (1 / (1 + np.exp(-(self.shares(means) * odds).sum(axis=1)))).astype(np.float32)
        return values

    def shares(self, means: FloatArray) -> FloatArray:
        """How probable each register is for each pair, shape (n, registers)."""
        scores = means @ self.directions[:, :-1].T + self.directions[:, -1]
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares: FloatArray = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
        return shares

    def as_json(self) -> dict[str, object]:
        """As calibration.json keeps it."""
        return {
            name: {"direction": _rounded(self.directions[row]), "curve": _rounded(self.curves[row])}
            for row, name in enumerate(self.names)
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Mapping[str, Sequence[float]]]) -> Registers:
        """What ``as_json`` gave."""
        return cls(
            tuple(stored),
            np.array([each["direction"] for each in stored.values()], np.float32),
            np.array([each["curve"] for each in stored.values()], np.float32),
        )


def mean(one: FloatArray, other: FloatArray) -> FloatArray:
    """The unit mean of vectors, row by row."""
    total = one + other
    unit: FloatArray = total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-9)
    return unit


def _rounded(values: FloatArray) -> list[float]:
    return [float(f"{value:.{_DIGITS}g}") for value in values.tolist()]
