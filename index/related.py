"""Documents related to a document: those that say most of what it says, by the vectors that are stored already."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping

from corpus.store import Filters, Store, weighing
from index.closeness import Closeness
from index.types import Related
from index.vectorstore import Scope, VectorStore

# Of a long document so many passages speak for it, evenly spread.
_MOST_PASSAGES = 100
# For each passage so many texts are looked at: enough that a few dozen documents come into view.
_NEAREST = 50


class Relations:
    """Answers over a store and the vectors of its texts; documents in the same group of languages only."""

    def __init__(self, store: Store, meaning: VectorStore, closeness: Closeness) -> None:
        self.store = store
        self.meaning = meaning
        self.closeness = closeness

    def of(self, document_id: int, k: int, filters: Filters) -> tuple[Related, ...]:
        """The k documents related most, best first."""
        others = filters.narrowed(Filters(exclude_document_ids=(document_id,)))
        with self.store.reading() as connection:
            texts = weighing.passage_texts(connection, document_id)
            texts = texts[:: -(-len(texts) // _MOST_PASSAGES) or 1]
            nearest = self._nearest(connection, texts, others)
        closest: Counter[int] = Counter(max(each, key=lambda d: each[d]) for each in nearest if each)
        sums: dict[int, float] = defaultdict(float)
        for each in nearest:
            for document, similarity in each.items():
                sums[document] += similarity / max(len(texts), 1)
        best = sorted(sums, key=lambda document: (-sums[document], document))[:k]
        documents = self.store.document_infos(best)
        return tuple(Related(documents[each], sums[each], closest[each]) for each in best)

    def _nearest(self, connection: sqlite3.Connection, texts: list[int], filters: Filters) -> list[Mapping[int, float]]:
        """For each text the documents near to it, with the similarity of the nearest text of each."""
        vectors, scripts = self.meaning.get(texts)
        scope = Scope(connection, filters)
        found: list[dict[int, float]] = []
        for row, script in enumerate(scripts):
            [(ids, cosines)] = self.meaning.nearest(script, vectors[row : row + 1], _NEAREST, scope)
            documents = weighing.documents_with_texts(connection, ids.tolist(), filters)
            similarities = self.closeness.curve(script, script).similarity(cosines)
            each: dict[int, float] = {}
            for text, similarity in zip(ids.tolist(), similarities.tolist(), strict=True):
                for document in documents.get(text, ()):
                    each[document] = max(each.get(document, 0.0), similarity)
            found.append(each)
        return list(found)
