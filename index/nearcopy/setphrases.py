"""Set phrases (套话): wording that many unrelated documents carry, so that sharing it proves nothing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.normal import skeleton
from index.fingerprint import K, hashes
from index.nearcopy.common import background

# Wording that so many unrelated documents carry is a set phrase.
LEAST_CARRIERS = 4


class Grams(NamedTuple):
    """All K-grams of a text's skeleton: their hashes and, for each, the range of the text it covers; shape (n,)."""

    hashes: NDArray[np.uint64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


def grams(text: str) -> Grams:
    """The K-grams of a text, in order."""
    folded = skeleton(text)
    found = hashes(folded.text)
    at = folded.origins
    return Grams(found, at[: len(found)], at[K - 1 : K - 1 + len(found)] + 1)


def carriers(text: str) -> NDArray[np.uint8]:
    """For each character of a text, how many public documents carry the most common wording over it, shape (len,).

    0 where no wording of K characters is known to be common.
    """
    count = np.zeros(len(text), dtype=np.uint8)
    found = grams(text)
    documents = background().phrase_documents(found.hashes)
    for at in np.flatnonzero(documents).tolist():
        within = count[found.starts[at] : found.ends[at]]
        np.maximum(within, documents[at], out=within)
    return count
