"""Documents that share wording with a document of the corpus: by their fingerprints, without looking at their texts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corpus.store import DocumentInfo, Store
from index.fingerprint_index import FingerprintIndex
from index.twins import LEAST_SHARE

# Less in common than this is chance and the genre's common wording. Of the sample corpus's 300 pairs the twelve that
# share most are ten with a planted borrowing and two without; 0.66 % is the least of a borrowing among them, and the
# Chinese pairs without one end at 0.56 %.
_LEAST = 0.006


@dataclass(frozen=True, slots=True)
class Overlap:
    """A document and how much of the wording it shares: fingerprints in common, of those that either has, [0, 1]."""

    document: DocumentInfo
    share: float

    @property
    def is_twin(self) -> bool:
        """Whether they are nearly the same text."""
        return self.share >= LEAST_SHARE


def overlaps(store: Store, fingerprints: FingerprintIndex, document_id: int, k: int) -> tuple[Overlap, ...]:
    """The k documents that share most wording with one, the most first."""
    mine = np.unique(fingerprints.of(document_id))
    _, documents = fingerprints.documents_of(mine, 1)
    others, counts = np.unique(documents[documents != document_id], return_counts=True)
    shares: dict[int, float] = {}
    for other, count in zip(others.tolist(), counts.tolist(), strict=True):
        if count >= _LEAST * len(mine):
            theirs = np.unique(fingerprints.of(other))
            common = len(np.intersect1d(mine, theirs, assume_unique=True))
            shares[other] = common / max(len(mine) + len(theirs) - common, 1)
    best = [each for each in sorted(shares, key=lambda other: (-shares[other], other)) if shares[each] >= _LEAST][:k]
    infos = store.document_infos(best)
    return tuple(Overlap(infos[each], shares[each]) for each in best if each in infos)
