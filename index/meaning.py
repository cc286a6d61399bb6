"""Meaning: the vectors of all embedded texts in memory, one index for each group of languages."""

from __future__ import annotations

import json
import logging
import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from corpus.store import Store
from index.types import FloatArray
from index.vectors import IdArray, VectorIndex

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
        return VectorIndex.kind

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

    def search(
        self, asked: Mapping[str, Sequence[FloatArray]], queries: int, k: int, within: Sequence[int] | None = None
    ) -> list[list[int]]:
        """Ids of the texts nearest to each query, k of each group of languages and window at most.

        :param asked: For each group of languages the queries as they are compared there, each of shape (windows, dim).
        :param queries: How many queries there are.
        """
        allowed: IdArray | None = None if within is None else np.asarray(within, dtype=np.int64)
        found: list[dict[int, None]] = [{} for _ in range(queries)]
        for script, vectors in asked.items():
            owners = np.repeat(np.arange(queries), [len(each) for each in vectors])
            hits = self.by_script[script].search(np.concatenate(vectors), k, allowed)
            for owner, (ids, _) in zip(owners, hits, strict=True):
                found[owner] |= dict.fromkeys(ids.tolist())
        return [list(each) for each in found]

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
