"""Folding: texts that differ only in width, case, script variant or invisible characters become equal.

Two strengths: :func:`fold` keeps words apart, for words and highlights; :func:`skeleton` keeps letters and digits
only, for exact runs. Both remember where each character came from. :func:`simplify` is for reading, not for
matching: traditional to simplified with the context taken into account, each character in its place.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import opencc
from numpy.typing import NDArray

# Traditional characters that OpenCC leaves alone without context, since the simplified script has them too in
# other words (著名, 瞭望, 狼藉), and characters that only some regions write. Folded text is compared, never read, so
# they may fall together. The circle is how 〇 is often typed in years.
_FALL_TOGETHER = {"著": "着", "瞭": "了", "藉": "借", "妳": "你", "牠": "它", "祂": "他", "○": "〇"}

# Cyrillic and Greek letters that look like a Latin one in either case (confusables of Unicode TS 39), small forms.
# μ is left out: it stands before units.
_LOOK_ALIKES = str.maketrans(
    "авекмнорстухіјѕһԁԛԝ" + "αβεζηικνορτυχγ",
    "abekmhopctyxijshdqw" + "abeznikvoptuxy",
)
_LATIN_AND_OTHERS = re.compile(r"[a-z\u0370-\u052f]+")
_LATIN = re.compile("[a-z]")
_NOT_LATIN = re.compile("[^a-z]")

# Code points that show nothing though their category is not Cf: fillers and variation selectors.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0") | frozenset(
    map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
)
_ACCENTS = frozenset(map(chr, range(0x0300, 0x0370)))
_PLACEHOLDER = "×"  # ××局: a name left open stands for letters
# Scripts written without spaces: bopomofo, kana, Han and its radicals and marks; not Hangul.
_UNSPACED = ((0x2E80, 0x312F), (0x31A0, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; ``origins[i]`` is the position in the original text of the character that gave ``text[i]``.

    ``origins`` has shape (len(text),), int64, and never falls.
    """

    text: str
    origins: NDArray[np.int64]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The range of original code points that produced ``text[start:end]``; an empty range stays empty."""
        if start < end:
            return int(self.origins[start]), int(self.origins[end - 1]) + 1
        if start < len(self.text):
            return int(self.origins[start]), int(self.origins[start])
        last = int(self.origins[-1]) + 1 if self.text else 0
        return last, last


def fold(text: str) -> Folded:
    """Fold width, case, accents, script variant and look-alikes, and drop what shows nothing.

    White space becomes one blank, and none at the ends and beside characters of scripts that are written without.
    Folding what is folded changes nothing.
    """
    folded = list(map(_folded, text))
    lengths = np.fromiter(map(len, folded), dtype=np.int64, count=len(folded))
    joined = "".join(folded)
    kept = _kept_blanks(joined)
    origins = np.repeat(np.arange(len(text)), lengths)[kept]
    codes = _encode(joined)[kept]
    return Folded(_latin_words(codes.tobytes().decode("utf-32-le", "surrogatepass")), origins)


def skeleton(text: str) -> Folded:
    """The letters and digits of a folded text (and the placeholder ×): no blanks, no punctuation, no symbols."""
    folded = fold(text)
    kept = np.fromiter(map(_has_sound, folded.text), dtype=bool, count=len(folded.text))
    return Folded("".join(filter(_has_sound, folded.text)), folded.origins[kept])


def simplify(text: str) -> str:
    """Traditional characters to simplified ones; the length, and so each offset, stays."""
    try:
        simplified = _converter().convert(text)
    except UnicodeEncodeError:  # a lone surrogate
        return "".join(map(_simplified, text))
    return simplified if len(simplified) == len(text) else "".join(map(_simplified, text))


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=1 << 17)  # more than there are Han characters
def _simplified(character: str) -> str:
    if "\ud800" <= character <= "\udfff":
        return character
    simplified: str = _converter().convert(character)
    return simplified if len(simplified) == 1 else character


@lru_cache(maxsize=1 << 17)
def _folded(character: str) -> str:
    """What one character becomes: none, one or more; " " for all white space."""
    folded = character
    while True:
        step = "".join(map(_fold_once, unicodedata.normalize("NFKC", folded)))
        if step == folded:
            return folded
        folded = step


def _fold_once(character: str) -> str:
    if character.isspace():
        return " "
    if character in _INVISIBLE or character in _ACCENTS or unicodedata.category(character) in {"Cf", "Cc"}:
        return ""
    base = unicodedata.normalize("NFD", character)[0]
    if base < "\u0530":  # Latin, Greek and Cyrillic lose their accents; other scripts' marks make other letters
        character = base
    return "".join(_simplified(_FALL_TOGETHER.get(each, each)) for each in character.casefold())


def _kept_blanks(text: str) -> NDArray[np.int64]:
    """Positions of all that is no blank, and of the first blank of each run between two spaced characters."""
    codes = _encode(text)
    solid = np.flatnonzero(codes != ord(" "))
    spaced = ~_unspaced(codes[solid])
    between = (np.diff(solid) > 1) & spaced[:-1] & spaced[1:]
    return np.sort(np.concatenate([solid, solid[:-1][between] + 1]))


def _unspaced(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    inside = np.zeros(len(codes), dtype=bool)
    for low, high in _UNSPACED:
        inside |= (codes >= low) & (codes <= high)
    return inside


def _latin_words(text: str) -> str:
    """Undo look-alikes in words that are otherwise Latin."""
    return _LATIN_AND_OTHERS.sub(_latin_word, text)


def _latin_word(match: re.Match[str]) -> str:
    word = match.group()
    if word.isascii():
        return word
    latin = word.translate(_LOOK_ALIKES)
    return latin if _LATIN.search(word) and not _NOT_LATIN.search(latin) else word


@lru_cache(maxsize=1 << 17)
def _has_sound(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM" or character == _PLACEHOLDER


def _encode(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
