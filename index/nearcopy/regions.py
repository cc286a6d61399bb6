"""Where in a draft and in a document to look: points that correspond, gathered into pairs of stretches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.nearcopy.findings import Range

# Points nearer than this on both sides are looked at together; as much text is taken on each side of them, so that
# the evidence knows the surroundings. A paragraph of office prose has 160 characters.
_NEAR = 600

#: Places that may correspond, one a row: start and end in the draft, start and end in the document; shape (n, 4).
Points = NDArray[np.int64]
NO_POINTS: Points = np.empty((0, 4), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the draft and one of the document that may have to do with one another."""

    draft: Range
    source: Range


class Places:
    """Gathers points by document."""

    def __init__(self) -> None:
        self._documents: list[NDArray[np.int64]] = []
        self._points: list[Points] = []

    def add(self, document: int, points: Points | list[tuple[int, int, int, int]]) -> None:
        """Enter some points of one document."""
        added = np.array(points, dtype=np.int64).reshape(-1, 4)
        self._documents.append(np.full(len(added), document))
        self._points.append(added)

    def by_document(self) -> dict[int, Points]:
        """All points of each document."""
        if not self._points:
            return {}
        owners, points = np.concatenate(self._documents), np.concatenate(self._points)
        order = np.argsort(owners, kind="stable")
        documents, firsts = np.unique(owners[order], return_index=True)
        return dict(zip(documents.tolist(), np.split(points[order], firsts[1:]), strict=False))


def regions(points: Points, draft_chars: int, source_chars: int) -> list[Region]:
    """The regions that hold the points, none meeting another, in the order of the draft."""
    gathered = _gathered(points)
    wide = np.stack(
        [
            np.maximum(gathered[:, 0] - _NEAR, 0),
            np.minimum(gathered[:, 1] + _NEAR, draft_chars),
            np.maximum(gathered[:, 2] - _NEAR, 0),
            np.minimum(gathered[:, 3] + _NEAR, source_chars),
        ],
        axis=1,
    )
    found = NO_POINTS
    for each in wide:
        region = each[None, :]
        while (meeting := _meet(found, region[0])).any():
            region = _hull(np.concatenate([found[meeting], region]), [0])
            found = found[~meeting]
        found = np.concatenate([found, region])
    return [Region((a, b), (c, d)) for a, b, c, d in sorted(map(tuple, found.tolist()))]


def _gathered(points: Points) -> Points:
    """Points so near that their surroundings overlap as one: there are never more than the texts have room for."""
    if not len(points):
        return NO_POINTS
    cells = points[:, [0, 2]] // _NEAR
    order = np.lexsort((cells[:, 1], cells[:, 0]))
    fresh = (np.diff(cells[order], axis=0) != 0).any(axis=1)
    return _hull(points[order], np.flatnonzero(np.r_[True, fresh]))


def _hull(points: Points, firsts: NDArray[np.int64] | list[int]) -> Points:
    """Of each group of points, which begin at these rows, all that lies between its outermost ones."""
    low, high = np.minimum.reduceat(points, firsts), np.maximum.reduceat(points, firsts)
    return np.stack([low[:, 0], high[:, 1], low[:, 2], high[:, 3]], axis=1)


def _meet(regions: Points, other: Points) -> NDArray[np.bool_]:
    in_draft = (regions[:, 0] < other[1]) & (other[0] < regions[:, 1])
    meeting: NDArray[np.bool_] = in_draft & (regions[:, 2] < other[3]) & (other[2] < regions[:, 3])
    return meeting
