"""Search: candidates from meaning and from words, scored alike, fused, one hit for each paragraph."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.store import Filters, Store, lookup
from corpus.store.lookup import Unit
from index import lexical
from index.closeness import Closeness, without
from index.fuse import fuse, meaning_score
from index.meaning import Meaning
from index.query import Query
from index.types import FloatArray, Hit, Mode, SearchAnswer

# Candidates asked of each side; a passage that answers is among the first 20 in 93 % (paraphrases), and several
# sentences of one passage may stand before it.
_CANDIDATES = 100


class Match(NamedTuple):
    """A passage's closeness to a query: the score that orders it, and what the user is shown."""

    passage_id: int
    score: float
    similarity: float
    cosine: float
    sentence: tuple[int, int] | None


class Measured(NamedTuple):
    """Closeness of texts to a query, arrays of shape (n,): raw cosine, calibrated similarity, the level that orders
    (log-odds, comparable between languages), and whether the text is of another group of languages."""

    cosines: FloatArray
    similarities: FloatArray
    levels: FloatArray
    across: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Page:
    """Which of the ranked hits are wanted."""

    k: int
    offset: int = 0
    min_similarity: float = 0.0


class Searcher:
    """Answers queries over a store and the vectors of its texts."""

    def __init__(self, store: Store, meaning: Meaning, closeness: Closeness) -> None:
        self.store = store
        self.meaning = meaning
        self.closeness = closeness

    def search(self, queries: Sequence[Query], mode: Mode, filters: Filters, page: Page) -> list[SearchAnswer]:
        """The hits of each query, all from one committed state of the store."""
        depth = max(_CANDIDATES, 2 * (page.offset + page.k + 1))
        with self.store.reading() as connection:
            within = lookup.texts_within(connection, filters) if filters else None
            texts = self._nearest_texts(queries, mode, within, depth)
            return [
                self._answer(query, self._rank(connection, query, mode, filters, within, found, page), page)
                for query, found in zip(queries, texts, strict=True)
            ]

    def _answer(self, query: Query, ranked: list[Match], page: Page) -> SearchAnswer:
        ranked = [match for match in ranked if match.similarity >= page.min_similarity]
        hits = self._hits(query, ranked[page.offset : page.offset + page.k])
        return SearchAnswer(hits, len(query.vectors), len(ranked) > page.offset + page.k)

    def _nearest_texts(
        self, queries: Sequence[Query], mode: Mode, within: list[int] | None, depth: int
    ) -> list[list[int]]:
        """The embedded texts nearest to each query, of all queries in one look at the vectors."""
        if mode == "words":
            return [[] for _ in queries]
        asked = {script: [query.towards(script) for query in queries] for script in self.meaning.by_script}
        return self.meaning.search(asked, len(queries), depth, within)

    def _rank(
        self,
        connection: sqlite3.Connection,
        query: Query,
        mode: Mode,
        filters: Filters,
        within: list[int] | None,
        texts: list[int],
        page: Page,
    ) -> list[Match]:
        """Matches enough for the page, when there are as many, best first."""
        wanted = page.offset + page.k + 1
        depth = max(_CANDIDATES, 2 * wanted)
        while True:
            words = {} if mode == "meaning" else self._by_words(connection, query, filters, depth)
            passages = set(words) | lookup.passages_with_texts(connection, texts, filters)
            ranked = one_per_paragraph(connection, self._score(connection, query, mode, passages, words))
            if len(ranked) >= wanted or depth >= max(len(self.meaning), 1):
                return ranked
            depth *= 8
            [texts] = self._nearest_texts([query], mode, within, depth)

    def _by_words(self, connection: sqlite3.Connection, query: Query, filters: Filters, depth: int) -> dict[int, float]:
        question = lexical.ask(connection, query.text)
        return dict(lexical.search(connection, question, filters, depth)) if question else {}

    def _score(
        self, connection: sqlite3.Connection, query: Query, mode: Mode, passages: set[int], words: dict[int, float]
    ) -> list[Match]:
        """Every candidate's closeness by all its embedded texts, whichever side it came from; best first."""
        units = lookup.units(connection, sorted(passages))
        measured = self._measure(query, [unit.text_id for unit in units])
        of_passage: dict[int, list[int]] = defaultdict(list)
        for row, unit in enumerate(units):
            of_passage[unit.passage_id].append(row)
        nearest = {passage: _nearest(rows, units, measured.levels) for passage, rows in of_passage.items()}
        by_meaning = {
            passage: meaning_score(
                float(measured.levels[nearest[passage][0]]),
                None if measured.across[own] else float(measured.levels[own]),
            )
            for passage, (own, *_) in of_passage.items()
        }
        scores = fuse(by_meaning, words, mode)
        matches = [
            Match(passage, scores[passage], float(measured.similarities[row]), float(measured.cosines[row]), sentence)
            for passage, (row, sentence) in nearest.items()
        ]
        return sorted(matches, key=lambda match: (-match.score, match.passage_id))

    def _measure(self, query: Query, text_ids: Sequence[int]) -> Measured:
        """How near texts are to the query's nearest window."""
        distinct, rows = np.unique(np.asarray(text_ids, dtype=np.int64), return_inverse=True)
        vectors, scripts = self.meaning.get(distinct.tolist())
        cosines = (vectors @ query.vectors.T).max(axis=1, initial=-1.0)
        similarities, levels = np.zeros_like(cosines), np.zeros_like(cosines)
        for script in set(scripts):
            here = np.array([each == script for each in scripts])
            compared, crowding = cosines[here], np.zeros(1, np.float32)
            if script != query.script:
                index = self.meaning.by_script[script]
                free = without(vectors[here], self.closeness.passage_common(script, index.mean(), len(index)))
                compared, crowding = (free @ query.free.T).max(axis=1), self.closeness.crowding(free, query.script)
            curve = self.closeness.curve(query.script, script)
            similarities[here], levels[here] = curve.similarity(compared), curve.level(compared - crowding)
        similarities[distinct == self.store.vectors.id_of(query.key)] = 1.0
        across = np.array([script != query.script for script in scripts])
        return Measured(cosines[rows], similarities[rows], levels[rows], across[rows])

    def _hits(self, query: Query, matches: Sequence[Match]) -> tuple[Hit, ...]:
        passages = self.store.passage_infos([match.passage_id for match in matches])
        documents = self.store.document_infos([passage.document_id for passage in passages.values()])
        return tuple(
            Hit(
                passage=(passage := passages[match.passage_id]),
                document=documents[passage.document_id],
                similarity=match.similarity,
                cosine=match.cosine,
                score=match.score,
                sentence=match.sentence,
                highlights=lexical.shared(query.text, passage.text, passage.start),
            )
            for match in matches
        )


def one_per_paragraph(connection: sqlite3.Connection, ranked: list[Match]) -> list[Match]:
    """Of a paragraph and its points only the best, in the order given."""
    paragraphs = lookup.paragraphs(connection, [match.passage_id for match in ranked])
    seen: set[tuple[int, int]] = set()
    kept = []
    for match in ranked:
        paragraph = paragraphs[match.passage_id]
        if paragraph not in seen:
            seen.add(paragraph)
            kept.append(match)
    return kept


def _nearest(rows: Sequence[int], units: Sequence[Unit], levels: FloatArray) -> tuple[int, tuple[int, int] | None]:
    """The row of the text of a passage nearest to the query, and the sentence nearest to it (None: it has none)."""
    best = max(rows, key=lambda row: levels[row])
    sentences = [row for row in rows if units[row].is_sentence]
    if not sentences:
        return best, None
    sentence = units[max(sentences, key=lambda row: levels[row])]
    return best, (sentence.start, sentence.end)
