"""Which language a text is in, from its scripts; good for single words too."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

import opencc

Language = Literal["zh-Hans", "zh-Hant", "en", "ja", "ko", "und"]

# A few dozen pages say what the rest is.
_SAMPLE_CHARS = 100_000
# Kana are half of Japanese text and a quarter of its most learned prose; Chinese borrows の and a name now and then.
_LEAST_KANA_SHARE = 0.1
# A word of English is about one and a half Han characters of the same content; a list of abbreviations in a Chinese
# text stays Chinese.
_HAN_PER_WORD = 1.5
# Function words are a third of English text; a language that merely shares the alphabet has next to none of them.
_LEAST_ENGLISH_SHARE = 0.1
_JUDGED_WORDS = 12
_ENGLISH = re.compile(
    "(?:the|of|and|to|in|an?|is|that|for|it|as|was|with|be|by|on|not|he|his|but|at|are|this|have|from|or|they|which|we|"
    "you|were|all|has|had|will|their|its|been|our|shall|should|must|may|can)",
    re.IGNORECASE,
)

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_HANGUL = re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’][A-Za-z]+)?")


def detect(text: str) -> Language:
    """The main language of a text; Han text that both Chinese scripts could have written counts as simplified."""
    sample = text[:_SAMPLE_CHARS]
    han, kana, hangul = (len(script.findall(sample)) for script in (_HAN, _KANA, _HANGUL))
    words = _WORD.findall(sample)
    latin = len(words) * _HAN_PER_WORD
    if kana and kana >= _LEAST_KANA_SHARE * (han + kana) and han + kana > latin:
        return "ja"
    if hangul > max(han, latin):
        return "ko"
    if han and han >= latin:
        return _chinese(sample)
    return "en" if words and _is_english(words) else "und"


def _chinese(text: str) -> Literal["zh-Hans", "zh-Hant"]:
    simplified, traditional = _exclusive()
    return "zh-Hant" if len(traditional.findall(text)) > len(simplified.findall(text)) else "zh-Hans"


@cache
def _exclusive() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The characters that only the simplified script has, and those that only the traditional one has.

    A character that OpenCC changes may still be a word of its own there (后, 台, 乾): those are in the national
    character set of the other script, GB 2312 or Big5, and prove nothing.
    """
    unified = "".join(map(chr, range(0x4E00, 0xA000)))
    return _changed(unified, "s2t", "big5"), _changed(unified, "t2s", "gb2312")


def _changed(characters: str, conversion: str, other_set: str) -> re.Pattern[str]:
    converted = opencc.OpenCC(conversion).convert("\n".join(characters)).split("\n")
    pairs = zip(characters, converted, strict=True)
    return re.compile("[" + "".join(a for a, b in pairs if a != b and not a.encode(other_set, "ignore")) + "]")


def _is_english(words: list[str]) -> bool:
    """Short texts have the benefit of the doubt."""
    known = sum(_ENGLISH.fullmatch(word) is not None for word in words)
    return len(words) < _JUDGED_WORDS or known >= _LEAST_ENGLISH_SHARE * len(words)
