"""The check of a draft: what may be asked and what is answered."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from index.dismissed import Reason
from index.types import Limit, Mark, Sensitivity, SpanClass
from service.schemas.common import (
    Answer,
    AtMost,
    Body,
    FilterFields,
    FiltersIn,
    Label,
    LimitedText,
    OneOrMany,
    Text,
)
from service.schemas.found import DocumentBrief, HitAnswer, Range
from service.schemas.uploads import Files

MinRun = Annotated[int, Field(ge=4, le=200, description="The shortest run of equal characters that counts.")]
MinSpan = Annotated[int, Field(ge=0, le=10_000, description="Shorter spans, on either side, do not count.")]
Nearest = Annotated[int, Field(ge=0, le=20, description="Nearest passages named for each paragraph.")]
Classes = Annotated[
    tuple[SpanClass, ...], Field(max_length=5, description="Classes that count; all when empty."), OneOrMany()
]
Marks = Annotated[
    tuple[Mark, ...], Field(max_length=4, description="Spans with one of these marks do not count."), OneOrMany()
]
NeededEvidence = Annotated[Sensitivity, Field(description="How much evidence a span needs; high finds more.")]
Keep = Literal["no", "with_text", "without_text"]
Limits = Annotated[
    tuple[Limit, ...], Field(description="Why something may be missing: there was too much of it. None as a rule.")
]


class CheckFields(Body):
    """What counts in a check, and whether it is kept."""

    min_run_chars: MinRun = 13
    min_span_chars: MinSpan = 0
    nearest: Nearest = 3
    sensitivity: NeededEvidence = "normal"
    classes: Classes = ()
    exclude: Marks = ()
    template: LimitedText = Field("", description="A text the draft was written over; its wording is marked template.")
    keep: Keep = Field("no", description="Whether the check can be fetched again, and whether its draft is kept too.")


class CheckFileFields(FilterFields, CheckFields):
    """The same in a form, with the filters beside the rest."""

    model_config = ConfigDict(strict=False)

    template_file: Annotated[Files, Field(max_length=1)] | None = Field(None, description="The template as a file.")


class CheckUpload(CheckFileFields):
    """A draft as a file (txt, md, docx, pdf, html, odt)."""

    files: Annotated[Files, Field(max_length=1, description="The draft.")]
    background: bool | None = Field(None, description="As a job; by default when the draft is long.")


class CheckIn(CheckFields):
    """A draft as text."""

    upload = CheckUpload

    text: Text = Field(description="The draft.", examples=["对领导批示件逐件登记、逐件督办、逐件反馈。"])
    name: Label = Field("", description="What it is called.", examples=["讲话稿"])
    filters: FiltersIn = Field(FiltersIn(), description="Which documents to compare with.")
    background: bool | None = Field(None, description="As a job; by default when the draft is long.")


class CheckManyUpload(CheckFileFields):
    """Drafts as files (txt, md, docx, pdf, html, odt)."""

    files: Annotated[Files, AtMost("max_batch", "maxItems")] = Field(description="The drafts.")


class DraftIn(Body):
    """One of several drafts."""

    text: Text = Field(description="The draft.")
    name: Label = Field("", description="What it is called.")


class CheckManyIn(CheckFields):
    """Several drafts as texts."""

    upload = CheckManyUpload

    drafts: Annotated[tuple[DraftIn, ...], AtMost("max_batch", "maxItems")]
    filters: FiltersIn = Field(FiltersIn(), description="Which documents to compare with.")


class EditAnswer(Answer):
    """One step from the source's wording to the draft's."""

    op: Literal["equal", "replace", "insert", "delete"]
    draft: Range
    source: Range


class SourceAnswer(Answer):
    """The source's side of a span; offsets into the source document's text."""

    document: DocumentBrief
    start: int
    end: int
    text: str | None
    heading_path: tuple[str, ...]


class SpanAnswer(Answer):
    """A borrowed stretch of the draft; start, end and text are the draft's. Texts are null where none were kept."""

    start: int
    end: int
    text: str | None
    span_class: SpanClass = Field(serialization_alias="class")
    confidence: float
    similarity: float
    marks: tuple[str, ...] = Field(description="Any of quotation, citation, template, set_phrase.")
    edits: tuple[EditAnswer, ...]
    source: SourceAnswer
    alternatives: tuple[SourceAnswer, ...] = Field(description="Further sources of the same stretch.")


class DismissedAnswer(Answer):
    """A span that somebody does not count, and why."""

    span: SpanAnswer
    reason: Reason
    note: str


class SetPhraseAnswer(Answer):
    """A stretch of the draft that is the genre's common wording (套话)."""

    start: int
    end: int
    text: str | None
    documents: int = Field(description="Unrelated documents that carry its most common part.")


class DisguiseAnswer(Answer):
    """A trick of writing that was looked through."""

    kind: Literal["invisible", "lookalike", "spaced", "radical"]
    start: int
    end: int
    count: int = Field(description="Characters of the draft that are concerned.")


class ParagraphAnswer(Answer):
    """A paragraph of the draft and the passages nearest to it."""

    start: int
    end: int
    copied_chars: int
    nearest: tuple[HitAnswer, ...]


class SourceShare(Answer):
    """A source and the draft's characters that come from it."""

    document: DocumentBrief
    copied_chars: int
    spans: int


class FiguresAnswer(Answer):
    """The figures of a check; shares are of the draft's characters, 0 to 1."""

    characters: int
    copied_chars: int = Field(description="重复字数")
    copy_share: float = Field(description="总文字复制比")
    without_quotations: float = Field(description="去除引用复制比")
    without_set_phrases: float = Field(description="去除套话复制比")
    largest_source_share: float = Field(description="单篇最大文字复制比")
    by_class: dict[str, int] = Field(description="Characters of each class.")
    set_phrase_chars: int = Field(description="套话字数, outside of all spans.")


class DraftAnswer(Answer):
    """The draft as it was read; offsets of spans and paragraphs count in ``text``."""

    name: str = Field(description="Name of the file or of the text.")
    text: str | None = Field(description="Null when the check is kept without it.")
    notes: tuple[str, ...] = Field(description="What was left out in reading.")


class UsedOptions(Answer):
    """What counted."""

    min_run_chars: int
    min_span_chars: int
    sensitivity: Sensitivity
    classes: tuple[SpanClass, ...]
    exclude: tuple[Mark, ...]


class CheckAnswer(Answer):
    """Spans in draft order, which do not overlap; set phrases outside of them; paragraphs; sources; figures."""

    id: str | None = Field(description="Under which it can be fetched again; null when it is not kept.")
    created_at: str | None = Field(None, description="UTC, ISO 8601; null when it is not kept.")
    complete: bool = Field(description="False while a job is at it: then the draft's beginning only was examined.")
    draft: DraftAnswer
    options: UsedOptions
    spans: tuple[SpanAnswer, ...]
    dismissed: tuple[DismissedAnswer, ...] = Field((), description="Spans that count in no figure, with the reasons.")
    set_phrases: tuple[SetPhraseAnswer, ...]
    disguises: tuple[DisguiseAnswer, ...]
    paragraphs: tuple[ParagraphAnswer, ...]
    sources: tuple[SourceShare, ...]
    figures: FiguresAnswer
    limits: Limits = ()
    took_ms: float = Field(description="Milliseconds it took here.")
