"""Stand-ins for tests of what is not the model: a small, exact, deterministic encoder."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from index.types import FloatArray


class PairEncoder:
    """Counts pairs of neighbouring characters, hashed into ``dim`` places: shared wording is closeness.

    Queries and passages are encoded alike; a token is a character.
    """

    name = "pairs"
    engine = "pairs"

    def __init__(self, dim: int = 64, window: int = 500, fingerprint: str = "pairs-1") -> None:
        self.dim = dim
        self.window = window
        self.fingerprint = fingerprint

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> FloatArray:
        vectors = np.zeros((len(texts), self.dim), np.float32)
        for row, text in enumerate(texts):
            for start in range(len(text)):
                place, sign = _place(text[start : start + 2])
                vectors[row, place % self.dim] += sign
            # A text whose pairs cancel out (or an empty one) still needs a direction.
            if not vectors[row].any():
                vectors[row, 0] = 1.0
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


@lru_cache(maxsize=100_000)
def _place(pair: str) -> tuple[int, float]:
    digest = hashlib.blake2b(pair.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest[:7], "little"), 1.0 if digest[7] & 1 else -1.0
