"""Archived documents (:mod:`corpus.store.archive`) as rows that the store can put back, with what is derived anew."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from corpus.normal import skeleton
from corpus.store import Store
from corpus.store.archive import Record
from corpus.store.trash import Removed
from index import lexical
from index.embedding import embedded, key, script, text_hash
from index.fingerprint import pack
from index.types import Encoder


def rows_of(records: Sequence[Record], store: Store, encoder: Encoder, model_id: int) -> Removed:
    """The rows of documents, under the ids they had where these are free, else under the next ones.

    Texts that the collections hold already are left out; texts that are embedded already are not encoded again.

    :raises ValueError: If a record is not what an archive holds.
    """
    try:
        fresh = [each for each in records if not _is_known(each, store)]
        return _Rows(store, encoder, model_id).of(fresh)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError("a document of the archive is not whole") from error


def _is_known(record: Record, store: Store) -> bool:
    return bool(store.known_documents(record["collection"], [text_hash(record["text"])]))


class _Rows:
    """Gathers the rows of some documents."""

    def __init__(self, store: Store, encoder: Encoder, model_id: int) -> None:
        self._store, self._encoder, self._model_id = store, encoder, model_id
        self._texts: dict[bytes, tuple[str, str]] = {}
        self._ids: dict[bytes, int] = {}
        with store.reading() as connection:
            rows = connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall()
        self._last = {str(row[0]): int(row[1]) for row in rows}

    def of(self, records: Sequence[Record]) -> Removed:
        rows: dict[str, list[Mapping[str, object]]] = {
            table: [] for table in ("documents", "places", "tags", "passages", "sentences")
        }
        words: list[tuple[int, str]] = []
        by_document, by_passage = self._shifts(records)
        for record in records:
            document_id, text = record["id"] + by_document, record["text"]
            group = script(record["language"])
            owner = {"document_id": document_id}
            rows["documents"].append(_document(record) | {"id": document_id})
            rows["tags"] += [owner | {"tag": tag} for tag in record["tags"]]
            rows["places"] += [owner | {"collection": record["collection"]} | place for place in record["places"]]
            for passage in record["passages"]:
                passage_id = passage["id"] + by_passage
                said = text[passage["start"] : passage["end"]]
                path = {"id": passage_id, "heading_path": json.dumps(passage["heading_path"], ensure_ascii=False)}
                rows["passages"].append(owner | passage | path | {"text_id": self._text(group, said)})
                words.append((passage_id, lexical.tokens(said)))
            for sentence in record["sentences"]:
                said = text[sentence["start"] : sentence["end"]]
                rows["sentences"].append(owner | sentence | {"text_id": self._text(group, said)})
        texts = tuple((self._ids[name], group, name) for name, (group, _) in self._texts.items())
        return Removed({table: tuple(each) for table, each in rows.items()}, tuple(words), texts, self._vectors())

    def _shifts(self, records: Sequence[Record]) -> tuple[int, int]:
        """What is added to the ids of documents and of passages: nothing, where all of them are free."""
        taken = self._store.document_infos([each["id"] for each in records])
        passages = [passage["id"] for each in records for passage in each["passages"]]
        if taken or self._store.passage_infos(passages):
            return self._last.get("documents", 0), self._last.get("passages", 0)
        return 0, 0

    def _text(self, group: str, said: str) -> int:
        """The id of the embedded form of a text, the next free one if it is new."""
        text = embedded(said)
        name = key(group, text)
        self._texts.setdefault(name, (group, text))
        return self._ids.setdefault(name, self._last.get("texts", 0) + 1 + len(self._ids))

    def _vectors(self) -> dict[int, tuple[tuple[int, bytes], ...]]:
        known = self._store.vectors.known(list(self._texts))
        # Equal lengths stand together, so that a batch needs no padding.
        missing = [name for name in self._texts if name not in known]
        missing.sort(key=lambda name: len(self._texts[name][1]))
        encoded = self._encoder.encode_passages([self._texts[name][1] for name in missing]) if missing else ()
        return {
            self._ids[name]: ((self._model_id, vector.tobytes()),)
            for name, vector in zip(missing, encoded, strict=True)
        }


def _document(record: Record) -> dict[str, Any]:
    text: str = record["text"]
    names = ("collection", "text", "title", "kind", "organ", "level", "year", "language", "added_at")
    return {name: record[name] for name in names} | {
        "text_hash": text_hash(text),
        "corrected": json.dumps(record["corrected"]),
        "metadata": json.dumps(record["metadata"], ensure_ascii=False),
        "characters": len(text),
        "fingerprints": pack(skeleton(text).text),
    }
