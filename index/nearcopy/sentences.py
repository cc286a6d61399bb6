"""Sentences as they are compared by meaning: their vectors, words, character pairs and numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.normal import fold
from index.nearcopy.common import background
from index.nearcopy.words import read_ids
from index.types import FloatArray

# Encodes texts: shape (n, dim), unit length.
Encode = Callable[[Sequence[str]], FloatArray]

_CLAUSE_END = re.compile(r"(?<=[，；。！？；：!?])|(?<=[,;:.!?])\s+")
# A clause has at least so many characters (Han) or letters; shorter ones go with the next.
_LEAST_CLAUSE, _LEAST_LATIN_CLAUSE = 6, 24
_LETTER = re.compile(r"\w")
# A sentence of English has about so many letters for each character of its Chinese translation (bitext of the
# national report of 2024).
LATIN_PER_HAN = 3.2

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LARGE_UNITS = {"万": 10**4, "亿": 10**8}
_HAN_NUMBER = re.compile("[零〇一二两三四五六七八九十百千万亿]{2,}")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Sentences:
    """Sentences of one side. ``vectors`` are compared within a group of languages (``scripts``), ``free`` across
    groups (without what all of a language share); both have shape (n, dim)."""

    texts: Sequence[str]
    scripts: NDArray[np.str_]
    vectors: FloatArray
    free: FloatArray

    def __len__(self) -> int:
        return len(self.texts)

    def part(self, first: int, last: int) -> Sentences:
        """Sentences [first, last)."""
        at = slice(first, last)
        return Sentences(self.texts[at], self.scripts[at], self.vectors[at], self.free[at])

    @cached_property
    def words(self) -> list[dict[int, float]]:
        """The distinct words of each sentence with the information each carries, in nats."""
        found = [np.unique(read_ids(text)) for text in self.texts]
        known = np.concatenate([*found, np.empty(0, np.int64)])
        weights = np.split(-np.log(background().word_shares(known)), np.cumsum([len(each) for each in found])[:-1])
        return [dict(zip(ids.tolist(), each.tolist(), strict=True)) for ids, each in zip(found, weights, strict=False)]

    @cached_property
    def numbers(self) -> list[frozenset[str]]:
        """The numbers in each sentence, written in digits or in characters."""
        return [numbers(text) for text in self.texts]

    @cached_property
    def pairs(self) -> list[frozenset[str]]:
        """The pairs of neighbouring letters of each sentence."""
        letters = ["".join(_LETTER.findall(text)) for text in self.texts]
        return [frozenset(each[at : at + 2] for at in range(len(each) - 1)) for each in letters]

    @cached_property
    def sizes(self) -> NDArray[np.float64]:
        """The length of each sentence, in characters of Chinese."""
        scale = np.where(np.isin(self.scripts, ["en", "other"]), LATIN_PER_HAN, 1.0)
        return np.maximum(np.array([len(text) for text in self.texts]) / scale, 1.0)


def numbers(text: str) -> frozenset[str]:
    """The numbers of a text: digits as they are, Chinese numerals of two characters and more as digits."""
    han = {str(_value(match.group())) for match in _HAN_NUMBER.finditer(text)}
    return frozenset(_NUMBER.findall(fold(text).text)) | han


def _value(numeral: str) -> int:
    total = section = digit = 0
    for character in numeral:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _UNITS:
            section += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            total += (section + digit) * _LARGE_UNITS[character]
            section = digit = 0
    return total + section + digit


def clauses(text: str) -> list[str]:
    """The clauses of a sentence; together they are the sentence, at least one."""
    parts: list[str] = []
    begun = ""
    for piece in _CLAUSE_END.split(text):
        begun = f"{begun} {piece}" if begun and piece[:1].isascii() else begun + piece
        least = _LEAST_LATIN_CLAUSE if begun.isascii() else _LEAST_CLAUSE
        if len(_LETTER.findall(begun)) >= least:
            parts.append(begun)
            begun = ""
    if begun.strip() and parts:
        parts[-1] += begun
    elif begun.strip():
        parts.append(begun)
    return parts or [text]
