"""Spans that people have looked at and do not count, with their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.report import covered_before, figures, source_reports, with_copied
from index.types import CheckReport, CheckSpan

Reason = Literal["own", "agreed", "public", "wrong", "other"]
# A span under other thresholds is the one that was dismissed when it lies in it for the most part.
_MOST = 0.5


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A range of the draft whose spans do not count, and why.

    ``reason``: own earlier text, agreed wording, public document, not a copy, other; ``note`` says more.
    """

    start: int
    end: int
    reason: Reason
    note: str


@dataclass(frozen=True, slots=True)
class Dismissed:
    """A span that was dismissed."""

    span: CheckSpan
    reason: Reason
    note: str


def without(
    report: CheckReport, draft: str, dismissals: Sequence[Dismissal]
) -> tuple[CheckReport, tuple[Dismissed, ...]]:
    """A report whose figures do not count the dismissed spans, and these."""
    counting, dismissed = [], []
    for span in report.spans:
        why = next((each for each in dismissals if _is_in(span, each)), None)
        if why is None:
            counting.append(span)
        else:
            dismissed.append(Dismissed(span, why.reason, why.note))
    if not dismissed:
        return report, ()
    kept = tuple(counting)
    paragraphs = with_copied(report.paragraphs, covered_before(draft, kept))
    left = replace(
        report,
        spans=kept,
        sources=source_reports(kept),
        paragraphs=paragraphs,
        figures=figures(draft, kept, report.figures.set_phrase_chars),
    )
    return left, tuple(dismissed)


def _is_in(span: CheckSpan, dismissal: Dismissal) -> bool:
    shared = min(span.end, dismissal.end) - max(span.start, dismissal.start)
    return shared > _MOST * (span.end - span.start)
