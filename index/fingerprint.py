"""Fingerprints: winnowed hashes of k characters, by which equal runs are found (Schleimer, Wilkerson, Aiken 2003).

Any run of WINDOW + K - 1 = 13 equal characters shares a fingerprint, whatever stands around it; 13 is the shortest
exact run that counts as copied in the rule known in the field. Texts are compared by their skeletons: folded,
without punctuation and white space.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

K = 8
WINDOW = 6
GUARANTEED_RUN = WINDOW + K - 1

# Odd 64-bit multipliers of a polynomial hash and its mixing (the golden ratio's and Murmur3's finaliser).
_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xFF51AFD7ED558CCD)
# A fingerprint that more places than this share is a set phrase; that many sources are enough to name.
_MOST_PLACES = 32


class Seeds(NamedTuple):
    """Equal fingerprints: place in the draft's skeleton, document, place in its skeleton; arrays of one length."""

    draft: NDArray[np.int64]
    document: NDArray[np.int64]
    source: NDArray[np.int64]


def fingerprints(skeleton: str) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """The winnowed fingerprints of a skeleton and their positions, in order."""
    found = hashes(skeleton)
    if not len(found):
        return found, np.empty(0, np.uint32)
    if len(found) < WINDOW:
        chosen = np.array([len(found) - 1 - int(np.argmin(found[::-1]))])
    else:
        windows = np.lib.stride_tricks.sliding_window_view(found, WINDOW)
        rightmost = WINDOW - 1 - np.argmin(windows[:, ::-1], axis=1)
        chosen = np.unique(rightmost + np.arange(len(windows)))
    return found[chosen], chosen.astype(np.uint32)


def pack(skeleton: str) -> bytes:
    """A skeleton's fingerprints as the store keeps them: all hashes, then all positions, little-endian."""
    found, positions = fingerprints(skeleton)
    return found.astype("<u8").tobytes() + positions.astype("<u4").tobytes()


def unpack(stored: bytes) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """The inverse of pack."""
    count = len(stored) // 12
    return np.frombuffer(stored, "<u8", count), np.frombuffer(stored, "<u4", count, offset=8 * count)


def hashes(skeleton: str) -> NDArray[np.uint64]:
    """The hash of each K characters of a skeleton, in order, shape (len - K + 1,); empty for a shorter one."""
    points = np.frombuffer(skeleton.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    if len(points) < K:
        return np.empty(0, np.uint64)
    count = len(points) - K + 1
    found = np.zeros(count, np.uint64)
    for offset in range(K):
        found = found * _BASE + points[offset : offset + count]
    found = (found ^ (found >> np.uint64(33))) * _MIX
    mixed: NDArray[np.uint64] = found ^ (found >> np.uint64(33))
    return mixed


class FingerprintIndex:
    """The fingerprints of all documents, looked up by hash; merged anew at the first question after a change."""

    def __init__(self, stored: Iterable[tuple[int, bytes]] = ()) -> None:
        self._packed: dict[int, bytes] = dict(stored)
        self._merged: tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.uint32]] | None = None
        self._lock = threading.Lock()

    def put(self, document_id: int, packed: bytes) -> None:
        """Enter a document, or its new version."""
        with self._lock:
            self._packed[document_id] = packed
            self._merged = None

    def of(self, document_id: int) -> NDArray[np.uint64]:
        """The fingerprints of a document; none when it is not there."""
        return unpack(self._packed.get(document_id, b""))[0]

    def replace(self, stored: Iterable[tuple[int, bytes]]) -> None:
        """Hold these documents and no others."""
        with self._lock:
            self._packed = dict(stored)
            self._merged = None

    def remove(self, document_ids: Iterable[int]) -> None:
        """Take documents out."""
        with self._lock:
            for each in document_ids:
                self._packed.pop(each, None)
            self._merged = None

    def seeds(self, skeleton: str, within: NDArray[np.int64] | None = None) -> Seeds:
        """Where fingerprints of a draft's skeleton occur in documents.

        :param within: Only documents with these ids.
        """
        hashes, documents, positions = self._all()
        wanted, at = fingerprints(skeleton)
        if within is not None:
            inside = np.isin(documents, within)
            hashes, documents, positions = hashes[inside], documents[inside], positions[inside]
        first = np.searchsorted(hashes, wanted, "left")
        count = np.minimum(np.searchsorted(hashes, wanted, "right") - first, _MOST_PLACES)
        rows = np.repeat(first, count) + _counting(count)
        return Seeds(np.repeat(at.astype(np.int64), count), documents[rows], positions[rows].astype(np.int64))

    def documents_of(self, wanted: NDArray[np.uint64], least: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The documents that hold hashes which at least so many places share: (index of the hash, document) pairs."""
        hashes, documents, _ = self._all()
        first = np.searchsorted(hashes, wanted, "left")
        count = np.minimum(np.searchsorted(hashes, wanted, "right") - first, _MOST_PLACES)
        count[count < least] = 0
        rows = np.repeat(first, count) + _counting(count)
        return np.repeat(np.arange(len(wanted)), count), documents[rows]

    def _all(self) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.uint32]]:
        with self._lock:
            if self._merged is None:
                parts = [(each, *unpack(packed)) for each, packed in sorted(self._packed.items())]
                hashes = np.concatenate([part[1] for part in parts] or [np.empty(0, np.uint64)])
                documents = np.repeat([part[0] for part in parts], [len(part[1]) for part in parts]).astype(np.int64)
                positions = np.concatenate([part[2] for part in parts] or [np.empty(0, np.uint32)])
                order = np.argsort(hashes, kind="stable")
                self._merged = hashes[order], documents[order], positions[order]
            return self._merged


def _counting(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """0, 1, … count - 1 for each count, one after the other."""
    ends = np.cumsum(counts)
    numbers: NDArray[np.int64] = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
    return numbers
