"""Which passages an answer shows, found by what orders them alone.

By meaning that is the nearest embedded text of each and its vector as a whole, by words its text: all else that is said
of a hit is asked for the few that are shown (:meth:`index.ranking.Ranker.rank`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from corpus.store import lookup, weighing
from corpus.store.weighing import PassagePlace
from index import fuse
from index.ranking import Question, Ranker
from index.stages import timed
from index.types import FloatArray


class Sighted(NamedTuple):
    """A passage that may be shown, and the score that orders it."""

    place: PassagePlace
    score: float


class Shortlist:
    """Puts passages in the order in which :class:`index.ranking.Ranker` has them, for less."""

    def __init__(self, ranker: Ranker) -> None:
        self._ranker = ranker

    @timed("fuse")
    def by_meaning(self, connection: sqlite3.Connection, question: Question, texts: Sequence[int]) -> list[Sighted]:
        """The passages that say one of the embedded texts nearest to the query, best first."""
        found = weighing.places_with_texts(connection, texts, question.filters)
        places = sorted(dict.fromkeys(place for place, _ in found))
        if not places:
            return []
        rows = {place.passage_id: row for row, place in enumerate(places)}
        asked = [place.text_id for place in places] + [text for _, text in found]
        measured = self._ranker.nearness.measure(question.query, asked)
        whole, across = measured.levels[: len(places)], measured.across[: len(places)]
        nearest = whole.copy()
        np.maximum.at(nearest, [rows[place.passage_id] for place, _ in found], measured.levels[len(places) :])
        if across.any():  # there the nearest text by cosine need not be the one of the highest level
            far = [places[row].passage_id for row in np.flatnonzero(across).tolist()]
            units = lookup.units(connection, far)
            levels = self._ranker.nearness.measure(question.query, [unit.text_id for unit in units]).levels
            np.maximum.at(nearest, [rows[unit.passage_id] for unit in units], levels)
        table = {fuse.NEAREST: nearest, fuse.WHOLE: whole}
        return _ordered(places, fuse.mixed_parts(table, "meaning", across))

    @timed("fuse")
    def by_words(self, connection: sqlite3.Connection, question: Question, passages: Collection[int]) -> list[Sighted]:
        """Passages that share words with the query, best first."""
        found = self._ranker.known(connection, passages)
        texts = list(self._ranker.folded(connection, found).values())
        table = self._ranker.evidence(connection, question, "words", list(found.values()), texts)
        return _ordered([each.place for each in found.values()], fuse.parts(table, "words", across=False))


def _ordered(places: Sequence[PassagePlace], parts: Mapping[str, FloatArray]) -> list[Sighted]:
    scores = np.sum(list(parts.values()), axis=0)
    order = np.lexsort(([place.passage_id for place in places], -scores)).tolist()
    return [Sighted(places[row], float(scores[row])) for row in order]
