"""Search: ranked passages put together as pages, one hit for each paragraph, twins folded, with facets on request."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence

from corpus.store import DocumentInfo, Filters, Store
from index import lexical
from index.closeness import Closeness
from index.grammar import Typed
from index.grouping import Group, Grouping, Page
from index.query import Query
from index.ranking import Match, Question, Ranker
from index.shortlist import Shortlist, Sighted
from index.types import Considered, Facets, FloatArray, Hit, Mode, SearchAnswer, Understood
from index.vectorstore import Scope, VectorStore, nearest_texts

# Candidates asked of each side; a passage that answers is among the first 20 in 93 % (paraphrases), and several
# sentences of one passage may stand before it.
_CANDIDATES = 100
# With facets, or in another order than the best first, so many of each side are looked at; the answer says whether that
# was all there is.
_POOL = 2000
# Passages that hold all quoted phrases are all weighed, up to this many.
_MOST_HOLDING = 2000

Ranked = Sequence[Match | Sighted]


class Searcher:
    """Answers queries over a store and the vectors of its texts."""

    def __init__(self, store: Store, meaning: VectorStore, closeness: Closeness) -> None:
        self.store = store
        self.meaning = meaning
        self.ranker = Ranker(store, meaning, closeness)
        self.shortlist = Shortlist(self.ranker)
        self.grouping = Grouping(meaning, closeness)

    def search(
        self, queries: Sequence[tuple[Query, Typed]], mode: Mode, filters: Filters, page: Page
    ) -> list[SearchAnswer]:
        """The hits of each query, all from one committed state of the store."""
        with self.store.reading() as connection:
            narrowed = [filters.narrowed(typed.filters) for _, typed in queries]
            texts = self._first_look(connection, queries, mode, narrowed, _depth(page))
            return [
                self._answer(connection, self.ranker.question(connection, query, typed, own, mode), mode, found, page)
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
        ranked, groups, complete = self._rank(connection, question, mode, texts, page)
        considered = Considered(len(ranked), complete) if _looks_at_all(page) else None
        if page.min_similarity:
            judged = self.ranker.judged(question, [each for each in ranked if isinstance(each, Match)])
            ranked = [match for match in judged if match.similarity >= page.min_similarity]
        documents = self._documents(ranked) if _looks_at_all(page) else {}
        facets = _facets(documents.values()) if page.facets else None
        if page.sort == "date":
            ranked = sorted(ranked, key=lambda each: -(documents[each.place.document_id].year or 0))
        if page.min_similarity or page.sort == "date":
            groups = self._groups(connection, ranked, page)
        shown = groups[page.offset : page.offset + page.k]
        matches = self._whole(connection, question, mode, [ranked[group.row] for group in shown])
        more = len(groups) > page.offset + page.k
        hits = self._hits(question, shown, matches)
        return SearchAnswer(hits, len(question.query.vectors), more, facets, considered, _understood(question.typed))

    def _rank(
        self, connection: sqlite3.Connection, question: Question, mode: Mode, texts: list[int], page: Page
    ) -> tuple[Ranked, list[Group], bool]:
        """Matches enough for the page, when there are as many, best first; the same in groups; and whether all that
        may answer were looked at."""
        if question.typed.phrases:
            holding = _holding(connection, question)
            ranked: Ranked = self.ranker.rank(connection, question, mode, holding)
            return ranked, self._groups(connection, ranked, page), len(holding) < _MOST_HOLDING
        depth = _depth(page)
        while True:
            ranked, count = self._weigh(connection, question, mode, texts, page, depth)
            complete = count < depth if mode == "words" else self._were_all(texts, depth)
            groups = self._groups(connection, ranked, page)
            if complete or len(groups) >= page.wanted:
                return ranked, groups, complete
            depth *= 8
            if mode != "words":
                [texts] = self._nearest([question.query], Scope(connection, question.filters), depth)

    def _weigh(
        self,
        connection: sqlite3.Connection,
        question: Question,
        mode: Mode,
        texts: Sequence[int],
        page: Page,
        depth: int,
    ) -> tuple[Ranked, int]:
        """The candidates, best first, and how many there were before some were excluded; all is known of each only
        where that decides what is shown."""
        is_plain = not (page.min_similarity or question.typed.excluded)
        if mode == "meaning" and is_plain:
            sighted = self.shortlist.by_meaning(connection, question, texts)
            return sighted, len(sighted)
        passages = self.ranker.candidates(connection, question, mode, texts, depth)
        if mode == "words" and is_plain:
            return self.shortlist.by_words(connection, question, passages), len(passages)
        return self.ranker.rank(connection, question, mode, passages), len(passages)

    def _groups(self, connection: sqlite3.Connection, ranked: Ranked, page: Page) -> list[Group]:
        def texts(rows: Sequence[int]) -> list[str]:
            known = self.ranker.known(connection, [ranked[row].place.passage_id for row in rows])
            return [known[ranked[row].place.passage_id].text for row in rows]

        return self.grouping.groups(connection, [each.place for each in ranked], texts, page)

    def _whole(self, connection: sqlite3.Connection, question: Question, mode: Mode, chosen: Ranked) -> list[Match]:
        """All that is known of what is shown."""
        matches = {each.place.passage_id: each for each in chosen if isinstance(each, Match)}
        passages = [each.place.passage_id for each in chosen]
        if len(matches) < len(passages):
            matches = {
                each.place.passage_id: each for each in self.ranker.rank(connection, question, mode, set(passages))
            }
        return [matches[each] for each in passages]

    def _were_all(self, texts: Sequence[int], depth: int) -> bool:
        """Whether the texts nearest to a query, ``depth`` of each group of languages, are all that could be found."""
        return len(texts) < depth or max(self.meaning.counts().values(), default=0) <= depth

    def _documents(self, matches: Ranked) -> dict[int, DocumentInfo]:
        return self.store.document_infos(list({match.place.document_id for match in matches}))

    def _hits(self, question: Question, groups: Sequence[Group], matches: Sequence[Match]) -> tuple[Hit, ...]:
        passages = self.store.passage_infos([match.place.passage_id for match in matches])
        documents = self._documents(matches)
        words = lexical.words(question.query.text)
        hits = []
        for group, match in zip(groups, self.ranker.judged(question, matches), strict=True):
            alike = match.sentences
            passage = passages[match.place.passage_id]
            hits.append(
                Hit(
                    passage=passage,
                    document=documents[passage.document_id],
                    similarity=match.similarity,
                    cosine=match.cosine,
                    score=match.score,
                    sentence=alike[0] if alike else None,
                    highlights=lexical.shared(words, passage.text, passage.start),
                    alike=alike,
                    twins=tuple(group.twins),
                    joined=tuple(group.joined),
                    parts=match.parts,
                )
            )
        return tuple(hits)


def _looks_at_all(page: Page) -> bool:
    """Whether an answer depends on more than the best hits."""
    return page.facets or page.sort != "similarity"


def _depth(page: Page) -> int:
    """How many candidates each side is asked for."""
    return max(_POOL if _looks_at_all(page) else _CANDIDATES, 2 * page.wanted)


def _holding(connection: sqlite3.Connection, question: Question) -> set[int]:
    """The passages that have the words of every quoted phrase, within the filters."""
    found = [set(lexical.holding(connection, phrase, question.filters)) for phrase in question.typed.phrases]
    return set(sorted(set.intersection(*found))[:_MOST_HOLDING])


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
