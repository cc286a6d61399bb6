"""The check of a draft: examined once against the corpus, then reported under any options."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from corpus.language import detect
from corpus.normal import Folded, skeleton
from corpus.store import DocumentInfo, Store, lookup
from index.align import equal_runs
from index.fingerprint import FingerprintIndex, pack
from index.nearcopy.findings import Examination, Finding
from index.report import Source, report
from index.types import CheckOptions, CheckReport, CheckSpan, Filters, Hit, ParagraphReport

Nearest = Callable[[Sequence[str], int, Filters], Sequence[tuple[Hit, ...]]]
# Called with the steps done and all steps of an examination.
Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

_PARAGRAPH = re.compile(r"[^\s][^\r\n\f\v\u2028\u2029]*")
# A paragraph shorter than this has no subject of its own to find neighbours for (a salutation, 一、).
_SHORTEST_PARAGRAPH = 10


class Checker:
    """Compares drafts with the documents of a store."""

    def __init__(self, store: Store, index: FingerprintIndex, nearest: Nearest) -> None:
        self.store = store
        self.index = index
        self.nearest = nearest

    def examine(
        self,
        draft: str,
        filters: Filters = Filters(),
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Examination:
        """Find all that a draft may have borrowed from the documents within the filters.

        :raises CancelledError: If ``cancelled`` says so.
        """
        folded = skeleton(draft)
        with self.store.reading() as connection:
            within = np.array(lookup.documents_within(connection, filters), dtype=np.int64) if filters else None
            seeds = self.index.seeds(folded.text, within)
            found: list[Finding] = []
            for document_id, source in self.sources(np.unique(seeds.document).tolist()).items():
                here = seeds.document == document_id
                pairs = zip(seeds.draft[here].tolist(), seeds.source[here].tolist(), strict=True)
                found += _runs(folded, skeleton(source.text), pairs, document_id)
        return Examination(draft, tuple(found), ())

    def report(self, examination: Examination, options: CheckOptions) -> CheckReport:
        """What counts of an examination under these options."""
        sources = self.sources({each.document_id for each in examination.findings})
        return report(
            examination, options, sources, self.store.heading_path, self._paragraphs(examination.draft, options)
        )

    def sources(self, document_ids: Iterable[int]) -> dict[int, Source]:
        """Those of the documents that there are, with their texts."""
        infos = self.store.document_infos(list(document_ids))
        return {each: Source(info, self.store.document_text(each) or "") for each, info in infos.items()}

    def _paragraphs(self, draft: str, options: CheckOptions) -> list[ParagraphReport]:
        paragraphs = [match.span() for match in _PARAGRAPH.finditer(draft)]
        asked = [at for at in paragraphs if at[1] - at[0] >= _SHORTEST_PARAGRAPH] if options.nearest else []
        hits = self.nearest([draft[start:end] for start, end in asked], options.nearest, options.filters)
        neighbours = dict(zip(asked, hits, strict=True))
        return [ParagraphReport(*at, 0, neighbours.get(at, ())) for at in paragraphs]


def compare(draft: str, source: str, options: CheckOptions) -> tuple[CheckSpan, ...]:
    """What of a draft comes from one source, which need not be stored and stands as document 0."""
    folded, other = skeleton(draft), skeleton(source)
    seeds = FingerprintIndex([(0, pack(other.text))]).seeds(folded.text)
    found = _runs(folded, other, zip(seeds.draft.tolist(), seeds.source.tolist(), strict=True), 0)
    sources = {0: Source(_loose(source), source)}
    return report(Examination(draft, tuple(found), ()), options, sources, lambda *_: ()).spans


def _runs(draft: Folded, source: Folded, seeds: Iterable[tuple[int, int]], document_id: int) -> list[Finding]:
    return [
        Finding(
            draft.original(run.start, run.end),
            document_id,
            source.original(run.source_start, run.source_start + run.length),
            "verbatim",
            2.0 * run.length,
            1.0,
            run.length,
        )
        for run in equal_runs(draft.text, source.text, seeds, 8, document_id)
    ]


def _loose(text: str) -> DocumentInfo:
    """A text that is no document of the corpus."""
    return DocumentInfo(
        id=0, title="", kind="", organ="", level="", year=None, language=detect(text), collection="", source="",
        source_start=0, source_end=len(text), tags=(), metadata={}, corrected=(), characters=len(text), passages=0,
        added_at="",
    )  # fmt: skip
