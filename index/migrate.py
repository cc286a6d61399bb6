"""Moving the vectors of a data folder to a Milvus and back, and proof that they arrived.

The database keeps every vector all along; so nothing can be lost on the way, and going back needs no Milvus.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from corpus.store import Store, elsewhere
from index.errors import NotFoundError, StoreAwayError
from index.meaning import Meaning
from index.types import FloatArray
from index.vectorstore import VectorStore
from index.where import EMBEDDED, vector_store

Progress = Callable[[int, int], None]

# Texts of the corpus that are asked for their neighbours, in each group of languages, and how many are compared.
_QUESTIONS, _K = 50, 10
# Two float32 sums of one vector's products differ by less.
_EQUAL = 1e-5


@dataclass(frozen=True, slots=True)
class Moved:
    """How the vectors stand where they are now.

    :ivar texts: Embedded texts in the database.
    :ivar expected: Vectors that there should be, by group of languages: in a Milvus one a text and collection.
    :ivar found: Vectors that there are.
    :ivar compared: How many were fetched back and compared bit by bit.
    :ivar differing: How many of these were missing or different.
    :ivar recall: Of the true nearest ten of texts spread over the corpus, the share that is found; None without texts.
    """

    where: str
    texts: int
    expected: dict[str, int]
    found: dict[str, int]
    compared: int
    differing: int
    recall: float | None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing or different."""
        return self.expected == self.found and not self.differing


def migrate(store: Store, where: str, progress: Progress | None = None, *, only_look: bool = False) -> Moved:
    """Move the vectors, then compare; with ``only_look`` only compare.

    :param where: ``faiss`` or the address of a Milvus: see index.where.
    :raises NotFoundError: If there are no vectors yet.
    :raises StoreAwayError: If Milvus cannot be reached; nothing has changed then but what Milvus holds.
    """
    models = store.vectors.models()
    if not models:
        raise NotFoundError("There are no vectors in this data folder yet.")
    model = models[0]
    if missing := len(store.vectors.without(model.id)):
        raise StoreAwayError(f"{missing} texts have no vector; run `wenheng verify --repair` or `wenheng reencode`.")
    if where == EMBEDDED:
        return _into_memory(store, model.id, model.dim, only_look=only_look)
    vectors = vector_store(where, store, model.id, model.dim)
    try:
        return _into_milvus(store, model.id, vectors, where, progress, only_look=only_look)
    finally:
        vectors.close()


def _into_milvus(
    store: Store, model_id: int, vectors: VectorStore, where: str, progress: Progress | None, *, only_look: bool
) -> Moved:
    from index.milvus.store import MilvusStore  # noqa: PLC0415  (optional)

    assert isinstance(vectors, MilvusStore)  # noqa: S101  (where said so)
    if not only_look:
        vectors.fill(progress)
    verified = vectors.filler.verify()
    return Moved(
        vectors.shown,
        store.counts()["vectors"],
        verified.expected,
        verified.found,
        verified.compared,
        len(verified.differing),
        _recall(store, model_id, vectors),
    )


def _into_memory(store: Store, model_id: int, dim: int, *, only_look: bool) -> Moved:
    """Give the folder's vectors back to memory: the next start reads them from the database."""
    if not only_look:
        with store.database.writing(changes_corpus=False) as connection:
            elsewhere.forget_note(connection, elsewhere.HOME)
    memory = Meaning(dim)
    memory.rebuild(store, model_id)
    expected = store.vectors.counts(model_id)
    compared, differing = 0, 0
    for script in expected:
        for text_id, vector in store.vectors.of_script(model_id, script):
            [found], _ = memory.get([text_id])
            compared += 1
            differing += not np.allclose(found, np.frombuffer(vector, np.float32), atol=_EQUAL)
    moved = Moved(
        EMBEDDED,
        store.counts()["vectors"],
        expected,
        dict(memory.counts()),
        compared,
        differing,
        _recall(store, model_id, memory),
    )
    memory.close()
    return moved


def _recall(store: Store, model_id: int, vectors: VectorStore) -> float | None:
    """The share of the true nearest ten that is found; equal vectors count as one another."""
    found, sought = 0, 0
    for script in store.vectors.counts(model_id):
        with store.reading() as connection:
            asked = elsewhere.sample(connection, script, _QUESTIONS)
        queries, _ = vectors.get(asked)
        least = _least_products(store, model_id, script, queries)
        for products, (_, answered) in zip(least, vectors.nearest(script, queries, _K), strict=True):
            sought += len(products)
            found += min(int((answered >= products.min() - _EQUAL).sum()), len(products))
    return found / sought if sought else None


def _least_products(store: Store, model_id: int, script: str, queries: FloatArray) -> list[FloatArray]:
    """The products of each query with its true nearest ten, by comparing all."""
    best = np.empty((len(queries), 0), np.float32)
    lot: list[bytes] = []

    def merge() -> None:
        nonlocal best
        matrix = np.frombuffer(b"".join(lot), np.float32).reshape(len(lot), queries.shape[1])
        best = np.sort(np.concatenate([best, queries @ matrix.T], axis=1), axis=1)[:, -_K:]
        lot.clear()

    for _, vector in store.vectors.of_script(model_id, script):
        lot.append(vector)
        if len(lot) == 20_000:  # 30 MB at 384 dimensions
            merge()
    merge()
    return list(best)
