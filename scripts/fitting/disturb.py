"""Ways to change a copied passage: words swapped, dropped, added, numbers and names changed, clauses moved."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import rjieba

# What copies of office prose are padded with.
_PADDING = ("切实", "进一步", "扎实", "着力", "持续", "不断", "全力", "积极", "有序", "深入")
_PLACES: tuple[str, ...] = tuple(
    re.findall("..", "河北山西辽宁吉林江苏浙江安徽福建江西山东河南湖北湖南广东海南四川贵州云南陕西甘肃青海")
)
_NUMBER = re.compile(r"\d")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_CLAUSE = re.compile(r"[^，；。！？]+[，；。！？]*")
# Of the characters with one sound the list names the commonest first; writers slip among these.
_HOMOPHONES = 5
# Shuffles of clauses: swapped neighbours, one half of them, all.
STRENGTHS = ("light", "middle", "strong")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words with others of the same meaning, and characters with others of the same sound."""

    synonyms: Mapping[str, Sequence[str]]
    homophones: Mapping[str, str]


def read_lexicon(folder: Path) -> Lexicon:
    """Read 同义词.txt (groups of equal meaning, marked =) and 同音意字.txt (a sound and its characters a line)."""
    groups = [line.split() for line in (folder / "同义词.txt").read_text("utf-8").splitlines()]
    synonyms: dict[str, list[str]] = {}
    for name, *words in (group for group in groups if group):
        known = [word for word in words if len(word) == 2]
        for word in known if name.endswith("=") else []:
            synonyms.setdefault(word, []).extend(other for other in known if other != word)
    homophones: dict[str, str] = {}
    for line in (folder / "同音意字.txt").read_text("utf-8").splitlines():
        characters = "".join(line.split("\t")[1 : 1 + _HOMOPHONES])
        for character in characters:
            homophones.setdefault(character, characters.replace(character, ""))
    return Lexicon({word: others for word, others in synonyms.items() if others}, homophones)


def edited(text: str, share: float, lexicon: Lexicon, chance: random.Random) -> str:
    """The text with about a share of its words changed, each in one of the ways that fit it."""
    words: list[str] = rjieba.cut(text)
    places = [at for at, word in enumerate(words) if _CHINESE.fullmatch(word) or _NUMBER.search(word)]
    chosen = set(chance.sample(places, k=max(1, round(share * len(places)))) if places else [])
    return "".join(_changed(word, lexicon, chance) if at in chosen else word for at, word in enumerate(words))


def _changed(word: str, lexicon: Lexicon, chance: random.Random) -> str:
    if _NUMBER.search(word):
        return _NUMBER.sub(lambda _: str(chance.randint(1, 9)), word)
    if word in _PLACES:
        return chance.choice([place for place in _PLACES if place != word])
    ways: list[Callable[[], str]] = [lambda: "", lambda: chance.choice(_PADDING) + word]
    if others := lexicon.synonyms.get(word):
        ways += [lambda: chance.choice(others)] * 4
    if lexicon.homophones.get(word[-1]):
        ways.append(lambda: word[:-1] + chance.choice(lexicon.homophones[word[-1]]))
    return chance.choice(ways)()


def clauses(text: str) -> list[str]:
    """The clauses of a text without the marks behind them."""
    return [part for part in (match.group().rstrip("，；。！？") for match in _CLAUSE.finditer(text)) if part]


def reordered(text: str, strength: str, chance: random.Random) -> str:
    """The text with its clauses in another order."""
    parts = clauses(text)
    order = list(range(len(parts)))
    if strength == "light":
        for at in range(0, len(order) - 1, 3):
            order[at], order[at + 1] = order[at + 1], order[at]
    while order == sorted(order) and len(order) > 1:
        moved = sorted(chance.sample(order, k=max(2, len(order) // (2 if strength == "middle" else 1))))
        for at, other in zip(moved, chance.sample(moved, k=len(moved)), strict=True):
            order[at] = other
    return "，".join(parts[at] for at in order) + "。"
