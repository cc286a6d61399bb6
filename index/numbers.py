"""Numbers, dates and document numbers in one form, so that they match as a person expects.

二〇一八年 is 2018年, 十二月三十一日 is 12月31日, 百分之九十五 is 95%, 国办发[2018]12号 is 国办发〔2018〕12号.
"""

from __future__ import annotations

import re

_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_HAN = "〇零一二三四五六七八九十"
_YEAR = re.compile(r"[〇零一二三四五六七八九]{4}(?=年)")
_PERCENT = re.compile(rf"百分之(\d+(?:\.\d+)?|[{_HAN}]{{1,3}}|百)")
_DAY = re.compile(r"(?<![一二三四五六七八九十百千万])([一二三四五六七八九十]{1,3})(?=[月日号])")
_DOCUMENT = re.compile(r"[〔\[(【]\s*(\d{4})\s*[〕\])】]\s*(?:第\s*)?(\d+)\s*号")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def plain_numbers(folded: str) -> str:
    """A folded text with its numbers in one form; equal texts stay equal."""
    text = _YEAR.sub(lambda found: "".join(_DIGITS[char] for char in found[0]), folded)
    text = _PERCENT.sub(lambda found: f"{_value(found[1])}%", text)
    text = _DAY.sub(lambda found: _value(found[1]), text)
    return _DOCUMENT.sub(r"〔\1〕\2号", _GROUPED.sub("", text))


def _value(written: str) -> str:
    """A number below a hundred (or 百) in digits; what is none stays as it is."""
    if written[0].isdigit() or written == "百":
        return written.replace("百", "100")
    tens, ten, ones = written.partition("十")
    if not ten:
        return "".join(_DIGITS[char] for char in written)
    if "十" in ones or len(tens) > 1 or len(ones) > 1:
        return written
    return str(int(_DIGITS[tens] if tens else "1") * 10 + int(_DIGITS[ones] if ones else "0"))
