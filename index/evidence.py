"""What speaks for a passage beside its vector: the query's words in it, weighted by how rare they are.

All of it is computed on folded text (width, case, traditional characters, numerals of dates), for the candidates of
both ways of searching only, so that its cost does not grow with the corpus.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from index import glossary
from index.types import FloatArray

# Okapi's two parameters, chosen on the tuning halves of CMRC and DRCD (docs/quality.md): passages here are of
# similar length, so that length says less than usual.
_K1, _B = 1.2, 0.5
_HAN = re.compile(r"[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_END = re.compile(r"[。！？!?；;\n]|\.\s")
_APART = re.compile(r"[a-z0-9]+")
# A run of the query this long that stands in a passage is no accident.
_RUN = 3
_MARKS = re.compile(r"[\W_]+")
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

    :param words_only: Only the first two kinds, which are all that a search by words needs.
    """
    found = np.zeros((len(texts), len(KINDS)), np.float32)
    slip = {} if words_only else _rarity(asked.characters, texts)
    for row, (text, above) in enumerate(texts):
        held = _held(asked.weights, text)
        single = {char: count for char in asked.characters if (count := text.count(char))}
        found[row, :2] = _okapi(asked, held, single, len(text))
        if not words_only:
            found[row, 2:] = _closer(asked, slip, held, single, text, above)
    return found


def _held(words: Iterable[str], text: str) -> dict[str, int]:
    """How often a text has each word: Chinese ones anywhere, others as whole words (12 is not in 2012)."""
    apart: Counter[str] | None = None
    held = {}
    for word in words:
        if word.isascii():
            apart = Counter(_APART.findall(text)) if apart is None else apart
            count = apart[word]
        else:
            count = text.count(word)
        if count:
            held[word] = count
    return held


def _okapi(asked: Asked, held: Mapping[str, int], single: Mapping[str, int], length: int) -> tuple[float, float]:
    """BM25 of words and of characters, as shares of what a passage of average length gets that holds each once."""
    whole = sum(asked.weights.values()) + sum(asked.characters.values()) or 1.0
    norm = _K1 * (1 - _B + _B * length / asked.length)
    return _bm25(asked.weights, held, norm) / whole, _bm25(asked.characters, single, norm) / whole


def _closer(
    asked: Asked,
    slip: Mapping[str, float],
    held: Mapping[str, int],
    single: Mapping[str, int],
    text: str,
    above: str,
) -> tuple[float, ...]:
    """What BM25 does not see, in the order of KINDS."""
    whole = sum(asked.weights.values()) or 1.0
    plain = _plain(text) if asked.runs else ""
    return (
        sum(asked.weights[word] for word in held) / whole,
        _nearest(asked.weights, held, text) / whole if held else 0.0,
        sum(run in plain or run in text for run in asked.runs) / max(len(asked.runs), 1),
        float(_stands_in(asked.whole, text)),
        sum(slip[char] for char in single) / (sum(slip.values()) or 1.0),
        sum(weight for word, weight in asked.weights.items() if word not in held and word in above) / whole,
        _across(asked.rendered, text) if asked.rendered else 0.0,
    )


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


def _bm25(weights: Mapping[str, float], held: Mapping[str, int], norm: float) -> float:
    return sum(weights[word] * count * (_K1 + 1) / (count + norm) for word, count in held.items())


def _nearest(weights: Mapping[str, float], held: Mapping[str, int], text: str) -> float:
    """The most that one sentence of the text holds of the query."""
    return max(sum(weights[word] for word in held if word in part) for part in _END.split(text))


def _rarity(characters: Iterable[str], texts: Sequence[Text]) -> dict[str, float]:
    """How rare each character is among the candidates."""
    counts = {char: sum(char in text for text, _ in texts) for char in characters}
    return {char: math.log(1 + len(texts) / (1 + count)) for char, count in counts.items()}


def _across(rendered: Sequence[Rendered], text: str) -> float:
    """The share of the query's words that the text says in its own language; a phrase counts for its words."""
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
