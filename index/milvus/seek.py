"""Searching Milvus and believing only what the database confirms.

Milvus is asked for candidates. Each is looked up in the database: one that is deleted, or outside the filters, is
left out whatever Milvus says (at bounded consistency it goes on returning deleted rows), and closeness comes from the
vectors that the database keeps. Fewer candidates than there must be means that a node answers too early: it is asked
again.
"""

from __future__ import annotations

import logging
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.store import Filters, elsewhere, lookup
from index.errors import StoreAwayError
from index.milvus.rows import expression, text_of
from index.milvus.spaces import FILTERED_EF, LEAST_EF, MOST_HITS, Spaces
from index.types import FloatArray
from index.vectorstore import Nearest, Scope

log = logging.getLogger(__name__)

# Scopes of so few texts are searched in the database alone, exactly: 3 MB of vectors, some milliseconds.
EXACT_BELOW = 2000
# Asked for beyond k, since a text in several collections comes several times, and deleted ones may come still.
_SPARE = 16
_WIDER = 4
# Under this share of hits within the filters, Milvus is told them: it compares all when 7 % or less pass (knowhere).
_GOOD_PART = 0.05
# A query node that comes back answered too early for 6 to 30 s (ENGINE.md); a person does not wait longer than this.
PATIENCE_S = 8.0
_PAUSE_S = 0.3
# Vectors read from the database at a time: 30 MB at 384 dimensions.
_LOT = 20_000


@dataclass(frozen=True)
class _Asked:
    """One question: the k texts of a group nearest to each query, within a scope."""

    script: str
    queries: FloatArray
    k: int
    scope: Scope


@dataclass(frozen=True)
class _Look:
    """One look at Milvus.

    :ivar limit: How many hits it is asked for.
    :ivar apart: The collections, which Milvus keeps apart: told always.
    :ivar all_told: All that it can be told of the filters. A graph loses neighbours when it is told a filter that
        lets through a good part (of 7 to 40 %, recall 0.70 to 0.98 was measured), and is exact when that part is
        small, since it then compares all. So a good part is found by asking for more and looking at each hit.
    """

    limit: int
    apart: str
    all_told: str
    written_ms: int
    is_narrow: bool = False

    @property
    def told(self) -> str:
        return self.all_told if self.is_narrow else self.apart

    def wider(self, k: int, share: float) -> _Look | None:
        """The next look, when this one had too few; None when there is none.

        :param share: Of the hits, how many were within the filters.
        """
        if not self.is_narrow and self.apart != self.all_told and share < _GOOD_PART:
            return replace(self, is_narrow=True)
        if self.limit >= MOST_HITS:
            return None
        expected = int(1.5 * k / share) if share else 0
        return replace(self, limit=min(max(_WIDER * self.limit, expected), MOST_HITS))


