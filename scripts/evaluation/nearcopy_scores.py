"""What a check found, held against what was planted: PAN measures by class, right classes, clean text flagged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scripts.evaluation.pan import (
    Annotation,
    PanScores,
    Range,
    covered,
    granularity,
    macro_recall,
    matching,
    overlap,
    score,
)
from scripts.evaluation.truth import QUOTATION, Case


@dataclass(frozen=True, slots=True)
class Detection:
    """A span that the check reported; ``label`` is its class, ``quoted`` whether it was marked as a quotation."""

    place: Annotation
    label: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class NearcopyScores:
    """``class_accuracy`` is None without a case, ``flagged_share`` without a clean draft."""

    classes: Mapping[str, PanScores]
    overall: PanScores
    class_accuracy: float | None
    flagged_share: float | None


def nearcopy_scores(
    cases: Sequence[Case], detections: Sequence[Detection], characters: Mapping[str, int]
) -> NearcopyScores:
    """All figures of one run.

    :param characters: The length of every draft by its name; a draft without a case is clean.
    """
    planted = {case.place.draft for case in cases}
    clean = [draft for draft in characters if draft not in planted]
    flagged = [(detection.place.draft, detection.place.draft_range) for detection in detections]
    return NearcopyScores(
        classes={
            label: class_scores(label, cases, detections) for label in dict.fromkeys(case.label for case in cases)
        },
        overall=score([case.place for case in cases], [detection.place for detection in detections]),
        class_accuracy=class_accuracy(cases, detections),
        flagged_share=flagged_share(flagged, {draft: characters[draft] for draft in clean}),
    )


def class_scores(label: str, cases: Sequence[Case], detections: Sequence[Detection]) -> PanScores:
    """The PAN measures of one class.

    Recall and granularity are over the cases of the class. Precision is over the detections that overlap such a case,
    and over those that overlap no case at all and claim the class: a false alarm is charged to the class it claims,
    once. What a detection covers of a neighbouring case of another class is not held against it.
    """
    everything = {case.place for case in cases}
    mine = {case.place for case in cases if case.label == label}
    found = {detection.place for detection in detections}
    matches = matching(found, everything)
    false_alarms = {one.place for one in detections if not matches[one.place] and _claim(one) == label}
    charged = {place for place in found if mine.intersection(matches[place])} | false_alarms
    precision = macro_recall(charged, everything) if charged else 0.0
    return PanScores.of(precision, macro_recall(mine, found), granularity(mine, found))


def _claim(detection: Detection) -> str:
    return QUOTATION if detection.quoted else detection.label


def class_accuracy(cases: Sequence[Case], detections: Sequence[Detection]) -> float | None:
    """The share of the detected cases to which the check gave the right class.

    A case's class is the one that most of its detected draft characters were given. A quotation is right when it was
    marked as one, whatever its class; for the other classes only the class counts. 0 when no case was detected,
    None when there are none.
    """
    if not cases:
        return None
    verdicts = [given == case.label for case in cases if (given := _given_label(case, detections)) is not None]
    return sum(verdicts) / len(verdicts) if verdicts else 0.0


def _given_label(case: Case, detections: Sequence[Detection]) -> str | None:
    characters: Counter[str] = Counter()
    for one in detections:
        if one.place.overlaps(case.place):
            label = _claim(one) if case.label == QUOTATION else one.label
            characters[label] += overlap(one.place.draft_range, case.place.draft_range)
    return characters.most_common(1)[0][0] if characters else None


def flagged_share(flagged: Sequence[tuple[str, Range]], characters: Mapping[str, int]) -> float | None:
    """The share of the drafts' characters that lies in a reported span, whatever its marks.

    :param flagged: Draft and range of each span; those of other drafts do not count.
    :param characters: The length of each draft that is asked about.
    """
    total = sum(characters.values())
    if not total:
        return None
    return sum(covered(one for draft, one in flagged if draft == name) for name in characters) / total
