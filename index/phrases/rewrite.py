"""Rewrite help: what others wrote to say the same, without a language model, the most distant in words first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.normal import skeleton
from corpus.store import DocumentInfo, Filters, Store, saying
from index.closeness import Closeness
from index.nearness import Nearness
from index.query import Query
from index.vectorstore import Scope, VectorStore, nearest_texts

# Sentences looked at: those that say the same are among the first twenty in 93 % (paraphrases).
_NEAREST = 60
# Vectors alone call half a compendium alike; what says the same mostly shares a word, too. A sentence with all of
# the other's pairs of characters is ahead of one with none by so many log-odds, and what stands farther behind the best
# than the second number no longer says the same. By hand, on seven sentences over the compendium.
_COVER, _FARTHEST = 4.0, 2.0


@dataclass(frozen=True, slots=True)
class Rewording:
    """Another wording of a sentence: ``shared`` is the share of its pairs of characters that the sentence has, too."""

    text: str
    similarity: float
    shared: float
    document: DocumentInfo
    start: int
    end: int


class Rewriter:
    """Finds other wordings over a store and the vectors of its texts."""

    def __init__(self, store: Store, meaning: VectorStore, closeness: Closeness) -> None:
        self.store = store
        self.meaning = meaning
        self.nearness = Nearness(store, meaning, closeness)

    def rewordings(self, query: Query, filters: Filters, min_similarity: float, k: int) -> tuple[Rewording, ...]:
        """Sentences that say the same in other words; one for each wording, at most k."""
        with self.store.reading() as connection:
            here = {query.script: [query.vectors]}
            [texts] = nearest_texts(self.meaning, here, 1, _NEAREST, Scope(connection, filters))
            stretches = saying.sentences_with_texts(connection, texts, filters)
        measured = self.nearness.measure(query, [each.text_id for each in stretches])
        similarities = self.nearness.judge(
            query, [each.text_id for each in stretches], [each.text for each in stretches], measured.similarities
        )
        documents = self.store.document_infos(list({each.document_id for each in stretches}))
        asked, seen = _pairs(query.text), {skeleton(query.text).text}
        found: list[tuple[float, Rewording]] = []
        for each, level, similarity in zip(stretches, measured.levels.tolist(), similarities.tolist(), strict=True):
            if (name := skeleton(each.text).text) in seen or not name:
                continue
            seen.add(name)
            common = len(asked & (theirs := _pairs(each.text)))
            shared, held = common / max(len(theirs), 1), common / max(len(asked), 1)
            document = documents[each.document_id]
            found.append(
                (level + _COVER * held, Rewording(each.text, similarity, shared, document, each.start, each.end))
            )
        return _most_distant(found, min_similarity, k)


def _most_distant(found: Sequence[tuple[float, Rewording]], min_similarity: float, k: int) -> tuple[Rewording, ...]:
    """The k that say the same most surely, of these the most distant in words first."""
    ranked = sorted(found, key=lambda each: -each[0])
    same = [each for score, each in ranked if score >= ranked[0][0] - _FARTHEST and each.similarity >= min_similarity]
    return tuple(sorted(same[:k], key=lambda each: (each.shared, -each.similarity)))


def _pairs(text: str) -> frozenset[str]:
    plain = skeleton(text).text
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))
