"""The check of a draft: equal runs with the corpus, and for each paragraph the passages nearest to it.

This first version knows one class, verbatim; the shape of its report is the final one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from corpus.language import detect
from corpus.normal import skeleton
from corpus.store import DocumentInfo, Store, lookup
from index.align import Run, assign, equal_runs
from index.fingerprint import FingerprintIndex, Seeds, pack
from index.report import Source, figures, overlap, source_reports, spans
from index.types import CheckOptions, CheckReport, CheckSpan, Filters, Hit, ParagraphReport

Nearest = Callable[[Sequence[str], int, Filters], Sequence[tuple[Hit, ...]]]

_PARAGRAPH = re.compile(r"[^\s][^\r\n\f\v\u2028\u2029]*")
# A paragraph shorter than this has no subject of its own to find neighbours for (a salutation, 一、).
_SHORTEST_PARAGRAPH = 10


class Checker:
    """Compares drafts with the documents of a store."""

    def __init__(self, store: Store, index: FingerprintIndex, nearest: Nearest) -> None:
        self.store = store
        self.index = index
        self.nearest = nearest

    def check(self, draft: str, options: CheckOptions) -> CheckReport:
        """Every equal run of the draft with a document, the figures over them, and each paragraph's neighbours."""
        folded = skeleton(draft)
        with self.store.reading() as connection:
            within = None
            if options.filters:
                within = np.array(lookup.documents_within(connection, options.filters), dtype=np.int64)
            seeds = self.index.seeds(folded.text, within)
            sources = self._sources(np.unique(seeds.document).tolist())
            runs = _runs(folded.text, seeds, options.min_run_chars, sources)
            found = spans(draft, folded, assign(runs, options.min_run_chars), sources, self.store.heading_path)
        return self._report(draft, found, options)

    def _sources(self, document_ids: Sequence[int]) -> dict[int, Source]:
        """The documents, with their texts, that share a fingerprint with the draft."""
        infos = self.store.document_infos(document_ids)
        texts = {each: self.store.document_text(each) or "" for each in infos}
        return {each: Source(info, texts[each], skeleton(texts[each])) for each, info in infos.items()}

    def _report(self, draft: str, found: Sequence[CheckSpan], options: CheckOptions) -> CheckReport:
        paragraphs = [match.span() for match in _PARAGRAPH.finditer(draft)]
        asked = [at for at in paragraphs if at[1] - at[0] >= _SHORTEST_PARAGRAPH] if options.nearest else []
        hits = self.nearest([draft[start:end] for start, end in asked], options.nearest, options.filters)
        neighbours = dict(zip(asked, hits, strict=True))
        return CheckReport(
            spans=tuple(found),
            paragraphs=tuple(
                ParagraphReport(start, end, overlap(found, start, end), neighbours.get((start, end), ()))
                for start, end in paragraphs
            ),
            sources=source_reports(found),
            figures=figures(draft, found),
        )


def compare(draft: str, source: str, options: CheckOptions) -> tuple[CheckSpan, ...]:
    """The equal runs of two texts; the source need not be stored and stands as document 0."""
    folded, sources = skeleton(draft), {0: Source(_loose(source), source, skeleton(source))}
    seeds = FingerprintIndex([(0, pack(sources[0].folded.text))]).seeds(folded.text)
    runs = _runs(folded.text, seeds, options.min_run_chars, sources)
    return spans(draft, folded, assign(runs, options.min_run_chars), sources, lambda *_: ())


def _runs(draft: str, seeds: Seeds, shortest: int, sources: dict[int, Source]) -> list[Run]:
    runs: list[Run] = []
    for document_id, source in sources.items():
        here = seeds.document == document_id
        pairs = zip(seeds.draft[here].tolist(), seeds.source[here].tolist(), strict=True)
        runs += equal_runs(draft, source.folded.text, pairs, shortest, document_id)
    return runs


def _loose(text: str) -> DocumentInfo:
    """A text that is no document of the corpus."""
    return DocumentInfo(
        id=0, title="", kind="", organ="", level="", year=None, language=detect(text), collection="", source="",
        source_start=0, source_end=len(text), tags=(), metadata={}, corrected=(), characters=len(text), passages=0,
        added_at="",
    )  # fmt: skip
