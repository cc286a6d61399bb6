"""Counts and means of a large corpus, near enough and without reading all of it at each question."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Mapping

import numpy as np

from corpus.store import elsewhere, weighing
from index.types import FloatArray

# Texts whose mean stands for all of a group: with 2,000 the mean is off by 0.02 of what single texts differ by.
_SAMPLE = 2000
# A count that takes longer than this is made once a minute only.
_DEAR_S, _EVERY_S = 0.02, 60.0
# A group that has grown or shrunk by less keeps its mean.
_GROWTH = 1.05


class Figures:
    """How many texts each group of languages has, and their means; safe from several threads."""

    def __init__(self, model_id: int, dim: int) -> None:
        self._model_id, self._dim = model_id, dim
        self._version, self._counted_at, self._took_s = -1, 0.0, 0.0
        self._counts: Mapping[str, int] = {}
        self._means: dict[str, tuple[int, int, FloatArray]] = {}
        self._lock = threading.Lock()

    def counts(self, connection: sqlite3.Connection) -> Mapping[str, int]:
        """Texts of each group; of a large corpus as it was at most a minute ago."""
        with self._lock:
            version, now = weighing.version(connection), time.monotonic()
            if version != self._version and (self._took_s < _DEAR_S or now > self._counted_at + _EVERY_S):
                self._counts = elsewhere.counts(connection)
                self._version, self._counted_at, self._took_s = version, now, time.monotonic() - now
            return self._counts

    def mean(self, connection: sqlite3.Connection, script: str) -> FloatArray:
        """The mean of a group's vectors: exact while it has few, else of a sample."""
        count = self.counts(connection).get(script, 0)
        known = self._means.get(script)
        if known is not None:
            version, of, mean = known
            if version == self._version or (count > _SAMPLE and of / _GROWTH < count < of * _GROWTH):
                return mean
        ids = elsewhere.sample(connection, script, _SAMPLE)
        vectors = elsewhere.vectors_of(connection, self._model_id, ids).values()
        matrix = np.frombuffer(b"".join(each for _, each in vectors), np.float32).reshape(-1, self._dim)
        mean = matrix.mean(axis=0) if len(matrix) else np.zeros(self._dim, np.float32)
        self._means[script] = self._version, count, mean
        return mean
