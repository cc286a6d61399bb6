"""Folding: texts that differ only in width, case, script variant or invisible characters become equal.

Two strengths: :func:`fold` keeps words apart, for words and highlights; :func:`skeleton` keeps letters and digits
only, for exact runs. Both remember where each character came from. :func:`simplify` is for reading, not for
matching: traditional to simplified with the context taken into account, each character in its place.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeVar

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
_BLANK = ord(" ")
# The block of Greek and Cyrillic, where the look-alikes are.
_FIRST_LOOK_ALIKE, _LAST_LOOK_ALIKE = 0x0370, 0x052F
# Scripts written without spaces: bopomofo, kana, Han and its radicals and marks; not Hangul.
_UNSPACED = ((0x2E80, 0x312F), (0x31A0, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))

Codes = NDArray[np.uint32]
_Entry = TypeVar("_Entry", np.uint32, np.uint8)
# What each code point folds to and whether it is heard, filled as code points occur (0: not met yet; U+0000 itself
# folds to nothing). Untouched pages of these take no memory; entries are written whole, so that threads may share them.
_NONE, _SEVERAL = sys.maxunicode + 1, sys.maxunicode + 2  # folds to nothing, to several characters
_FOLDED = np.zeros(sys.maxunicode + 1, np.uint32)
_HEARD, _SILENT = 1, 2
_SOUNDS = np.zeros(sys.maxunicode + 1, np.uint8)


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
    codes, origins = _fold_codes(text)
    return Folded(_decode(codes), origins)


def skeleton(text: str) -> Folded:
    """The letters and digits of a folded text (and the placeholder ×): no blanks, no punctuation, no symbols."""
    codes, origins = _fold_codes(text)
    kept = _looked_up(_SOUNDS, codes, _sound) == _HEARD
    return Folded(_decode(codes[kept]), origins[kept])


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


def _fold_codes(text: str) -> tuple[Codes, NDArray[np.int64]]:
    """The code points of a folded text, and where in the original each came from."""
    codes, origins = _put_in_place(text, _looked_up(_FOLDED, _encode(text), _folded_code))
    blanks = codes == _BLANK
    if blanks.any():
        kept = _kept_blanks(codes, blanks)
        codes, origins = codes[kept], origins[kept]
    if ((codes >= _FIRST_LOOK_ALIKE) & (codes <= _LAST_LOOK_ALIKE)).any():
        codes = _encode(_latin_words(_decode(codes)))
    return codes, origins


def _put_in_place(text: str, found: Codes) -> tuple[Codes, NDArray[np.int64]]:
    """Folded codes with those that become several characters, or none, put right; and their origins."""
    origins = np.arange(len(found))
    if not len(found) or found.max() < _NONE:
        return found, origins
    several = np.flatnonzero(found == _SEVERAL)
    parts = [_encode(_folded(text[at])) for at in several.tolist()]
    lengths = (found != _NONE).astype(np.int64)
    lengths[several] = [len(each) for each in parts]
    origins = np.repeat(origins, lengths)
    codes = found[origins]
    if parts:
        codes[codes == _SEVERAL] = np.concatenate(parts)
    return codes, origins


def _looked_up(table: NDArray[_Entry], codes: Codes, entry: Callable[[str], int]) -> NDArray[_Entry]:
    """What a table says of each code point; what it does not know yet (0) is asked for once and entered."""
    found = table[codes]
    if not found.all():
        for code in np.unique(codes[found == 0]).tolist():
            table[code] = entry(chr(code))
        found = table[codes]
    return found


def _folded_code(character: str) -> int:
    folded = _folded(character)
    return ord(folded) if len(folded) == 1 else _SEVERAL if folded else _NONE


def _sound(character: str) -> int:
    heard = unicodedata.category(character)[0] in "LNM" or character == _PLACEHOLDER
    return _HEARD if heard else _SILENT


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


def _kept_blanks(codes: Codes, blanks: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Positions of all that is no blank, and of the first blank of each run between two spaced characters."""
    solid = np.flatnonzero(~blanks)
    spaced = ~_unspaced(codes[solid])
    between = (np.diff(solid) > 1) & spaced[:-1] & spaced[1:]
    return np.sort(np.concatenate([solid, solid[:-1][between] + 1]))


def _unspaced(codes: Codes) -> NDArray[np.bool_]:
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


def _encode(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _decode(codes: Codes) -> str:
    return codes.tobytes().decode("utf-32-le", "surrogatepass")
