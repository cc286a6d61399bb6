"""A small corpus whose vectors are chosen: each document says some numbered texts, written as Ingest writes them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from corpus.store import Filters, NewDocument, NewPassage, Place, Store
from corpus.store.writer import Change
from corpus.types import Facts
from index.types import FloatArray
from index.vectorstore import IdArray, Scope, VectorStore

DIM = 32


def vector(number: int) -> FloatArray:
    """The vector of a numbered text: unit length, the same every time, far from all others."""
    drawn = np.random.default_rng(number).normal(size=DIM).astype(np.float32)
    return drawn / np.linalg.norm(drawn)


class Corpus:
    """A database and the vectors beside it.

    :ivar vectors: The store under test; set before anything is written.
    """

    vectors: VectorStore

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder)
        self.model_id = self.store.vectors.add_model("chosen", "chosen-1", DIM)

    def put(
        self, source: str, texts: Iterable[int], *, collection: str = "default", script: str = "zh", year: int = 2020
    ) -> int:
        """Make a source one document that says these texts; its id."""
        document = _document(list(texts), script, year)
        given = {passage.key: vector(_number(passage.key)).tobytes() for passage in document.passages}
        with self.store.database.write_lock:
            change = self.store.put_source(
                collection, source, [document], vectors=given, model_id=self.model_id, stage=self.vectors.stage
            )
            self._show(change, script)
        return change.documents[0][0]

    def delete(self, *documents: int) -> None:
        """Delete documents."""
        with self.store.database.write_lock:
            _, change = self.store.delete(documents, stage=self.vectors.stage)
            self.vectors.remove(change.gone_texts)

    def id_of(self, number: int, script: str = "zh") -> int:
        """The id of a numbered text."""
        found = self.store.vectors.id_of(_key(number, script))
        assert found is not None
        return found

    def nearest(
        self, number: int, k: int, filters: Filters | None = None, script: str = "zh"
    ) -> tuple[IdArray, FloatArray]:
        """What is nearest to a numbered text's vector; without filters None, as from no document in particular."""
        with self.store.reading() as connection:
            scope = None if filters is None else Scope(connection, filters)
            [found] = self.vectors.nearest(script, vector(number)[None], k, scope)
        return found

    def expected(self, number: int, k: int, among: Sequence[int], script: str = "zh") -> list[int]:
        """Ids of the texts among these that are nearest, by arithmetic."""
        order = sorted(among, key=lambda each: -float(vector(each) @ vector(number)))
        return [self.id_of(each, script) for each in order[:k]]

    def _show(self, change: Change, script: str) -> None:
        self.vectors.remove(change.gone_texts)
        if change.new_texts:
            matrix = np.stack([vector(_number(key)) for key in change.new_texts])
            self.vectors.add(script, list(change.new_texts.values()), matrix)


def _document(texts: Sequence[int], script: str, year: int) -> NewDocument:
    """A document of one paragraph a text; their wording is the number."""
    text = "\n".join(str(each) for each in texts)
    passages, at = [], 0
    for each in texts:
        end = at + len(str(each))
        passages.append(NewPassage("paragraph", at, end, (at, end), (), _key(each, script), str(each)))
        at = end + 1
    facts = Facts(title="", language=script, year=year)
    name = hashlib.sha256(text.encode()).digest()
    return NewDocument(text, name, facts, script, Place(0, len(text)), {}, tuple(passages), (), b"")


def _key(number: int, script: str) -> bytes:
    return number.to_bytes(8, "big") + script.encode().ljust(8)


def _number(key: bytes) -> int:
    return int.from_bytes(key[:8], "big")
