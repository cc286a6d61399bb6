"""Search: what may be asked and what is answered."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from service.schemas.common import Answer, AtMost, Body, FiltersIn, Id, Share, Text, exactly_one
from service.schemas.found import HitAnswer

# Hits are ranked anew for each page, so a page far down costs as much as all before it.
MAX_OFFSET = 10_000

Queries = Annotated[tuple[Text, ...], AtMost("max_batch", "maxItems")]


class LikeIn(Body):
    """What is to be found more of: a passage, a document, or a stretch of one."""

    passage_id: Id | None = Field(None, description="A passage.")
    document_id: Id | None = Field(None, description="A document, as a whole or from start to end.")
    start: Annotated[int, Field(ge=0)] | None = Field(None, description="Code points into the document's text.")
    end: Annotated[int, Field(ge=0)] | None = None

    _one = model_validator(mode="after")(exactly_one("passage_id", "document_id"))

    @model_validator(mode="after")
    def _range(self) -> LikeIn:
        if (self.start is None) != (self.end is None) or (self.start is not None and self.document_id is None):
            raise ValueError("start and end go together, with document_id")
        return self


class SearchIn(Body):
    """A phrase or a pasted paragraph, or several, and how to look for them."""

    query: Text | None = Field(None, description="A phrase or a paragraph.", examples=["加强督查督办，推动落实"])
    queries: Queries | None = Field(None, description="Several, answered in order, instead of query.")
    like: LikeIn | None = Field(None, description="Instead of query: more like this, from other documents.")
    k: Annotated[int, Field(ge=1), AtMost("max_k", "maximum")] = Field(10, description="Results a query, at most.")
    mode: Literal["meaning", "words", "both"] = Field("both", description="What counts as alike.")
    min_similarity: Share = Field(0.0, description="Leave out what is less similar.")
    offset: int = Field(0, ge=0, le=MAX_OFFSET, description="Results to skip: the next page starts at offset + k.")
    filters: FiltersIn = Field(FiltersIn(), description="Which documents to look in.")
    operators: bool = Field(
        True, description='Read "phrases" that must occur, -exclusions and field:value; false: all of it is text.'
    )
    sort: Literal["similarity", "date"] = Field("similarity", description="Date: the newest year first.")
    one_per_document: bool = Field(False, description="Only the best passage of each document.")
    fold_twins: bool = Field(
        True, description="Passages that say the same or nearly stand under the best one as twins."
    )
    join: bool = Field(False, description="Hits next to one another in a document stand under the best one.")
    facets: bool = Field(False, description="Count the documents that answer by year, level, organ and so on.")
    explain: bool = Field(False, description="Say of each result how its score came about.")

    _one = model_validator(mode="after")(exactly_one("query", "queries", "like"))


class FacetValue(Answer):
    """A value and how many of the documents that answer have it."""

    value: str | int = Field(examples=["市政府办"])
    documents: int = Field(examples=[3])


class UnderstoodAnswer(Answer):
    """How a query with operators was read."""

    text: str = Field(description="What is looked for.", examples=["督查"])
    phrases: tuple[str, ...] = Field(description="What a passage must hold.", examples=[["一窗受理"]])
    excluded: tuple[str, ...] = Field(description="What it must not hold.", examples=[["考核"]])
    fields: dict[str, tuple[str | int, ...]] = Field(description="In which documents.", examples=[{"year": [2018]}])


class ConsideredAnswer(Answer):
    """What facets and an order by date are made of."""

    passages: int = Field(description="How many passages were looked at.")
    complete: bool = Field(description="Whether these are all that may answer; false: there are farther ones.")


Facets = dict[str, tuple[FacetValue, ...]]


class QueryAnswer(Answer):
    """What was found for one query, best first."""

    results: tuple[HitAnswer, ...] = Field(
        description="Ordered by score, which weighs words, headings and more beside meaning; so similarity need not "
        "fall from one to the next."
    )
    has_more: bool = Field(description="Whether a further page exists.")
    query_windows: int = Field(description="Over 1: the query was over the model's window and read in windows.")
    facets: Facets | None = Field(None, description="Where asked for, by field; the commonest value first.")
    considered: ConsideredAnswer | None = Field(None, description="Beside facets and an order by date.")
    understood: UnderstoodAnswer | None = Field(None, description="Where the query has operators.")


class SearchAnswer(Answer):
    """For ``query`` the fields of one answer; for ``queries`` the list ``answers``."""

    results: tuple[HitAnswer, ...] | None = None
    has_more: bool | None = None
    query_windows: int | None = None
    facets: Facets | None = None
    considered: ConsideredAnswer | None = None
    understood: UnderstoodAnswer | None = None
    answers: tuple[QueryAnswer, ...] | None = None
    took_ms: float = Field(description="Milliseconds it took here.")
