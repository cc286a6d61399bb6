"""The encoder that the rest of the house uses, whatever engine computes the vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from index.encoder.folder import Prompts
from index.encoder.recent import Recent
from index.encoder.tokens import Tokens
from index.errors import ModelError, QueryError
from index.stages import timed
from index.types import FloatArray


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts that share a prompt, at least one; ``ids`` are those of each text with the prompt and special tokens."""

    prompt: str
    texts: list[str]
    ids: list[list[int]]

    def longest_first(self) -> list[int]:
        """The texts' indices in the order of their tokens."""
        return sorted(range(len(self.ids)), key=lambda index: len(self.ids[index]), reverse=True)


class Engine(Protocol):
    """Computes vectors, in several threads at once if need be.

    ``window`` is the most tokens a text may have, everything included. A text's vector does not depend on the others
    in its batch.
    """

    @property
    def name(self) -> str:
        """``onnx`` or ``torch``, with precision and device."""
        ...

    @property
    def dim(self) -> int:
        """The length of a vector."""
        ...

    @property
    def window(self) -> int:
        """Tokens."""
        ...

    def encode(self, batch: Batch) -> FloatArray:
        """Unit vectors, shape (n, dim), float32, in the order of the texts."""
        ...


class TextEncoder:
    """Implements ``index.types.Encoder``: prompts, the window's limit and equal vectors for equal texts."""

    def __init__(self, name: str, fingerprint: str, engine: Engine, tokens: Tokens, prompts: Prompts) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self._engine = engine
        self._tokens = tokens
        self._prompts = prompts
        self._recent = Recent(engine.dim)
        self.window = engine.window - max(tokens.cost(prompts.query), tokens.cost(prompts.passage))
        if self.window < 1:
            raise ModelError("The model's window has no room for text beside its prompt.")

    @property
    def dim(self) -> int:
        """The length of a vector."""
        return self._engine.dim

    @property
    def engine(self) -> str:
        """What computes the vectors: ``onnx`` or ``torch``, with precision and device."""
        return self._engine.name

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, without prompt and special tokens."""
        return self._tokens.count(texts)

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """Unit vectors, shape (n, dim), float32, in the order of the texts.

        :raises QueryError: If a text is over the window.
        """
        return self._recent.vectors(list(texts), lambda unknown: self._encode(unknown, self._prompts.query))

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Unit vectors, shape (n, dim), float32, in the order of the texts.

        :raises QueryError: If a text is over the window.
        """
        return self._encode(texts, self._prompts.passage)

    @timed("encode")
    def _encode(self, texts: Sequence[str], prompt: str) -> FloatArray:
        if not texts:
            return np.empty((0, self.dim), np.float32)
        rows = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        ids = self._tokens.ids([prompt + text for text in rows])
        longest = max(map(len, ids))
        if longest > self._engine.window:
            over = longest - self._engine.window
            raise QueryError(f"A text is {over} token(s) over the model's window of {self.window}.")
        vectors = self._engine.encode(Batch(prompt, list(rows), ids))
        return vectors if len(rows) == len(texts) else vectors[[rows[text] for text in texts]]
