"""Fingerprints in order of their hashes, each with its document and position: looked up by bisection."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.fingerprint import unpack

DocumentIds = NDArray[np.int64]


class Places(NamedTuple):
    """Where hashes that were asked for stand: index of the hash, document, position; arrays of one length."""

    asked: NDArray[np.int64]
    document: NDArray[np.int64]
    position: NDArray[np.int64]


class Postings:
    """An immutable part of the fingerprint index; 16 bytes a fingerprint, in memory or mapped.

    :ivar documents: The documents in it, ascending, those without a fingerprint included.
    """

    def __init__(
        self,
        hashes: NDArray[np.uint64],
        owners: NDArray[np.uint32],
        positions: NDArray[np.uint32],
        documents: DocumentIds,
    ) -> None:
        self._hashes, self._owners, self._positions = hashes, owners, positions
        self.documents = documents

    def __len__(self) -> int:
        return len(self._hashes)

    @classmethod
    def of(cls, packed: Iterable[tuple[int, bytes]]) -> Postings:
        """Of documents' packed fingerprints, by ascending id."""
        parts = [(each, *unpack(stored)) for each, stored in packed]
        ids = np.array([part[0] for part in parts], dtype=np.int64)
        hashes = np.concatenate([part[1] for part in parts] or [np.empty(0, np.uint64)])
        owners = np.repeat(ids, [len(part[1]) for part in parts]).astype(np.uint32)
        positions = np.concatenate([part[2] for part in parts] or [np.empty(0, np.uint32)])
        order = np.argsort(hashes, kind="stable")
        return cls(hashes[order], owners[order], positions[order], ids)

    def merged(self, other: Postings, without: DocumentIds) -> Postings:
        """Both in one, less the given documents of the first."""
        kept = ~np.isin(self._owners, without)
        hashes = np.concatenate([self._hashes[kept], other._hashes])
        order = np.argsort(hashes, kind="stable")  # of two runs in order: linear
        owners = np.concatenate([self._owners[kept], other._owners])[order]
        positions = np.concatenate([self._positions[kept], other._positions])[order]
        documents = np.union1d(np.setdiff1d(self.documents, without), other.documents)
        return Postings(hashes[order], owners, positions, documents)

    def counts(self, wanted: NDArray[np.uint64]) -> NDArray[np.int64]:
        """At how many places each hash stands."""
        if not len(self):
            return np.zeros(len(wanted), np.int64)
        found: NDArray[np.int64] = np.searchsorted(self._hashes, wanted, "right") - self._first(wanted)
        return found

    def counts_up_to(self, wanted: NDArray[np.uint64], most: int) -> NDArray[np.int64]:
        """At how many places each hash stands, no more than ``most`` being counted: half the time of all for few."""
        found = np.zeros(len(wanted), np.int64)
        if len(self):
            first = self._first(wanted)
            for place in range(most):
                at = np.minimum(first + place, len(self) - 1)
                found += (self._hashes[at] == wanted) & (first + place < len(self))
        return found

    def _first(self, wanted: NDArray[np.uint64]) -> NDArray[np.int64]:
        first: NDArray[np.int64] = np.searchsorted(self._hashes, wanted, "left")
        return first

    def places(self, wanted: NDArray[np.uint64], most: int | None) -> Places:
        """The first places of each hash, by document; all of them with ``most=None``."""
        first, count = self._first(wanted), self.counts(wanted)
        if most is not None:
            count = np.minimum(count, most)
        rows = np.repeat(first, count) + counting(count)
        return Places(
            np.repeat(np.arange(len(wanted)), count),
            self._owners[rows].astype(np.int64),
            self._positions[rows].astype(np.int64),
        )

    def of_document(self, document_id: int) -> NDArray[np.uint64]:
        """The fingerprints of a document, ascending: a look at all owners, 10 ms for 16 million."""
        found: NDArray[np.uint64] = self._hashes[self._owners == document_id]
        return found

    def save(self, folder: Path) -> None:
        """Write a snapshot."""
        folder.mkdir(parents=True)
        for name in ("hashes", "owners", "positions"):
            np.save(folder / f"{name}.npy", getattr(self, f"_{name}"))
        np.save(folder / "documents.npy", self.documents)

    @classmethod
    def load(cls, folder: Path) -> Postings:
        """Map a snapshot into memory.

        :raises OSError: If a file is missing.
        :raises ValueError: If a file is damaged.
        """
        hashes, owners, positions = (
            np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("hashes", "owners", "positions")
        )
        if not len(hashes) == len(owners) == len(positions):
            raise ValueError("the parts do not fit")
        return cls(hashes, owners, positions, np.load(folder / "documents.npy"))


def counting(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """0, 1, … count - 1 for each count, one after the other."""
    ends = np.cumsum(counts)
    numbers: NDArray[np.int64] = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
    return numbers
