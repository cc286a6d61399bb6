"""The engine of some collections, as if there were no others.

It is a whole engine over a store that shows these collections only: every number in it (how rare a word is, what is a
set phrase, who is a twin) is made of them alone. The price is their vectors in memory a second time.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from corpus.store import Filters, Store, lookup
from corpus.store.store import Correction
from corpus.store.trash import Removed
from index.engine import Engine
from index.errors import OtherCollectionError
from index.ingest import Progress, SourceFile
from index.types import DocumentInfo, EngineInfo, PutResult
from index.where import EMBEDDED


class EngineWithin(Engine):
    """Reads from some collections of an engine, and writes through it.

    :ivar collections: Their names.
    """

    def __init__(self, whole: Engine, collections: frozenset[str]) -> None:
        """:meth:`follow` fills it."""
        super().__init__(
            Store(whole.store.folder, collections=collections),
            whole.encoder,
            whole._closeness,
            vectors=whole.vectors_at,
        )
        self.collections = collections
        self._whole = whole
        self._hashes: dict[int, bytes] = {}
        self._texts: set[int] = set()
        self._seen = -1
        self._changes = 0
        self._following = threading.Lock()

    def follow(self) -> None:
        """Bring what is in memory to the present state of the store; at once where nothing changed here."""
        with self._following:
            if self.store.version == self._seen:
                return
            with self.store.reading() as connection:
                version, hashes = self.store.version, self.store.text_hashes()
                if hashes != self._hashes:
                    if self.vectors_at == EMBEDDED:
                        self._follow_texts(set(lookup.texts_within(connection, Filters())))
                    self._following_documents.follow(self.store, hashes)
                    self._hashes = hashes
                    self._changes += 1
            self._seen = version
            self.ready = True

    def _follow_texts(self, texts: set[int]) -> None:
        self._meaning.remove(sorted(self._texts - texts))
        lots: dict[str, list[tuple[int, bytes]]] = defaultdict(list)
        for text_id, script, vector in self.store.vectors.some(self._model_id, sorted(texts - self._texts)):
            lots[script].append((text_id, vector))
        for script, lot in lots.items():
            vectors = np.frombuffer(b"".join(vector for _, vector in lot), dtype=np.float32)
            self._meaning.add(script, [text_id for text_id, _ in lot], vectors.reshape(len(lot), -1))
        self._texts = texts

    def info(self) -> EngineInfo:
        """As of any engine; ``store_version`` counts the changes here since the start, ``size_bytes`` is the texts'."""
        return replace(super().info(), store_version=self._changes, size_bytes=self.store.text_bytes())

    # --- writing, through the whole

    def put_many(
        self,
        files: Sequence[SourceFile],
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[list[PutResult]]:
        """As :meth:`Engine.put_many`.

        :raises OtherCollectionError: If a collection is none of these.
        """
        if any(file.collection not in self.collections for file in files):
            raise OtherCollectionError(f"Documents may be put into {', '.join(sorted(self.collections))} only.")
        results = self._whole.put_many(files, progress, cancelled)
        self.follow()
        return results

    def correct(
        self,
        document_id: int,
        *,
        facts: Mapping[str, object] | None = None,
        tags: Sequence[str] | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> DocumentInfo:
        """As :meth:`Engine.correct`."""
        self.document(document_id)
        self._whole.correct(document_id, facts=facts, tags=tags, metadata=metadata)
        return self.document(document_id)

    def delete(self, document_ids: Sequence[int]) -> int:
        """As :meth:`Engine.delete`; documents of other collections are passed over like such as do not exist."""
        deleted = self._whole.delete(list(self.store.document_infos(document_ids)))
        self.follow()
        return deleted

    def take_out(self, document_ids: Sequence[int]) -> Removed:
        """As :meth:`Engine.take_out`; documents of other collections are passed over like such as do not exist."""
        removed = self._whole.take_out(list(self.store.document_infos(document_ids)))
        self.follow()
        return removed

    def put_back(self, removed: Removed) -> int:
        """As :meth:`Engine.put_back`."""
        back = self._whole.put_back(removed)
        self.follow()
        return back

    def correct_many(self, corrections: Mapping[int, Correction]) -> int:
        """As :meth:`Engine.correct_many`; documents of other collections are passed over."""
        known = self.store.document_infos(list(corrections))
        return self._whole.correct_many({each: corrections[each] for each in known})

    def rename_collection(self, name: str, new: str) -> int:
        """Not from here: other keys know the collection by its name, and the new one may be anybody's.

        :raises OtherCollectionError: Always.
        """
        raise OtherCollectionError("A key that is limited to collections may not rename them.")

    def rebuild(self) -> None:
        """Build what is in memory of these collections anew."""
        with self._following:
            self._meaning.rebuild(self.store, self._model_id)
            self._fingerprints.replace(self.store.fingerprints())
