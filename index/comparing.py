"""What can be asked of given texts, whatever the corpus holds: similarity and vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from index.closeness import Closeness
from index.embedding import embedded
from index.errors import QueryError
from index.pairs import Pairs
from index.types import Encoder, FloatArray, Similarity


class Comparing:
    """The part of the engine that compares texts.

    :ivar encoder: What turns them into vectors.
    """

    encoder: Encoder
    _closeness: Closeness
    _pairs: Pairs

    @property
    def calibrated(self) -> bool:
        """Whether similarity was fitted on judged pairs for this model."""
        return self._closeness.calibrated

    def similarity(self, pairs: Sequence[tuple[str, str]]) -> list[Similarity]:
        """How alike the texts of each pair are; symmetric."""
        return self._pairs.similarity(pairs)

    def similarity_matrix(self, texts: Sequence[str], others: Sequence[str] | None = None) -> list[list[Similarity]]:
        """Each text against each of the others (of itself when None)."""
        return self._pairs.matrix(texts, others)

    def embed(self, texts: Sequence[str], input_type: Literal["query", "passage"]) -> FloatArray:
        """Unit vectors, shape (n, dim), float32.

        :raises QueryError: If a text is longer than the model's window.
        """
        prepared = [embedded(text) for text in texts]
        over = [index for index, count in enumerate(self.encoder.count_tokens(prepared)) if count > self.encoder.window]
        if over:
            raise QueryError(f"Text {over[0]} is over the model's window of {self.encoder.window} tokens.")
        return (
            self.encoder.encode_queries(prepared) if input_type == "query" else self.encoder.encode_passages(prepared)
        )
