"""A text as the comparison sees it: its words in order, each with its place, and the edges at which copying begins."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import rjieba
from numpy.typing import NDArray

from corpus.normal import Folded, fold
from index.lexical import CJK, IS_CJK, RUN
from index.nearcopy.setphrases import wear

IntArray = NDArray[np.int64]

# Where a copied stretch may begin or end: behind the marks that close a clause or a sentence, at line ends, and on
# both sides of a quotation.
_EDGE = re.compile(
    rf"[。！？；，：!?;｡]+[’）)】》\"']*|[.,:]+[”’\"')\]]*(?=\s|$)|(?<=[{CJK}])[.,:]+[”’\"')\]]*(?=[{CJK}])|\s*[\r\n]\s*|(?=[“「『”」』])|[“「『”」』]"
)
# A unit is a stretch of clauses with at least so many words: shorter ones share words by accident.
LEAST_WORDS = 6
# Text without marks is cut into units of so many words; a clause twice as long is let be.
_WITHOUT_MARKS = 20


@dataclass(frozen=True)
class Words:
    """The words of a text. ``ids`` name them (equal words, equal ids); ``starts`` and ``ends`` are their places in the
    text; ``worn`` says which lie in a set phrase; all have shape (n,). ``edges`` are places in the text, rising, the
    first 0 and the last its length."""

    text: str
    ids: IntArray
    starts: IntArray
    ends: IntArray
    worn: NDArray[np.bool_]
    edges: IntArray

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def units(self) -> IntArray:
        """Bounds of the units as indices of words, shape (units + 1,): unit i is words[units[i]:units[i + 1]]."""
        at = np.unique(np.searchsorted(self.starts, self.edges))
        bounds = [0]
        for bound in at.tolist():
            if bound - bounds[-1] > 2 * _WITHOUT_MARKS:
                bounds += range(bounds[-1] + _WITHOUT_MARKS, bound - _WITHOUT_MARKS + 1, _WITHOUT_MARKS)
            if bound - bounds[-1] >= LEAST_WORDS:
                bounds.append(bound)
        if bounds[-1] < len(self):  # what is too short for a unit of its own
            bounds[-1 if len(bounds) > 1 else len(bounds) :] = [len(self)]
        return np.array(bounds, dtype=np.int64)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The range of the text that words[first:last] cover; not empty."""
        return int(self.starts[first]), int(self.ends[last - 1])


def read(text: str, worn: NDArray[np.bool_] | None = None) -> Words:
    """The words of a text: dictionary words of Chinese, stems of words in spaced scripts, numbers.

    :param worn: Which characters lie in set phrases; None asks the public background only.
    """
    folded = fold(text)
    found = list(_words(folded.text))
    begins = np.array([begin for _, begin, _ in found], dtype=np.int64)
    stops = np.array([stop for _, _, stop in found], dtype=np.int64)
    starts = _origins(folded, begins)
    edges = [0, *(match.end() for match in _EDGE.finditer(text)), len(text)]
    return Words(
        text,
        np.array([name(word) for word, _, _ in found], dtype=np.int64),
        starts,
        _origins(folded, stops - 1) + 1,
        (wear(text).worn if worn is None else worn)[starts],
        np.unique(np.array(edges, dtype=np.int64)),
    )


def read_ids(text: str) -> IntArray:
    """The ids of a text's words, in order."""
    return np.array([name(word) for word, _, _ in _words(fold(text).text)], dtype=np.int64)


def _origins(folded: Folded, at: IntArray) -> IntArray:
    return folded.origins[at] if len(at) else at


def _words(folded: str) -> Iterator[tuple[str, int, int]]:
    for run in RUN.finditer(folded):
        word, begin = run.group(), run.start()
        if IS_CJK.match(word):
            yield from ((part, begin + start, begin + end) for part, start, end in rjieba.tokenize(word))
        else:
            yield stem(word), begin, run.end()


@lru_cache(maxsize=1 << 17)
def name(word: str) -> int:
    """A word's id: 63 bits of its hash, the same in every process."""
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 1


def stem(word: str) -> str:
    """A Latin word without its commonest endings: enough that walks, walked and walking are one."""
    if word.isascii():
        for ending in ("ing", "edly", "ed", "es", "ly", "s"):
            if word.endswith(ending) and len(word) - len(ending) >= 4:
                return word[: -len(ending)]
    return word
