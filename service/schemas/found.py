"""Documents, passages and hits as they are answered."""

from __future__ import annotations

from pydantic import Field

from service.schemas.common import Answer, ShownId

Range = tuple[int, int]


class DocumentBrief(Answer):
    """A document as it stands beside what was found in it."""

    id: ShownId = Field(examples=[3])
    title: str = Field(examples=["2020年办公室工作总结（清河县政府办）"])
    organ: str = Field(description="Empty when not recognised.", examples=["县政府办"])
    level: str = Field(examples=["县"])
    year: int | None = Field(examples=[2020])
    kind: str = Field(examples=["工作总结"])
    language: str = Field(examples=["zh-Hans"])
    collection: str = Field(examples=["default"])
    source: str = Field(description="Name of the file or caller it came from.", examples=["总结.docx"])
    tags: tuple[str, ...] = Field(examples=[["年度"]])


class DocumentKnown(DocumentBrief):
    """All that is known of a document."""

    source_start: int | None = Field(description="Its place in the decoded file; null where that has no meaning.")
    source_end: int | None
    metadata: dict[str, str]
    corrected: tuple[str, ...] = Field(description="Facts that were set by hand.", examples=[["organ"]])
    characters: int = Field(examples=[4210])
    added_at: str = Field(description="UTC, ISO 8601.", examples=["2026-01-05T08:30:00+00:00"])


class DocumentAnswer(DocumentKnown):
    """A document without its text."""

    passages: int = Field(description="How many passages it has.", examples=[38])


class PassageAnswer(Answer):
    """A passage; offsets are code points into the document's text: ``text == document[start:end]``."""

    id: ShownId = Field(examples=[41])
    document_id: ShownId = Field(examples=[3])
    kind: str = Field(description="heading, paragraph, point or part.", examples=["paragraph"])
    start: int = Field(examples=[120])
    end: int = Field(examples=[141])
    paragraph: Range = Field(description="The paragraph it lies in.", examples=[[120, 141]])
    heading_path: tuple[str, ...] = Field(examples=[["二、主要工作", "（一）加强督查督办"]])
    text: str = Field(examples=["对领导批示件逐件登记、逐件督办、逐件反馈。"])


class Stretch(Answer):
    """A range of code points into the document's text."""

    start: int
    end: int


class Explanation(Answer):
    """What one kind of evidence adds to a score."""

    evidence: str = Field(examples=["words"])
    adds: float = Field(examples=[1.83])


class HitAnswer(Answer):
    """A found passage, with where it stands and why it was found."""

    id: ShownId = Field(description="The passage's id.", examples=[41])
    document: DocumentBrief
    heading_path: tuple[str, ...]
    kind: str = Field(description="heading, paragraph, point or part.")
    text: str
    start: int = Field(description="Offsets are code points into the document's text.")
    end: int
    paragraph: Range
    similarity: float = Field(
        description="Calibrated, 0 to 1: 0.9 means nine in ten such pairs are judged the same. Of meaning "
        "only, and of the passage's nearest sentence; it does not order the results."
    )
    cosine: float = Field(description="The model's raw cosine, -1 to 1.")
    sentence: Stretch | None = Field(description="The passage's sentence nearest to the query.")
    highlights: tuple[Range, ...] = Field(description="Words shared with the query.")
    alike: tuple[Range, ...] = Field(description="Its sentences alike in meaning to the query, the nearest first.")
    twins: tuple[ShownId, ...] = Field(
        description="Passages elsewhere that say the same or nearly, by id.", examples=[[57]]
    )
    joined: tuple[ShownId, ...] = Field(description="Hits beside it in its document, by id, where join was asked for.")
    score: float = Field(description="Orders the results of one query; it means nothing else.", examples=[7.2])
    explanation: tuple[Explanation, ...] | None = Field(
        None, description="Where asked for: what adds up to the score, the most important first."
    )
