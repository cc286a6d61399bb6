"""Judged queries, and at which place of an answer the first right passage stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import log2
from typing import Any, NamedTuple


class Judged(NamedTuple):
    """A query of one kind, and the ranges (source, start, end) in decoded files that answer it."""

    kind: str
    query: str
    ranges: tuple[tuple[str, int, int], ...]


def places(ask: Callable[..., Any], queries: Sequence[Judged], mode: str = "both", k: int = 10) -> list[int]:
    """For each query the place of the first hit that touches a right range, 1 for the first; 0 when none of k does."""
    new = [each for each in dict.fromkeys(queries) if (id(ask), mode, k, each) not in _asked]
    for lot in (new[at : at + 32] for at in range(0, len(new), 32)):
        answers = ask("v1/search", {"queries": [each.query for each in lot], "k": k, "mode": mode})["answers"]
        for one, answer in zip(lot, answers, strict=True):
            _asked[id(ask), mode, k, one] = place(ask, one, answer["results"])
    return [_asked[id(ask), mode, k, each] for each in queries]


def place(ask: Callable[..., Any], query: Judged, results: Iterable[dict[str, Any]]) -> int:
    """The place of the first right hit, 0 for none."""
    for number, hit in enumerate(results, 1):
        source, begins = hit["document"]["source"], _source_start(ask, hit["document"]["id"])
        start, end = hit["start"] + begins, hit["end"] + begins
        if any(source == name and start < last and first < end for name, first, last in query.ranges):
            return number
    return 0


def ndcg(found: Sequence[int]) -> float:
    """nDCG@10 where one right passage is enough, [0, 1]."""
    return sum(1 / log2(each + 1) for each in found if each) / len(found)


def share(found: Sequence[int], most: int) -> float:
    """The share of queries with a right passage among the first ``most``."""
    return sum(0 < each <= most for each in found) / len(found)


# Several tests ask the same; the fixtures that ask live as long as the session.
_asked: dict[tuple[int, str, int, Judged], int] = {}
_begins: dict[tuple[int, int], int] = {}


def _source_start(ask: Callable[..., Any], document: int) -> int:
    """Where a document begins in its file."""
    key = (id(ask), document)
    if key not in _begins:
        _begins[key] = ask(f"v1/documents/{document}?text=false&passages=false")["source_start"] or 0
    return _begins[key]
