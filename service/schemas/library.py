"""The library: undoing a deletion, correcting many documents, statistics, a map, overlaps."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from service.schemas.common import Answer, AtMost, Body, FilterFields, FiltersIn, Form, Id, Label, Labels, Name, ShownId
from service.schemas.documents import FactsIn
from service.schemas.found import DocumentBrief


class UndoIn(Body):
    """Which deletion to undo."""

    undo: Name = Field(description="What the deletion answered.", examples=["0f9c4d1ab5f24c71a5a4d2f0d3a3f9b1"])


class UndoneAnswer(Answer):
    """How many documents are back."""

    restored: int = Field(description="Without those whose text had come again meanwhile.")


class TitleChange(Body):
    """A part of titles, and what is to stand there."""

    find: Name = Field(examples=["（送审稿）"])
    replace: Label = Field("", examples=[""])


class CorrectManyIn(FactsIn):
    """Documents, and what is to be set for all of them; what is not named stays as it is."""

    ids: Annotated[tuple[Id, ...], AtMost("max_k", "maxItems")] = Field(examples=[[3, 5]])
    title_change: TitleChange | None = Field(None, description="In the titles put one wording in the place of another.")
    add_tags: Labels = ()
    remove_tags: Labels = ()


class CorrectedAnswer(Answer):
    """How many documents were corrected."""

    corrected: int


class RenameIn(Body):
    """A collection and its new name."""

    collection: Name = Field(examples=["default"])
    name: Name = Field(description="No collection may have it yet.", examples=["县政府办历年文稿"])


class RenamedAnswer(Answer):
    """How many documents the collection has."""

    documents: int


class StatisticsQuery(FilterFields, Form):
    """Which documents to count; filters as in search, repeated for several values."""

    model_config = FilterFields.model_config | {"strict": False}


class CountedAnswer(Answer):
    """A value and the documents that have it."""

    value: str | int | None = Field(description='null or "" where it is not known.', examples=["工作总结"])
    documents: int
    characters: int = Field(description="Of all of them together.")


class StatisticsAnswer(Answer):
    """What the corpus consists of, the commonest values first."""

    documents: int
    characters: int
    passages: int
    year: tuple[CountedAnswer, ...]
    organ: tuple[CountedAnswer, ...]
    kind: tuple[CountedAnswer, ...]
    level: tuple[CountedAnswer, ...]
    language: tuple[CountedAnswer, ...]
    collection: tuple[CountedAnswer, ...]
    tag: tuple[CountedAnswer, ...] = Field(description="A document counts under each of its tags.")


class MapIn(Body):
    """Which documents to draw."""

    filters: FiltersIn = Field(FiltersIn(), description="Among which documents.")


class PointAnswer(Answer):
    """A passage at its place."""

    passage_id: ShownId
    document_id: ShownId
    x: float = Field(description="0 to 1.")
    y: float = Field(description="0 to 1.")
    region: int = Field(description="Its region's place in the list, from 0.")


class RegionAnswer(Answer):
    """A part of the map."""

    x: float = Field(description="Its middle, 0 to 1.")
    y: float
    words: tuple[str, ...] = Field(
        description="What its passages speak of more than others.", examples=[["督查", "批示件"]]
    )
    points: int = Field(description="How many points lie in it.")


class MapAnswer(Answer):
    """Passages close in meaning lie close together; which way is up means nothing."""

    points: tuple[PointAnswer, ...] = Field(description="Paragraphs, evenly spread where there are over 1500.")
    regions: tuple[RegionAnswer, ...]


class OverlapsQuery(Form):
    """How many documents to answer."""

    k: int = Field(10, ge=1, le=100)


class OverlapAnswer(Answer):
    """A document and how much wording it shares with the one asked about."""

    document: DocumentBrief
    share: float = Field(description="Fingerprints in common, of those that either has, 0 to 1.", examples=[0.62])
    is_twin: bool = Field(description="Whether they are nearly the same text (a share of 0.5 and more).")


class OverlapsAnswer(Answer):
    """Documents that share wording, the most first."""

    documents: tuple[OverlapAnswer, ...]
