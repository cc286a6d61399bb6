"""The distributed vector store: candidates from Milvus, everything that decides from the database."""

from __future__ import annotations

import logging
import secrets
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from corpus.store import Store, elsewhere
from corpus.store.writer import Change
from index.errors import StoreAwayError
from index.milvus import seek
from index.milvus.address import Address
from index.milvus.figures import Figures
from index.milvus.fill import Filler
from index.milvus.follow import Follower
from index.milvus.outbox import Outbox
from index.milvus.seek import Seeker
from index.milvus.server import Server
from index.milvus.spaces import Spaces
from index.types import FloatArray, IndexFacts
from index.vectorstore import Nearest, Scope

log = logging.getLogger(__name__)

OUTBOX = "milvus.outbox"
_CORPUS = "corpus_id"


class MilvusStore:
    """The vectors of one data folder on a Milvus. Opening it asks nothing of Milvus, so that what needs no vectors
    can be read while it is away.

    :ivar counters: How often something happened since the start, by name.
    """

    def __init__(
        self,
        store: Store,
        model_id: int,
        address: Address,
        *,
        server: Server | None = None,
        exact_below: int | None = None,
    ) -> None:
        """:param exact_below: Scopes of at most so many texts are searched in the database alone."""
        model = next(each for each in store.vectors.models() if each.id == model_id)
        self.dim = model.dim
        self._store, self._model_id = store, model_id
        self._server = server or Server(address)
        self.counters = self._server.counters
        self.spaces = Spaces(self._server, model.fingerprint, model.dim, _corpus_id(store))
        few = seek.EXACT_BELOW if exact_below is None else exact_below
        self._seeker = Seeker(self.spaces, model_id, model.dim, self.counters, few, collections=store.collections)
        self._follower = Follower(store, self.spaces, model_id, Outbox(store.folder / OUTBOX), self.counters)
        self.filler = Filler(store, self.spaces, self._follower)
        self._figures = Figures(model_id, model.dim)
        self._home = f"milvus {address.name} {model.fingerprint}"

    @property
    def shown(self) -> str:
        """Where it is, without user and password."""
        return self._server.address.shown

    @property
    def kind(self) -> str:
        """How vectors are searched."""
        return "milvus"

    def __len__(self) -> int:
        return sum(self.counts().values())

    def counts(self) -> Mapping[str, int]:
        """How many texts each group of languages has."""
        with self._store.reading() as connection:
            return self._figures.counts(connection)

    def mean(self, script: str) -> FloatArray:
        """The mean of the vectors of a group, of a sample when it is large."""
        with self._store.reading() as connection:
            return self._figures.mean(connection, script)

    def nearest(self, script: str, queries: FloatArray, k: int, scope: Scope | None = None) -> list[Nearest]:
        """The k texts of a group nearest to each query.

        :raises StoreAwayError: If Milvus cannot be reached, answers with too few, or was never filled.
        """
        if not len(queries):
            return []
        with self._store.reading() as connection:
            self._must_be_home(connection)
            return self._seeker.nearest(script, queries, k, scope or Scope(connection))

    def get(self, ids: Sequence[int]) -> tuple[FloatArray, list[str]]:
        """The vectors of texts and the group of each, from the database."""
        with self._store.reading() as connection:
            known = elsewhere.vectors_of(connection, self._model_id, sorted({*ids}))
        vectors = np.zeros((len(ids), self.dim), np.float32)
        for row, each in enumerate(ids):
            if each in known:
                vectors[row] = np.frombuffer(known[each][1], np.float32)
        return vectors, [known[each][0] if each in known else "" for each in ids]

    def stage(self, connection: sqlite3.Connection, change: Change) -> None:
        """Put the rows of a write into Milvus before it is committed.

        :raises StoreAwayError: If Milvus does not take them; then the write is undone.
        """
        self._must_be_home(connection)
        self._follower.stage(connection, change)

    def add(self, script: str, ids: Sequence[int], vectors: FloatArray) -> None:
        """Nothing more: what was staged is there."""
        if vectors.shape != (len(ids), self.dim) or vectors.dtype != np.float32:
            raise ValueError(f"vectors must be float32 of shape ({len(ids)}, {self.dim})")

    def remove(self, ids: Sequence[int]) -> None:
        """After a commit: delete the rows that the database no longer says; while Milvus is away, later."""
        if not self._store.read_only:
            self._follower.tidy(ids)

    def rebuild(self, store: Store, model_id: int) -> None:
        """Make Milvus hold exactly what the database holds, and note that this folder's vectors are there."""
        self.fill()

    def fill(self, progress: Callable[[int, int], None] | None = None) -> None:
        """The same, with the texts done and all texts told on the way.

        :raises StoreAwayError: If Milvus cannot be reached; called again it goes on from the beginning.
        """
        self.filler.fill(progress)
        with self._store.database.writing(changes_corpus=False) as connection:
            elsewhere.set_note(connection, elsewhere.HOME, self._home)

    def load(self, store: Store, model_id: int, snapshot: Path) -> None:
        """Take an empty data folder as ours; what an earlier process left unsettled is settled with the next write."""
        if store.read_only or elsewhere.note(store.database.connection(), elsewhere.HOME) is not None:
            return
        if not store.counts()["vectors"]:
            with store.database.writing(changes_corpus=False) as connection:
                elsewhere.set_note(connection, elsewhere.HOME, self._home)

    def save(self, version: int | None, model_id: int, snapshot: Path) -> None:
        """Nothing: what Milvus holds is kept there."""

    def close(self) -> None:
        """Close the connection."""
        self._server.close()

    def facts(self) -> Mapping[str, IndexFacts]:
        """Where each group is searched; what it costs there is for Milvus to say."""
        rule = f"{self.shown}, each collection a partition key; closeness from the database's vectors"
        return {
            script: IndexFacts(self.kind, rule, count, 0, None, None, 0, 0) for script, count in self.counts().items()
        }

    def _must_be_home(self, connection: sqlite3.Connection) -> None:
        if elsewhere.note(connection, elsewhere.HOME) != self._home:
            raise StoreAwayError(f"The vectors of this data folder are not at {self.shown} yet; run `wenheng migrate`.")


def _corpus_id(store: Store) -> str:
    """Names the data folder, so that two of them never share collections."""
    known = elsewhere.note(store.database.connection(), _CORPUS)
    if known is not None or store.read_only:
        return known or ""
    made = secrets.token_hex(8)
    with store.database.writing(changes_corpus=False) as connection:
        elsewhere.set_note(connection, _CORPUS, made)
    return made
