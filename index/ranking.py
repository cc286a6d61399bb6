"""From a query to ranked passages: candidates of both ways of searching, weighed by all evidence, best first."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from itertools import chain, groupby
from typing import NamedTuple

import numpy as np

from corpus.normal import fold
from corpus.store import Filters, Store, lookup, weighing
from corpus.store.lookup import Unit
from corpus.store.weighing import Candidate, PassagePlace
from index import evidence, fuse, glossary, lexical
from index.closeness import Closeness
from index.dictionary import Dictionary
from index.evidence import Asked, Rendered
from index.grammar import Typed
from index.nearness import Nearness
from index.query import Query
from index.rarity import Rarity, word_parts
from index.remembered import Remembered
from index.stages import timed
from index.together import folded_texts
from index.types import FloatArray, Mode
from index.units import Units, Weighed
from index.vectorstore import VectorStore

# Renderings asked of the index of words at a time; the rarest say most.
_MOST_RENDERINGS = 32
# Characters of a pasted page weighed one by one.
_MOST_CHARACTERS = 100


class Match(NamedTuple):
    """A passage's closeness to a query: the score that orders it, and what the user is shown.

    ``similarity`` is a first estimate until it is judged; ``weighed`` and ``row`` lead to what it was made of.
    """

    candidate: Candidate
    score: float
    similarity: float
    cosine: float
    weighed: Weighed
    row: int

    @property
    def place(self) -> PassagePlace:
        """Where the passage stands."""
        return self.candidate.place

    @property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Its sentences alike in meaning to the query, the nearest first."""
        return self.weighed.alike(self.row)

    @property
    def parts(self) -> Mapping[str, float]:
        """What each kind of evidence adds to its score."""
        return {kind: float(values[self.row]) for kind, values in self.weighed.parts.items()}

    @property
    def nearest_id(self) -> int:
        """Its embedded text nearest to the query, by id."""
        return self.weighed.nearest(self.row).text_id

    @property
    def nearest_text(self) -> str:
        """That text."""
        nearest, candidate = self.weighed.nearest(self.row), self.candidate
        return candidate.text[nearest.start - candidate.start : nearest.end - candidate.start]


class Question(NamedTuple):
    """A query with what must and must not occur, and how its words ask."""

    query: Query
    typed: Typed
    filters: Filters
    words: lexical.Question | None
    rendered: tuple[Rendered, ...]


