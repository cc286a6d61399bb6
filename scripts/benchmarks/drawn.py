"""An encoder for texts by the million: real vectors for the first ones, drawn ones like them for the rest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.encoder import TextEncoder
from index.types import FloatArray
from scripts.benchmarks.vectors import Generator


class DrawnEncoder:
    """Implements ``index.types.Encoder`` over a real one; queries are always encoded, passages up to a number.

    Its fingerprint is the real one's, so that the real program opens the folder. The vectors of the rest do not say
    what their texts say: speed can be measured with them, quality cannot.
    """

    def __init__(self, real: TextEncoder, encoded: int) -> None:
        self._real = real
        self._left = encoded
        self._vectors: list[FloatArray] = []
        self._generator: Generator | None = None
        self._drawn = 0
        self.name, self.fingerprint = real.name, real.fingerprint
        self.engine, self.dim, self.window = real.engine, real.dim, real.window

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The real tokenizer's."""
        return self._real.count_tokens(texts)

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """The real vectors."""
        return self._real.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Real vectors as long as there are some left, then drawn ones."""
        real = self._real.encode_passages(texts[: self._left])
        self._left -= len(real)
        self._vectors.append(real)
        rest = len(texts) - len(real)
        if not rest:
            return real
        if self._generator is None:
            self._generator = Generator(np.concatenate(self._vectors))
        self._drawn += 1
        return np.concatenate([real, self._generator.draw(rest, seed=self._drawn)])
