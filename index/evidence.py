"""What speaks for a passage beside its vector: the query's words in it, weighted by how rare they are.

All of it is computed on folded text (width, case, traditional characters, numerals of dates), for the candidates of
both ways of searching only, so that its cost does not grow with the corpus.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index import glossary
from index.together import APART, Together
from index.types import FloatArray

Counts = NDArray[np.int64]
Shares = NDArray[np.float64]
# How often each text has each word, of those that any has; in the order of the query.
Held = Mapping[str, Counts]

# Okapi's two parameters, chosen on the tuning halves of CMRC and DRCD (docs/quality.md): passages here are of
# similar length, so that length says less than usual.
_K1, _B = 1.2, 0.5
_HAN = re.compile(r"[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_END_OR_APART = re.compile(rf"[。！？!?；;\n{APART}]|\.\s")
_APART = re.compile(r"[a-z0-9]+")
# A run of the query this long that stands in a passage is no accident.
_RUN = 3
_MARKS = re.compile(r"[\W_]+")
_MARKS_WITHIN = re.compile(rf"(?:[^\w{APART}]|_)+")
# How much two sentences beside one another count against the whole text, for words of another language; by hand on the
# English queries of office writers (docs/decisions.md).
_TOGETHER = 0.7
# More runs or characters of a pasted page say nothing new.
_MOST_RUNS = 200


class Text(NamedTuple):
    """A candidate: its folded text, and the folded title and headings above it."""

    text: str
    above: str


@dataclass(frozen=True)
class Rendered:
    """A word or phrase of the query in another language: each rendering with its belief times its rarity."""

    start: int
    end: int
    weights: Mapping[str, float]
    most: float


@dataclass(frozen=True)
class Asked:
    """The query as evidence is sought for it.

    :ivar weights: Each of the query's words with its rarity (idf).
    :ivar whole: All of it, as it stands.
    :ivar runs: Its runs of three characters.
    :ivar characters: Its distinct characters with their rarity: they know names, and survive slips of the pen.
    :ivar rendered: Its words in the other language.
    :ivar length: Characters of a passage on average.
    """

    weights: Mapping[str, float]
    whole: str
    runs: tuple[str, ...]
    characters: Mapping[str, float]
    rendered: tuple[Rendered, ...]
    length: float


#: The kinds of evidence, in the order of the columns.
KINDS = ("words", "characters", "cover", "near", "run", "exact", "slip", "above", "across")


def ask(
    folded: str,
    weights: Mapping[str, float],
    characters: Mapping[str, float],
    rendered: Sequence[Rendered],
    length: float,
) -> Asked:
    """Take a folded query apart."""
    plain = _plain(folded)
    if len(plain) < _RUN:  # a term: as it stands, with its marks (5+2)
        plain = folded.strip()
    runs = dict.fromkeys(plain[at : at + _RUN] for at in range(max(len(plain) - _RUN, 0) + 1))
    return Asked(weights, folded.strip(), tuple(runs)[:_MOST_RUNS], characters, tuple(rendered), length)


def _plain(folded: str) -> str:
    return _MARKS.sub("", folded)


def measure(asked: Asked, texts: Sequence[Text], *, words_only: bool = False) -> FloatArray:
    """The evidence for each text, shape (n, len(KINDS)), each in [0, 1] or about.

    All texts are looked through at once for each word, character and run.

    :param words_only: Only the first two kinds, which are all that a search by words needs.
    """
    found = np.zeros((len(texts), len(KINDS)), np.float32)
    if not texts:
        return found
    together = Together.of([text for text, _ in texts])
    held = {word: counts for word in asked.weights if (counts := _counted(together, word, texts)).any()}
    single = {char: counts for char in asked.characters if (counts := together.counts(char)).any()}
    found[:, 0], found[:, 1] = _okapi(asked, held, single, np.array([len(text) for text, _ in texts]))
    if not words_only:
        found[:, 2:] = np.stack(_closer(asked, together, held, single, texts), axis=1)
    return found


def _counted(together: Together, word: str, texts: Sequence[Text]) -> Counts:
    """How often each text has a word: Chinese ones anywhere, others as whole words (12 is not in 2012)."""
    counts = together.counts(word)
    if word.isascii():
        for row in np.flatnonzero(counts).tolist():
            counts[row] = sum(each == word for each in _APART.findall(texts[row].text))
    return counts


def _okapi(asked: Asked, held: Held, single: Held, lengths: Counts) -> tuple[Shares, Shares]:
    """BM25 of words and of characters, as shares of what a passage of average length gets that holds each once."""
    whole = sum(asked.weights.values()) + sum(asked.characters.values()) or 1.0
    norm: Shares = np.float64(_K1) * (1 - _B + _B * lengths / asked.length)
    return _bm25(asked.weights, held, norm) / whole, _bm25(asked.characters, single, norm) / whole


def _closer(
    asked: Asked, together: Together, held: Held, single: Held, texts: Sequence[Text]
) -> tuple[Shares | list[float] | list[bool], ...]:
    """What BM25 does not see, in the order of KINDS."""
    whole = sum(asked.weights.values()) or 1.0
    slip = _rarity(asked.characters, single, len(texts))
    return (
        _weighed(asked.weights, {word: counts > 0 for word, counts in held.items()}, len(texts)) / whole,
        _nearest(asked.weights, held, together) / whole,
        _runs(asked.runs, together) / max(len(asked.runs), 1),
        [_stands_in(asked.whole, text) for text, _ in texts],
        _weighed(slip, {char: counts > 0 for char, counts in single.items()}, len(texts)) / (sum(slip.values()) or 1.0),
        _above(asked.weights, held, texts) / whole,
        [_across(asked.rendered, text) if asked.rendered else 0.0 for text, _ in texts],
    )


def _weighed(weights: Mapping[str, float], held: Mapping[str, NDArray[np.bool_]], count: int) -> Shares:
    """The sum of the weights of what each text holds."""
    total = np.zeros(count)
    for each, rows in held.items():
        total[rows] += weights[each]
    return total


def _runs(runs: Iterable[str], together: Together) -> Shares:
    """How many runs each text has; one of letters alone also where marks stand between them."""
    plain = Together(_MARKS_WITHIN.sub("", together.text))
    total = np.zeros(together.count)
    for run in runs:
        total += (together if _MARKS.search(run) else plain).holding(run)
    return total


def _above(weights: Mapping[str, float], held: Held, texts: Sequence[Text]) -> Shares:
    """The weight of the words that stand above a text and not in it."""
    above = Together.of([above for _, above in texts])
    nowhere = np.zeros(len(texts), np.int64)
    found = {word: above.holding(word) & (held.get(word, nowhere) == 0) for word in weights}
    return _weighed(weights, found, len(texts))


def _stands_in(whole: str, text: str) -> bool:
    """Whether the whole query stands in a text; numbers and Latin words not inside longer ones."""
    at = text.find(whole) if whole else -1
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(whole) :][:1]
        if not (_is_latin(before) and _is_latin(whole[0])) and not (_is_latin(after) and _is_latin(whole[-1])):
            return True
        at = text.find(whole, at + 1)
    return False


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _bm25(weights: Mapping[str, float], held: Held, norm: Shares) -> Shares:
    total = np.zeros(len(norm))
    for word, counts in held.items():
        total += weights[word] * counts * (_K1 + 1) / (counts + norm)
    return total


def _nearest(weights: Mapping[str, float], held: Held, together: Together) -> Shares:
    """The most that one sentence of each text holds of the query."""
    ends = np.array([each.start() for each in _END_OR_APART.finditer(together.text)], np.int64)
    sentences = np.zeros(len(ends) + 1)
    for word, counts in held.items():
        places = together.places(word)
        places = places[counts[together.owner[places]] > 0]
        sentences[np.unique(np.searchsorted(ends, places))] += weights[word]
    starts = np.concatenate([[0], np.flatnonzero(together.is_apart(ends)) + 1])
    most: Shares = np.maximum.reduceat(sentences, starts)
    return most


def _rarity(characters: Iterable[str], single: Held, count: int) -> dict[str, float]:
    """How rare each character is among the candidates."""
    counts = {char: int(np.count_nonzero(single[char])) if char in single else 0 for char in characters}
    return {char: math.log(1 + count / (1 + having)) for char, having in counts.items()}


def _across(rendered: Sequence[Rendered], text: str) -> float:
    """The share of the query's words that the text says in its own language: mostly what two sentences beside one
    another say of it, since a long text has a little of everything."""
    sentences, said = _END_OR_APART.split(text), _said(rendered, text)
    if len(sentences) < 2:
        return said
    together = max(_said(rendered, f"{one} {other}") for one, other in pairwise(sentences))
    return _TOGETHER * together + (1 - _TOGETHER) * said


def _said(rendered: Sequence[Rendered], text: str) -> float:
    """The share of the query's words that a text says; a phrase counts for its words."""
    spent: set[int] = set()
    got = whole = 0.0
    for each in rendered:
        if all(at in spent for at in range(each.start, each.end)):
            continue
        best = max((weight for word, weight in each.weights.items() if word in text), default=0.0)
        if best or each.end - each.start == 1:
            whole += each.most * (each.end - each.start)
            got += best * (each.end - each.start)
            spent.update(range(each.start, each.end))
    return got / whole if whole else 0.0


def characters(folded: str) -> list[str]:
    """The characters of a folded query that are weighed one by one."""
    return list(dict.fromkeys(_HAN.findall(folded)))


def render(words: tuple[str, ...], rarity: Mapping[str, float]) -> list[Rendered]:
    """Stemmed English words as they may be said in Chinese; renderings that are nowhere in the corpus are left out."""
    rendered = []
    for start, end, said in glossary.renderings(words):
        weights = {word: belief * rarity[word] for word, belief in said.items() if rarity.get(word)}
        if weights:
            rendered.append(Rendered(start, end, weights, max(weights.values())))
    return rendered
