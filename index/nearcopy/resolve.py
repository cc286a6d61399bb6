"""Which findings count, and which of them each character of the draft belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.nearcopy.findings import Finding
from index.types import CheckOptions, Sensitivity

# Evidence that a finding needs, in nats, where nothing else in the draft was borrowed. Tuned on the hand-written
# drafts' tuning half (docs/quality.md).
WORDS_NATS: dict[Sensitivity, float] = {"low": 45.0, "normal": 36.0, "high": 24.0}
MEANING_NATS: dict[Sensitivity, float] = {"low": 8.0, "normal": 6.0, "high": 4.5}
# A translation shares no words by accident, so that it needs less.
TRANSLATED_LESS = 2.0
# What speaks for a finding before it is looked at: other findings in the same document, and in the draft.
SAME_DOCUMENT_NATS = 2.0
BORROWED_DRAFT_NATS = 2.0
_MANY_FINDINGS = 4
# The least evidence that ever counts, so that all findings above it are kept in an examination.
LEAST_NATS = {
    "words": WORDS_NATS["high"] - SAME_DOCUMENT_NATS - BORROWED_DRAFT_NATS,
    "meaning": MEANING_NATS["high"] - TRANSLATED_LESS - SAME_DOCUMENT_NATS - BORROWED_DRAFT_NATS,
}
# An exact run as long as the options ask for needs no more than this.
_RUN_NATS = 22.0
# What another finding leaves of a span is a span of its own from this length and evidence on …
_LEAST_REST, _REST_NATS = 10, 8.0
# … or when it is so much of a span by meaning, which says nothing of its parts.
_MOST = 0.6


@dataclass(frozen=True, slots=True)
class Resolved:
    """A finding that counts, and the findings in other documents that the same stretch may have come from."""

    finding: Finding
    others: tuple[Finding, ...]


def resolve(findings: Iterable[Finding], options: CheckOptions) -> list[Resolved]:
    """The findings that count under these options, in draft order, none overlapping another."""
    wanted = [each for each in findings if each.span_class in options.classes and _long_enough(each, options)]
    counting = _counting(wanted, options)
    kept: list[Resolved] = []
    for each in sorted(counting, key=lambda one: (-one.nats, one.document_id, one.draft)):
        rests = _rests(each, [one.finding for one in kept])
        kept += [Resolved(rest, _others(rest, counting)) for rest in rests]
    return sorted(kept, key=lambda one: one.finding.draft)


def _long_enough(finding: Finding, options: CheckOptions) -> bool:
    return min(finding.length, finding.source[1] - finding.source[0]) >= options.min_span_chars


def _counting(findings: Iterable[Finding], options: CheckOptions) -> list[Finding]:
    """Those with enough evidence, the strongest first; the more a draft is known to borrow, the less is enough."""
    waiting = sorted(findings, key=lambda one: (_needed(one, options) - one.nats, one.document_id, one.draft))
    counting: list[Finding] = []
    documents: set[int] = set()
    while True:
        borrowed = BORROWED_DRAFT_NATS * min(len(counting), _MANY_FINDINGS) / _MANY_FINDINGS
        at = next(
            (
                index
                for index, each in enumerate(waiting)
                if each.nats + borrowed + SAME_DOCUMENT_NATS * (each.document_id in documents) >= _needed(each, options)
            ),
            None,
        )
        if at is None:
            return counting
        each = waiting.pop(at)
        counting.append(each)
        documents.add(each.document_id)


def _needed(finding: Finding, options: CheckOptions) -> float:
    if finding.basis == "meaning":
        return MEANING_NATS[options.sensitivity] - TRANSLATED_LESS * (finding.span_class == "translated")
    exact = finding.run >= options.min_run_chars
    return min(WORDS_NATS[options.sensitivity], _RUN_NATS) if exact else WORDS_NATS[options.sensitivity]


def _rests(finding: Finding, taken: Sequence[Finding]) -> list[Finding]:
    """What stronger findings leave of one; of one by meaning all, most of it in one piece, or nothing."""
    free = [finding.draft]
    for other in taken:
        free = [part for each in free for part in _without(each, other.draft)]
    if free == [finding.draft]:
        return [finding]
    by_words = finding.basis == "words"
    least = min(_LEAST_REST, finding.length) if by_words else _MOST * finding.length
    rests = [_cut(finding, *part) for part in free if part[1] - part[0] >= least]
    return [rest for rest in rests if not by_words or rest.nats >= _REST_NATS]


def _without(part: tuple[int, int], taken: tuple[int, int]) -> list[tuple[int, int]]:
    if taken[1] <= part[0] or part[1] <= taken[0]:
        return [part]
    left, right = (part[0], taken[0]), (taken[1], part[1])
    return [each for each in (left, right) if each[0] < each[1]]


def _cut(finding: Finding, start: int, end: int) -> Finding:
    """A part of a finding; the source's side is cut in proportion where the order is the same."""
    if finding.span_class == "reordered":
        return replace(finding, draft=(start, end))
    begin, size = finding.source[0], finding.source[1] - finding.source[0]
    scale = size / finding.length
    first = begin + round((start - finding.draft[0]) * scale)
    last = max(begin + round((end - finding.draft[0]) * scale), first + 1)
    return replace(
        finding, draft=(start, end), source=(first, last), nats=finding.nats * (end - start) / finding.length
    )


def _others(finding: Finding, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The best finding of each other document over at least half of the stretch."""
    best: dict[int, Finding] = {}
    for other in findings:
        shared = min(other.draft[1], finding.draft[1]) - max(other.draft[0], finding.draft[0])
        if other.document_id != finding.document_id and 2 * shared >= finding.length:
            known = best.get(other.document_id)
            if known is None or known.nats < other.nats:
                best[other.document_id] = other
    return tuple(sorted(best.values(), key=lambda one: (-one.nats, one.document_id)))
