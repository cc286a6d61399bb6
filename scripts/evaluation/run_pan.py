"""The comparison of two texts measured on data in PAN's layout, each pair as given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.engine import Engine
from index.types import CheckOptions
from scripts.evaluation.measures import Scores
from scripts.evaluation.nearcopy_scores import flagged_share
from scripts.evaluation.pan import Annotation, PanScores, score
from scripts.evaluation.pan_xml import PanData, PanPair, write_detections
from scripts.evaluation.progress import batches
from scripts.evaluation.report import Table, percent

# PAN plants whole passages, and its systems leave out what is short (Sanchez-Perez et al. 2014: under 150 characters;
# of 120, 150 and 180 the last is best on the even pairs of the training part). Its texts are of one language and keep
# words, so that nothing needs to be encoded.
OPTIONS = CheckOptions(min_span_chars=180, sensitivity="high")


@dataclass(frozen=True, slots=True)
class PanResult:
    """The figures of one folder. ``kinds`` are those with a true case; the other pairs are clean."""

    name: str
    pairs: int
    cases: int
    kinds: Mapping[str, PanScores]
    overall: PanScores
    flagged_share: float | None

    def figures(self) -> dict[str, Any]:
        """The same shape as a run on planted drafts, with PAN's kinds as the classes."""
        return {
            "classes": {kind: scores.figures() for kind, scores in self.kinds.items()},
            "overall": self.overall.figures(),
            "clean": {"flagged_share": self.flagged_share},
            "pairs": self.pairs,
            "cases": self.cases,
        }

    def table(self) -> Table:
        """A row for each kind, and the overall one."""
        clean = percent(self.flagged_share)
        title = f"near-copies · {self.name} · {self.pairs} pairs · {self.cases} cases · clean text flagged {clean}"
        rows: dict[str, Scores] = {kind: scores.figures() for kind, scores in self.kinds.items()}
        return Table(title, {**rows, "overall": self.overall.figures()})


def run_pan(engine: Engine, data: PanData, write_to: Path | None = None) -> PanResult:
    """Compare every pair and score each kind by itself, and all of them together.

    :param write_to: Where to write the detections, a folder a kind as the truth has it, for PAN's own script.
    """
    truth: dict[PanPair, frozenset[Annotation]] = {pair: data.truth(pair) for pair in data.pairs}
    found: dict[PanPair, frozenset[Annotation]] = {}
    lengths: dict[str, int] = {}
    for batch in batches(data.pairs, 1, data.folder.name):
        for pair in batch:
            text = data.draft_text(pair)
            found[pair] = detect(engine, pair, text, data.source_text(pair))
            if not truth[pair]:
                lengths[_key(pair)] = len(text)
            if write_to is not None:
                write_detections(write_to / pair.kind / pair.file_name, pair.draft, found[pair])
    kinds = dict.fromkeys(pair.kind for pair in data.pairs if truth[pair])
    flagged = [(_key(pair), one.draft_range) for pair, detections in found.items() for one in detections]
    return PanResult(
        data.folder.resolve().name,
        len(data.pairs),
        len(frozenset().union(*truth.values())),
        {kind: score(_of(kind, truth), _of(kind, found)) for kind in kinds},
        score(_of(None, truth), _of(None, found)),
        flagged_share(flagged, lengths),
    )


def detect(engine: Engine, pair: PanPair, draft: str, source: str) -> frozenset[Annotation]:
    """The spans of a draft that come from a source, as PAN writes them."""
    return frozenset(
        Annotation(pair.draft, (span.start, span.end), pair.source, (span.source.start, span.source.end))
        for span in engine.compare(draft, source, OPTIONS, by_meaning=False).spans
    )


def _key(pair: PanPair) -> str:
    return f"{pair.kind}/{pair.file_name}"


def _of(kind: str | None, annotations: Mapping[PanPair, frozenset[Annotation]]) -> frozenset[Annotation]:
    """The annotations of one kind's pairs, or of all."""
    return frozenset().union(*(found for pair, found in annotations.items() if kind in (None, pair.kind)))
