"""From documents to the store: split, embed what is new, write each file in one step, then show it to readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import numpy as np

from corpus.store import Change, Store
from corpus.store.trash import Removed
from corpus.types import Document
from index.embedding import text_hash
from index.errors import CancelledError
from index.fingerprint_index import FingerprintIndex
from index.prepare import Prepared, prepare
from index.types import Encoder, PutResult
from index.vectorstore import VectorStore

Progress = Callable[[int, int], None]

# Texts embedded between two looks at "cancelled": some seconds of work, and enough of each length to batch well.
_LOT = 512


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The documents of one file as they are to be stored; ``is_file_text``: their offsets are the file's own."""

    name: str
    documents: Sequence[Document]
    is_file_text: bool = True
    collection: str = "default"
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)


class Ingest:
    """Writes documents and keeps the structures in memory at the state of the store."""

    def __init__(
        self, store: Store, encoder: Encoder, model_id: int, meaning: VectorStore, fingerprints: FingerprintIndex
    ) -> None:
        self.store = store
        self.encoder = encoder
        self.model_id = model_id
        self.meaning = meaning
        self.fingerprints = fingerprints

    def put(
        self, files: Sequence[SourceFile], progress: Progress | None, cancelled: Callable[[], bool] | None
    ) -> list[list[PutResult]]:
        """Store files, each in one step; a file's former documents that it holds no more are gone.

        Splitting and embedding take minutes for a large file and keep no other write waiting.

        :param progress: Called with texts embedded so far and in all.
        :raises CancelledError: If ``cancelled`` says so before everything is embedded; then nothing was stored.
        """
        prepared = [self._prepare(file, cancelled) for file in files]
        vectors = self._embed([each for group in prepared for each in group], {}, progress, cancelled)
        with self.store.database.write_lock:
            return [self._write_now(file, group, vectors) for file, group in zip(files, prepared, strict=True)]

    def delete(self, document_ids: Sequence[int]) -> int:
        """Delete documents from everything; how many there were."""
        with self.store.database.write_lock:
            deleted, change = self.store.delete(document_ids, stage=self.meaning.stage)
            self.meaning.remove(change.gone_texts)
            self.fingerprints.remove(document_ids)
        return deleted

    def take_out(self, document_ids: Sequence[int]) -> Removed:
        """Delete documents from everything, and hand them out so that they can be put back."""
        with self.store.database.write_lock:
            removed, change = self.store.take_out(document_ids, stage=self.meaning.stage)
            self.meaning.remove(change.gone_texts)
            self.fingerprints.remove(document_ids)
        return removed

    def put_back(self, removed: Removed) -> int:
        """Put documents back that were taken out, without encoding them again; how many are back."""
        with self.store.database.write_lock:
            change = self.store.put_back(removed, stage=self.meaning.stage)
            lots: dict[str, list[int]] = {}
            for _, script, name in removed.texts:
                if name in change.new_texts:
                    lots.setdefault(script, []).append(change.new_texts[name])
            for script, ids in lots.items():
                vectors = [dict(removed.vectors[each])[self.model_id] for each in ids]
                self.meaning.add(script, ids, np.frombuffer(b"".join(vectors), np.float32).reshape(len(ids), -1))
            packed = {row["id"]: row["fingerprints"] for row in removed.rows["documents"]}
            for document_id, _ in change.documents:
                self.fingerprints.put(document_id, cast("bytes", packed[document_id]))
        return len(change.documents)

    def _prepare(self, file: SourceFile, cancelled: Callable[[], bool] | None = None) -> list[Prepared]:
        """Split the documents of a file; those already stored are only named by their text."""

        def go_on() -> None:
            if cancelled is not None and cancelled():
                raise CancelledError("The work was cancelled.")

        hashes = [text_hash(document.text) for document in file.documents]
        known = self.store.known_documents(file.collection, hashes)
        return [
            prepare(
                document,
                self.encoder,
                has_place=file.is_file_text,
                metadata=file.metadata,
                split=name not in known,
                go_on=go_on,
            )
            for document, name in zip(file.documents, hashes, strict=True)
        ]

    def _embed(
        self,
        prepared: Sequence[Prepared],
        had: Mapping[bytes, bytes],
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> dict[bytes, bytes]:
        """Vectors of the texts that are neither among those had nor in the store."""
        texts = {name: text for each in prepared for name, text in each.texts.items() if name not in had}
        known = self.store.vectors.known(list(texts))
        # Equal lengths stand together, so that a batch needs no padding.
        missing = sorted((name for name in texts if name not in known), key=lambda name: len(texts[name]))
        vectors: dict[bytes, bytes] = {}
        for start in range(0, len(missing), _LOT):
            if cancelled is not None and cancelled():
                raise CancelledError("The work was cancelled.")
            lot = missing[start : start + _LOT]
            encoded = self.encoder.encode_passages([texts[name] for name in lot])
            vectors |= {name: vector.tobytes() for name, vector in zip(lot, encoded, strict=True)}
            if progress is not None:
                progress(start + len(lot), len(missing))
        return vectors

    def _write_now(
        self, file: SourceFile, prepared: Sequence[Prepared], vectors: Mapping[bytes, bytes]
    ) -> list[PutResult]:
        """Write a file under the write lock; what it counted on and another write took away is made anew first."""
        counted_on = [each.document.text_hash for each in prepared if not each.is_split]
        if len(self.store.known_documents(file.collection, counted_on)) < len(set(counted_on)):
            prepared = self._prepare(file)
        made = self._embed(prepared, vectors)
        return self._write(file, prepared, {**vectors, **made} if made else vectors)

    def _write(self, file: SourceFile, prepared: Sequence[Prepared], vectors: Mapping[bytes, bytes]) -> list[PutResult]:
        change = self.store.put_source(
            file.collection,
            file.name,
            [each.document for each in prepared],
            vectors=vectors,
            model_id=self.model_id,
            tags=file.tags,
            stage=self.meaning.stage,
        )
        self._show(change, prepared, vectors)
        infos = self.store.document_infos([document_id for document_id, _ in change.documents])
        return [PutResult(infos[document_id], status) for document_id, status in change.documents]

    def _show(self, change: Change, prepared: Sequence[Prepared], vectors: Mapping[bytes, bytes]) -> None:
        """Bring the structures in memory to what was just committed."""
        self.meaning.remove(change.gone_texts)
        lots: dict[str, list[bytes]] = {}
        for name, script in ((name, each.document.script) for each in prepared for name in each.texts):
            if name in change.new_texts:
                lots.setdefault(script, []).append(name)
        for script, names in lots.items():
            distinct = list(dict.fromkeys(names))
            matrix = np.frombuffer(b"".join(vectors[name] for name in distinct), np.float32)
            self.meaning.add(script, [change.new_texts[name] for name in distinct], matrix.reshape(len(distinct), -1))
        self.fingerprints.remove(change.gone_documents)
        for (document_id, status), each in zip(change.documents, prepared, strict=True):
            if status != "unchanged":
                self.fingerprints.put(document_id, each.document.fingerprints)
