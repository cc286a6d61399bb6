"""A text as the comparison sees it: its words in order, each with its place, and the edges at which copying begins."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import numpy as np
import rjieba
from numpy.typing import NDArray

from corpus.normal import Folded, fold
from index.lexical import CJK, IS_CJK, RUN
from index.nearcopy.setphrases import Wear, wear

IntArray = NDArray[np.int64]

# Where a copied stretch may begin or end: behind the marks that close a clause or a sentence, at line ends, and on
# both sides of a quotation.
EDGE = re.compile(
    rf"[。！？；，：!?;｡]+[’）)】》\"']*|[.,:]+[”’\"')\]]*(?=\s|$)|(?<=[{CJK}])[.,:]+[”’\"')\]]*(?=[{CJK}])|\s*[\r\n]\s*|(?=[“「『”」』])|[“「『”」』]"
)
# A unit is a stretch of clauses with at least so many words: shorter ones share words by accident.
LEAST_WORDS = 6
# Text without marks is cut into units of so many words; a clause twice as long is let be.
_WITHOUT_MARKS = 20
# Words of a run that is repeated within one text; an odd multiplier mixes their ids (the golden ratio's).
REPEATED = 8
_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Words:
    """The words of a text. ``ids`` name them (equal words, equal ids); ``starts`` and ``ends`` are their places in the
    text; both have shape (n,). ``edges`` are places in the text, rising, the first 0 and the last its length.
    ``worn_characters`` says which characters of the text lie in set phrases; asked once, and only when it matters."""

    text: str
    ids: IntArray
    starts: IntArray
    ends: IntArray
    edges: IntArray
    worn_characters: Callable[[], NDArray[np.bool_]]

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def worn(self) -> NDArray[np.bool_]:
        """Which words begin in a set phrase, shape (n,)."""
        return self._worn[self.starts]

    @cached_property
    def _worn(self) -> NDArray[np.bool_]:
        return self.worn_characters()

    def within(self, start: int, end: int) -> Words:
        """The words that lie in a range of the text, as the words of that part alone."""
        first, last = np.searchsorted(self.starts, start), np.searchsorted(self.ends, end, "right")
        inner = self.edges[np.searchsorted(self.edges, start, "right") : np.searchsorted(self.edges, end)]
        return Words(
            self.text[start:end],
            self.ids[first:last],
            self.starts[first:last] - start,
            self.ends[first:last] - start,
            np.unique(np.r_[0, inner - start, end - start]),
            lambda: self._worn[start:end],
        )

    @cached_property
    def first_at(self) -> IntArray:
        """For each word its own place, or that of the same word where the run around it stood first in the text, when
        it is part of a run that is repeated; shape (n,)."""
        found = np.arange(len(self))
        if len(self) < REPEATED:
            return found
        rows = np.lib.stride_tricks.sliding_window_view(self.ids.view(np.uint64), REPEATED)
        mixed = (rows * _ODD ** np.arange(REPEATED, dtype=np.uint64)).sum(axis=1, dtype=np.uint64)
        _, firsts, which = np.unique(mixed, return_index=True, return_inverse=True)
        first = firsts[which]
        again = np.flatnonzero(first != np.arange(len(rows)))
        for offset in reversed(range(REPEATED)):
            found[again + offset] = first[again] + offset
        return found

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


def read(text: str, worn: Callable[[], NDArray[np.bool_]] | None = None) -> Words:
    """The words of a text: dictionary words of Chinese, stems of words in spaced scripts, numbers.

    :param worn: Tells which characters lie in set phrases; None asks the public background only.
    """
    folded = fold(text)
    words, begins, lengths = _words(folded.text)
    edges = [0, *(match.end() for match in EDGE.finditer(text)), len(text)]
    return Words(
        text,
        _ids(words),
        _origins(folded, begins),
        _origins(folded, begins + lengths - 1) + 1,
        np.unique(np.array(edges, dtype=np.int64)),
        worn or (lambda: wear(text).worn),
    )


def read_together(texts: Sequence[str], wears: Callable[[Sequence[str]], Sequence[Wear]]) -> list[Words]:
    """The words of several texts, the set phrases of all of which are looked up when those of one are asked for.

    :param wears: Tells the set phrases of texts.
    """
    together = cache(lambda: wears(texts))
    return [read(text, lambda at=at: together()[at].worn) for at, text in enumerate(texts)]  # type: ignore[misc]


def read_ids(text: str) -> IntArray:
    """The ids of a text's words, in order."""
    return _ids(_words(fold(text).text)[0])


def _ids(words: Sequence[str]) -> IntArray:
    return np.fromiter(map(name, words), dtype=np.int64, count=len(words))


def _origins(folded: Folded, at: IntArray) -> IntArray:
    return folded.origins[at] if len(at) else at


def _words(folded: str) -> tuple[list[str], IntArray, IntArray]:
    """The words of a folded text, in order, where each begins and how many characters it has there."""
    words: list[str] = []
    sizes: list[int] = []
    runs: list[tuple[int, int]] = []  # of each run where it begins and how many words it has
    for run in RUN.finditer(folded):
        word = run.group()
        if IS_CJK.match(word):
            parts = rjieba.cut(word)
            words += parts
            sizes += map(len, parts)
            runs.append((run.start(), len(parts)))
        else:
            words.append(stem(word))
            sizes.append(len(word))
            runs.append((run.start(), 1))
    lengths = np.array(sizes, dtype=np.int64)
    starts, counts = np.array(runs, dtype=np.int64).reshape(-1, 2).T
    before = np.cumsum(lengths) - lengths  # characters of words before each, blanks and marks aside
    first = np.cumsum(counts) - counts
    return words, before + np.repeat(starts - before[first], counts), lengths


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
