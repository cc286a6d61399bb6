"""Keeping Milvus at the state of the database: rows go there before a write is committed, and leave it after.

Until the commit, rows of texts that do not exist yet are in Milvus and nobody believes them (index.milvus.seek). So a
write that is undone, or a crash, leaves nothing visible; the outbox remembers which texts to set right.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from corpus.store import Store, elsewhere
from corpus.store.elsewhere import Occurrence
from corpus.store.writer import Change
from index.errors import StoreAwayError
from index.milvus import rows
from index.milvus.outbox import Outbox
from index.milvus.seek import WRITTEN
from index.milvus.spaces import LOT, Spaces

log = logging.getLogger(__name__)


class Follower:
    """Brings what the database says of texts to Milvus; used by one writer at a time."""

    def __init__(self, store: Store, spaces: Spaces, model_id: int, outbox: Outbox, counters: Counter[str]) -> None:
        self._store, self._spaces, self._model_id = store, spaces, model_id
        self._outbox, self._counters = outbox, counters
        self._to_tidy: set[int] = set()

    def stage(self, connection: sqlite3.Connection, change: Change) -> None:
        """Put the texts of a write that is about to be committed, and those an earlier one left unsettled.

        :raises StoreAwayError: If Milvus does not take them.
        """
        unsettled = self._outbox.texts()
        written = [document for document, status in change.documents if status != "unchanged"]
        texts = {*elsewhere.texts_of_documents(connection, written), *change.left_texts}
        if not (texts or unsettled or change.gone_texts):
            return
        self._to_tidy |= {*unsettled, *change.left_texts, *change.gone_texts}
        self._outbox.add(texts.union(change.gone_texts))
        self.put(connection, sorted(texts.union(unsettled)))
        elsewhere.set_note(connection, WRITTEN, str(time.time_ns() // 1_000_000))

    def put(self, connection: sqlite3.Connection, texts: Sequence[int], *, fresh: bool = False) -> None:
        """Write the rows of texts, inside a transaction (which gives new collections their numbers).

        :param fresh: Whether Milvus has none of them yet.
        """
        for start in range(0, len(texts), LOT):
            lot = texts[start : start + LOT]
            places = elsewhere.occurrences(connection, lot)
            elsewhere.number_collections(connection, {each.collection for each in places})
            for script, made in self._rows(connection, lot, places).items():
                self._spaces.put(script, made, fresh=fresh)

    def rows(self, connection: sqlite3.Connection, texts: Sequence[int]) -> dict[str, list[dict[str, Any]]]:
        """The rows that texts should have, by group of languages."""
        return self._rows(connection, texts, elsewhere.occurrences(connection, texts))

    def _rows(
        self, connection: sqlite3.Connection, texts: Sequence[int], places: Sequence[Occurrence]
    ) -> dict[str, list[dict[str, Any]]]:
        numbers = elsewhere.collection_numbers(connection)
        vectors = elsewhere.vectors_of(connection, self._model_id, texts)
        made = defaultdict(list)
        for each in places:
            made[each.script].append(rows.row(each, numbers[each.collection], vectors[each.text_id][1]))
        return dict(made)

    def tidy(self, also: Collection[int] = ()) -> None:
        """After the commit: delete rows that the database does not say. What fails is done with the next write."""
        texts = sorted(self._to_tidy.union(also))
        try:
            for start in range(0, len(texts), LOT):
                self._delete_others(texts[start : start + LOT])
        except StoreAwayError:
            self._counters["unsettled"] += 1
            log.warning("rows of deleted texts are still in Milvus; nobody sees them, the next write deletes them")
            return
        self._to_tidy.clear()
        self._outbox.clear()

    def _delete_others(self, texts: Sequence[int]) -> None:
        with self._store.reading() as connection:
            places = elsewhere.occurrences(connection, texts)
            numbers = elsewhere.collection_numbers(connection)
        for script in self._spaces.scripts():
            wanted: dict[int, list[int]] = {each: [] for each in texts}
            for each in places:
                if each.script == script:
                    wanted[each.text_id].append(rows.key(numbers[each.collection], each.text_id))
            self._spaces.delete(script, rows.other_rows(wanted))
