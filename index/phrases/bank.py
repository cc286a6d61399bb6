"""The bank itself: phrases of all documents, grouped by wording, searched by meaning, place and subject.

Phrases are taken from the documents when they are first asked for, and remembered for each text: a new document costs
its own extraction, nothing else. Their vectors are those of the headings and sentences they lie in.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from corpus.normal import fold, skeleton
from corpus.store import DocumentInfo, Filters, Store, saying
from index.closeness import Closeness
from index.nearness import Nearness
from index.phrases.extract import Kind, Phrase, Place, phrases
from index.query import Query
from index.vectorstore import VectorStore

# Shared pairs of characters add to closeness in meaning: a phrase with all of the query's is ahead of one with none by
# so many log-odds. By hand, on the compendium.
_COVER = 4.0
# Two phrases are similar when they share this much of their pairs of characters (Dice).
_SIMILAR = 0.6
# Groups gathered under similar ones; far down the list nobody looks.
_MOST_GATHERED = 500
# A phrase in this many documents, and in this share of all, is worn out.
_WORN_DOCUMENTS, _WORN_SHARE = 3, 0.1
_MOST_OCCURRENCES = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which phrases are wanted; what is empty does not restrict.

    :ivar levels: Of headings, 1 for the outermost.
    :ivar subject: A word that the phrase, or its document's title, has.
    :ivar most_documents: Leaves out what occurs in more documents: the worn-out ones.
    """

    kinds: Collection[Kind] = ()
    places: Collection[Place] = ()
    levels: Collection[int] = ()
    subject: str = ""
    least_documents: int = 1
    most_documents: int | None = None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Where a phrase stands; offsets into the document's text."""

    document: DocumentInfo
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PhraseGroup:
    """One wording with all places where it stands, and other wordings like it.

    ``similarity`` is None without a query; ``worn`` says that so many documents have it that it is a commonplace.
    """

    text: str
    kind: Kind
    place: Place
    level: int
    similarity: float | None
    count: int
    documents: int
    worn: bool
    occurrences: tuple[Occurrence, ...]
    similar: tuple[str, ...]


@dataclass(slots=True)
class _Wording:
    first: Phrase
    places: list[tuple[int, Phrase]] = field(default_factory=list)
    score: float = 0.0
    similarity: float | None = None
    similar: list[str] = field(default_factory=list)

    @property
    def documents(self) -> int:
        return len({document for document, _ in self.places})


class PhraseBank:
    """The phrases of a store; safe to call from several threads."""

    def __init__(self, store: Store, meaning: VectorStore, closeness: Closeness) -> None:
        self.store = store
        self.meaning = meaning
        self.nearness = Nearness(store, meaning, closeness)
        self._known: dict[int, tuple[bytes, tuple[Phrase, ...]]] = {}
        self._lock = threading.Lock()

    def search(
        self, query: Query | None, wanted: Wanted, filters: Filters, k: int, offset: int
    ) -> tuple[tuple[PhraseGroup, ...], int]:
        """A page of the wordings wanted, and how many there are: the nearest to the query first, else the commonest."""
        with self.store.reading() as connection:
            hashes = saying.document_hashes(connection, filters)
            known = self._phrases(connection, hashes)
            titles = saying.titles(connection, list(known)) if wanted.subject else {}
            wordings = _gathered(known, wanted, titles)
            if query is not None:
                self._weigh(query, wordings)
        wordings.sort(key=lambda each: (-each.score, -each.documents, len(each.first.text), each.first.text))
        groups = _folded_together(wordings)
        page = groups[offset : offset + k]
        if query is not None:
            self._judge(query, page)
        documents = self.store.document_infos(
            list({document for each in page for document, _ in each.places[:_MOST_OCCURRENCES]})
        )
        return tuple(_group(each, documents, len(hashes)) for each in page), len(groups)

    def _phrases(self, connection: sqlite3.Connection, hashes: Mapping[int, bytes]) -> dict[int, tuple[Phrase, ...]]:
        """The phrases of documents, taken from those that are new or changed."""
        with self._lock:
            for document, name in hashes.items():
                if self._known.get(document, (b"",))[0] != name:
                    text, parts = saying.document_parts(connection, document)
                    self._known[document] = (name, tuple(phrases(text, parts)))
            return {document: self._known[document][1] for document in hashes}

    def _weigh(self, query: Query, wordings: Sequence[_Wording]) -> None:
        text_ids = [each.first.text_id for each in wordings]
        measured = self.nearness.measure(query, text_ids)
        pairs = _pairs(fold(query.text).text)
        for each, level, similarity in zip(
            wordings, measured.levels.tolist(), measured.similarities.tolist(), strict=True
        ):
            held = len(pairs & _pairs(fold(each.first.text).text)) / max(len(pairs), 1)
            each.score, each.similarity = level + _COVER * held, similarity

    def _judge(self, query: Query, page: Sequence[_Wording]) -> None:
        measured = np.array([each.similarity for each in page], np.float32)
        ids, texts = [each.first.text_id for each in page], [each.first.text for each in page]
        for each, similarity in zip(page, self.nearness.judge(query, ids, texts, measured).tolist(), strict=True):
            each.similarity = similarity


def _gathered(known: Mapping[int, Sequence[Phrase]], wanted: Wanted, titles: Mapping[int, str]) -> list[_Wording]:
    """The wordings wanted, each with all its places."""
    subject = fold(wanted.subject).text
    found: dict[tuple[Kind, str], _Wording] = {}
    for document, phrases_there in known.items():
        in_title = bool(subject) and subject in fold(titles.get(document, "")).text
        for phrase in phrases_there:
            if not _fits(phrase, wanted) or (subject and not in_title and subject not in fold(phrase.text).text):
                continue
            wording = found.setdefault((phrase.kind, skeleton(phrase.text).text), _Wording(phrase))
            wording.places.append((document, phrase))
    most = wanted.most_documents
    return [
        each
        for each in found.values()
        if each.documents >= wanted.least_documents and (most is None or each.documents <= most)
    ]


def _fits(phrase: Phrase, wanted: Wanted) -> bool:
    return (
        (not wanted.kinds or phrase.kind in wanted.kinds)
        and (not wanted.places or phrase.place in wanted.places)
        and (not wanted.levels or phrase.level in wanted.levels)
    )


def _folded_together(wordings: Sequence[_Wording]) -> list[_Wording]:
    """Similar wordings under the first of them; the tail stays as it is."""
    heads: list[tuple[frozenset[str], _Wording]] = []
    for each in wordings[:_MOST_GATHERED]:
        pairs = _pairs(skeleton(each.first.text).text)
        head = next((other for theirs, other in heads if _dice(pairs, theirs) >= _SIMILAR), None)
        if head is None:
            heads.append((pairs, each))
        elif each.first.text not in head.similar and each.first.text != head.first.text:
            head.similar.append(each.first.text)
    return [each for _, each in heads] + list(wordings[_MOST_GATHERED:])


def _group(wording: _Wording, documents: Mapping[int, DocumentInfo], in_all: int) -> PhraseGroup:
    first, count = wording.first, wording.documents
    return PhraseGroup(
        first.text,
        first.kind,
        first.place,
        first.level,
        wording.similarity,
        len(wording.places),
        count,
        count >= max(_WORN_DOCUMENTS, _WORN_SHARE * in_all),
        tuple(
            Occurrence(documents[document], phrase.start, phrase.end)
            for document, phrase in wording.places[:_MOST_OCCURRENCES]
        ),
        tuple(wording.similar),
    )


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1)) or frozenset(text)


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / max(len(one) + len(other), 1)
