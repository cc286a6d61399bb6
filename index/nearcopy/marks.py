"""What a stretch of a draft is besides copied: a quotation, the citation of a rule, part of a template."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from corpus.normal import skeleton
from index.nearcopy.findings import Range, united
from index.types import Mark

_QUOTATION = re.compile(r"“[^“”]*”|「[^「」]*」|『[^『』]*』|\"[^\"\n]*\"|«[^«»]*»")
# A passage that says whose words follow: 习近平总书记强调，…  / 会议指出：… up to the end of the sentence.
_ATTRIBUTED = re.compile(
    r"(?:指出|强调|要求|提出|规定|写道|说过|明确)[，,：:]\s*[“「『\"]?[^。！？!?\n]{6,}[。！？!?]?"
)
_ATTRIBUTED_TO = re.compile(r"(?:总书记|主席|总理|同志|先生|教授|会议|全会|报告|文件|《[^》\n]+》)[^，。：:\n]{0,12}$")
_CITATION = re.compile(
    r"《[^《》\n]{1,80}》(?:第[一二三四五六七八九十百零〇\d]+[条款项章节](?:第[一二三四五六七八九十百零〇\d]+[款项])?)?"
    r"|第[一二三四五六七八九十百零〇\d]+条(?:第[一二三四五六七八九十百零〇\d]+[款项])?"
    r"|[\u4e00-\u9fff]{1,8}[〔\[(（]\d{4}[〕\])）]\s*(?:第\s*)?\d+\s*号"
)
# A span is what most of its characters are.
_MOST = 0.8
# Runs of a template shorter than this occur by chance (the rule for exact runs is 13).
_TEMPLATE_RUN = 8


class Marks:
    """The marks of a draft's stretches."""

    def __init__(self, draft: str, template: str = "") -> None:
        self._ranges: dict[Mark, list[Range]] = {
            "quotation": united([*quotations(draft), *_attributed(draft)]),
            "citation": united(_spans(_CITATION, draft)),
            "template": united(_of_template(draft, template)) if template else [],
        }

    def of(self, start: int, end: int) -> tuple[Mark, ...]:
        """The marks of draft[start:end]: those of most of its characters."""
        return tuple(
            mark for mark, ranges in self._ranges.items() if _overlap(ranges, start, end) >= _MOST * (end - start)
        )


def quotations(text: str) -> list[Range]:
    """What stands in quotation marks, these included, in order."""
    return _spans(_QUOTATION, text)


def _spans(pattern: re.Pattern[str], text: str) -> list[Range]:
    return [match.span() for match in pattern.finditer(text)]


def _attributed(draft: str) -> list[Range]:
    return [
        match.span()
        for match in _ATTRIBUTED.finditer(draft)
        if _ATTRIBUTED_TO.search(draft, max(0, match.start() - 40), match.start())
    ]


def _of_template(draft: str, template: str) -> list[Range]:
    """Where runs of the draft stand in the template, too."""
    folded, wanted = skeleton(draft), skeleton(template).text
    held = {wanted[at : at + _TEMPLATE_RUN] for at in range(len(wanted) - _TEMPLATE_RUN + 1)}
    return [
        folded.original(at, at + _TEMPLATE_RUN)
        for at in range(len(folded.text) - _TEMPLATE_RUN + 1)
        if folded.text[at : at + _TEMPLATE_RUN] in held
    ]


def _overlap(ranges: Sequence[Range], start: int, end: int) -> int:
    """How many characters of a range lie in sorted ranges that do not overlap."""
    total = 0
    for at in range(max(bisect_right(ranges, (start, start)) - 1, 0), len(ranges)):
        if ranges[at][0] >= end:
            break
        total += max(0, min(ranges[at][1], end) - max(ranges[at][0], start))
    return total
