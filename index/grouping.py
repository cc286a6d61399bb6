"""From ranked passages to hits: one for each paragraph, twins and neighbours under the best of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from corpus.normal import skeleton
from corpus.store import weighing
from index.closeness import Closeness
from index.fingerprint import fingerprints
from index.ranking import Match
from index.twins import LEAST_SHARE, SHORTEST_PARAGRAPH
from index.types import Sort
from index.vectorstore import VectorStore

# Only passages whose vectors are alike are compared by wording, since fingerprints take longer: half of all
# fingerprints in common came with log-odds of -0.7 and more (60 paragraphs of the compendium with clauses replaced,
# taken out and added), and of unrelated paragraphs one pair of twenty reaches -1.
_ALIKE = -1.0
# Heads compared by wording with a passage, the nearest ones: where a whole corpus is alike, all pairs take minutes.
_MOST_HEADS = 8


@dataclass(frozen=True, slots=True)
class Page:
    """Which of the ranked hits are wanted, and in what order and form.

    :ivar one_per_document: Only the best hit of each document.
    :ivar fold_twins: Passages that say the same, or nearly, stand under the best of them.
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


@dataclass(slots=True)
class Group:
    """A match and those that stand under it: passages that say the same, by id, and matches beside it."""

    match: Match
    twins: list[int] = field(default_factory=list)
    joined: list[Match] = field(default_factory=list)


class Grouping:
    """Puts matches together, best first."""

    def __init__(self, meaning: VectorStore, closeness: Closeness) -> None:
        self.meaning = meaning
        self.closeness = closeness

    def groups(self, connection: sqlite3.Connection, ranked: Sequence[Match], page: Page) -> list[Group]:
        """One group for each hit: of a paragraph and its points only the best, twins and neighbours under the best."""
        ranked = _best_of_paragraphs(ranked)
        groups: list[Group] = []
        twins = _Twins(self.meaning, self.closeness, ranked) if page.fold_twins else None
        documents: dict[int, Group] = {}
        order = _paragraph_order(connection, ranked) if page.join else {}
        places: dict[tuple[int, int], Group] = {}
        for row, match in enumerate(ranked):
            each = match.candidate
            if twins is not None and (head := twins.head_of(row)) is not None:
                head.twins.append(each.passage_id)
                continue
            place = (each.document_id, order.get((each.document_id, each.paragraph_start), -2))
            if page.join and (near := places.get((place[0], place[1] - 1)) or places.get((place[0], place[1] + 1))):
                near.joined.append(match)
                places[place] = near
                continue
            if page.one_per_document and each.document_id in documents:
                continue
            group = Group(match)
            groups.append(group)
            documents[each.document_id] = places[place] = group
            if twins is not None:
                twins.add(row, group)
        return groups


class _Twins:
    """The groups so far, by what their heads say."""

    def __init__(self, meaning: VectorStore, closeness: Closeness, ranked: Sequence[Match]) -> None:
        self._ranked = ranked
        ids = [match.candidate.text_id for match in ranked]
        self._vectors, self._scripts = meaning.get(ids)
        self._closeness = closeness
        self._by_text: dict[int, Group] = {}
        self._rows: list[int] = []
        self._groups: list[Group] = []

    def head_of(self, row: int) -> Group | None:
        """The group whose head says what the match in this row says, the nearest of them."""
        candidate = self._ranked[row].candidate
        if (same := self._by_text.get(candidate.text_id)) is not None or not self._rows:
            return same
        cosines = self._vectors[self._rows] @ self._vectors[row]
        curve = self._closeness.curve(self._scripts[row], self._scripts[row])
        alike = np.flatnonzero(curve.level(cosines) >= _ALIKE)
        nearest: list[int] = alike[np.argsort(-cosines[alike], kind="stable")[:_MOST_HEADS]].tolist()
        for at in nearest:
            head = self._ranked[self._rows[at]].candidate
            if self._scripts[self._rows[at]] == self._scripts[row] and say_the_same(head.text, candidate.text):
                return self._groups[at]
        return None

    def add(self, row: int, group: Group) -> None:
        """Make a match the head of a group."""
        self._by_text[self._ranked[row].candidate.text_id] = group
        self._rows.append(row)
        self._groups.append(group)


def say_the_same(one: str, other: str) -> bool:
    """Whether two passages are equal but for punctuation, or paragraphs that are twins (index.twins)."""
    (left, left_prints), (right, right_prints) = _prints(one), _prints(other)
    if left == right:
        return True
    if min(len(left), len(right)) < SHORTEST_PARAGRAPH:
        return False
    shared = len(left_prints & right_prints)
    return shared >= LEAST_SHARE * (len(left_prints) + len(right_prints) - shared)


@lru_cache(maxsize=20_000)
def _prints(text: str) -> tuple[str, frozenset[int]]:
    """A passage's skeleton and fingerprints; remembered, since the same passages are found again and again."""
    plain = skeleton(text).text
    return plain, frozenset(fingerprints(plain)[0].tolist())


def _best_of_paragraphs(ranked: Sequence[Match]) -> list[Match]:
    best: dict[tuple[int, int], Match] = {}
    for match in ranked:
        best.setdefault((match.candidate.document_id, match.candidate.paragraph_start), match)
    return list(best.values())


def _paragraph_order(connection: sqlite3.Connection, ranked: Sequence[Match]) -> dict[tuple[int, int], int]:
    """The place of each paragraph among those of its document."""
    documents = sorted({match.candidate.document_id for match in ranked})
    return weighing.paragraph_order(connection, documents)
