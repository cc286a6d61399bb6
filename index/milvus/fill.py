"""Bulk load: all of a database's texts into Milvus, what is not of it out, and then a look whether it is so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from corpus.store import Store, elsewhere
from index.milvus import rows
from index.milvus.follow import Follower
from index.milvus.spaces import LOT, Spaces

# Texts of a lot: read from the database, written in requests of the size that Milvus takes.
_TEXTS = 5 * LOT
# Rows fetched back and compared bit by bit; of a larger corpus so many, evenly spread.
_COMPARED = 20_000


@dataclass(frozen=True, slots=True)
class Verified:
    """How Milvus compares with the database.

    :ivar expected: Rows that there should be, by group of languages.
    :ivar found: Rows that there are.
    :ivar compared: How many rows were fetched back.
    :ivar differing: Keys that were missing among them, or had another vector.
    """

    expected: dict[str, int]
    found: dict[str, int]
    compared: int
    differing: tuple[int, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing, strange or different."""
        return self.expected == self.found and not self.differing


class Filler:
    """Moves what a database holds into Milvus and compares the two."""

    def __init__(self, store: Store, spaces: Spaces, follower: Follower) -> None:
        self._store, self._spaces, self.follower = store, spaces, follower

    def fill(self, progress: Callable[[int, int], None] | None) -> None:
        """Write every text's rows and delete all others.

        :param progress: Called with texts done and in all.
        """
        total = sum(self._counts().values())
        fresh = not any(map(self._spaces.count, self._spaces.scripts()))
        done = 0
        for lot in self._lots():
            with self._store.database.writing(changes_corpus=False) as connection:
                self.follower.put(connection, lot, fresh=fresh)
            done += len(lot)
            if progress is not None:
                progress(done, total)
        for script in self._spaces.scripts():
            self._spaces.flush(script)
            if self._spaces.count(script) != self._expected().get(script, 0):
                self._delete_strangers(script)

    def verify(self) -> Verified:
        """Compare counts, and vectors of rows spread over the corpus."""
        expected = self._expected()
        found = {script: count for script in self._spaces.scripts() if (count := self._spaces.count(script))}
        step = max(sum(self._counts().values()) // _COMPARED, 1)
        compared, differing = 0, []
        for lot in self._lots():
            sample = [each for each in lot if each % step == 0]
            some, wrong = self._compare(sample)
            compared += some
            differing += wrong
        return Verified(expected, found, compared, tuple(differing))

    def _compare(self, texts: list[int]) -> tuple[int, list[int]]:
        with self._store.reading() as connection:
            wanted = self.follower.rows(connection, texts)
        compared, differing = 0, []
        there = set(self._spaces.scripts())
        for script, made in wanted.items():
            for start in range(0, len(made), LOT):
                lot = {each["id"]: each["vec"] for each in made[start : start + LOT]}
                found = self._spaces.fetch(script, list(lot)) if script in there else []
                back = {each["id"]: np.asarray(each["vec"], np.float32) for each in found}
                compared += len(lot)
                differing += [key for key, vec in lot.items() if key not in back or not np.array_equal(back[key], vec)]
        return compared, differing

    def _delete_strangers(self, script: str) -> None:
        for keys in self._spaces.keys(script):
            texts = {rows.text_of(each) for each in keys}
            with self._store.reading() as connection:
                numbers = elsewhere.collection_numbers(connection)
                right = {
                    rows.key(numbers[each.collection], each.text_id)
                    for each in elsewhere.occurrences(connection, sorted(texts))
                    if each.script == script and each.collection in numbers
                }
            if strangers := [each for each in keys if each not in right]:
                self._spaces.delete(script, f"id in {strangers}")

    def _counts(self) -> dict[str, int]:
        with self._store.reading() as connection:
            return elsewhere.counts(connection)

    def _expected(self) -> dict[str, int]:
        """Rows that there should be: a text counts once for each collection that has it."""
        counted: Counter[str] = Counter()
        for lot in self._lots():
            with self._store.reading() as connection:
                counted.update(each.script for each in elsewhere.occurrences(connection, lot))
        return dict(counted)

    def _lots(self) -> Iterator[list[int]]:
        """All texts' ids, in lots; each lot as the database has it then."""
        last = 0
        while True:
            with self._store.reading() as connection:
                lot = elsewhere.text_lots(connection, _TEXTS, last)
            if not lot:
                return
            yield lot
            last = lot[-1]
