"""How common words and phrases are in general: the shipped list that ``scripts.background`` makes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.types import FloatArray

_Key = TypeVar("_Key", np.int64, np.uint64)
_Value = TypeVar("_Value", np.int32, np.uint8)


@dataclass(frozen=True)
class Background:
    """Counts by hash: words with how often each occurs among ``total``, phrases with how many documents carry each."""

    words: NDArray[np.int64]
    counts: NDArray[np.int32]
    total: int
    phrases: NDArray[np.uint64]
    documents: NDArray[np.uint8]

    def word_shares(self, ids: NDArray[np.int64]) -> FloatArray:
        """Each word's share of all words; one that is not listed counts as half an occurrence."""
        counts = _looked_up(self.words, self.counts, ids).astype(np.float32)
        return (np.maximum(counts, 0.5) / max(self.total, 1)).astype(np.float32)

    def phrase_documents(self, hashes: NDArray[np.uint64]) -> NDArray[np.uint8]:
        """How many documents carry each phrase; 0 for one that is not listed."""
        return _looked_up(self.phrases, self.documents, hashes)


@cache
def background() -> Background:
    """The shipped list, read once; an empty one while it is being made for the first time."""
    path = files("index").joinpath("background", "common.npz")
    if not path.is_file():
        none = np.empty(0, np.int64)
        return Background(none, none.astype(np.int32), 0, none.astype(np.uint64), none.astype(np.uint8))
    with path.open("rb") as file, np.load(file) as stored:
        return Background(
            stored["words"], stored["counts"], int(stored["total"]), stored["phrases"], stored["documents"]
        )


def _looked_up(keys: NDArray[_Key], values: NDArray[_Value], wanted: NDArray[_Key]) -> NDArray[_Value]:
    """The value of each wanted key among sorted keys; 0 where it is not there."""
    found = np.zeros(len(wanted), values.dtype)
    if len(keys):
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        there = keys[at] == wanted
        found[there] = values[at[there]]
    return found
