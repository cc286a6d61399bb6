"""What a Word style says that a reader needs, with what it inherits."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

# Names Word gives its own styles in every language, and their Chinese names as other programs write them.
_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"toc\s*\d|.*目录.*", re.IGNORECASE)
_TITLE_NAMES = {"title", "标题"}
_OUTLINE_LEVELS = range(9)  # 9 stands for body text


@dataclass(frozen=True, slots=True)
class Style:
    """``level`` 1 to 9 for headings; ``list_id`` and ``list_level`` as in ``numPr``; None where nothing is said."""

    level: int | None = None
    list_id: str | None = None
    list_level: int | None = None
    hidden: bool | None = None
    is_title: bool = False
    is_contents: bool = False


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._default = ""
        for element in root.iterfind("style") if root is not None else ():
            style_id = element.get("styleId", "")
            self._elements[style_id] = element
            if element.get("type") == "paragraph" and is_on(element.get("default", "0")):
                self._default = style_id
        self._known: dict[str, Style] = {"": Style()}

    def paragraph(self, style_id: str | None) -> Style:
        """The style of a paragraph; the default one where it names none that exists."""
        return self._resolve(style_id if style_id in self._elements else self._default)

    def character(self, style_id: str | None) -> Style:
        """The style of a run."""
        return self._resolve(style_id if style_id in self._elements else "")

    def _resolve(self, style_id: str | None) -> Style:
        chain: list[str] = []  # not recursive: a damaged file may name a style as its own ancestor
        current = style_id or ""
        while current not in self._known and current not in chain:
            chain.append(current)
            current = child_value(self._elements[current], "basedOn") or ""
            current = current if current in self._elements else ""
        style = self._known.get(current, Style())
        for name in reversed(chain):
            style = self._known[name] = _extended(style, self._elements[name])
        return style


def _extended(base: Style, element: Element) -> Style:
    name = child_value(element, "name") or ""
    heading = _HEADING_NAME.fullmatch(name)
    outline = child_value(element, "pPr/outlineLvl")
    list_id = child_value(element, "pPr/numPr/numId")
    hidden = element.find("rPr/vanish")
    return replace(
        base,
        level=outline_level(outline) if outline else int(heading[1]) if heading else base.level,
        list_id=list_id or base.list_id,
        list_level=as_int(child_value(element, "pPr/numPr/ilvl"), None if list_id else base.list_level),
        hidden=base.hidden if hidden is None else is_on(hidden.get("val")),
        is_title=base.is_title or name.lower() in _TITLE_NAMES,
        is_contents=base.is_contents or _CONTENTS_NAME.fullmatch(name) is not None,
    )


def child_value(element: Element, path: str) -> str | None:
    """The ``val`` of a descendant, None when there is none."""
    child = element.find(path)
    return None if child is None else child.get("val")


def is_on(value: str | None) -> bool:
    """What Word means by a switch: there without a value is on."""
    return value not in ("0", "false", "off", "none")


def as_int(value: str | None, default: int | None) -> int | None:
    """A whole number of a file, or the default where it is not one."""
    return int(value) if value and re.fullmatch(r"\d{1,9}", value) else default


def outline_level(value: str | None) -> int | None:
    """Word's outline level (0 to 8, 9 is none) as ours (1 to 9)."""
    number = as_int(value, None)
    return number + 1 if number in _OUTLINE_LEVELS and number is not None else None
