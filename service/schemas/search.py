"""Search: what may be asked and what is answered."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from service.schemas.common import Answer, AtMost, Body, FiltersIn, Share, Text, exactly_one
from service.schemas.found import HitAnswer

# Hits are ranked anew for each page, so a page far down costs as much as all before it.
MAX_OFFSET = 10_000

Queries = Annotated[tuple[Text, ...], AtMost("max_batch", "maxItems")]


class SearchIn(Body):
    """A phrase or a pasted paragraph, or several, and how to look for them."""

    query: Text | None = Field(None, description="A phrase or a paragraph.", examples=["加强督查督办，推动落实"])
    queries: Queries | None = Field(None, description="Several, answered in order, instead of query.")
    k: Annotated[int, Field(ge=1), AtMost("max_k", "maximum")] = Field(10, description="Results a query, at most.")
    mode: Literal["meaning", "words", "both"] = Field("both", description="What counts as alike.")
    min_similarity: Share = Field(0.0, description="Leave out what is less similar.")
    offset: int = Field(0, ge=0, le=MAX_OFFSET, description="Results to skip: the next page starts at offset + k.")
    filters: FiltersIn = Field(FiltersIn(), description="Which documents to look in.")

    _one = model_validator(mode="after")(exactly_one("query", "queries"))


class QueryAnswer(Answer):
    """What was found for one query, best first."""

    results: tuple[HitAnswer, ...]
    has_more: bool = Field(description="Whether a further page exists.")
    query_windows: int = Field(description="Over 1: the query was over the model's window and read in windows.")


class SearchAnswer(Answer):
    """For ``query`` the fields of one answer; for ``queries`` the list ``answers``."""

    results: tuple[HitAnswer, ...] | None = None
    has_more: bool | None = None
    query_windows: int | None = None
    answers: tuple[QueryAnswer, ...] | None = None
    took_ms: float = Field(description="Milliseconds it took here.")
