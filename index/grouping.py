"""From ranked passages to hits: one for each paragraph, twins and neighbours under the best of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from corpus.store import weighing
from corpus.store.weighing import PassagePlace
from index.closeness import Closeness
from index.said import Said
from index.types import FloatArray, Sort
from index.vectorstore import VectorStore

# Only passages whose vectors are alike are compared by wording, since fingerprints take longer: half of all
# fingerprints in common came with log-odds of -0.7 and more (60 paragraphs of the compendium with clauses replaced,
# taken out and added), and of unrelated paragraphs one pair of twenty reaches -1.
_ALIKE = -1.0
# Heads compared by wording with a passage, the nearest ones: where a whole corpus is alike, all pairs take minutes.
_MOST_HEADS = 8
# Passages compared with all others in one product: a page has ten heads, and few of those before it are twins.
_BLOCK = 16

#: Gives the texts of passages by their rows, in order.
Texts = Callable[[Sequence[int]], Sequence[str]]


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

    @property
    def wanted(self) -> int:
        """Hits up to the end of the page, and one more, which tells whether there is a next page."""
        return self.offset + self.k + 1


@dataclass(slots=True)
class Group:
    """A passage by its row among the ranked ones, and those that stand under it, by id: passages that say the same,
    and those beside it."""

    row: int
    twins: list[int] = field(default_factory=list)
    joined: list[int] = field(default_factory=list)


class Grouping:
    """Puts passages together, best first."""

    def __init__(self, meaning: VectorStore, closeness: Closeness) -> None:
        self.meaning = meaning
        self.closeness = closeness

    def groups(
        self, connection: sqlite3.Connection, ranked: Sequence[PassagePlace], texts: Texts, page: Page
    ) -> list[Group]:
        """One group for each hit of the page and all before it: of a paragraph and its points only the best, twins and
        neighbours under the best. What stands under later hits is not looked for."""
        groups: list[Group] = []
        twins = _Twins(self.meaning, self.closeness, ranked, texts) if page.fold_twins else None
        documents: set[int] = set()
        order = _paragraph_order(connection, ranked) if page.join else {}
        places: dict[tuple[int, int], Group] = {}
        for row in _best_of_paragraphs(ranked):
            each = ranked[row]
            if twins is not None and (head := twins.head_of(row)) is not None:
                head.twins.append(each.passage_id)
                continue
            place = (each.document_id, order.get((each.document_id, each.paragraph_start), -2))
            if page.join and (near := places.get((place[0], place[1] - 1)) or places.get((place[0], place[1] + 1))):
                near.joined.append(each.passage_id)
                places[place] = near
                continue
            if len(groups) >= page.wanted or (page.one_per_document and each.document_id in documents):
                continue
            group = Group(row)
            groups.append(group)
            documents.add(each.document_id)
            places[place] = group
            if twins is not None:
                twins.add(row, group)
        return groups


class _Twins:
    """The groups so far, by what their heads say."""

    def __init__(
        self, meaning: VectorStore, closeness: Closeness, ranked: Sequence[PassagePlace], texts: Texts
    ) -> None:
        self._ranked = ranked
        self._curve = closeness.within
        self._vectors, scripts = meaning.get([each.text_id for each in ranked])
        self._scripts = np.array(scripts, dtype=object)
        self._said = Said(texts)
        self._by_text: dict[int, Group] = {}
        self._heads: dict[int, Group] = {}
        self._block: tuple[int, FloatArray] = (-1, self._vectors)
        # For each row the nearest heads that it is alike to by vector: their rows and cosines, shape (n, _MOST_HEADS).
        self._near = np.full((len(ranked), _MOST_HEADS), -1)
        self._cosines = np.full((len(ranked), _MOST_HEADS), -np.inf, np.float32)

    def head_of(self, row: int) -> Group | None:
        """The group whose head says what the passage in this row says, the nearest of them."""
        if (same := self._by_text.get(self._ranked[row].text_id)) is not None:
            return same
        near = [
            (-cosine, head) for cosine, head in zip(self._cosines[row].tolist(), self._near[row].tolist(), strict=True)
        ]
        for _, head in sorted(each for each in near if each[1] >= 0):
            if self._scripts[head] == self._scripts[row] and self._said.same(head, row):
                return self._heads[head]
        return None

    def add(self, row: int, group: Group) -> None:
        """Make a passage the head of a group."""
        self._by_text[self._ranked[row].text_id] = group
        self._heads[row] = group
        cosines = self._with_all(row)
        alike = row + 1 + np.flatnonzero(self._are_alike(cosines[row + 1 :]))
        farthest = self._cosines[alike].argmin(axis=1)
        nearer = cosines[alike] > self._cosines[alike, farthest]
        self._near[alike[nearer], farthest[nearer]] = row
        self._cosines[alike[nearer], farthest[nearer]] = cosines[alike[nearer]]

    def _with_all(self, row: int) -> FloatArray:
        """The cosines of a passage with all, shape (n,); those of a block are computed at once, and all texts that may
        have to be compared with them are read."""
        block, within = divmod(row, _BLOCK)
        if block != self._block[0]:
            start = block * _BLOCK
            self._block = block, self._vectors[start : start + _BLOCK] @ self._vectors.T
            alike = np.triu(self._are_alike(self._block[1]), start + 1)
            heads, others = np.flatnonzero(alike.any(axis=1)) + start, np.flatnonzero(alike.any(axis=0))
            self._said.look_at(np.union1d(heads, others).tolist())
        found: FloatArray = self._block[1][within]
        return found

    def _are_alike(self, cosines: FloatArray) -> NDArray[np.bool_]:
        alike: NDArray[np.bool_] = self._curve.level(cosines) >= _ALIKE
        return alike


def _best_of_paragraphs(ranked: Sequence[PassagePlace]) -> list[int]:
    """The rows of each paragraph's best passage."""
    best: dict[tuple[int, int], int] = {}
    for row, each in enumerate(ranked):
        best.setdefault((each.document_id, each.paragraph_start), row)
    return list(best.values())


def _paragraph_order(connection: sqlite3.Connection, ranked: Sequence[PassagePlace]) -> dict[tuple[int, int], int]:
    """The place of each paragraph among those of its document."""
    documents = sorted({each.document_id for each in ranked})
    return weighing.paragraph_order(connection, documents)
