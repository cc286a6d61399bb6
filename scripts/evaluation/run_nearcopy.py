"""The draft check measured on planted near-copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.engine import Engine
from index.types import CheckOptions, CheckSpan
from scripts.evaluation.measures import Scores
from scripts.evaluation.nearcopy_scores import Detection, NearcopyScores, nearcopy_scores
from scripts.evaluation.pan import Annotation
from scripts.evaluation.progress import batches, counter
from scripts.evaluation.report import Table, percent
from scripts.evaluation.sources import Sources
from scripts.evaluation.truth import Case

# The nearest passages of each paragraph take most of a check's time, and no measure looks at them.
SPANS_ONLY = CheckOptions(nearest=0)


@dataclass(frozen=True, slots=True)
class NearcopyResult:
    """The figures of one run, and what it was measured on."""

    name: str
    drafts: int
    cases: int
    scores: NearcopyScores

    def figures(self) -> dict[str, Any]:
        """PAN measures by class and overall, the share of right classes, and what was flagged of clean drafts."""
        return {
            "classes": {label: scores.figures() for label, scores in self.scores.classes.items()},
            "overall": self.scores.overall.figures(),
            "class_accuracy": self.scores.class_accuracy,
            "clean": {"flagged_share": self.scores.flagged_share},
            "drafts": self.drafts,
            "cases": self.cases,
        }

    def table(self) -> Table:
        """A row for each class, and the overall one."""
        scores = self.scores
        title = (
            f"near-copies · {self.name} · {self.drafts} drafts · {self.cases} cases · "
            f"right class {percent(scores.class_accuracy)} · clean text flagged {percent(scores.flagged_share)}"
        )
        rows: dict[str, Scores] = {label: each.figures() for label, each in scores.classes.items()}
        return Table(title, {**rows, "overall": scores.overall.figures()})


def run_nearcopy(
    engine: Engine, name: str, sources: Sources, drafts: Mapping[str, str], cases: Sequence[Case]
) -> NearcopyResult:
    """Put the sources into an empty engine, check every draft against them, and hold the spans against the truth.

    :param drafts: Text of each draft by its file name.
    """
    with counter("corpus") as show:
        engine.put_many(sources.files, show)
    detections: list[Detection] = []
    for batch in batches(list(drafts.items()), 1, name):
        for draft, text in batch:
            planted = [case.place for case in cases if case.place.draft == draft]
            detections += [as_detection(draft, span, sources, planted) for span in engine.check(text, SPANS_ONLY).spans]
    characters = {draft: len(text) for draft, text in drafts.items()}
    return NearcopyResult(name, len(drafts), len(cases), nearcopy_scores(cases, detections, characters))


def as_detection(draft: str, span: CheckSpan, sources: Sources, planted: Sequence[Annotation]) -> Detection:
    """A span as a detection in terms of files.

    Wording often stands in several sources: the same text in two files, an article in both versions of a regulation.
    The check names them all, the truth names one of them; the place that meets the truth is taken, otherwise the
    place named first.
    """
    places = [
        Annotation(draft, (span.start, span.end), place.file_name, (place.start + side.start, place.start + side.end))
        for side in (span.source, *span.alternatives)
        for place in sources.places(side.document)
    ]
    met = next((place for place in places if any(place.overlaps(case) for case in planted)), places[0])
    return Detection(met, span.span_class, "quotation" in span.marks)
