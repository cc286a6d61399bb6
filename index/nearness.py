"""How near stored texts are to a query: cosine, calibrated similarity, and the level that orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.store import Store
from index.calibration import mean, signs
from index.closeness import Closeness, without
from index.query import Query
from index.types import FloatArray
from index.vectorstore import VectorStore


class Measured(NamedTuple):
    """Closeness of texts to a query, arrays of shape (n,): raw cosine, calibrated similarity, the level that orders
    (log-odds, comparable between languages), whether the text is of another group of languages, and the level of the
    query read as a passage (0 where it was not asked for)."""

    cosines: FloatArray
    similarities: FloatArray
    levels: FloatArray
    across: NDArray[np.bool_]
    mirrored: FloatArray


class Nearness:
    """Measures over the vectors of a store's texts."""

    def __init__(self, store: Store, meaning: VectorStore, closeness: Closeness) -> None:
        self.store = store
        self.meaning = meaning
        self.closeness = closeness

    def measure(self, query: Query, text_ids: Sequence[int], *, mirrored: bool = False) -> Measured:
        """How near texts are to the query's nearest window.

        :param mirrored: Whether to compare the query read as a passage, too, which encodes it once more.
        """
        distinct, rows = np.unique(np.asarray(text_ids, dtype=np.int64), return_inverse=True)
        vectors, scripts = self.meaning.get(distinct.tolist())
        cosines = (vectors @ query.vectors.T).max(axis=1, initial=-1.0)
        similarities, levels, mirror = np.zeros_like(cosines), np.zeros_like(cosines), np.zeros_like(cosines)
        counts = self.meaning.counts()
        for script in set(scripts):
            here = np.array([each == script for each in scripts])
            texts, crowding = vectors[here], np.zeros(1, np.float32)
            if script != query.script:
                common = self.closeness.passage_common(script, self.meaning.mean(script), counts.get(script, 0))
                texts = without(texts, common)
                crowding = self.closeness.crowding(texts, query.script)
            curve = self.closeness.curve(query.script, script)
            compared = (texts @ query.towards(script).T).max(axis=1)
            similarities[here], levels[here] = curve.similarity(compared), curve.level(compared - crowding)
            if mirrored:
                other = query.mirrored if script == query.script else query.mirrored_free
                mirror[here] = curve.level((texts @ other.T).max(axis=1) - crowding)
        similarities[distinct == self.store.vectors.id_of(query.key)] = 1.0
        across = np.array([script != query.script for script in scripts], dtype=bool)
        return Measured(cosines[rows], similarities[rows], levels[rows], across[rows], mirror[rows])

    def judge(self, query: Query, text_ids: Sequence[int], texts: Sequence[str], measured: FloatArray) -> FloatArray:
        """The similarities of texts, finer than measured: by register and wording, where the model has such a
        calibration and the text is in the query's language.

        :param measured: Their similarities as ``measure`` gave them; 1 (an equal text) stays.
        """
        registers = self.closeness.registers
        if registers is None or not len(text_ids):
            return measured
        vectors, scripts = self.meaning.get(text_ids)
        cosines = vectors @ query.vectors.T
        windows = cosines.argmax(axis=1)
        asked = query.vectors[windows]
        table = [signs(float(cosines[row, windows[row]]), query.text, text) for row, text in enumerate(texts)]
        judged = registers.similarity(mean(asked, vectors), np.array(table, np.float32))
        same = np.array([script == query.script for script in scripts]) & (measured < 1)
        return np.where(same, judged, measured).astype(np.float32)
