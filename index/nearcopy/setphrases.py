"""Set phrases (套话): wording that many unrelated documents carry, so that sharing it proves nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.normal import Folded, skeleton
from index.fingerprint import K, hashes
from index.fingerprint_index import FingerprintIndex
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
    return _grams(skeleton(text))


def _grams(folded: Folded) -> Grams:
    found = hashes(folded.text)
    at = folded.origins
    return Grams(found, at[: len(found)], at[K - 1 : K - 1 + len(found)] + 1)


class Wear(NamedTuple):
    """How worn each character of a text is: the unrelated documents known to carry the most common wording over it,
    and whether it belongs to a set phrase; both have shape (len(text),)."""

    documents: NDArray[np.uint8]
    worn: NDArray[np.bool_]

    def stretches(self) -> tuple[tuple[int, int, int], ...]:
        """The set phrases: (start, end, documents known to carry the most common part)."""
        edges = np.diff(np.r_[0, self.worn.astype(np.int8), 0])
        starts, ends = np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist()
        return tuple(
            (start, end, int(self.documents[start:end].max())) for start, end in zip(starts, ends, strict=True)
        )


def wear(text: str) -> Wear:
    """The set phrases of a text by the public background only."""
    folded = skeleton(text)
    found = _grams(folded)
    return _wear(len(text), folded, found, np.zeros(len(found.hashes), np.int64))


def _wear(length: int, folded: Folded, found: Grams, of_corpus: NDArray[np.int64]) -> Wear:
    """:param of_corpus: How many documents of a corpus carry each of the K-grams."""
    public = background().phrase_documents(found.hashes)
    carriers = np.minimum(np.maximum(public, of_corpus), 255).astype(np.uint8)
    documents = _covered(length, folded, carriers)
    worn = documents >= LEAST_CARRIERS
    for match in _slogans().finditer(folded.text):
        worn[slice(*folded.original(*match.span()))] = True
    return Wear(documents, worn)


def _covered(length: int, folded: Folded, carriers: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The greatest value of the K-grams over each character of a text, marks between their characters included."""
    documents = np.zeros(length, np.uint8)
    known = np.flatnonzero(carriers)
    if not len(known):
        return documents
    over = np.zeros(len(folded.text), np.uint8)
    for offset in range(K - 1):
        over[known + offset] = np.maximum(over[known + offset], carriers[known])
    gaps = np.diff(folded.origins)  # what stands behind a character goes with those that end behind it
    documents[folded.origins[0] : folded.origins[-1]] = np.repeat(over[:-1], gaps)
    last = known + K - 1
    np.maximum.at(documents, folded.origins[last], carriers[known])
    return documents


@cache
def _slogans() -> re.Pattern[str]:
    """Names of campaigns, slogans of the state and formulas of the genre, the longest first."""
    lines = files("index").joinpath("background", "slogans.txt").read_text("utf-8").split()
    return re.compile("|".join(map(re.escape, sorted(lines, key=len, reverse=True))))


class SetPhrases:
    """Set phrases by the public background and by the documents of a corpus."""

    def __init__(self, index: FingerprintIndex, organ_of: Callable[[], Mapping[int, int]]) -> None:
        """:param organ_of: A number for the organ of each document: documents of one organ count as one carrier."""
        self._index = index
        self._organ_of = organ_of

    def organs(self) -> Mapping[int, int]:
        """A number for the organ of each document that has one."""
        return self._organ_of()

    def wear(self, text: str) -> Wear:
        """How worn each character of a text is."""
        return self.wears([text])[0]

    def wears(self, texts: Sequence[str]) -> list[Wear]:
        """How worn each character of each text is; several are looked up in half the time of one by one."""
        folded = [skeleton(text) for text in texts]
        found = [_grams(each) for each in folded]
        distinct, which = np.unique(np.concatenate([each.hashes for each in found]), return_inverse=True)
        carriers = self._carriers(distinct)[which]
        of_each = np.split(carriers, np.cumsum([len(each.hashes) for each in found])[:-1])
        return [
            _wear(len(text), skeletal, each, many)
            for text, skeletal, each, many in zip(texts, folded, found, of_each, strict=True)
        ]

    def _carriers(self, hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
        """How many organs' documents carry each K-gram; 0 for few."""
        carriers = np.zeros(len(hashes), np.int64)
        rows, documents = self._index.documents_of(hashes, LEAST_CARRIERS)
        if len(rows):
            organ_of = self._organ_of()
            organs = np.array([organ_of.get(each, -each) for each in documents.tolist()], dtype=np.int64)
            distinct = np.unique(np.stack([rows, organs], axis=1), axis=0)
            carried, counts = np.unique(distinct[:, 0], return_counts=True)
            carriers[carried] = np.where(counts >= LEAST_CARRIERS, counts, 0)
        return carriers
