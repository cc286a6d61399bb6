"""Words: how text becomes tokens, how a query asks for them, and which words two texts share.

FTS5's own tokenizers find no two-character Chinese words, so the tokens are ours: each pair of neighbouring
CJK characters, each dictionary word of three or more, each Latin word and each number.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import rjieba

from corpus.normal import fold
from corpus.store import Filters, lookup, weighing
from index.rarity import Rarity
from index.stages import timed

# A pasted page has thousands of tokens; the rarest carry nearly all of the idf mass.
_MOST_TOKENS = 64
# In a large corpus FTS5 is asked for the rarest words only: the few rarest, and others that are in less than about one
# passage of twenty (idf over 3), up to a limit. All words count when the candidates are weighed.
_SMALL, _LEAST_ASKED, _MOST_ASKED, _COMMON = 20_000, 4, 24, 3.0
# Narrower questions: so few words are asked for all together; else in so many parts from so many words on. With more
# parts for fewer words the best twenty were missed (docs/performance.md).
_FEW_WORDS = 5
_PARTS = ((4, 20), (3, 15), (2, 3))
CJK = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003134f"
RUN = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+")
_YEAR = re.compile(r"(?<!\d)\d{4}(?=年)")
_NUMERALS = str.maketrans("0123456789", "〇一二三四五六七八九")
IS_CJK = re.compile(rf"[{CJK}]")


@dataclass(frozen=True, slots=True)
class Question:
    """A query's words: ``match`` as FTS5 is asked for them, ``weights`` how rare each is (those that occur nowhere
    weigh as the rarest, so that a passage cannot hold them all), ``narrower`` questions that suffice where enough
    passages answer them, the narrowest first."""

    match: str
    weights: Mapping[str, float]
    narrower: tuple[str, ...] = ()


def tokens(text: str) -> str:
    """The tokens of a passage, separated by spaces, as they are indexed."""
    return " ".join(word for word, _, _ in _tokens(fold(text).text))


def ask(connection: sqlite3.Connection, text: str, rarity: Rarity | None = None) -> Question | None:
    """The query as a question to FTS5; None when none of its words occurs anywhere.

    :param rarity: What is known of words already; None looks all of them up.
    """
    rarity = rarity or Rarity()
    folded = fold(text).text
    words = list(dict.fromkeys(word for word, _, _ in _tokens(folded)))
    if len(words) == 1 and len(words[0]) == 1 and IS_CJK.match(words[0]):
        return Question(f"{words[0]}*", {words[0]: 1.0})  # one character: any word that begins with it
    known = rarity.of(connection, words)
    nowhere = rarity.nowhere(connection)
    chosen = sorted(words, key=lambda word: -(known[word] or nowhere))[:_MOST_TOKENS]
    asked = [word for word in chosen if known[word]]
    if not asked:
        return None
    if rarity.passages(connection) > _SMALL:  # common words cost the time and tell little apart
        asked = [word for at, word in enumerate(asked[:_MOST_ASKED]) if at < _LEAST_ASKED or known[word] > _COMMON]
    others = [word for word in spelled_out(folded) if word not in asked]
    weights = {word: known[word] or nowhere for word in chosen}
    large = rarity.passages(connection) > _SMALL and not others
    narrower = tuple(_narrower([word for word in words if word in asked])) if large else ()
    return Question(_any(asked + others), weights, narrower)


def _narrower(words: Sequence[str]) -> Iterator[str]:
    """Questions for passages that have several of a query's words, given in the order of the query.

    All words where they are few; else one of each part, where neighbours, which overlap, are in different parts. Each
    word stands once in a question, so that passages have the BM25 score that they have in the widest.
    """
    if 1 < len(words) <= _FEW_WORDS:
        yield " AND ".join(map(_any, ([word] for word in words)))
    for parts, least in _PARTS:
        if len(words) >= least:
            yield " AND ".join(f"({_any(words[part::parts])})" for part in range(parts))


def _any(words: Sequence[str]) -> str:
    return " OR ".join(f'"{word}"' for word in words)


def spelled_out(folded: str) -> list[str]:
    """The words by which the index knows the years of a query in Chinese numerals: 2018年 as 二〇一八 and 二零一八."""
    years = [year.translate(_NUMERALS) for year in _YEAR.findall(folded)]
    return [form[at : at + 2] for year in years for form in (year, year.replace("〇", "零")) for at in range(3)]


@timed("lexical")
def search(connection: sqlite3.Connection, question: Question, filters: Filters, limit: int) -> list[tuple[int, float]]:
    """The passages that share words with the query, best first: (passage id, BM25 score).

    FTS5 takes a microsecond to score a passage and a fiftieth of it to see that it need not be: so in a large corpus
    those with several words are asked for first, and all only where these are too few.
    """
    for match in question.narrower:
        found = lookup.passages_with_words(connection, match, filters, limit)
        if len(found) >= limit:
            return found
    return lookup.passages_with_words(connection, question.match, filters, limit)


def holding(connection: sqlite3.Connection, phrase: str, filters: Filters) -> list[int]:
    """The passages that have all words of a folded phrase; whether they have the phrase is for their text to say."""
    words = list(dict.fromkeys(word for word, _, _ in _tokens(phrase)))
    if not words:
        return []
    asked = [f"{word}*" if len(word) == 1 and IS_CJK.match(word) else f'"{word}"' for word in words]
    return weighing.passages_holding(connection, " AND ".join(asked), filters)


def words(query: str) -> frozenset[str]:
    """A query's words, as :func:`shared` looks for them."""
    return frozenset(word for word, _, _ in _tokens(fold(query).text))


def shared(wanted: frozenset[str], text: str, start: int) -> tuple[tuple[int, int], ...]:
    """Where the text has words of a query: ranges moved by ``start``, joined where they touch.

    Words of three characters and more need not be looked for: a query that has one has its pairs of characters, too.
    """
    folded = fold(text)
    ranges: list[list[int]] = []
    for word, begin, end in _pieces(folded.text):
        if word not in wanted:
            continue
        low, high = folded.original(begin, end)
        if ranges and low + start <= ranges[-1][1]:
            ranges[-1][1] = max(ranges[-1][1], high + start)
        else:
            ranges.append([low + start, high + start])
    return tuple((low, high) for low, high in ranges)


def _pieces(folded: str) -> Iterator[tuple[str, int, int]]:
    """Other words, and pairs of characters, with their ranges; a character that stands alone."""
    for run in RUN.finditer(folded):
        word, begin = run.group(), run.start()
        if len(word) == 1 or not IS_CJK.match(word):
            yield word, begin, run.end()
            continue
        for at in range(len(word) - 1):
            yield word[at : at + 2], begin + at, begin + at + 2


def _tokens(folded: str) -> Iterator[tuple[str, int, int]]:
    """Tokens of a folded text with their ranges, in the order of their beginnings."""
    for run in RUN.finditer(folded):
        word, begin = run.group(), run.start()
        if not IS_CJK.match(word):
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
