"""From runs to what a check returns: spans on both sides, and figures that are sums of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from corpus.normal import Folded
from corpus.store import DocumentInfo
from index.align import Run
from index.types import CheckSpan, Edit, Figures, SourceReport, SourceSpan

HeadingPath = Callable[[int, int], tuple[str, ...]]

_QUOTATION = re.compile(r"“[^“”]*”|「[^「」]*」|『[^『』]*』|\"[^\"\n]*\"|«[^«»]*»")


@dataclass(frozen=True, slots=True)
class Source:
    """A document that a draft may have borrowed from."""

    info: DocumentInfo
    text: str
    folded: Folded


def spans(
    draft: str,
    folded: Folded,
    assigned: Iterable[tuple[Run, Sequence[Run]]],
    sources: dict[int, Source],
    heading_path: HeadingPath,
) -> tuple[CheckSpan, ...]:
    """The runs as spans with offsets into the original texts, in draft order."""
    quotations = [match.span() for match in _QUOTATION.finditer(draft)]

    def of_source(run: Run) -> SourceSpan:
        source = sources[run.document_id]
        start, end = source.folded.original(run.source_start, run.source_start + run.length)
        return SourceSpan(source.info, start, end, source.text[start:end], heading_path(run.document_id, start))

    found = []
    for run, others in assigned:
        start, end = folded.original(run.start, run.end)
        source = of_source(run)
        found.append(
            CheckSpan(
                start=start,
                end=end,
                text=draft[start:end],
                span_class="verbatim",
                confidence=1.0,
                similarity=1.0,
                marks=("quotation",) if _inside(quotations, start, end) else (),
                edits=(Edit("equal", (start, end), (source.start, source.end)),),
                source=source,
                alternatives=tuple(of_source(other) for other in others),
            )
        )
    return tuple(found)


def overlap(found: Iterable[CheckSpan], start: int, end: int) -> int:
    """How many characters of a range the spans cover."""
    return sum(max(0, min(span.end, end) - max(span.start, start)) for span in found)


def source_reports(found: Iterable[CheckSpan]) -> tuple[SourceReport, ...]:
    """Each source with the draft characters taken from it, the largest first."""
    of_source: dict[int, list[CheckSpan]] = defaultdict(list)
    for span in found:
        of_source[span.source.document.id].append(span)
    reports = [
        SourceReport(group[0].source.document, sum(_length(span) for span in group), len(group))
        for group in of_source.values()
    ]
    return tuple(sorted(reports, key=lambda report: (-report.copied_chars, report.document.id)))


def figures(draft: str, found: Sequence[CheckSpan]) -> Figures:
    """The figures of a draft, each a sum over the spans, as a share of the draft's characters."""
    characters = len(draft)
    copied = sum(_length(span) for span in found)
    quoted = sum(_length(span) for span in found if "quotation" in span.marks)
    largest = max((report.copied_chars for report in source_reports(found)), default=0)
    by_class: dict[str, int] = defaultdict(int)
    for span in found:
        by_class[span.span_class] += _length(span)
    share = 1 / max(characters, 1)
    return Figures(
        characters=characters,
        copied_chars=copied,
        copy_share=copied * share,
        without_quotations=(copied - quoted) * share,
        largest_source_share=largest * share,
        by_class=dict(by_class),
    )


def _length(span: CheckSpan) -> int:
    return span.end - span.start


def _inside(ranges: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    at = bisect_right(ranges, (start, end)) - 1
    return at >= 0 and ranges[at][0] <= start and end <= ranges[at][1]
