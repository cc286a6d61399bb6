"""The check of a draft: what may be asked and what is answered."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from service.schemas.common import Answer, Body, FiltersIn, Form, Text
from service.schemas.found import DocumentBrief, HitAnswer, Range
from service.schemas.uploads import Files

MinRun = Annotated[int, Field(ge=4, le=200, description="The shortest run of equal characters that counts.")]
Nearest = Annotated[int, Field(ge=0, le=20, description="Nearest passages named for each paragraph.")]


class CheckUpload(Form):
    """A draft as a file (txt, md, docx, pdf, html, odt)."""

    files: Annotated[Files, Field(max_length=1, description="The draft.")]
    min_run_chars: MinRun = 13
    nearest: Nearest = 3


class CheckIn(Body):
    """A draft as text."""

    upload = CheckUpload

    text: Text = Field(description="The draft.", examples=["对领导批示件逐件登记、逐件督办、逐件反馈。"])
    min_run_chars: MinRun = 13
    nearest: Nearest = 3
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
    text: str
    heading_path: tuple[str, ...]


class SpanAnswer(Answer):
    """A borrowed stretch of the draft; start, end and text are the draft's."""

    start: int
    end: int
    text: str
    span_class: Literal["verbatim", "edited", "reordered", "paraphrased", "translated"] = Field(
        serialization_alias="class"
    )
    confidence: float
    similarity: float
    marks: tuple[str, ...] = Field(description="Any of quotation, citation, template, set_phrase.")
    edits: tuple[EditAnswer, ...]
    source: SourceAnswer
    alternatives: tuple[SourceAnswer, ...] = Field(description="Further sources of the same stretch.")


class SetPhraseAnswer(Answer):
    """A stretch of the draft that is the genre's common wording (套话)."""

    start: int
    end: int
    text: str
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

    name: str = Field(description="Name of the file; empty for text.")
    text: str
    notes: tuple[str, ...] = Field(description="What was left out in reading.")


class CheckAnswer(Answer):
    """Spans in draft order, which do not overlap; paragraphs; sources; figures."""

    draft: DraftAnswer
    spans: tuple[SpanAnswer, ...]
    set_phrases: tuple[SetPhraseAnswer, ...]
    disguises: tuple[DisguiseAnswer, ...]
    paragraphs: tuple[ParagraphAnswer, ...]
    sources: tuple[SourceShare, ...]
    figures: FiguresAnswer
    took_ms: float = Field(description="Milliseconds it took here.")
