"""Kept checks, comparisons of two texts, many drafts, twins: what may be asked and what is answered."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from service.schemas.check import (
    Classes,
    DisguiseAnswer,
    FiguresAnswer,
    Limits,
    Marks,
    MinRun,
    MinSpan,
    Nearest,
    NeededEvidence,
    SetPhraseAnswer,
    SpanAnswer,
)
from service.schemas.common import Answer, Body, FiltersIn, Form, Id, LimitedText, OneOrMany, Text, exactly_one
from service.schemas.documents import MAX_OFFSET, FailedFile
from service.schemas.found import DocumentBrief

# Lifts what the check was made with.
ViewMark = Literal["quotation", "citation", "template", "set_phrase", "none"]


class ViewFields(Body):
    """Thresholds under which a kept check is shown; what is not given is as the check was made."""

    min_run_chars: MinRun | None = None
    min_span_chars: MinSpan | None = None
    sensitivity: NeededEvidence | None = None
    classes: Classes | None = None
    exclude: Annotated[tuple[ViewMark, ...], OneOrMany()] | None = Field(
        None, max_length=5, description="Marks whose spans do not count; none: all count."
    )
    nearest: Nearest = Field(0, description="Nearest passages named for each paragraph; they are looked up anew.")


class CheckView(ViewFields):
    """The same in the address; classes and exclude may be repeated."""

    model_config = ConfigDict(strict=False)


class CheckAgain(ViewFields):
    """The draft of a check that was kept without its text, and thresholds."""

    text: Text = Field(description="The draft, exactly as it was checked.")
    template: LimitedText = Field("", description="The template, if it was checked with one.")


class ChecksQuery(Form):
    """A page of the list of kept checks."""

    limit: int = Field(50, ge=1, le=1000, description="Checks on a page.")
    offset: int = Field(0, ge=0, le=MAX_OFFSET, description="Checks to skip.")


class CheckBrief(Answer):
    """A kept check in the list; figures as of its making."""

    id: str
    created_at: str = Field(description="UTC, ISO 8601.")
    name: str
    characters: int
    has_text: bool = Field(description="Whether the draft's text is kept, too.")
    figures: FiguresAnswer


class ChecksAnswer(Answer):
    """Kept checks, the newest first."""

    checks: tuple[CheckBrief, ...]
    total: int
    limit: int
    offset: int


class CompareIn(Body):
    """A draft and the text it may come from; each as a text or as a document of the corpus."""

    draft: Text | None = Field(None, description="The draft as text.")
    draft_id: Id | None = Field(None, description="The draft as a document.")
    source: Text | None = Field(None, description="What it may come from, as text.")
    source_id: Id | None = Field(None, description="What it may come from, as a document.")
    min_run_chars: MinRun = 13
    min_span_chars: MinSpan = 0
    sensitivity: NeededEvidence = "normal"
    classes: Classes = ()
    exclude: Marks = ()
    template: LimitedText = Field("", description="Its wording is marked template.")
    by_meaning: bool = Field(True, description="Whether to look for what was said anew, which takes most of the time.")

    _draft = model_validator(mode="after")(exactly_one("draft", "draft_id"))
    _source = model_validator(mode="after")(exactly_one("source", "source_id"))


class CompareAnswer(Answer):
    """The draft's spans, set phrases outside of them, disguises and figures; a source that was sent as text stands as
    document 0."""

    spans: tuple[SpanAnswer, ...]
    set_phrases: tuple[SetPhraseAnswer, ...]
    disguises: tuple[DisguiseAnswer, ...]
    figures: FiguresAnswer
    limits: Limits = ()
    took_ms: float = Field(description="Milliseconds it took here.")


class CheckResult(Answer):
    """The check that a job has made."""

    check_id: str = Field(description="Where it is: /v1/checks/{check_id}.")
    complete: bool = Field(description="False: only the draft's beginning can be seen yet.")


class DraftResult(Answer):
    """One of many drafts."""

    name: str
    characters: int
    figures: FiguresAnswer
    check_id: str | None = Field(description="Where its check is; null when checks are not kept.")


class ManyAnswer(Answer):
    """Drafts with their figures against the corpus, and with one another."""

    drafts: tuple[DraftResult, ...] = Field(description="Those examined so far, in the order they came.")
    failed: tuple[FailedFile, ...] = Field(description="Files that could not be read.")
    matrix: tuple[tuple[float, ...], ...] | None = Field(
        description="The share of each draft (row) that comes from each other one (column); null until it is known."
    )


class TwinsIn(Body):
    """Where to look for twins."""

    filters: FiltersIn = Field(FiltersIn(), description="Among which documents.")
    limit: int = Field(200, ge=1, le=1000, description="Groups answered, of documents and of passages; largest first.")


class TwinDocument(Answer):
    """A document of a group."""

    document: DocumentBrief
    similarity: float = Field(description="Fingerprints in common with the first, of those that either has.")
    equal: bool = Field(description="The same but for width, case, script variant, punctuation and blanks.")


class TwinPassage(TwinDocument):
    """A paragraph of a group; offsets into its document's text."""

    start: int
    end: int
    heading_path: tuple[str, ...]
    text: str


class TwinsAnswer(Answer):
    """Groups, the largest first; in each, the one that came first (year, then day of adding) is first."""

    documents: tuple[tuple[TwinDocument, ...], ...]
    passages: tuple[tuple[TwinPassage, ...], ...] = Field(description="Without those of documents that are twins.")
    document_groups: int = Field(description="All groups of documents.")
    passage_groups: int = Field(description="All groups of passages.")
