"""Two stretches side by side: their skeletons, and which run of the one is which of the other."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

import numpy as np

from corpus.normal import Folded, skeleton
from index.fingerprint import K
from index.nearcopy.alignment import Step, rising, steps
from index.nearcopy.evidence import Pair
from index.nearcopy.findings import Range
from index.nearcopy.spans import Place

# A line of which one may say whether it is unchanged ends where a sentence ends; others were broken anywhere.
LINE = re.compile(r"[^\r\n](?:.*?)(?:(?<=[。！？；：.!?;:”’」』）)\"'])\s*(?=[\r\n])|\Z)", re.DOTALL)
_OPEN_NUMBER = re.compile(r"\d+|[x×]+")


@dataclass(frozen=True, slots=True)
class Sides:
    """A stretch's two skeletons and the steps from the draft's to the source's."""

    pair: Pair
    place: Place
    ours: Folded
    theirs: Folded
    steps: Sequence[Step]

    @property
    def similarity(self) -> float:
        """The share of both sides' characters that are equal, [0, 1]."""
        equal = sum(step.size for step in self.steps if step.equal)
        return 2 * equal / max(len(self.ours.text) + len(self.theirs.text), 1)


def laid_out(pair: Pair, place: Place) -> Sides:
    """The stretches of a place side by side; a line that both have once stays together."""
    ours = skeleton(pair.draft.text[slice(*place.draft)])
    theirs = skeleton(pair.source.text[slice(*place.source)])
    if _has_open_number(ours) != _has_open_number(theirs):
        ours, theirs = _numbers_open(ours), _numbers_open(theirs)
    ours_at, theirs_at = (
        _by_wording(text, at, folded)
        for text, at, folded in ((pair.draft.text, place.draft, ours), (pair.source.text, place.source, theirs))
    )
    both = {
        (ours_at[line][0], theirs_at[line][0]): (ours_at[line], theirs_at[line])
        for line in ours_at.keys() & theirs_at.keys()
    }
    cuts = [cut for at in rising(sorted(both)) for cut in zip(*both[at], strict=True)]
    return Sides(pair, place, ours, theirs, steps(ours.text, theirs.text, cuts))


def _by_wording(text: str, at: Range, folded: Folded) -> dict[str, Range]:
    """The lines of a stretch that stand in it once, by their wording, with their place in its skeleton: of two ways to
    lay texts side by side that have as many characters equal, the one that leaves whole lines together is meant."""
    lines: dict[str, list[Range]] = {}
    for match in LINE.finditer(text, *at):
        first, last = np.searchsorted(folded.origins, [match.start() - at[0], match.end() - at[0]]).tolist()
        if last - first >= K:
            lines.setdefault(folded.text[first:last], []).append((first, last))
    return {wording: places[0] for wording, places in lines.items() if len(places) == 1}


def equal_within(steps: Sequence[Step], first: int, last: int) -> list[Step]:
    """What is equal of a range of the left text."""
    begun = bisect_right(steps, first, key=lambda step: step.left[1])
    near = takewhile(lambda step: step.left[0] < last, islice(steps, begun, None))
    return [_cut(step, first, last) for step in near if step.equal]


def _cut(step: Step, first: int, last: int) -> Step:
    """The part of an equal step within a range of the left."""
    begin, end = max(step.left[0], first), min(step.left[1], last)
    by = step.right[0] - step.left[0]
    return Step(True, (begin, end), (begin + by, end + by))


def _has_open_number(folded: Folded) -> bool:
    return "xx" in folded.text or "×" in folded.text


def _numbers_open(folded: Folded) -> Folded:
    """A skeleton with one sign for each number and each name left open."""
    runs = [match.span() for match in _OPEN_NUMBER.finditer(folded.text)]
    kept = np.ones(len(folded.text), dtype=bool)
    for start, end in runs:
        kept[start + 1 : end] = False
    return Folded(_OPEN_NUMBER.sub("#", folded.text), folded.origins[kept])
