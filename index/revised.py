"""An examination of a draft after an edit: only the paragraphs that were touched are examined again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from index.nearcopy.findings import Examination, Finding, Range

_LINE_END = "\n"


@dataclass(frozen=True, slots=True)
class Edit:
    """Other text in the place of the range [start, end) of a draft."""

    start: int
    end: int
    text: str

    @property
    def growth(self) -> int:
        """By how many characters the draft grows; negative when it shrinks."""
        return len(self.text) - (self.end - self.start)


def revised(examination: Examination, edit: Edit, examine: Callable[[str], Examination]) -> Examination:
    """The examination of the edited draft.

    Findings outside of the touched paragraphs are moved, those that reach into them are looked for again together
    with all of their own paragraphs. What depends on the draft as a whole (how much is enough evidence) is decided
    when the report is made, from all findings.

    :param examine: Examines the touched part of the draft, as a draft of its own.
    """
    draft = examination.draft
    start, end = _touched(examination, edit)
    now = draft[: edit.start] + edit.text + draft[edit.end :]
    part = now[start : end + edit.growth]
    again = examine(part) if part.strip() else Examination(part, (), ())
    findings = [
        _moved(each, edit.growth if each.draft[0] >= end else 0)
        for each in examination.findings
        if _is_outside(each.draft, start, end)
    ]
    findings += [_moved(each, start) for each in again.findings]
    phrases = [
        (a + edit.growth, b + edit.growth, many) if a >= end else (a, b, many)
        for a, b, many in examination.set_phrases
        if _is_outside((a, b), start, end)
    ]
    phrases += [(a + start, b + start, many) for a, b, many in again.set_phrases]
    limits = tuple(sorted({*examination.limits, *again.limits}))
    return Examination(now, tuple(sorted(findings, key=lambda each: each.draft)), tuple(sorted(phrases)), limits)


def _touched(examination: Examination, edit: Edit) -> Range:
    """The edit's paragraphs, and those of all findings that reach into them."""
    start, end = _paragraphs(examination.draft, edit.start, edit.end)
    while True:
        inside = [each.draft for each in examination.findings if not _is_outside(each.draft, start, end)]
        first = min([start, *(each[0] for each in inside)])
        last = max([end, *(each[1] for each in inside)])
        if (first, last) == (start, end):
            return start, end
        start, end = _paragraphs(examination.draft, first, last)


def _paragraphs(draft: str, start: int, end: int) -> Range:
    last = draft.find(_LINE_END, end)
    return draft.rfind(_LINE_END, 0, start) + 1, len(draft) if last < 0 else last


def _is_outside(place: Range, start: int, end: int) -> bool:
    return place[1] <= start or place[0] >= end


def _moved(finding: Finding, by: int) -> Finding:
    return replace(finding, draft=(finding.draft[0] + by, finding.draft[1] + by)) if by else finding
