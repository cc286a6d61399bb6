"""One set of drafts with its truth, over one corpus, on which ways to find near-copies are tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.engine import Engine
from index.nearcopy.findings import Examination
from index.types import CheckOptions
from scripts.evaluation.measures import Scores
from scripts.evaluation.nearcopy_scores import Detection, nearcopy_scores
from scripts.evaluation.run_nearcopy import SPANS_ONLY, as_detection
from scripts.evaluation.sources import Complain, Sources, read_drafts
from scripts.evaluation.truth import Case, read_truth

CLASSES = ("verbatim", "edited", "reordered", "paraphrased", "translated", "quotation")


@dataclass(frozen=True)
class Trial:
    """Drafts by file name and what was planted in them."""

    name: str
    drafts: Mapping[str, str]
    cases: Sequence[Case]

    def examined(self, engine: Engine) -> dict[str, Examination]:
        """Each draft examined as the engine is now."""
        return {name: engine.examine(text) for name, text in self.drafts.items()}

    def reported(
        self,
        engine: Engine,
        sources: Sources,
        examined: Mapping[str, Examination],
        options: CheckOptions = SPANS_ONLY,
    ) -> Scores:
        """The figures of examinations under some options."""
        found = []
        for name, examination in examined.items():
            planted = [case.place for case in self.cases if case.place.draft == name]
            spans = engine.report(examination, options).spans
            found += [as_detection(name, span, sources, planted) for span in spans]
        return self.scores(found)

    def scores(self, found: Sequence[Detection], *, classes: bool = True) -> Scores:
        """A row of figures: plagdet of each class, all four measures over all, right classes, clean text flagged.

        :param classes: Whether the detections know their classes.
        """
        scores = nearcopy_scores(self.cases, found, {name: len(text) for name, text in self.drafts.items()})
        by_class = {each: scores.classes[each].plagdet if each in scores.classes else None for each in CLASSES}
        return {
            **by_class,
            "all": scores.overall.plagdet,
            "precision": scores.overall.precision,
            "recall": scores.overall.recall,
            "granularity": scores.overall.granularity,
            "right class": scores.class_accuracy if classes else None,
            "flagged": scores.flagged_share,
        }


def read_trial(folder: Path, complain: Complain) -> Trial:
    """Read ``drafts/`` and ``truth.jsonl`` of a folder.

    :raises DataError: If they are not as they should be.
    """
    drafts = read_drafts(folder / "drafts", complain)
    return Trial(folder.resolve().name, drafts, read_truth(folder / "truth.jsonl", drafts))
