"""A query on its way to an answer: its language, its vectors, its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from index.closeness import Closeness, without
from index.embedding import embedded, key, script_of
from index.errors import QueryError
from index.types import Encoder, FloatArray
from index.windows import windows


@dataclass(frozen=True)
class Query:
    """A question and how it is compared. ``vectors`` has shape (windows, dim): a text over the window has several,
    one for each of its ``pieces``."""

    text: str
    script: str
    pieces: tuple[str, ...]
    vectors: FloatArray
    closeness: Closeness

    @property
    def key(self) -> bytes:
        """The key under which a text of the corpus equal to this one is kept."""
        return key(self.script, embedded(self.text))

    @cached_property
    def free(self) -> FloatArray:
        """The vectors without what all queries of the language share, for texts in other languages."""
        return without(self.vectors, self.closeness.query_common(self.script))

    @cached_property
    def mirrored(self) -> FloatArray:
        """The vectors of the query read as a passage: models with a prefix for each see another side of it."""
        return self.closeness.mirrored(self.pieces)

    @cached_property
    def mirrored_free(self) -> FloatArray:
        """``mirrored`` without what all texts of the language share."""
        return without(self.mirrored, self.closeness.text_common(self.script))

    def towards(self, script: str) -> FloatArray:
        """The vectors as they are compared with texts of a group of languages."""
        return self.vectors if script == self.script else self.free


def read_queries(texts: Sequence[str], encoder: Encoder, closeness: Closeness) -> list[Query]:
    """Encode queries, all windows of all of them in one go.

    :raises QueryError: If a query holds nothing but white space.
    """
    pieces: list[list[str]] = []
    for text in texts:
        if not text.strip():
            raise QueryError("The query is empty.")
        pieces.append(windows(encoder, embedded(text)))
    vectors = encoder.encode_queries([piece for group in pieces for piece in group])
    queries, at = [], 0
    for text, group in zip(texts, pieces, strict=True):
        queries.append(Query(text, script_of(text), tuple(group), vectors[at : at + len(group)], closeness))
        at += len(group)
    return queries
