"""Set phrases (套话): wording that many unrelated documents carry, so that sharing it proves nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
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


def wear(text: str, of_corpus: Iterable[tuple[int, int]] = ()) -> Wear:
    """The set phrases of a text.

    :param of_corpus: K-grams (by their number) that the documents of a corpus carry, and how many of them do.
    """
    folded = skeleton(text)
    return _wear(len(text), folded, _grams(folded), of_corpus)


def _wear(length: int, folded: Folded, found: Grams, of_corpus: Iterable[tuple[int, int]]) -> Wear:
    documents = np.zeros(length, dtype=np.uint8)
    public = background().phrase_documents(found.hashes)
    known = [*((at, int(public[at])) for at in np.flatnonzero(public).tolist()), *of_corpus]
    for at, many in known:
        within = documents[found.starts[at] : found.ends[at]]
        np.maximum(within, np.uint8(min(many, 255)), out=within)
    worn = documents >= LEAST_CARRIERS
    for match in _slogans().finditer(folded.text):
        worn[slice(*folded.original(*match.span()))] = True
    return Wear(documents, worn)


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

    def wear(self, text: str) -> Wear:
        """How worn each character of a text is."""
        folded = skeleton(text)
        found = _grams(folded)
        rows, documents = self._index.documents_of(found.hashes, LEAST_CARRIERS)
        if not len(rows):
            return _wear(len(text), folded, found, ())
        organ_of = self._organ_of()
        organs = np.array([organ_of.get(each, -each) for each in documents.tolist()], dtype=np.int64)
        distinct = np.unique(np.stack([rows, organs], axis=1), axis=0)
        carried, counts = np.unique(distinct[:, 0], return_counts=True)
        common = counts >= LEAST_CARRIERS
        of_corpus = zip(carried[common].tolist(), counts[common].tolist(), strict=True)
        return _wear(len(text), folded, found, of_corpus)
