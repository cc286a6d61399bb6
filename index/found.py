"""The nouns of search: what may be asked beside a query, and what an answer holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from corpus.store import DocumentInfo, Filters, PassageInfo

Sort = Literal["similarity", "date"]
#: For each field of documents its values, each with how many documents have it, the commonest first.
Facets = Mapping[str, tuple[tuple[str | int, int], ...]]


@dataclass(frozen=True, slots=True)
class Hit:
    """One found passage. ``similarity`` is calibrated, [0, 1]; ``cosine`` is raw, [-1, 1]; ``score`` only orders.

    ``sentence`` is the passage's sentence nearest to the query, ``alike`` are all sentences alike in meaning, that one
    first, and ``highlights`` are the words shared with it; all are offsets into the document's text. ``twins`` are
    passages elsewhere that say the same or nearly, ``joined`` are hits beside it in its document, both by id. ``parts``
    is what each kind of evidence adds to the score.
    """

    passage: PassageInfo
    document: DocumentInfo
    similarity: float
    cosine: float
    score: float
    sentence: tuple[int, int] | None
    highlights: tuple[tuple[int, int], ...]
    alike: tuple[tuple[int, int], ...] = ()
    twins: tuple[int, ...] = ()
    joined: tuple[int, ...] = ()
    parts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Understood:
    """How a query with operators was read: what is looked for, what must and must not occur, in which documents."""

    text: str
    phrases: tuple[str, ...]
    excluded: tuple[str, ...]
    filters: Filters


@dataclass(frozen=True, slots=True)
class Considered:
    """What an order by date and facets are made of: how many passages, and whether these are all that may answer."""

    passages: int
    complete: bool


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The hits of one query, best first. ``query_windows`` > 1: the query was too long and was read in windows.

    ``has_more`` says whether a further page exists. ``facets`` count the documents that answer; None when not asked
    for. ``considered`` is None where neither facets nor an order by date were asked for, ``understood`` for a query
    without operators.
    """

    hits: tuple[Hit, ...]
    query_windows: int
    has_more: bool
    facets: Facets | None = None
    considered: Considered | None = None
    understood: Understood | None = None


@dataclass(frozen=True, slots=True)
class Like:
    """What is to be found more of: a passage, or a document, as a whole or from ``start`` to ``end``."""

    passage_id: int | None = None
    document_id: int | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """A document related to another: ``similarity`` is the mean over the other's passages of how close the nearest of
    this one's is, and ``passages`` how many of them are nearer to this document than to any other."""

    document: DocumentInfo
    similarity: float
    passages: int
