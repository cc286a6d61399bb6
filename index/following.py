"""Keeping fingerprints at the state of a store that another process, or another view of it, writes."""

from __future__ import annotations

from corpus.store import Store
from index.fingerprint_index import FingerprintIndex


class Following:
    """Knows which version of each document an index holds, and puts what has changed."""

    def __init__(self, index: FingerprintIndex) -> None:
        self._index = index
        self._hashes: dict[int, bytes] = {}

    def follow(self, store: Store, hashes: dict[int, bytes]) -> None:
        """:param hashes: What names the text of each document that the store shows now."""
        changed = [each for each, name in hashes.items() if self._hashes.get(each) != name]
        self._index.remove(self._hashes.keys() - hashes.keys())
        for document_id, packed in store.fingerprints(changed):
            self._index.put(document_id, packed)
        self._hashes = hashes
