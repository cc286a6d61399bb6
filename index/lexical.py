"""Words: how text becomes tokens, how a query asks for them, and which words two texts share.

FTS5's own tokenizers find no two-character Chinese words, so the tokens are ours: each pair of neighbouring
CJK characters, each dictionary word of three or more, each Latin word and each number.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import rjieba

from corpus.normal import fold
from corpus.store import Filters, lookup

# A pasted page has thousands of tokens; the rarest carry nearly all of the idf mass.
_MOST_TOKENS = 64
_CJK = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003134f"
_RUN = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+")
_IS_CJK = re.compile(rf"[{_CJK}]")


@dataclass(frozen=True, slots=True)
class Question:
    """A query as FTS5 is asked it. ``whole`` is the BM25 score of a passage of average length that holds each word
    once: the words' idf added up (Okapi's factors are then 1)."""

    match: str
    words: tuple[str, ...]
    whole: float


def tokens(text: str) -> str:
    """The tokens of a passage, separated by spaces, as they are indexed."""
    return " ".join(word for word, _, _ in _tokens(fold(text).text))


def ask(connection: sqlite3.Connection, text: str) -> Question | None:
    """The query as a question to FTS5; None when none of its words occurs anywhere."""
    words = list(dict.fromkeys(word for word, _, _ in _tokens(fold(text).text)))
    if len(words) == 1 and len(words[0]) == 1 and _IS_CJK.match(words[0]):
        return Question(f"{words[0]}*", (words[0],), math.inf)  # one character: any word that begins with it
    weights = _weights(connection, words)
    if not any(weights.values()):
        return None
    chosen = sorted(weights, key=lambda word: -weights[word])[:_MOST_TOKENS]
    asked = [word for word in chosen if weights[word] > 0]
    whole = sum(weights[word] or max(weights.values()) for word in chosen)
    return Question(" OR ".join(f'"{word}"' for word in asked), tuple(asked), whole)


def search(connection: sqlite3.Connection, question: Question, filters: Filters, limit: int) -> list[tuple[int, float]]:
    """The passages that share words with the query, best first: (passage id, share of the query's words, about 1
    when it holds them all)."""
    found = lookup.passages_with_words(connection, question.match, filters, limit)
    if math.isinf(question.whole):
        return [(passage, 1.0) for passage, _ in found]
    return [(passage, score / question.whole) for passage, score in found]


def shared(query: str, text: str, start: int) -> tuple[tuple[int, int], ...]:
    """Where the text has words of the query: ranges moved by ``start``, joined where they touch."""
    wanted = {word for word, _, _ in _tokens(fold(query).text)}
    folded = fold(text)
    ranges: list[list[int]] = []
    for word, begin, end in _tokens(folded.text):
        if word not in wanted:
            continue
        low, high = folded.original(begin, end)
        if ranges and low + start <= ranges[-1][1]:
            ranges[-1][1] = max(ranges[-1][1], high + start)
        else:
            ranges.append([low + start, high + start])
    return tuple((low, high) for low, high in ranges)


def _tokens(folded: str) -> Iterator[tuple[str, int, int]]:
    """Tokens of a folded text with their ranges, in the order of their beginnings."""
    for run in _RUN.finditer(folded):
        word, begin = run.group(), run.start()
        if not _IS_CJK.match(word):
            yield word, begin, run.end()
            continue
        if len(word) == 1:
            yield word, begin, run.end()
            continue
        long_words = {start: end for _, start, end in rjieba.tokenize(word) if end - start > 2}
        for at in range(len(word) - 1):
            yield word[at : at + 2], begin + at, begin + at + 2
            if at in long_words:
                yield word[at : long_words[at]], begin + at, begin + long_words[at]


def _weights(connection: sqlite3.Connection, words: list[str]) -> dict[str, float]:
    """Each word's idf as FTS5 computes it; 0 for a word that occurs nowhere."""
    if not words:
        return {}
    frequency, total = lookup.word_frequencies(connection, words)
    return {
        word: max(math.log((total - count + 0.5) / (count + 0.5)), 1e-6) if (count := frequency.get(word, 0)) else 0.0
        for word in words
    }
