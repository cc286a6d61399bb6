"""Where the vectors of a data folder are searched: in memory (FAISS), or on a Milvus."""

from __future__ import annotations

from corpus.store import Store, elsewhere
from index.errors import StoreAwayError, StoreMissingError
from index.meaning import Meaning
from index.milvus.address import Address
from index.vectorstore import VectorStore

#: In the data folder: files of vectors that a large index re-scores from.
VECTORS = "vectors"
EMBEDDED = "faiss"


def vector_store(where: str, store: Store, model_id: int, dim: int) -> VectorStore:
    """The vector store at a place, not yet loaded.

    :param where: ``faiss``, or the address of a Milvus (index.milvus.address).
    :raises ValueError: If it is neither.
    :raises StoreMissingError: If it is a Milvus and pymilvus is not installed.
    :raises StoreAwayError: If it is ``faiss`` and the folder's vectors were moved to a Milvus, which would not hear
        of what is written here.
    """
    if where == EMBEDDED:
        if not store.read_only and elsewhere.note(store.database.connection(), elsewhere.HOME) is not None:
            raise StoreAwayError(
                "The vectors of this data folder are on a Milvus: set WENHENG_STORE, or run `wenheng migrate faiss`."
            )
        return Meaning(dim, None if store.read_only else store.folder / VECTORS)
    try:
        from index.milvus.store import MilvusStore  # noqa: PLC0415  (optional, and slow to import)
    except ModuleNotFoundError as error:
        if error.name not in {"pymilvus", "grpc"}:
            raise
        raise StoreMissingError("pymilvus is not installed: pip install -r requirements-milvus.txt") from None
    return MilvusStore(store, model_id, Address.read(where))
