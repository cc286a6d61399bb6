"""Meaning: the vectors of all embedded texts in memory, one index for each group of languages."""

from __future__ import annotations

import itertools
import json
import logging
import shutil
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from corpus.store import Store
from corpus.store.writer import Change
from index.scopes import Scopes
from index.stages import timed
from index.types import FloatArray, IndexFacts
from index.vectors import IdArray, VectorIndex
from index.vectorstore import Nearest, Scope

log = logging.getLogger(__name__)

# Vectors read from the store at a time while rebuilding: 64 MB of float32 at 384 dimensions.
_LOT = 40_000
_ABOUT = "about.json"


class Meaning:
    """Every embedded text's vector by text id; rebuilt from the store, or loaded from a snapshot of its version."""

    def __init__(self, dim: int, folder: Path | None = None) -> None:
        """Nothing yet.

        :param folder: Where large indexes keep their files of vectors; without one they are in memory.
        """
        self.dim = dim
        self.by_script: dict[str, VectorIndex] = {}
        self._folder = folder
        self._scopes = Scopes()
        self._saving = threading.Lock()
        self._after_merging: Callable[[], None] | None = None

    def __len__(self) -> int:
        return sum(len(index) for index in self.by_script.values())

    @property
    def kind(self) -> str:
        """How vectors are searched."""
        return "large" if any(each.kind == "large" for each in self.by_script.values()) else "exact"

    def stage(self, connection: sqlite3.Connection, change: Change) -> None:
        """Nothing: what is in memory follows after the commit."""

    def add(self, script: str, ids: Sequence[int] | IdArray, vectors: FloatArray) -> None:
        """Add the vectors of texts of one group of languages."""
        if not len(ids):
            return
        if script not in self.by_script:
            self.by_script[script] = self._watched(VectorIndex(self.dim, self._folder))
        self.by_script[script].add(ids, vectors)

    def remove(self, ids: Sequence[int]) -> None:
        """Remove texts."""
        for index in self.by_script.values():
            index.remove(ids)

    def counts(self) -> Mapping[str, int]:
        """How many texts each group of languages has."""
        return {script: len(index) for script, index in self.by_script.items() if len(index)}

    def mean(self, script: str) -> FloatArray:
        """The mean of the vectors of a group, shape (dim,); zeros when there are none."""
        index = self.by_script.get(script)
        return np.zeros(self.dim, np.float32) if index is None else index.mean()

    @timed("vector")
    def nearest(self, script: str, queries: FloatArray, k: int, scope: Scope | None = None) -> list[Nearest]:
        """The k texts of a group nearest to each query; fewer only when there are fewer."""
        index = self.by_script.get(script)
        if index is None:
            return [(np.empty(0, np.int64), np.empty(0, np.float32))] * len(queries)
        return index.search(queries, k, None if scope is None else self._scopes.texts(scope))

    def get(self, ids: Sequence[int]) -> tuple[FloatArray, list[str]]:
        """The vectors of texts, shape (n, dim), and the group of languages of each."""
        asked = np.asarray(ids, dtype=np.int64)
        vectors = np.zeros((len(ids), self.dim), dtype=np.float32)
        scripts = np.full(len(ids), "", dtype=object)
        for script, index in self.by_script.items():
            there, found = index.some(asked)
            vectors[there] = found
            scripts[there] = script
        return vectors, scripts.tolist()

    def facts(self) -> dict[str, IndexFacts]:
        """What kind of index each group of languages has, and why."""
        return {script: index.facts() for script, index in self.by_script.items()}

    def load(self, store: Store, model_id: int, snapshot: Path) -> None:
        """Fill from the snapshot, and from the store what the snapshot has not; without a snapshot all."""
        if self._folder is not None:  # what a process left that was ended by force
            shutil.rmtree(self._folder, ignore_errors=True)
            self._after_merging = partial(self.save, None, model_id, snapshot)
        about = _about(snapshot)
        if about.get("model") != model_id or not self._load_snapshot(about, snapshot):
            self.rebuild(store, model_id)
        elif about["store_version"] != store.version:
            self._catch_up(store, model_id)

    def close(self) -> None:
        """Begin no further merging, and leave no file but the snapshot."""
        for index in self.by_script.values():
            index.close()

    def save(self, version: int | None, model_id: int, snapshot: Path) -> None:
        """Write a snapshot of the given store version, unless it is there: beside the old one, then in its place.

        A snapshot only saves time: where it cannot be written (a full disk), there is none.

        :param version: None where writes may go on meanwhile; then the next start looks what is missing.
        """
        with self._saving:
            if version is not None and _about(snapshot) == self._state(version, model_id):
                return
            fresh = snapshot.with_name(snapshot.name + ".new")
            shutil.rmtree(fresh, ignore_errors=True)
            try:
                fresh.mkdir(parents=True)
                for script, index in list(self.by_script.items()):
                    index.save(fresh / script)
                (fresh / _ABOUT).write_text(json.dumps(self._state(version, model_id)), "utf-8")
                shutil.rmtree(snapshot, ignore_errors=True)
                fresh.rename(snapshot)
            except (OSError, RuntimeError) as error:  # faiss raises RuntimeError
                shutil.rmtree(fresh, ignore_errors=True)
                log.warning("no snapshot could be written (%s); the next start takes longer", type(error).__name__)

    def _state(self, version: int | None, model_id: int) -> dict[str, object]:
        return {"store_version": version, "model": model_id, "scripts": sorted(self.by_script)}

    def _load_snapshot(self, about: Mapping[str, Any], snapshot: Path) -> bool:
        try:
            self.by_script = {
                script: self._watched(VectorIndex.load(snapshot / script, self._folder)) for script in about["scripts"]
            }
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            log.warning("the snapshot cannot be used and is built anew: %s", type(error).__name__)
            return False
        return all(index.dim == self.dim for index in self.by_script.values())

    def _catch_up(self, store: Store, model_id: int) -> None:
        """Add the vectors that came after the snapshot, and drop those that went."""
        stored = np.fromiter(store.vectors.ids(model_id), dtype=np.int64)
        there = np.concatenate([index.ids() for index in self.by_script.values()] or [np.empty(0, np.int64)])
        self.remove(np.setdiff1d(there, stored).tolist())
        missing = np.setdiff1d(stored, there)
        log.info("the snapshot was made before %d of %d vectors", len(missing), len(stored))
        for start in range(0, len(missing), _LOT):
            lots: dict[str, list[tuple[int, bytes]]] = defaultdict(list)
            for text_id, script, vector in store.vectors.some(model_id, missing[start : start + _LOT].tolist()):
                lots[script].append((text_id, vector))
            for script, lot in lots.items():
                self.add(script, *self._arrays(lot))

    def rebuild(self, store: Store, model_id: int) -> None:
        """Fill from the store; questions meanwhile see what was there before."""
        former = self.by_script
        self.by_script = {
            script: self._watched(
                VectorIndex.filled(self.dim, count, self._lots(store, model_id, script), self._folder)
            )
            for script, count in store.vectors.counts(model_id).items()
        }
        for index in former.values():
            index.close()

    def _watched(self, index: VectorIndex) -> VectorIndex:
        """Write a snapshot after each merging, so that a start after a crash has little to do."""
        index.on_merged = self._after_merging
        return index

    def _lots(self, store: Store, model_id: int, script: str) -> Iterator[tuple[IdArray, FloatArray]]:
        stored = store.vectors.of_script(model_id, script)
        while lot := list(itertools.islice(stored, _LOT)):
            yield self._arrays(lot)

    def _arrays(self, lot: Sequence[tuple[int, bytes]]) -> tuple[IdArray, FloatArray]:
        vectors = np.frombuffer(b"".join(vector for _, vector in lot), dtype=np.float32).reshape(-1, self.dim)
        return np.array([text_id for text_id, _ in lot], dtype=np.int64), vectors


def _about(snapshot: Path) -> dict[str, Any]:
    """What a snapshot says of itself; nothing when there is none that can be read."""
    try:
        about = json.loads((snapshot / _ABOUT).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return about if isinstance(about, dict) else {}
