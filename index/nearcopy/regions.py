"""Where in a draft and in a document to look: points that correspond, gathered into pairs of stretches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.nearcopy.findings import Range, hull

# Points nearer than this on both sides are looked at together; as much text is taken on each side of them, so that
# the evidence knows the surroundings. A paragraph of office prose has 160 characters.
_NEAR = 600


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the draft and one of the document that may have to do with one another."""

    draft: Range
    source: Range


def regions(points: Iterable[tuple[Range, Range]], draft_chars: int, source_chars: int) -> list[Region]:
    """The regions that hold the points: (range of the draft, range of the document)."""
    found: list[Region] = []
    for draft, source in sorted(points):
        wide = Region(_widened(draft, draft_chars), _widened(source, source_chars))
        touching = [each for each in found if _meet(each, wide)]
        for each in touching:
            found.remove(each)
            wide = Region(hull(each.draft, wide.draft), hull(each.source, wide.source))
        found.append(wide)
    return _settled(found)


def _settled(found: Sequence[Region]) -> list[Region]:
    """Regions joined until none meets another."""
    settled: list[Region] = []
    for region in found:
        grown = region
        while meeting := [each for each in settled if _meet(each, grown)]:
            for each in meeting:
                settled.remove(each)
                grown = Region(hull(each.draft, grown.draft), hull(each.source, grown.source))
        settled.append(grown)
    return settled


def _widened(at: Range, limit: int) -> Range:
    return max(0, at[0] - _NEAR), min(limit, at[1] + _NEAR)


def _meet(one: Region, other: Region) -> bool:
    return _overlap(one.draft, other.draft) and _overlap(one.source, other.source)


def _overlap(one: Range, other: Range) -> bool:
    return one[0] < other[1] and other[0] < one[1]
