"""The check of a draft: examined once against the corpus, then reported under any options."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from corpus.language import detect
from corpus.store import DocumentInfo, Store
from index.effort import MOST_STEPS, effort
from index.examine import Examiner
from index.nearcopy.anew import Anew
from index.nearcopy.findings import Examination
from index.nearcopy.setphrases import wear
from index.nearcopy.twotexts import findings_between
from index.report import Source, report
from index.types import CheckOptions, CheckReport, Filters, Hit, ParagraphReport

Nearest = Callable[[Sequence[str], int, Filters], Sequence[tuple[Hit, ...]]]

_PARAGRAPH = re.compile(r"[^\s][^\r\n\f\v\u2028\u2029]*")
# A paragraph shorter than this has no subject of its own to find neighbours for (a salutation, 一、).
_SHORTEST_PARAGRAPH = 10


class Checker:
    """Reports on drafts that were examined against the documents of a store."""

    def __init__(self, store: Store, examiner: Examiner, nearest: Nearest) -> None:
        self.store = store
        self.examine = examiner.examine
        self.nearest = nearest

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


def compare(
    draft: str, source: str, options: CheckOptions, anew: Anew | None, cancelled: Callable[[], bool] | None = None
) -> CheckReport:
    """What of a draft comes from one source, which need not be stored and stands as document 0; set phrases by the
    public background.

    :param anew: None compares by words only.
    :raises CancelledError: If ``cancelled`` says so.
    """
    with effort(cancelled, MOST_STEPS) as work:
        found = findings_between(draft, source, anew)
        examination = Examination(draft, tuple(found), wear(draft).stretches(), tuple(sorted(work.limits)))
        return report(examination, options, {0: Source(_loose(source), source)}, lambda *_: ())


def _loose(text: str) -> DocumentInfo:
    """A text that is no document of the corpus."""
    return DocumentInfo(
        id=0, title="", kind="", organ="", level="", year=None, language=detect(text), collection="", source="",
        source_start=0, source_end=len(text), tags=(), metadata={}, corrected=(), characters=len(text), passages=0,
        added_at="",
    )  # fmt: skip
