"""The phrase bank and rewrite help: what may be asked and what is answered."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from service.schemas.common import Answer, AtMost, Body, FiltersIn, Label, Share, Text
from service.schemas.found import DocumentBrief
from service.schemas.search import MAX_OFFSET

Kind = Literal["heading", "parallel", "series", "sentence"]
Place = Literal["heading", "opening", "transition", "closing", "body"]
Many = Annotated[int, Field(ge=1), AtMost("max_k", "maximum")]


class PhrasesIn(Body):
    """Which phrases are wanted; what is left out does not restrict."""

    query: Text | None = Field(None, description="By meaning; without it the commonest come first.")
    kind: tuple[Kind, ...] = Field((), max_length=4, description="heading, parallel 排比, series 四字格, sentence.")
    place: tuple[Place, ...] = Field(
        (), max_length=5, description="heading 标题, opening 开头, transition 过渡, closing 结尾, body 正文."
    )
    level: tuple[Annotated[int, Field(ge=1, le=9)], ...] = Field((), max_length=9, description="Of headings.")
    subject: Label = Field("", description="A word that the phrase or its document's title has.")
    min_documents: int = Field(1, ge=1, description="In so many documents at least.")
    max_documents: Annotated[int, Field(ge=1)] | None = Field(None, description="Leaves out worn-out phrases.")
    k: Many = Field(20, description="Wordings on a page.")
    offset: int = Field(0, ge=0, le=MAX_OFFSET)
    filters: FiltersIn = Field(FiltersIn(), description="Which documents to look in.")


class PlaceOfPhrase(Answer):
    """Where a phrase stands; offsets are code points into the document's text."""

    document: DocumentBrief
    start: int
    end: int


class PhraseAnswer(Answer):
    """One wording, where it stands, and other wordings like it."""

    text: str = Field(examples=["综合协调周密高效"])
    kind: Kind
    place: Place
    level: int = Field(description="Of a heading, 1 for the outermost; 0 for others.")
    similarity: float | None = Field(description="To the query; null without one.")
    count: int = Field(description="How often it occurs.")
    documents: int = Field(description="In how many documents.")
    worn: bool = Field(description="In so many documents that it is a commonplace: three, and a tenth of all.")
    occurrences: tuple[PlaceOfPhrase, ...] = Field(description="The first twenty.")
    similar: tuple[str, ...] = Field(description="Other wordings that share most of its characters.")


class PhrasesAnswer(Answer):
    """A page of the phrase bank."""

    phrases: tuple[PhraseAnswer, ...]
    total: int = Field(description="Wordings in all.")
    took_ms: float = Field(description="Milliseconds it took here.")


class RewriteIn(Body):
    """A sentence that is to be said in other words."""

    text: Text = Field(examples=["加强督查督办，推动领导批示件落实。"])
    k: Many = Field(10, description="Wordings, at most.")
    min_similarity: Share = Field(0.0, description="Leave out what is less similar.")
    filters: FiltersIn = Field(FiltersIn(), description="Which documents to look in.")


class RewordingAnswer(Answer):
    """Another wording, with its source."""

    text: str
    similarity: float = Field(description="Calibrated, 0 to 1.")
    shared: float = Field(description="Share of its pairs of characters that the sentence has, too.", examples=[0.12])
    document: DocumentBrief
    start: int
    end: int


class RewriteAnswer(Answer):
    """Wordings of the same meaning, the most distant in words first."""

    rewordings: tuple[RewordingAnswer, ...]
    took_ms: float = Field(description="Milliseconds it took here.")
