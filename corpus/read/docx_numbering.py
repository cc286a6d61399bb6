"""Word's automatic numbering, counted as Word counts and written out as text: it carries meaning (一、 （一） 1.)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from corpus.read.docx_styles import as_int, child_value, is_on
from corpus.read.numerals import numeral

_UNNUMBERED = {"bullet", "none"}
_PLACEHOLDER = re.compile(r"%([1-9])")
# After these the text follows at once, as a writer would type it; after others the tab or space becomes a space.
_CLOSED_UP = "、，。．：；）】〕》」』"


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    kind: str
    label: str
    is_legal: bool
    restart: int | None
    is_spaced: bool
    style_id: str | None


@dataclass(slots=True)
class _List:
    """One ``w:num``: lists with the same ``shared_id`` count on together, unless they state a start of their own."""

    shared_id: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)
    is_begun: bool = False

    def start(self, level: int) -> int:
        return self.starts.get(level, self.levels[level].start if level in self.levels else 1)


class Numbering:
    """Counts the numbered paragraphs of one document; ask in document order."""

    def __init__(self, root: Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        shared = {element.get("abstractNumId", ""): element for element in root.iterfind("abstractNum")}
        linked = {child_value(element, "styleLink"): element for element in shared.values()}
        for num in root.iterfind("num"):
            shared_id = child_value(num, "abstractNumId") or ""
            element = shared.get(shared_id)
            if element is not None:
                element = linked.get(child_value(element, "numStyleLink") or "-", element)
                self._lists[num.get("numId", "")] = _list(num, element)

    def level_of_style(self, list_id: str, style_id: str | None) -> int:
        """The level of a list that belongs to a paragraph style; 0 when none does."""
        levels = self._lists[list_id].levels if list_id in self._lists else {}
        return next((index for index, level in levels.items() if style_id and level.style_id == style_id), 0)

    def label(self, list_id: str, level: int) -> str:
        """Count one paragraph and return what stands before its text, "" for bullets and unknown lists."""
        numbers = self._lists.get(list_id)
        if numbers is None or level not in numbers.levels:
            return ""
        counts = self._counts.setdefault(numbers.shared_id, {})
        if not numbers.is_begun:
            numbers.is_begun = True
            for restarted in numbers.starts:
                counts.pop(restarted, None)
        counts[level] = counts[level] + 1 if level in counts else numbers.start(level)
        for deeper in [index for index in counts if index > level and _restarts(numbers.levels.get(index), level)]:
            del counts[deeper]
        return _written(numbers, counts, level)


def _list(num: Element, element: Element) -> _List:
    levels = {as_int(level.get("ilvl"), 0) or 0: _level(level) for level in element.iterfind("lvl")}
    starts: dict[int, int] = {}
    for override in num.iterfind("lvlOverride"):
        index = as_int(override.get("ilvl"), 0) or 0
        replaced = override.find("lvl")
        if replaced is not None:
            levels[index] = _level(replaced)
        start = as_int(child_value(override, "startOverride"), None)
        if start is not None:
            starts[index] = start
    return _List(element.get("abstractNumId", ""), levels, starts)


def _level(element: Element) -> _Level:
    kind = next((child.get("val", "") for child in element.iter("numFmt")), "decimal")
    legal = element.find("isLgl")
    start = as_int(child_value(element, "start"), 0)  # 0 is what the format says for a level without one
    return _Level(
        start=start or 0,
        kind=kind,
        label=child_value(element, "lvlText") or "",
        is_legal=legal is not None and is_on(legal.get("val")),
        restart=as_int(child_value(element, "lvlRestart"), None),
        is_spaced=child_value(element, "suff") != "nothing",
        style_id=child_value(element, "pStyle"),
    )


def _restarts(level: _Level | None, used: int) -> bool:
    """Whether a deeper level begins anew after a paragraph of level ``used``; 0 means never."""
    return level is None or level.restart is None or used < level.restart


def _written(numbers: _List, counts: dict[int, int], index: int) -> str:
    level = numbers.levels[index]
    if level.kind in _UNNUMBERED and not (level.kind == "none" and level.label):
        return ""

    def number(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        kind = numbers.levels[at].kind if at in numbers.levels else "decimal"
        if kind in _UNNUMBERED:
            return ""
        return numeral(counts.get(at, numbers.start(at)), "decimal" if level.is_legal else kind)

    label = _PLACEHOLDER.sub(number, level.label).strip()
    spaced = bool(label) and level.is_spaced and label[-1] not in _CLOSED_UP
    return f"{label} " if spaced else label
