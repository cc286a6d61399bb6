"""From an examination to what a check returns: spans on both sides, and figures that are sums of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpus.store import DocumentInfo
from index.nearcopy.disguises import disguises
from index.nearcopy.edits import edits
from index.nearcopy.findings import Examination, Finding
from index.nearcopy.marks import Marks
from index.nearcopy.resolve import Resolved, resolve
from index.nearcopy.spans import source_at_edges
from index.types import (
    CheckOptions,
    CheckReport,
    CheckSpan,
    Edit,
    Figures,
    Limit,
    Mark,
    ParagraphReport,
    SetPhrase,
    SourceReport,
    SourceSpan,
)

HeadingPath = Callable[[int, int], tuple[str, ...]]
# Logistic curves (slope, nats at which half are right) over the findings that sensitivity "high" lets count on the
# hand-written drafts' tuning half. Those by words were nearly all right there, so that theirs is drawn by hand.
_CONFIDENCE = {"run": (0.15, 18.0), "words": (0.15, 18.0), "meaning": (0.65, 1.8)}
# What no stretch begins with.
_NOT_FIRST = " \t\r\n\u3000，。；、：！？,.;:!?”’」』）"
# A span most of which is common wording is marked as such.
_MOSTLY_WORN = 0.6
# Other sources named in one report: with their texts some ten megabytes.
_MOST_ALTERNATIVES = 20_000


@dataclass(frozen=True, slots=True)
class Source:
    """A document that a draft may have borrowed from."""

    info: DocumentInfo
    text: str


def report(
    examination: Examination,
    options: CheckOptions,
    sources: Mapping[int, Source],
    heading_path: HeadingPath,
    paragraphs: Sequence[ParagraphReport] = (),
) -> CheckReport:
    """What counts of an examination under these options, without looking at the corpus again.

    :param sources: The documents of the findings; findings in others (deleted since) do not count.
    :param paragraphs: With their neighbours; what is copied of each is filled in here.
    """
    draft = examination.draft
    known = [each for each in examination.findings if each.document_id in sources]
    resolved = resolve(known, options)
    most = max(_MOST_ALTERNATIVES // max(len(resolved), 1), 1)
    fewer = [replace(each, others=each.others[:most]) for each in resolved]
    limits: set[Limit] = {*examination.limits}
    if fewer != resolved:
        limits.add("alternatives")
    found = spans(examination, fewer, options, sources, cache(heading_path))
    covered = covered_before(draft, found)
    worn = _set_phrases(examination, covered)
    return CheckReport(
        spans=found,
        set_phrases=worn,
        disguises=disguises(draft),
        paragraphs=with_copied(paragraphs, covered),
        sources=source_reports(found),
        figures=figures(draft, found, sum(each.end - each.start for each in worn)),
        limits=tuple(sorted(limits)),
    )


def spans(
    examination: Examination,
    resolved: Iterable[Resolved],
    options: CheckOptions,
    sources: Mapping[int, Source],
    heading_path: HeadingPath,
) -> tuple[CheckSpan, ...]:
    """The findings that count as spans with texts, marks and edit scripts, in draft order."""
    draft, marks = examination.draft, Marks(examination.draft, options.template)
    worn = np.zeros(len(draft) + 1, dtype=bool)
    for start, end, _ in examination.set_phrases:
        worn[start:end] = True

    def side(finding: Finding) -> SourceSpan:
        source, (start, end) = sources[finding.document_id], finding.source
        return SourceSpan(source.info, start, end, source.text[start:end], heading_path(finding.document_id, start))

    found = []
    for each in resolved:
        finding = _trimmed(draft, each.finding)
        if finding.basis == "words":
            there = source_at_edges(draft, finding.draft, sources[finding.document_id].text, finding.source)
            finding = replace(finding, source=there)
        start, end = finding.draft
        named: tuple[Mark, ...] = marks.of(start, end)
        if worn[start:end].mean() >= _MOSTLY_WORN:
            named = (*named, "set_phrase")
        if any(mark in options.exclude for mark in named):
            continue
        found.append(
            CheckSpan(
                start=start,
                end=end,
                text=draft[start:end],
                span_class=finding.span_class,
                confidence=confidence(finding),
                similarity=finding.similarity,
                marks=named,
                edits=_edits(draft, finding, sources[finding.document_id].text),
                source=side(finding),
                alternatives=tuple(side(other) for other in each.others),
            )
        )
    return tuple(found)


def _trimmed(draft: str, finding: Finding) -> Finding:
    """A finding without the marks and blanks before its first word and the blanks behind its end."""
    start, end = finding.draft
    text = draft[start:end].rstrip()
    return replace(finding, draft=(start + len(text) - len(text.lstrip(_NOT_FIRST)), start + len(text)))


def confidence(finding: Finding) -> float:
    """The share of findings with this evidence that are right, [0, 1]."""
    slope, middle = _CONFIDENCE[finding.basis]
    return float(1 / (1 + np.exp(-np.clip(slope * (finding.nats - middle), -30, 30))))


def _edits(draft: str, finding: Finding, source: str) -> tuple[Edit, ...]:
    if finding.span_class in ("paraphrased", "translated"):  # other words: there is no way from one to the other
        return (Edit("replace", finding.draft, finding.source),)
    return edits(draft, finding.draft, source, finding.source)


def covered_before(draft: str, found: Sequence[CheckSpan]) -> NDArray[np.int64]:
    """How many characters before each place of the draft lie in spans, shape (characters + 1,)."""
    covered = np.zeros(len(draft) + 1, np.int64)
    for span in found:
        covered[span.start + 1 : span.end + 1] = 1
    return np.cumsum(covered)


def with_copied(paragraphs: Iterable[ParagraphReport], covered: NDArray[np.int64]) -> tuple[ParagraphReport, ...]:
    """The paragraphs, each with the number of its characters that lie in spans.

    :param covered: See covered_before.
    """
    return tuple(replace(each, copied_chars=int(covered[each.end] - covered[each.start])) for each in paragraphs)


def _set_phrases(examination: Examination, covered: NDArray[np.int64]) -> tuple[SetPhrase, ...]:
    """The set phrases outside of all spans."""
    return tuple(
        SetPhrase(start, end, examination.draft[start:end], documents)
        for start, end, documents in examination.set_phrases
        if covered[start] == covered[end]
    )


def source_reports(found: Iterable[CheckSpan]) -> tuple[SourceReport, ...]:
    """Each source with the draft characters taken from it, the largest first."""
    of_source: dict[int, list[CheckSpan]] = defaultdict(list)
    for span in found:
        of_source[span.source.document.id].append(span)
    reports = [
        SourceReport(group[0].source.document, sum(_length(span) for span in group), len(group))
        for group in of_source.values()
    ]
    return tuple(sorted(reports, key=lambda each: (-each.copied_chars, each.document.id)))


def figures(draft: str, found: Sequence[CheckSpan], set_phrase_chars: int) -> Figures:
    """The figures of a draft, each a sum over the spans, as a share of the draft's characters."""
    copied = sum(_length(span) for span in found)
    quoted = sum(_length(span) for span in found if {"quotation", "citation"} & {*span.marks})
    worn = sum(_length(span) for span in found if "set_phrase" in span.marks)
    largest = max((each.copied_chars for each in source_reports(found)), default=0)
    by_class: dict[str, int] = defaultdict(int)
    for span in found:
        by_class[span.span_class] += _length(span)
    size = max(len(draft), 1)
    return Figures(
        characters=len(draft),
        copied_chars=copied,
        copy_share=copied / size,
        without_quotations=(copied - quoted) / size,
        without_set_phrases=(copied - worn) / size,
        largest_source_share=largest / size,
        by_class=dict(by_class),
        set_phrase_chars=set_phrase_chars,
    )


def _length(span: CheckSpan) -> int:
    return span.end - span.start
