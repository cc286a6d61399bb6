"""The fingerprints of all documents: a large part in order, and beside it what came since."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.store import Store
from index.fingerprint import fingerprints, unpack
from index.postings import DocumentIds, Places, Postings, counting

log = logging.getLogger(__name__)

# A fingerprint that more places than this share is a set phrase; that many sources are enough to name.
_MOST_PLACES = 32
# What came since is merged into the large part when it is this share of it: merging stays linear in all. At least so
# many bytes, since sorting as many takes 10 ms.
_SHARE, _LEAST_BYTES = 8, 1_000_000


class Seeds(NamedTuple):
    """Equal fingerprints: place in the draft's skeleton, document, place in its skeleton; arrays of one length."""

    draft: NDArray[np.int64]
    document: NDArray[np.int64]
    source: NDArray[np.int64]


class FingerprintIndex:
    """Looks fingerprints up by hash; safe from several threads."""

    def __init__(self, stored: Iterable[tuple[int, bytes]] = ()) -> None:
        self._lock = threading.Lock()
        self._saved: Postings | None = None  # what the snapshot holds
        self._sorted: Postings | None = None  # what came since, when it was looked up after it came
        self.replace(stored)

    def __len__(self) -> int:
        """How many fingerprints there are, those of documents gone meanwhile included."""
        with self._lock:
            return len(self._main) + len(self._recent())

    def put(self, document_id: int, packed: bytes) -> None:
        """Enter a document, or its new version."""
        with self._lock:
            self._fresh_bytes += len(packed) - len(self._fresh.get(document_id, b""))
            self._fresh[document_id] = packed
            self._forget(document_id)
            self._sorted = None
            if self._fresh_bytes > max(_LEAST_BYTES, 12 * len(self._main) // _SHARE):  # 12 bytes each
                self._merge()

    def of(self, document_id: int) -> NDArray[np.uint64]:
        """The fingerprints of a document, in no order; none when it is not there."""
        with self._lock:
            if document_id in self._fresh:
                return unpack(self._fresh[document_id])[0]
            gone, main = document_id in self._gone, self._main
        return np.empty(0, np.uint64) if gone else main.of_document(document_id)

    def replace(self, stored: Iterable[tuple[int, bytes]]) -> None:
        """Hold these documents and no others."""
        made = Postings.of(sorted(stored, key=lambda each: each[0]))
        with self._lock:
            self._set(made)

    def remove(self, document_ids: Iterable[int]) -> None:
        """Take documents out."""
        with self._lock:
            for each in document_ids:
                self._fresh_bytes -= len(self._fresh.pop(each, b""))
                self._forget(each)
            self._sorted = None

    def seeds(
        self, skeleton: str, within: NDArray[np.int64] | None = None, spare: NDArray[np.bool_] | None = None
    ) -> Seeds:
        """Where fingerprints of a draft's skeleton occur in documents.

        :param within: Only documents with these ids.
        :param spare: Which characters of the skeleton nothing is looked for from on.
        """
        wanted, at = fingerprints(skeleton)
        if spare is not None and spare.any():
            wanted, at = wanted[~spare[at]], at[~spare[at]]
        found = self._places(wanted, within)
        return Seeds(at.astype(np.int64)[found.asked], found.document, found.position)

    def documents_of(self, wanted: NDArray[np.uint64], least: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The documents that hold hashes which at least so many places share: (index of the hash, document) pairs."""
        with self._lock:
            main, recent = self._main, self._recent()
        # Nearly all hashes of a text stand in few places: only the others are looked at more closely.
        common = np.flatnonzero(main.counts_up_to(wanted, least) + recent.counts_up_to(wanted, least) >= least)
        found = self._places(wanted[common], None)
        found = found._replace(asked=common[found.asked])
        enough = np.bincount(found.asked, minlength=len(wanted))[found.asked] >= least
        return found.asked[enough], found.document[enough]

    def _places(self, wanted: NDArray[np.uint64], within: DocumentIds | None) -> Places:
        """The first ``_MOST_PLACES`` places of each hash, of the documents within only."""
        with self._lock:
            main, recent, gone = self._main, self._recent(), np.array(sorted(self._gone), dtype=np.int64)

        def kept(found: Places) -> Places:
            found = _chosen(found, ~np.isin(found.document, gone)) if len(gone) else found
            return found if within is None else _chosen(found, np.isin(found.document, within))

        old = _first(main, wanted, kept)
        new = recent.places(wanted, None)
        found = _joined(old, new if within is None else _chosen(new, np.isin(new.document, within)))
        return _chosen(found, counting(np.bincount(found.asked, minlength=len(wanted))) < _MOST_PLACES)

    def _recent(self) -> Postings:
        if self._sorted is None:
            self._sorted = Postings.of(sorted(self._fresh.items()))
        return self._sorted

    def _forget(self, document_id: int) -> None:
        """Let what the large part has of a document count no more."""
        at = int(np.searchsorted(self._main.documents, document_id))
        if at < len(self._main.documents) and self._main.documents[at] == document_id:
            self._gone.add(document_id)

    def _merge(self) -> None:
        self._set(self._main.merged(self._recent(), np.array(sorted(self._gone), dtype=np.int64)))

    def _set(self, main: Postings) -> None:
        self._main = main
        self._fresh: dict[int, bytes] = {}
        self._fresh_bytes = 0
        self._gone: set[int] = set()
        self._sorted = None

    # --- snapshots

    def load(self, store: Store, snapshot: Path) -> None:
        """Map the snapshot, and read from the store what came after it; without a snapshot all."""
        try:
            main = Postings.load(snapshot)
        except (OSError, ValueError, EOFError):
            self.replace(store.fingerprints())
            return
        stored = np.array(store.document_ids(), dtype=np.int64)
        with self._lock:
            self._set(main)
            self._saved = main
        self.remove(np.setdiff1d(main.documents, stored).tolist())
        for document_id, packed in store.fingerprints(np.setdiff1d(stored, main.documents).tolist()):
            self.put(document_id, packed)

    def save(self, snapshot: Path) -> None:
        """Write a snapshot of the large part, unless it is there: beside the old one, then in its place.

        A snapshot only saves time: where it cannot be written (a full disk), there is none.
        """
        with self._lock:
            if self._fresh or self._gone:
                self._merge()
            main = self._main
        if main is self._saved:
            return
        fresh = snapshot.with_name(snapshot.name + ".new")
        try:
            shutil.rmtree(fresh, ignore_errors=True)
            main.save(fresh)
            shutil.rmtree(snapshot, ignore_errors=True)
            fresh.rename(snapshot)
            self._saved = main
        except OSError as error:
            shutil.rmtree(fresh, ignore_errors=True)
            log.warning("no snapshot could be written (%s); the next start takes longer", type(error).__name__)


def _first(main: Postings, wanted: NDArray[np.uint64], kept: Callable[[Places], Places]) -> Places:
    """The first places of each hash that are kept: at least ``_MOST_PLACES``, when there are so many."""
    cap = 3 * _MOST_PLACES  # room for some that are not kept
    found = kept(main.places(wanted, cap))
    enough = np.bincount(found.asked, minlength=len(wanted)) >= _MOST_PLACES
    short = np.flatnonzero(~enough & (main.counts(wanted) > cap))
    if not len(short):
        return found
    all_of_them = kept(main.places(wanted[short], None))
    rest = _chosen(found, ~np.isin(found.asked, short))
    return _joined(rest, all_of_them._replace(asked=short[all_of_them.asked]))


def _joined(left: Places, right: Places) -> Places:
    asked, documents, positions = (np.concatenate(parts) for parts in zip(left, right, strict=True))
    order = np.argsort(asked, kind="stable")
    return Places(asked[order], documents[order], positions[order])


def _chosen(places: Places, chosen: NDArray[np.bool_]) -> Places:
    return Places(places.asked[chosen], places.document[chosen], places.position[chosen])
