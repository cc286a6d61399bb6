"""Search: ranked passages put together as pages, one hit for each paragraph, twins folded, with facets on request."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.store import DocumentInfo, Filters, Store, weighing
from index import lexical
from index.closeness import Closeness
from index.grammar import Typed
from index.query import Query
from index.ranking import Match, Question, Ranker
from index.types import Facets, FloatArray, Hit, Mode, SearchAnswer, Sort, Understood
from index.vectorstore import Scope, VectorStore, nearest_texts

# Candidates asked of each side; a passage that answers is among the first 20 in 93 % (paraphrases), and several
# sentences of one passage may stand before it.
_CANDIDATES = 100
# With facets, or in another order than the best first, so many are looked at: what is farther does not answer.
_POOL = 1000
# Passages that hold all quoted phrases are all weighed, up to this many.
_MOST_HOLDING = 2000


@dataclass(frozen=True, slots=True)
class Page:
    """Which of the ranked hits are wanted, and in what order and form.

    :ivar one_per_document: Only the best hit of each document.
    :ivar fold_twins: Passages that say the same stand under the best of them.
    :ivar join: Hits next to one another in a document stand under the best of them.
    """

    k: int
    offset: int = 0
    min_similarity: float = 0.0
    sort: Sort = "similarity"
    one_per_document: bool = False
    fold_twins: bool = True
    join: bool = False
    facets: bool = False

    @property
    def depth(self) -> int:
        """How many candidates each side is asked for."""
        least = _POOL if self.facets or self.sort != "similarity" else _CANDIDATES
        return max(least, 2 * (self.offset + self.k + 1))


@dataclass(slots=True)
class _Group:
    """A match and those that stand under it."""

    match: Match
    twins: list[int]
    joined: list[Match]


class Searcher:
    """Answers queries over a store and the vectors of its texts."""

    def __init__(self, store: Store, meaning: VectorStore, closeness: Closeness) -> None:
        self.store = store
        self.meaning = meaning
        self.ranker = Ranker(store, meaning, closeness)

    def search(
        self, queries: Sequence[tuple[Query, Typed]], mode: Mode, filters: Filters, page: Page
    ) -> list[SearchAnswer]:
        """The hits of each query, all from one committed state of the store."""
        with self.store.reading() as connection:
            narrowed = [filters.narrowed(typed.filters) for _, typed in queries]
            texts = self._first_look(connection, queries, mode, narrowed, page.depth)
            return [
                self._answer(connection, self.ranker.question(connection, query, typed, own), mode, found, page)
                for (query, typed), own, found in zip(queries, narrowed, texts, strict=True)
            ]

    def _first_look(
        self,
        connection: sqlite3.Connection,
        queries: Sequence[tuple[Query, Typed]],
        mode: Mode,
        filters: Sequence[Filters],
        depth: int,
    ) -> list[list[int]]:
        """The embedded texts nearest to each query; queries with the same filters in one look at the vectors."""
        if mode == "words":
            return [[] for _ in queries]
        found: list[list[int]] = [[] for _ in queries]
        for wanted in [each for at, each in enumerate(filters) if each not in filters[:at]]:
            rows = [row for row, each in enumerate(filters) if each == wanted]
            nearest = self._nearest([queries[row][0] for row in rows], Scope(connection, wanted), depth)
            for row, texts in zip(rows, nearest, strict=True):
                found[row] = texts
        return found

    def _nearest(self, queries: Sequence[Query], scope: Scope, depth: int) -> list[list[int]]:
        asked: dict[str, Sequence[FloatArray]] = {
            script: [query.towards(script) for query in queries] for script in self.meaning.counts()
        }
        return nearest_texts(self.meaning, asked, len(queries), depth, scope)

    def _answer(
        self, connection: sqlite3.Connection, question: Question, mode: Mode, texts: list[int], page: Page
    ) -> SearchAnswer:
        ranked = self._rank(connection, question, mode, texts, page)
        if page.min_similarity:
            judged = self.ranker.judged(question, ranked)
            ranked = [match for match in judged if match.similarity >= page.min_similarity]
        documents = self._documents(ranked) if page.facets or page.sort == "date" else {}
        facets = _facets(documents.values()) if page.facets else None
        if page.sort == "date":
            ranked.sort(key=lambda match: -(documents[match.candidate.document_id].year or 0))
        groups = _grouped(connection, ranked, page)
        hits = self._hits(question, groups[page.offset : page.offset + page.k])
        more = len(groups) > page.offset + page.k
        return SearchAnswer(hits, len(question.query.vectors), more, facets, _understood(question.typed))

    def _rank(
        self, connection: sqlite3.Connection, question: Question, mode: Mode, texts: list[int], page: Page
    ) -> list[Match]:
        """Matches enough for the page, when there are as many, best first."""
        if question.typed.phrases:
            return self.ranker.rank(connection, question, mode, _holding(connection, question))
        wanted = page.offset + page.k + 1
        depth = page.depth
        while True:
            passages = self.ranker.candidates(connection, question, mode, texts, depth)
            ranked = self.ranker.rank(connection, question, mode, passages)
            if depth >= max(len(self.meaning), 1) or len(_grouped(connection, ranked, page)) >= wanted:
                return ranked
            depth *= 8
            if mode != "words":
                [texts] = self._nearest([question.query], Scope(connection, question.filters), depth)

    def _documents(self, matches: Iterable[Match]) -> dict[int, DocumentInfo]:
        return self.store.document_infos(list({match.candidate.document_id for match in matches}))

    def _hits(self, question: Question, groups: Sequence[_Group]) -> tuple[Hit, ...]:
        passages = self.store.passage_infos([group.match.candidate.passage_id for group in groups])
        documents = self._documents(group.match for group in groups)
        hits = []
        for group, match in zip(groups, self.ranker.judged(question, [group.match for group in groups]), strict=True):
            passage = passages[match.candidate.passage_id]
            hits.append(
                Hit(
                    passage=passage,
                    document=documents[passage.document_id],
                    similarity=match.similarity,
                    cosine=match.cosine,
                    score=match.score,
                    sentence=match.sentences[0] if match.sentences else None,
                    highlights=lexical.shared(question.query.text, passage.text, passage.start),
                    alike=match.sentences,
                    twins=tuple(group.twins),
                    joined=tuple(each.candidate.passage_id for each in group.joined),
                    parts=match.parts,
                )
            )
        return tuple(hits)


def _holding(connection: sqlite3.Connection, question: Question) -> set[int]:
    """The passages that have the words of every quoted phrase, within the filters."""
    found = [set(lexical.holding(connection, phrase, question.filters)) for phrase in question.typed.phrases]
    return set(sorted(set.intersection(*found))[:_MOST_HOLDING])


def _grouped(connection: sqlite3.Connection, ranked: Sequence[Match], page: Page) -> list[_Group]:
    """One group for each hit: of a paragraph and its points only the best, twins and neighbours under the best."""
    groups: list[_Group] = []
    paragraphs: set[tuple[int, int]] = set()
    texts: dict[int, _Group] = {}
    documents: dict[int, _Group] = {}
    order = _paragraph_order(connection, ranked) if page.join else {}
    places: dict[tuple[int, int], _Group] = {}
    for match in ranked:
        each = match.candidate
        paragraph = (each.document_id, each.paragraph_start)
        if paragraph in paragraphs:
            continue
        paragraphs.add(paragraph)
        if page.fold_twins and each.text_id in texts:
            texts[each.text_id].twins.append(each.passage_id)
            continue
        place = (each.document_id, order.get(paragraph, -2))
        if page.join and (near := places.get((place[0], place[1] - 1)) or places.get((place[0], place[1] + 1))):
            near.joined.append(match)
            places[place] = near
            continue
        if page.one_per_document and each.document_id in documents:
            continue
        group = _Group(match, [], [])
        groups.append(group)
        texts[each.text_id] = documents[each.document_id] = places[place] = group
    return groups


def _paragraph_order(connection: sqlite3.Connection, ranked: Sequence[Match]) -> dict[tuple[int, int], int]:
    """The place of each paragraph among those of its document."""
    documents = sorted({match.candidate.document_id for match in ranked})
    return weighing.paragraph_order(connection, documents)


def _facets(documents: Iterable[DocumentInfo]) -> Facets:
    """How many of the documents that answer have each year, level, organ, kind, collection and tag."""
    known = list(documents)
    return {
        "year": _counted(each.year for each in known),
        "level": _counted(each.level for each in known),
        "organ": _counted(each.organ for each in known),
        "kind": _counted(each.kind for each in known),
        "collection": _counted(each.collection for each in known),
        "language": _counted(each.language for each in known),
        "tag": _counted(tag for each in known for tag in each.tags),
    }


def _counted(values: Iterable[str | int | None]) -> tuple[tuple[str | int, int], ...]:
    counts = Counter(value for value in values if value not in {None, ""})
    return tuple(
        sorted(((v, n) for v, n in counts.items() if v is not None), key=lambda each: (-each[1], str(each[0])))
    )


def _understood(typed: Typed) -> Understood | None:
    return Understood(typed.text, typed.phrases, typed.excluded, typed.filters) if typed else None
