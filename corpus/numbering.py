"""How office writing numbers things: 第一章, 一、, （一）, 1., （1）, ①, 一是, 首先, and their English kin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

# From the outermost to the innermost, as the national standard for official documents (GB/T 9704: 一、 （一） 1. （1）)
# and the drafting rules for regulations (编 章 节 条) nest them; a document may show another order by its use.
SYSTEMS = (
    *("part", "chapter", "section", "article"),
    *("formal", "roman", "capital", "han", "han_paren", "digit", "digits_2", "digits_3", "digits_4"),
    *("digit_paren", "letter", "circle", "point"),
)
# Wordings of points; in an outline they all are "point", but one sequence keeps to one of them.
POINTS = ("is", "must", "first", "nth", "of_them", "english")

_HAN = "[一二三四五六七八九十百零〇]{1,5}"
_FORMAL = "[壹贰貳叁參肆伍陆陸柒捌玖拾]{1,3}"
_DIVISIONS = {"编": "part", "編": "part", "篇": "part", "卷": "part", "部分": "part", "章": "chapter"} | {
    "节": "section", "節": "section", "条": "article", "條": "article",
    "part": "part", "chapter": "chapter", "section": "section", "article": "article",
}  # fmt: skip
_LABELS = {
    "division": rf"第\s*(?:{_HAN}|\d{{1,3}})\s*(?:[编編篇卷章节節条條]|部分)(?:之{_HAN})?(?=[\s:：、，【(（]|$)"
    r"|(?i:part|chapter|section|article)\s+(?:\d{1,3}|[IVX]{1,5})\b[.:：]?",
    # 第一章总则 without a blank; not 条, which begins references such as 第三条第二款规定…
    "division_closed": rf"第(?:{_HAN}|\d{{1,3}})(?:[编編章节節]|部分)(?=[一-鿿])",
    "first": "首先|其次|再次|再者|最[后後]",
    "nth": rf"第{_HAN}(?=[，,、：:])[，,、：:]|第{_HAN}(?=[是要])",
    "of_them": rf"其{_HAN}[，,、：:]",
    "is": rf"{_HAN}是",
    "must": rf"{_HAN}要",
    "formal": rf"{_FORMAL}\s*[、.．]",
    "han": rf"{_HAN}\s*[、.．](?![一二三四五六七八九十][、季产產类類级級])",
    "han_paren": rf"[（(]\s*{_HAN}\s*[)）]、?|[㈠-㈩]",
    "roman": r"(?:[IVX]{1,5}|[Ⅰ-Ⅻ])(?:[.．](?=\s)|、)",
    "digits": r"\d{1,2}(?:[.．]\d{1,2}){1,3}(?![\d.．%％亿億万萬千百元吨米倍个個])[、\s]*",
    "digit": r"\d{1,3}\s*(?:[.．](?!\d)|、)|[⒈-⒛]",
    "digit_paren": r"[（(]\s*\d{1,3}\s*[)）]|\d{1,3}[)）]|[⑴-⒇]",
    "letter": r"[（(][a-z][)）]|[a-z][.)](?=\s)",
    "capital": r"[A-Z][.)](?=\s)",
    "circle": "[①-⑳㉑-㉟❶-❿➀-➉]",
    "english": r"(?:First(?:ly)?|Second(?:ly)?|Third(?:ly)?|Fourth(?:ly)?|Fifth(?:ly)?|Finally|Lastly)(?=,)",
}
_LABEL = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELS.items()))

# Inside a paragraph: only what writers string together, and only after something that ends a clause.
_INLINE = ("first", "nth", "of_them", "is", "must", "han", "han_paren", "digit", "digit_paren", "circle", "english")
_INLINE_LABEL = re.compile(
    r"(?:\A|(?<=[。；;：:，,！!？?\s”」）)]))(?:"
    + "|".join(f"(?P<{name}>{_LABELS[name]})" for name in (*_INLINE, "letter"))
    + ")"
)

_WORDS = {"首": 1, "其": 2, "再": 3, "fir": 1, "sec": 2, "thi": 3, "fou": 4, "fif": 5}
# 最后, finally: whatever comes next.
NEXT = 0
_VALUES = {c: v for v, c in enumerate("〇一二三四五六七八九")} | {"零": 0} | {
    c: v for v, cs in enumerate(("", "壹", "贰貳", "叁參", "肆", "伍", "陆陸", "柒", "捌", "玖")) for c in cs
}  # fmt: skip
_ROMAN = {"I": 1, "V": 5, "X": 10}


class Label(NamedTuple):
    """A number and where it stands: ``text[start:end]`` is 一、 or 第十二条; ``number`` is NEXT for 最后."""

    system: str
    number: int
    start: int
    end: int

    @property
    def is_point(self) -> bool:
        """Whether it is one of 一是, 首先, 第一，…"""
        return self.system in POINTS


def label(text: str, start: int, end: int) -> Label | None:
    """The number that ``text[start:end]`` begins with."""
    match = _LABEL.match(text, start, end)
    return _label(match, 0) if match else None


def inline_labels(text: str, start: int, end: int) -> Iterator[Label]:
    """The numbers that stand where a clause of ``text[start:end]`` begins."""
    for match in _INLINE_LABEL.finditer(text[start:end]):
        yield _label(match, start)


def _label(match: re.Match[str], offset: int) -> Label:
    kind = str(match.lastgroup)
    shown = match.group()
    system = kind
    if kind in {"division", "division_closed"}:
        system = next(_DIVISIONS[name] for name in _DIVISIONS if name in shown.lower())
    elif kind == "digits":
        system = f"digits_{len(re.findall(r'[0-9０-９]+', shown))}"
    return Label(system, _number(kind, shown), match.start() + offset, match.end() + offset)


def _number(kind: str, shown: str) -> int:
    if kind in {"first", "english"}:
        return _WORDS.get(shown[:1], _WORDS.get(shown[:3].lower(), NEXT))
    plain = unicodedata.normalize("NFKC", shown)  # ① ⑴ ㈠ Ⅳ become digits, Han or Latin letters
    if digits := re.findall(r"\d+", plain):
        return int(digits[-1])
    if kind in {"letter", "capital"}:
        return ord(plain.strip("（()） .")[0].lower()) - ord("a") + 1
    if numeral := re.search(r"\b[IVX]+\b", plain):
        return _roman(numeral.group())
    return _han(re.sub("[^一二三四五六七八九十百零〇壹贰貳叁參肆伍陆陸柒捌玖拾]", "", plain.split("之")[0]))


def _roman(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-a if a < b else a for a, b in zip(values, following, strict=True))


def _han(numeral: str) -> int:
    """一百二十三, 十, 二〇 to a number."""
    if not re.search("[十百拾]", numeral):
        return int("".join(str(_VALUES[c]) for c in numeral) or 0)
    total = digit = 0
    for character in numeral:
        if character in "百十拾":
            total += (digit or 1) * (100 if character == "百" else 10)
            digit = 0
        else:
            digit = _VALUES[character]
    return total + digit
