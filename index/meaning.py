"""Meaning: the vectors of all embedded texts in memory, one index for each group of languages."""

from __future__ import annotations

import json
import logging
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from corpus.store import Store
from corpus.store.writer import Change
from index.types import FloatArray
from index.vectors import VectorIndex
from index.vectorstore import Nearest, Scope

log = logging.getLogger(__name__)

# Vectors read from the store at a time while rebuilding: 64 MB of float32 at 384 dimensions.
_LOT = 40_000
_ABOUT = "about.json"


class Meaning:
    """Every embedded text's vector by text id; rebuilt from the store, or loaded from a snapshot of its version."""

    def __init__(self, dim: int) -> None:
        self.dim = dim
        self.by_script: dict[str, VectorIndex] = {}
        self._script_of: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._script_of)

    @property
    def kind(self) -> str:
        """How vectors are searched."""
        return "large" if any(each.kind == "large" for each in self.by_script.values()) else "exact"

    def stage(self, connection: sqlite3.Connection, change: Change) -> None:
        """Nothing: what is in memory follows after the commit."""

    def add(self, script: str, ids: Sequence[int], vectors: FloatArray) -> None:
        """Add the vectors of texts of one group of languages."""
        if not len(ids):
            return
        self.by_script.setdefault(script, VectorIndex(self.dim)).add(ids, vectors)
        self._script_of |= dict.fromkeys(ids, script)

    def remove(self, ids: Sequence[int]) -> None:
        """Remove texts."""
        lots: dict[str, list[int]] = defaultdict(list)
        for each in ids:
            if (script := self._script_of.pop(each, None)) is not None:
                lots[script].append(each)
        for script, lot in lots.items():
            self.by_script[script].remove(lot)

    def counts(self) -> Mapping[str, int]:
        """How many texts each group of languages has."""
        return {script: len(index) for script, index in self.by_script.items() if len(index)}

    def mean(self, script: str) -> FloatArray:
        """The mean of the vectors of a group, shape (dim,); zeros when there are none."""
        index = self.by_script.get(script)
        return np.zeros(self.dim, np.float32) if index is None else index.mean()

    def nearest(self, script: str, queries: FloatArray, k: int, scope: Scope | None = None) -> list[Nearest]:
        """The k texts of a group nearest to each query; fewer only when there are fewer."""
        index = self.by_script.get(script)
        if index is None:
            return [(np.empty(0, np.int64), np.empty(0, np.float32))] * len(queries)
        return index.search(queries, k, None if scope is None else scope.texts)

    def get(self, ids: Sequence[int]) -> tuple[FloatArray, list[str]]:
        """The vectors of texts, shape (n, dim), and the group of languages of each."""
        scripts = [self._script_of.get(each, "") for each in ids]
        vectors = np.zeros((len(ids), self.dim), dtype=np.float32)
        for script in {*scripts} - {""}:
            rows = [row for row, each in enumerate(scripts) if each == script]
            vectors[rows] = self.by_script[script].get([ids[row] for row in rows])
        return vectors, scripts

    def load(self, store: Store, model_id: int, snapshot: Path) -> None:
        """Fill from the snapshot when it reflects the store as it is, else from the store."""
        if not self._load_snapshot(store.version, snapshot):
            self.rebuild(store, model_id)

    def save(self, version: int, snapshot: Path) -> None:
        """Write a snapshot of the given store version, unless it is there: beside the old one, then in its place.

        A snapshot only saves time: where it cannot be written (a full disk), there is none.
        """
        if self._snapshot_version(snapshot) == version:
            return
        fresh = snapshot.with_name(snapshot.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            self._write_snapshot(version, fresh)
            shutil.rmtree(snapshot, ignore_errors=True)
            fresh.rename(snapshot)
        except (OSError, RuntimeError) as error:  # faiss raises RuntimeError
            shutil.rmtree(fresh, ignore_errors=True)
            log.warning("no snapshot could be written (%s); the next start takes longer", type(error).__name__)

    def _write_snapshot(self, version: int, fresh: Path) -> None:
        fresh.mkdir(parents=True)
        for script, index in self.by_script.items():
            index.save(fresh / f"{script}.faiss")
        about = {"store_version": version, "scripts": {script: len(index) for script, index in self.by_script.items()}}
        (fresh / _ABOUT).write_text(json.dumps(about), "utf-8")

    @staticmethod
    def _snapshot_version(snapshot: Path) -> int | None:
        """The store version that a snapshot reflects; None when there is none that can be read."""
        try:
            return int(json.loads((snapshot / _ABOUT).read_text("utf-8"))["store_version"])
        except (OSError, ValueError, KeyError):
            return None

    def _load_snapshot(self, version: int, snapshot: Path) -> bool:
        if self._snapshot_version(snapshot) != version:
            return False
        try:
            about = json.loads((snapshot / _ABOUT).read_text("utf-8"))
            loaded = {script: VectorIndex.load(snapshot / f"{script}.faiss") for script in about["scripts"]}
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            log.warning("the snapshot cannot be used and is built anew: %s", type(error).__name__)
            return False
        if {script: len(index) for script, index in loaded.items()} != about["scripts"]:
            return False
        self.by_script = loaded
        self._script_of = {each: script for script, index in loaded.items() for each in index.ids().tolist()}
        return True

    def rebuild(self, store: Store, model_id: int) -> None:
        """Fill from the store; questions meanwhile see what was there before."""
        fresh = Meaning(self.dim)
        lots: dict[str, list[tuple[int, bytes]]] = defaultdict(list)
        for text_id, script, vector in store.vectors.all(model_id):
            lots[script].append((text_id, vector))
            if len(lots[script]) == _LOT:
                fresh._add_lot(script, lots.pop(script))
        for script, lot in lots.items():
            fresh._add_lot(script, lot)
        self.by_script, self._script_of = fresh.by_script, fresh._script_of

    def _add_lot(self, script: str, lot: list[tuple[int, bytes]]) -> None:
        vectors = np.frombuffer(b"".join(vector for _, vector in lot), dtype=np.float32).reshape(-1, self.dim)
        self.add(script, [text_id for text_id, _ in lot], vectors)
