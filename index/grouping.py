"""From ranked passages to hits: one for each paragraph, twins and neighbours under the best of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from corpus.store import weighing
from index.closeness import Closeness
from index.ranking import Match
from index.said import Said
from index.types import FloatArray, Sort
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
        self._meaning = meaning
        self._closeness = closeness
        self._by_text: dict[int, Group] = {}
        self._said = Said([match.candidate.text for match in ranked])
        self._rows: list[int] = []
        self._groups: list[Group] = []

    @cached_property
    def _vectors(self) -> tuple[FloatArray, list[str]]:
        return self._meaning.get([match.candidate.text_id for match in self._ranked])

    def head_of(self, row: int) -> Group | None:
        """The group whose head says what the match in this row says, the nearest of them."""
        candidate = self._ranked[row].candidate
        if (same := self._by_text.get(candidate.text_id)) is not None or not self._rows:
            return same
        if not (saying := self._said.alike(row)):  # mostly nothing does, and vectors need not be looked at
            return None
        vectors, scripts = self._vectors
        cosines = vectors[self._rows] @ vectors[row]
        curve = self._closeness.curve(scripts[row], scripts[row])
        alike = np.flatnonzero(curve.level(cosines) >= _ALIKE)
        nearest: list[int] = alike[np.argsort(-cosines[alike], kind="stable")[:_MOST_HEADS]].tolist()
        for at in nearest:
            if self._rows[at] in saying and scripts[self._rows[at]] == scripts[row]:
                return self._groups[at]
        return None

    def add(self, row: int, group: Group) -> None:
        """Make a match the head of a group."""
        candidate = self._ranked[row].candidate
        self._by_text[candidate.text_id] = group
        self._said.add(row)
        self._rows.append(row)
        self._groups.append(group)


def _best_of_paragraphs(ranked: Sequence[Match]) -> list[Match]:
    best: dict[tuple[int, int], Match] = {}
    for match in ranked:
        best.setdefault((match.candidate.document_id, match.candidate.paragraph_start), match)
    return list(best.values())


def _paragraph_order(connection: sqlite3.Connection, ranked: Sequence[Match]) -> dict[tuple[int, int], int]:
    """The place of each paragraph among those of its document."""
    documents = sorted({match.candidate.document_id for match in ranked})
    return weighing.paragraph_order(connection, documents)
