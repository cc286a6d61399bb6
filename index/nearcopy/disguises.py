"""Tricks of writing that hide a copy from a plain comparison; folding looks through them, this names them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Literal

from corpus.normal import fold
from index.types import Disguise

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0]"
)
# Letters of two scripts in one word, one of them Latin.
_LOOKALIKE = re.compile(r"\b(?=\w*[A-Za-z])\w*[\u0370-\u052f]\w*\b")
# Four Han characters and more with blanks between each two: no name or title is spaced that far.
_SPACED = re.compile(rf"[{_HAN}](?:[ \t\u00a0\u3000][{_HAN}]){{3,}}")
_RADICAL = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]")


def disguises(draft: str) -> tuple[Disguise, ...]:
    """The tricks a draft uses, each once, with its first place and how many characters it concerns."""
    found = []
    for kind, pattern, counted in _KINDS:
        counts = [(match.span(), counted(match.group())) for match in pattern.finditer(draft)]
        places = [(place, count) for place, count in counts if count]
        if places:
            (start, end), _ = places[0]
            found.append(Disguise(kind, start, end, sum(count for _, count in places)))
    return tuple(found)


def _foreign(word: str) -> int:
    """The letters of other scripts in a word that folding makes Latin (not so μm, Δt)."""
    return sum("\u0370" <= letter <= "\u052f" for letter in word) if fold(word).text.isascii() else 0


def _blanks(text: str) -> int:
    return sum(unicodedata.category(each) in {"Zs", "Cc"} for each in text)


_Kind = Literal["invisible", "lookalike", "spaced", "radical"]
_KINDS: tuple[tuple[_Kind, re.Pattern[str], Callable[[str], int]], ...] = (
    ("invisible", _INVISIBLE, len),
    ("lookalike", _LOOKALIKE, _foreign),
    ("spaced", _SPACED, _blanks),
    ("radical", _RADICAL, len),
)
