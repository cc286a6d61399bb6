"""Where the vectors of embedded texts are searched: one interface, an embedded store and a distributed one behind it.

The database (corpus.store) is the truth either way: it keeps each text's vector, and a vector store can be filled from
it. Vectors stand apart in spaces, one for each group of languages (zh, en, ja, ko, other), as they came from the
encoder; what a language shares is taken off when they are compared (index.closeness), never before they are kept.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.store import Filters, Store, lookup
from corpus.store.writer import Change
from index.types import FloatArray, IndexFacts

IdArray = NDArray[np.int64]
# For one query: ids of texts, best first, and their inner products with it.
Nearest = tuple[IdArray, FloatArray]


@dataclass(frozen=True)
class Scope:
    """The texts that a search may find: those in documents within filters, in the state that the connection sees.

    It belongs to the thread that reads on the connection.
    """

    connection: sqlite3.Connection
    filters: Filters = Filters()

    @cached_property
    def texts(self) -> IdArray | None:
        """Ids of all its texts, ascending; None when nothing restricts."""
        if not self.filters:
            return None
        return np.sort(np.array(lookup.texts_within(self.connection, self.filters), dtype=np.int64))

    def holding(self, ids: Sequence[int]) -> set[int]:
        """Those of the texts that are within; asks for these only, so that it is cheap in a large corpus."""
        return lookup.texts_among(self.connection, ids, self.filters)


class VectorStore(Protocol):
    """The vectors of all embedded texts by text id, apart for each group of languages; safe from several threads.

    A write goes: a transaction of the database, at its end :meth:`stage`, the commit, then :meth:`remove` and
    :meth:`add`. From then on every search in this process sees it. Writes are one at a time.
    """

    @property
    def kind(self) -> str:
        """How vectors are searched, for people."""
        ...

    def __len__(self) -> int: ...

    def counts(self) -> Mapping[str, int]:
        """How many texts each group of languages has; a group without any is absent."""
        ...

    def mean(self, script: str) -> FloatArray:
        """The mean of the vectors of a group, shape (dim,); zeros when there are none."""
        ...

    def nearest(self, script: str, queries: FloatArray, k: int, scope: Scope | None = None) -> list[Nearest]:
        """The k texts of a group nearest to each query; fewer only when there are fewer.

        :param queries: Shape (n, dim), float32.
        :param scope: Only these texts are looked at (before the search, not after it).
        :raises StoreAwayError: If the store cannot be reached, or answers with too few.
        """
        ...

    def get(self, ids: Sequence[int]) -> tuple[FloatArray, list[str]]:
        """The vectors of texts, shape (n, dim), and the group of each; zeros and "" for a text that is not there."""
        ...

    def stage(self, connection: sqlite3.Connection, change: Change) -> None:
        """Before a write is committed: make sure that its vectors will be found. Raising undoes the write.

        :raises StoreAwayError: If the store cannot be reached.
        """
        ...

    def add(self, script: str, ids: Sequence[int], vectors: FloatArray) -> None:
        """Show new texts of one group to readers.

        :param vectors: Unit vectors, shape (len(ids), dim), float32.
        :raises ValueError: If shapes or types do not fit.
        """
        ...

    def remove(self, ids: Sequence[int]) -> None:
        """Forget those of the texts that are there."""
        ...

    def facts(self) -> Mapping[str, IndexFacts]:
        """How each group of languages is searched, and what that costs."""
        ...

    def load(self, store: Store, model_id: int, snapshot: Path) -> None:
        """Make ready to answer, once, before anything else is asked."""
        ...

    def save(self, version: int | None, model_id: int, snapshot: Path) -> None:
        """Keep what saves time at the next start, if there is something."""
        ...

    def close(self) -> None:
        """Give back what is held: threads, files, connections."""
        ...

    def rebuild(self, store: Store, model_id: int) -> None:
        """Hold exactly what the database holds; questions meanwhile are answered from what was there before."""
        ...


def nearest_texts(
    vectors: VectorStore,
    asked: Mapping[str, Sequence[FloatArray]],
    queries: int,
    k: int,
    scope: Scope | None = None,
) -> list[list[int]]:
    """Ids of the texts nearest to each query, k of each group of languages and window at most.

    :param asked: For each group of languages the queries as they are compared there, each of shape (windows, dim).
    :param queries: How many queries there are.
    """
    found: list[dict[int, None]] = [{} for _ in range(queries)]
    for script, windows in asked.items():
        owners = np.repeat(np.arange(queries), [len(each) for each in windows])
        hits = vectors.nearest(script, np.concatenate(windows), k, scope)
        for owner, (ids, _) in zip(owners, hits, strict=True):
            found[owner] |= dict.fromkeys(ids.tolist())
    return [list(each) for each in found]
