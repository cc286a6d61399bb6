"""How rare words and characters are in this corpus: the weight of a word that a query and a passage share."""

from __future__ import annotations

import math
import sqlite3
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from corpus.normal import fold
from corpus.store import lookup, weighing

# Single characters are not in the index of words; their frequency is taken from about so many passages, evenly spread.
_SAMPLE = 1000
# A corpus that has grown or shrunk by less keeps its sample.
_GROWTH = 1.1


@dataclass
class _Seen:
    """What is known of one committed state of the store; ``counts`` are of when it had ``base`` passages, or later."""

    version: int
    passages: int
    length: float
    base: int
    counts: dict[str, int] = field(default_factory=dict)


class Rarity:
    """Inverse document frequencies, remembered as long as the store stays about as large as it is."""

    def __init__(self) -> None:
        self._seen = _Seen(-1, 0, 1.0, 0)
        self._sampled = 0
        self._characters: Counter[str] = Counter()
        self._sample_size = 0

    def of(self, connection: sqlite3.Connection, words: Collection[str]) -> dict[str, float]:
        """Each word's weight; 0 for a word that is nowhere."""
        seen = self._state(connection)
        missing = [word for word in words if word not in seen.counts]
        if missing:
            found, _ = lookup.word_frequencies(connection, missing)
            seen.counts.update({word: found.get(word, 0) for word in missing})
        return {word: _weight(count, seen.passages) if (count := seen.counts[word]) else 0.0 for word in words}

    def of_phrases(self, connection: sqlite3.Connection, phrases: Collection[str]) -> dict[str, float]:
        """Each phrase's weight, that of its rarest word; 0 when one of its words is nowhere."""
        parts = {phrase: word_parts(phrase) for phrase in phrases}
        weights = self.of(connection, {part for each in parts.values() for part in each})
        return {
            phrase: 0.0 if not all(weights[part] for part in each) else max(weights[part] for part in each)
            for phrase, each in parts.items()
        }

    def characters(self, connection: sqlite3.Connection, characters: Collection[str]) -> dict[str, float]:
        """Each character's weight, from a sample of the passages."""
        seen = self._state(connection)
        if not self._sampled / _GROWTH <= seen.passages <= self._sampled * _GROWTH:
            texts = weighing.spread_texts(connection, _SAMPLE)
            self._characters = Counter(char for text in texts for char in set(fold(text).text))
            self._sampled, self._sample_size = seen.passages, len(texts)
        return {char: _weight(self._characters[char], self._sample_size) for char in characters}

    def nowhere(self, connection: sqlite3.Connection) -> float:
        """The weight of a word that no passage has."""
        return _weight(0, self._state(connection).passages)

    def passages(self, connection: sqlite3.Connection) -> int:
        """How many passages there are."""
        return self._state(connection).passages

    def length(self, connection: sqlite3.Connection) -> float:
        """Characters of a passage on average."""
        return self._state(connection).length

    def _state(self, connection: sqlite3.Connection) -> _Seen:
        version = weighing.version(connection)
        before = self._seen
        if before.version != version:
            passages, length = weighing.passage_figures(connection)
            # A word that was nowhere may be somewhere now; how rare the others are hardly changes with a document more.
            kept = {word: count for word, count in before.counts.items() if count}
            if not before.base / _GROWTH <= passages <= before.base * _GROWTH:
                before, kept = _Seen(version, passages, length, passages), {}
            self._seen = _Seen(version, passages, length, before.base, kept)
        return self._seen


def word_parts(phrase: str) -> list[str]:
    """The words by which the index knows a Chinese phrase: its pairs of characters."""
    return [phrase[at : at + 2] for at in range(len(phrase) - 1)] or [phrase]


def _weight(count: int, passages: int) -> float:
    """The inverse document frequency as Lucene has it: never negative."""
    return math.log(1 + max(passages - count + 0.5, 0.5) / (count + 0.5))