class Seeker:
    """Answers nearest-text questions from Milvus and the database together.

    :ivar counters: ``too_few`` answers that were asked again, ``rejected`` hits that the database did not confirm,
        ``widened`` searches, and ``exact`` ones that the database answered alone.
    """

    def __init__(
        self,
        spaces: Spaces,
        model_id: int,
        dim: int,
        counters: Counter[str],
        exact_below: int,
        collections: Collection[str] | None = None,
    ) -> None:
        """:param collections: Those that the database shows; None when it shows all."""
        self._spaces, self._model_id, self._dim = spaces, model_id, dim
        self._shown = Filters() if collections is None else Filters(collections=tuple(sorted(collections)))
        self._counters, self._exact_below = counters, exact_below

    def nearest(self, script: str, queries: FloatArray, k: int, scope: Scope) -> list[Nearest]:
        """The k texts nearest to each query; see VectorStore.

        :raises StoreAwayError: If Milvus does not answer, or goes on answering with too few.
        """
        few = elsewhere.texts_in(scope.connection, script, scope.filters, self._exact_below + 1)
        if len(few) <= self._exact_below:
            return self._exactly(_Asked(script, queries, k, scope), sorted(few))
        return self._candidates(_Asked(script, queries, k, scope))

    def _candidates(self, asked: _Asked) -> list[Nearest]:
        found: dict[int, Nearest] = {}
        look = self._first_look(asked)
        deadline, needed = time.monotonic() + PATIENCE_S, None
        waiting = list(range(len(asked.queries)))
        while waiting:
            hits = self._hits(asked, waiting, look)
            found |= self._confirmed(asked, hits)
            short = [row for row in waiting if len(found[row][0]) < asked.k]
            if not short:
                break
            if needed is None:
                needed = len(elsewhere.texts_in(asked.scope.connection, asked.script, asked.scope.filters, asked.k))
            waiting = [row for row in short if len(found[row][0]) < needed]
            if any(len(hits[row]) < look.limit for row in waiting):  # it said that there are no more
                self._wait(deadline)
                continue
            share = sum(len(found[row][0]) for row in waiting) / max(len(waiting) * look.limit, 1)
            wider = look.wider(asked.k, share)
            if waiting and wider is None and (asked.scope.filters or self._shown):
                return self._exactly(asked, sorted(self._texts(asked)))
            if wider is None:
                break
            look = wider
            self._counters["widened"] += 1
        return [found[row] for row in range(len(asked.queries))]

    def _first_look(self, asked: _Asked) -> _Look:
        """A little more than is wanted; with filters that Milvus should not be told yet, four times as much."""
        connection, filters = asked.scope.connection, asked.scope.filters.narrowed(self._shown)
        numbers = elsewhere.collection_numbers(connection)
        apart, all_told = expression(filters, numbers, keys_only=True), expression(filters, numbers)
        written_ms = int(elsewhere.note(connection, WRITTEN) or 0)
        limit = asked.k + max(asked.k // 4, _SPARE) if apart == all_told else _WIDER * asked.k + _SPARE
        return _Look(min(limit, MOST_HITS), apart, all_told, written_ms)

    def _wait(self, deadline: float) -> None:
        self._counters["too_few"] += 1
        if time.monotonic() > deadline:
            log.warning("Milvus goes on answering with fewer hits than there are texts")
            raise StoreAwayError("The vector store answers with too few texts; try again later.")
        time.sleep(_PAUSE_S)

    def _hits(self, asked: _Asked, waiting: Sequence[int], look: _Look) -> dict[int, list[int]]:
        """The keys that Milvus has for those of the queries that wait."""
        least_ef = FILTERED_EF if look.told else LEAST_EF
        found = self._spaces.search(
            asked.script, asked.queries[list(waiting)], look.limit, look.told, look.written_ms, least_ef
        )
        return dict(zip(waiting, found, strict=True))

    def _confirmed(self, asked: _Asked, hits: dict[int, list[int]]) -> dict[int, Nearest]:
        """The texts that are what was asked for, nearest first by the database's vectors."""
        texts = {row: list(dict.fromkeys(map(text_of, keys))) for row, keys in hits.items()}
        distinct = sorted({each for ids in texts.values() for each in ids})
        connection, filters = asked.scope.connection, asked.scope.filters
        within = lookup.texts_among(connection, distinct, filters) if filters else distinct
        known = elsewhere.vectors_of(connection, self._model_id, sorted(within))
        vectors = {each: np.frombuffer(v, np.float32) for each, (script, v) in known.items() if script == asked.script}
        self._counters["rejected"] += len(distinct) - len(vectors)
        found = {}
        for row, ids in texts.items():
            kept = [each for each in ids if each in vectors]
            matrix = np.array([vectors[each] for each in kept], np.float32).reshape(len(kept), self._dim)
            found[row] = _best(np.array(kept, np.int64), matrix @ asked.queries[row], asked.k)
        return found

    @staticmethod
    def _texts(asked: _Asked) -> set[int]:
        return elsewhere.texts_in(asked.scope.connection, asked.script, asked.scope.filters, sys.maxsize)

    def _exactly(self, asked: _Asked, texts: Sequence[int]) -> list[Nearest]:
        """Each of the texts compared, whatever Milvus does."""
        self._counters["exact"] += 1
        found: list[Nearest] = [(np.empty(0, np.int64), np.empty(0, np.float32))] * len(asked.queries)
        for ids, matrix in self._lots(asked, texts):
            products = matrix @ asked.queries.T
            found = [
                _best(np.concatenate([best[0], ids]), np.concatenate([best[1], products[:, row]]), asked.k)
                for row, best in enumerate(found)
            ]
        return found

    def _lots(self, asked: _Asked, texts: Sequence[int]) -> Iterator[tuple[np.ndarray, FloatArray]]:
        for start in range(0, len(texts), _LOT):
            known = elsewhere.vectors_of(asked.scope.connection, self._model_id, texts[start : start + _LOT])
            here = {each: vector for each, (script, vector) in known.items() if script == asked.script}
            matrix = np.frombuffer(b"".join(here.values()), np.float32).reshape(len(here), self._dim)
            yield np.array(list(here), np.int64), matrix


#: The note that says when a write was last put into Milvus (Unix time, ms): a search sees at least this state.
WRITTEN = "milvus_written_ms"


def _best(ids: np.ndarray, products: np.ndarray, k: int) -> Nearest:
    order = np.lexsort((ids, -products))[:k]
    return ids[order], products[order].astype(np.float32)
