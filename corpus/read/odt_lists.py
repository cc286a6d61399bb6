"""Automatic numbering of OpenDocument lists and headings, written out as text."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from corpus.read.numerals import numeral

# OpenDocument names a kind of numbering by its first numbers; these are the ones LibreOffice and WPS write.
_KINDS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "一, 二, 三, ...": "chineseCountingThousand", "一, 十, 一百, ...": "chineseCountingThousand",
    "壹, 贰, 叁, ...": "chineseLegalSimplified", "甲, 乙, 丙, ...": "ideographTraditional",
    "子, 丑, 寅, ...": "ideographZodiac", "①, ②, ③, ...": "decimalEnclosedCircle",
    "１, ２, ３, ...": "decimalFullWidth",
}  # fmt: skip
_CLOSED_UP = "、，。．：；）】〕》」』"


class ListStyles:
    """The list styles of a document by name, and where each stands in its count."""

    def __init__(self, *roots: Element) -> None:
        self._levels: dict[str, dict[int, Element]] = {}
        for root in roots:
            for style in [*root.iter("list-style"), *root.iter("outline-style")]:
                name = "" if style.tag == "outline-style" else style.get("name", "")  # "" are the headings
                self._levels[name] = dict(_levels(style))
        self._counts: dict[str, dict[int, int]] = {}

    def restart(self, style: str) -> None:
        """Begin the count anew: a list that does not continue an earlier one."""
        self._counts.pop(style, None)

    def label(self, style: str, level: int, start: int | None = None) -> str:
        """Count one item and return what stands before its text; "" for bullets and unknown styles.

        :param style: The list style's name, "" for headings.
        :param level: From 1.
        :param start: The number the item itself asks for.
        :return: The label, with the space after it where there is one.
        """
        levels = self._levels.get(style, {})
        counts = self._counts.setdefault(style, {})
        first = number_of(levels.get(level), "start-value") or 1
        counts[level] = start if start is not None else counts[level] + 1 if level in counts else first
        for deeper in [index for index in counts if index > level]:
            del counts[deeper]
        element = levels.get(level)
        if element is None or not element.get("num-format"):
            return ""
        shown = number_of(element, "display-levels") or 1
        numbers = [_number(levels, counts, at) for at in range(max(1, level - shown + 1), level + 1)]
        joined = ".".join(number for number in numbers if number)
        label = f"{element.get('num-prefix', '')}{joined}{element.get('num-suffix', '')}".strip()
        return label if label[-1:] in _CLOSED_UP else f"{label} "


def number_of(element: Element | None, name: str) -> int | None:
    """A whole number an attribute holds, None when it holds none."""
    value = "" if element is None else element.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else None


def _levels(style: Element) -> Iterator[tuple[int, Element]]:
    for element in style:
        level = number_of(element, "level")
        if level and element.tag in ("list-level-style-number", "outline-level-style"):
            yield level, element


def _number(levels: dict[int, Element], counts: dict[int, int], at: int) -> str:
    element = levels.get(at)
    kind = element.get("num-format", "") if element is not None else ""
    return numeral(counts.get(at, 1), _KINDS.get(kind, "decimal")) if kind else ""
