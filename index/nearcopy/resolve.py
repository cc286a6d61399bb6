"""Which findings count, and which of them each character of the draft belongs to."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import islice, takewhile
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from index.nearcopy.findings import Finding, Range
from index.types import CheckOptions, Sensitivity

# Evidence that a finding needs, in nats, where nothing else in the draft was borrowed. Tuned on the hand-written
# drafts' tuning half; those for words at low and normal were then raised by what eleven provincial reports share, with
# both halves in sight (docs/quality.md).
WORDS_NATS: dict[Sensitivity, float] = {"low": 52.0, "normal": 42.0, "high": 24.0}
# … and for each word, since long stretches on one subject have some evidence anyhow. Of what the drafts copied by
# words nineteen in twenty have 1.0; of what provincial reports of one year share, half have less than 0.85.
NATS_A_WORD: dict[Sensitivity, float] = {"low": 1.0, "normal": 0.85, "high": 0.0}
# What is mostly the same needs no such proportion: the longer the other side, the less each common word says.
_MOSTLY_SAME = 0.6
MEANING_NATS: dict[Sensitivity, float] = {"low": 8.0, "normal": 6.0, "high": 4.5}
# A translation shares no words by accident, so that it needs less.
TRANSLATED_LESS = 2.0
# With an exact run as long as the options ask for in it no more than this is needed.
_RUN_NATS = 22.0
# What speaks for a finding before it is looked at: other findings in the same document, and in the draft.
SAME_DOCUMENT_NATS = 2.0
BORROWED_DRAFT_NATS = 2.0
_MANY_FINDINGS = 4
# The least evidence that ever counts, so that all findings above it are kept in an examination.
LEAST_NATS = {
    "words": min(WORDS_NATS["high"], _RUN_NATS) - SAME_DOCUMENT_NATS - BORROWED_DRAFT_NATS,
    "meaning": MEANING_NATS["high"] - TRANSLATED_LESS - SAME_DOCUMENT_NATS - BORROWED_DRAFT_NATS,
}
# Equal findings only are equal in all of these.
_IN_ORDER = attrgetter(*(each.name for each in fields(Finding)))
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
    """The findings that count under these options, in draft order, none overlapping another.

    Those that count at a lower sensitivity come first, so that a higher one only ever adds to what is flagged; exact
    runs come last, for what no other finding explains.
    """
    wanted = [each for each in findings if each.span_class in options.classes and _long_enough(each, options)]
    levels = [_counting(wanted, replace(options, sensitivity=each)) for each in _upto(options.sensitivity)]
    level = np.sum([~each for each in levels], axis=0)
    order = [(each.basis == "run", missed, *_rank(each)) for each, missed in zip(wanted, level.tolist(), strict=True)]
    ranked = sorted(np.flatnonzero(levels[-1]).tolist(), key=order.__getitem__)
    counting = [wanted[at] for at in ranked]
    taken: list[Range] = []
    kept: list[Finding] = []
    for each in counting:
        rests = _rests(each, taken, options)
        for rest in rests:
            insort(taken, rest.draft)
        kept += rests
    beside = _Alternatives(counting)
    return sorted((Resolved(each, beside.of(each)) for each in kept), key=lambda one: one.finding.draft)


def _upto(sensitivity: Sensitivity) -> Sequence[Sensitivity]:
    every: tuple[Sensitivity, ...] = ("low", "normal", "high")
    return every[: every.index(sensitivity) + 1]


def _rank(finding: Finding) -> tuple[object, ...]:
    """The strongest first, whatever the order they come in."""
    return -finding.nats, *_IN_ORDER(finding)


def _long_enough(finding: Finding, options: CheckOptions) -> bool:
    if finding.basis == "run" and finding.run < options.min_run_chars:
        return False
    return min(finding.length, finding.source[1] - finding.source[0]) >= options.min_span_chars


def _counting(findings: Sequence[Finding], options: CheckOptions) -> NDArray[np.bool_]:
    """Which have enough evidence, shape (n,); the more a draft is known to borrow, the less is enough.

    Each finding that counts can only let others count, so that the order of looking does not matter.
    """
    missing = np.array([_needed(each, options) - each.nats for each in findings])
    documents = np.array([each.document_id for each in findings])
    counts = np.zeros(len(findings), dtype=bool)
    while True:
        borrowed = BORROWED_DRAFT_NATS * min(int(counts.sum()), _MANY_FINDINGS) / _MANY_FINDINGS
        beside = np.isin(documents, documents[counts])
        more = missing <= borrowed + SAME_DOCUMENT_NATS * beside
        if (more == counts).all():
            return counts
        counts = more


def _needed(finding: Finding, options: CheckOptions) -> float:
    if finding.basis == "run":
        return 0.0
    if finding.basis == "meaning":
        return MEANING_NATS[options.sensitivity] - TRANSLATED_LESS * (finding.span_class == "translated")
    exact = finding.run >= options.min_run_chars
    least = min(WORDS_NATS[options.sensitivity], _RUN_NATS) if exact else WORDS_NATS[options.sensitivity]
    dense = finding.similarity >= _MOSTLY_SAME or finding.nats >= NATS_A_WORD[options.sensitivity] * finding.words
    return least if dense else np.inf


def _rests(finding: Finding, taken: Sequence[Range], options: CheckOptions) -> list[Finding]:
    """What stronger findings leave of one: of one by meaning all, most of it in one piece, or nothing; of an exact
    run what is still one.

    :param taken: Ranges of the draft that belong to others, in order, apart from one another.
    """
    free = list(_free(finding.draft, taken))
    if free == [finding.draft]:
        return [finding]
    least = {
        "run": options.min_run_chars * finding.length / finding.run if finding.run else finding.length,
        "words": min(_LEAST_REST, finding.length),
        "meaning": _MOST * finding.length,
    }[finding.basis]
    rests = [_cut(finding, *part) for part in free if part[1] - part[0] >= least]
    return [rest for rest in rests if finding.basis != "words" or rest.nats >= _REST_NATS]


def _free(part: Range, taken: Sequence[Range]) -> Iterator[Range]:
    """What of a range lies in none of those taken."""
    start, end = part
    first = max(bisect_right(taken, part) - 1, 0)
    for other in takewhile(lambda each: each[0] < end, islice(taken, first, None)):
        if start < other[0]:
            yield start, other[0]
        start = max(start, other[1])
    if start < end:
        yield start, end


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


class _Alternatives:
    """Finds the other documents that a stretch may have come from."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self._findings = sorted(findings, key=_rank)
        findings = self._findings
        self._draft = np.array([each.draft for each in findings], dtype=np.int64).reshape(-1, 2)
        self._documents = np.array([each.document_id for each in findings], dtype=np.int64)

    def of(self, finding: Finding) -> tuple[Finding, ...]:
        """The best finding of each other document over at least half of a stretch."""
        start, end = finding.draft
        shared = np.minimum(self._draft[:, 1], end) - np.maximum(self._draft[:, 0], start)
        over = np.flatnonzero((2 * shared >= end - start) & (self._documents != finding.document_id))
        best: dict[int, Finding] = {}
        for at in over.tolist():
            best.setdefault(self._findings[at].document_id, self._findings[at])
        return tuple(best.values())