class Ranker:
    """Weighs passages over a store and the vectors of its texts."""

    def __init__(self, store: Store, meaning: VectorStore, closeness: Closeness) -> None:
        self.store = store
        self.meaning = meaning
        self.closeness = closeness
        self.nearness = Nearness(store, meaning, closeness)
        self.rarity = Rarity()
        self.dictionary = Dictionary(store.folder)
        self._candidates: Remembered[Candidate] = Remembered()
        self._folded: Remembered[evidence.Text] = Remembered()
        self._units: Remembered[tuple[Unit, ...]] = Remembered()

    def question(
        self, connection: sqlite3.Connection, query: Query, typed: Typed, filters: Filters, mode: Mode
    ) -> Question:
        """Look up what the query's words weigh in this corpus, which is for nothing where meaning alone counts."""
        if mode == "meaning":
            return Question(query, typed, filters, None, ())
        rendered: tuple[Rendered, ...] = ()
        if query.script == "en" and "zh" in self.meaning.counts():
            words = tuple(glossary.stems(fold(query.text).text))
            said = {each for _, _, table in glossary.renderings(words) for each in table}
            rendered = tuple(evidence.render(words, self.rarity.of_phrases(connection, said)))
        rendered += self._other_names(connection, folded_texts([query.text])[0])
        return Question(query, typed, filters, lexical.ask(connection, query.text, self.rarity), rendered)

    def _other_names(self, connection: sqlite3.Connection, folded: str) -> tuple[Rendered, ...]:
        """The query's names by the user's dictionary, those that occur in the corpus."""
        found = []
        for start, end, others in self.dictionary.other_names(folded):
            rarity = self.rarity.of_phrases(connection, others)
            weights = {name: weight for name, weight in rarity.items() if weight}
            if weights:
                # Places of their own, so that they never stand for an English word's.
                found.append(Rendered(-end, -start, weights, max(weights.values())))
        return tuple(found)

    def candidates(
        self, connection: sqlite3.Connection, question: Question, mode: Mode, texts: Sequence[int], depth: int
    ) -> set[int]:
        """The passages worth weighing: nearest by meaning, best by words, also by words in the other language."""
        found: set[int] = set()
        if mode != "words":
            found |= {place.passage_id for place, _ in weighing.places_with_texts(connection, texts, question.filters)}
        if mode != "meaning" and question.words is not None:
            found |= {each for each, _ in lexical.search(connection, question.words, question.filters, depth)}
        if mode == "both" and question.rendered:
            match = _renderings_match(question.rendered)
            found |= {each for each, _ in lookup.passages_with_words(connection, match, question.filters, depth)}
        return found

    @timed("fuse")
    def rank(self, connection: sqlite3.Connection, question: Question, mode: Mode, passages: set[int]) -> list[Match]:
        """Every candidate's closeness by all its embedded texts and all evidence; best first."""
        found = self.known(connection, passages)
        bound = bool(question.typed.phrases or question.typed.excluded)
        needed = bound or mode != "meaning"  # folding takes longer than all vectors
        folded = self.folded(connection, found) if needed else {}
        if bound:
            found = {key: each for key, each in found.items() if question.typed.allows(folded[key].text)}
        units = self._units_of(connection, found)
        measured = self.nearness.measure(question.query, [unit.text_id for unit in units], mirrored=mode == "both")
        grouped = Units.of(units, measured.levels)
        ranked = [found[key] for key in grouped.passages]
        texts = [folded[key] for key in grouped.passages] if needed else []
        table = self.evidence(connection, question, mode, ranked, texts)
        table[fuse.NEAREST] = measured.levels[grouped.best]
        table[fuse.WHOLE] = measured.levels[grouped.own]
        table[fuse.MIRROR] = grouped.most(measured.mirrored)
        weighed = Weighed(grouped, fuse.mixed_parts(table, mode, measured.across[grouped.own]))
        scores = np.sum(list(weighed.parts.values()), axis=0)
        similarities, cosines = measured.similarities[grouped.best], measured.cosines[grouped.best]
        order: list[int] = np.lexsort((grouped.passages, -scores)).tolist()
        return [
            Match(ranked[at], float(scores[at]), float(similarities[at]), float(cosines[at]), weighed, at)
            for at in order
        ]

    def known(self, connection: sqlite3.Connection, passages: Collection[int]) -> dict[int, Candidate]:
        """The candidates by id, ascending."""
        version = weighing.version(connection)
        return self._candidates.of(version, sorted(passages), lambda ids: weighing.candidates(connection, ids))

    def folded(self, connection: sqlite3.Connection, found: Mapping[int, Candidate]) -> dict[int, evidence.Text]:
        """Candidates' texts as evidence is sought in them, by id."""

        def fold_together(ids: Sequence[int]) -> dict[int, evidence.Text]:
            texts = folded_texts([found[each].text for each in ids])
            above = folded_texts([found[each].above for each in ids])
            return {each: evidence.Text(*both) for each, *both in zip(ids, texts, above, strict=True)}

        return self._folded.of(weighing.version(connection), list(found), fold_together)

    def _units_of(self, connection: sqlite3.Connection, found: Collection[int]) -> list[Unit]:
        """The embedded texts of each candidate, itself first, by passage."""

        def read(ids: Sequence[int]) -> dict[int, tuple[Unit, ...]]:
            rows = groupby(lookup.units(connection, ids), key=lambda unit: unit.passage_id)
            return {passage: tuple(units) for passage, units in rows}

        return list(chain.from_iterable(self._units.of(weighing.version(connection), list(found), read).values()))

    def judged(self, question: Question, matches: Sequence[Match]) -> list[Match]:
        """The matches with their similarities judged, which takes longer than the rest: for those that are shown."""
        measured = np.array([match.similarity for match in matches], np.float32)
        ids, texts = [match.nearest_id for match in matches], [match.nearest_text for match in matches]
        judged = self.nearness.judge(question.query, ids, texts, measured).tolist()
        return [match._replace(similarity=each) for match, each in zip(matches, judged, strict=True)]

    def evidence(
        self,
        connection: sqlite3.Connection,
        question: Question,
        mode: Mode,
        candidates: Sequence[Candidate],
        texts: Sequence[evidence.Text],
    ) -> dict[str, FloatArray]:
        """All evidence but the vectors', by kind."""
        headings = np.array([each.place.kind == "heading" for each in candidates], np.float32)
        if mode == "meaning":
            return {fuse.HEADING: headings}
        asked = self._asked(connection, question)
        measured = evidence.measure(asked, texts, words_only=mode == "words")
        return {fuse.HEADING: headings} | {kind: measured[:, at] for at, kind in enumerate(evidence.KINDS)}

    def _asked(self, connection: sqlite3.Connection, question: Question) -> Asked:
        [folded] = folded_texts([question.query.text])
        characters = self.rarity.characters(connection, evidence.characters(folded))
        rarest = dict(sorted(characters.items(), key=lambda each: -each[1])[:_MOST_CHARACTERS])
        known = question.words.weights if question.words else {}
        weights = dict(zip(folded_texts(list(known)), known.values(), strict=True))
        return evidence.ask(folded, weights, rarest, question.rendered, self.rarity.length(connection))


def _renderings_match(rendered: Sequence[Rendered]) -> str:
    """FTS5's question for the passages that hold renderings, the rarest of them."""
    weighed = sorted(((weight, word) for each in rendered for word, weight in each.weights.items()), reverse=True)
    words = list(dict.fromkeys(word for _, word in weighed))[:_MOST_RENDERINGS]
    return " OR ".join("(" + " AND ".join(f'"{part}"' for part in word_parts(word)) + ")" for word in words)
