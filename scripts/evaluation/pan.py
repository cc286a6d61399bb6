"""The measures of Potthast, Stein, Barrón-Cedeño, Rosso: An Evaluation Framework for Plagiarism Detection (2010).

Character level, macro-averaged: every case counts the same for recall and every detection for precision, however
long. A detection counts for a case only when it overlaps it in the draft and in the source; what counts then are the
characters of both sides. Granularity is the mean number of detections of a detected case (1 is best), and
plagdet = F1 / log2(1 + granularity). The empty cases follow PAN's own script: nothing to find and nothing found is 1,
one of the two missing is 0, and a granularity without detected cases is 1.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Annotation:
    """A stretch of a draft and the stretch of a source it comes from: a true case, or a detection.

    Ranges are half-open, not empty, in code points of the decoded files.
    """

    draft: str
    draft_range: Range
    source: str
    source_range: Range

    def overlaps(self, other: Annotation) -> bool:
        """Whether the two share characters in the same draft and in the same source."""
        return (
            (self.draft, self.source) == (other.draft, other.source)
            and overlap(self.draft_range, other.draft_range) > 0
            and overlap(self.source_range, other.source_range) > 0
        )


@dataclass(frozen=True, slots=True)
class PanScores:
    """Precision, recall and plagdet in [0, 1]; granularity from 1 up."""

    precision: float
    recall: float
    granularity: float
    plagdet: float

    @classmethod
    def of(cls, precision: float, recall: float, granularity: float) -> PanScores:
        """The three with the plagdet that follows from them."""
        return cls(precision, recall, granularity, plagdet(precision, recall, granularity))

    def figures(self) -> dict[str, float | None]:
        """The four by name, for tables and JSON."""
        return asdict(self)


def overlap(first: Range, second: Range) -> int:
    """How many characters two ranges share."""
    return max(0, min(first[1], second[1]) - max(first[0], second[0]))


def covered(ranges: Iterable[Range]) -> int:
    """How many characters the ranges cover together, each counted once."""
    total, reached = 0, 0
    for start, end in sorted(ranges):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def score(cases: Collection[Annotation], detections: Collection[Annotation]) -> PanScores:
    """All four measures; an annotation given twice counts once, as in PAN's script."""
    cases, detections = set(cases), set(detections)
    return PanScores.of(
        macro_recall(detections, cases), macro_recall(cases, detections), granularity(cases, detections)
    )


def macro_recall(cases: Collection[Annotation], detections: Collection[Annotation]) -> float:
    """The mean over the cases of the share of their characters, both sides together, that detections cover.

    With the two arguments swapped this is the precision.
    """
    if not cases or not detections:
        return 1.0 if not cases and not detections else 0.0
    matches = matching(cases, detections)
    return math.fsum(_share_found(case, matches[case]) for case in cases) / len(cases)


def granularity(cases: Collection[Annotation], detections: Collection[Annotation]) -> float:
    """The mean number of detections of a detected case; 1 when none is detected."""
    counts = [len(found) for found in matching(cases, detections).values() if found]
    return sum(counts) / len(counts) if counts else 1.0


def plagdet(precision: float, recall: float, granularity: float) -> float:
    """F1 / log2(1 + granularity)."""
    if precision + recall == 0:
        return 0.0
    return 2 * precision * recall / (precision + recall) / math.log2(1 + granularity)


def matching(
    annotations: Collection[Annotation], others: Collection[Annotation]
) -> Mapping[Annotation, list[Annotation]]:
    """For each annotation the others that overlap it on both sides."""
    by_texts: dict[tuple[str, str], list[Annotation]] = defaultdict(list)
    for other in others:
        by_texts[other.draft, other.source].append(other)
    return {
        one: [other for other in by_texts.get((one.draft, one.source), ()) if one.overlaps(other)]
        for one in annotations
    }


def _share_found(case: Annotation, found: Collection[Annotation]) -> float:
    """The share of the case's characters on both sides that the overlapping annotations cover."""
    in_draft = covered(_cut(one.draft_range, case.draft_range) for one in found)
    in_source = covered(_cut(one.source_range, case.source_range) for one in found)
    return (in_draft + in_source) / (_length(case.draft_range) + _length(case.source_range))


def _cut(one: Range, to: Range) -> Range:
    return max(one[0], to[0]), min(one[1], to[1])


def _length(one: Range) -> int:
    return one[1] - one[0]
