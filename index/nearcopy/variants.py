"""Set phrases in variants: a stretch that many unrelated documents have, each in words a little different.

The grams of setphrases.py know wording that is the same everywhere. The lists of bodies and thanks at the end of a
report are carried by nearly all of one year, each with its own choice: no gram is common to them, but the stretch has
about as much in common with each of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from index.effort import spend
from index.nearcopy.findings import Finding, shared
from index.nearcopy.setphrases import LEAST_CARRIERS

# Longer stretches are no phrases.
_LONGEST = 400
# A document carries a variant with at least so much of the evidence that the best of them has. Of 0.3 to 0.7 nearly
# the same on eleven provincial reports.
_AS_MUCH = 0.4


# Steps that it takes to look at one finding beside another (index/effort.py).
_STEPS = 10

Phrase = tuple[int, int, int]


def with_variants(
    phrases: Iterable[Phrase], findings: Sequence[Finding], organ_of: Mapping[int, int]
) -> tuple[Phrase, ...]:
    """The set phrases of a draft and those it has in variants, apart from one another, in order."""
    return tuple(_united(sorted([*phrases, *worn_variants(findings, organ_of)])))


def worn_variants(findings: Sequence[Finding], organ_of: Mapping[int, int]) -> list[Phrase]:
    """The stretches of a draft that enough unrelated documents have about equally: (start, end, documents), in order.

    A stretch of which one document has clearly more than all others is that document's own wording.

    :param organ_of: A number for the organ of each document: documents of one organ count as one.
    """
    ordered = sorted(
        (each for each in findings if each.basis == "words" and each.length <= _LONGEST), key=lambda each: each.draft
    )
    starts = [each.draft[0] for each in ordered]
    found = []
    for each in ordered:
        near = ordered[bisect_left(starts, each.draft[0] - _LONGEST) : bisect_left(starts, each.draft[1])]
        if not spend(_STEPS * len(near)):
            break
        carriers = _carriers(each, near, organ_of)
        if carriers >= LEAST_CARRIERS:
            found.append((*each.draft, carriers))
    return _united(found)


def _carriers(finding: Finding, near: Sequence[Finding], organ_of: Mapping[int, int]) -> int:
    """How many organs' documents have about as much in common with a finding's stretch as the best of them."""
    best: dict[int, float] = {}
    for other in near:
        common = shared(other.draft, finding.draft)
        if 2 * common >= finding.length:
            organ = organ_of.get(other.document_id, -other.document_id)
            best[organ] = max(best.get(organ, 0.0), other.nats * common / other.length)
    most = max(best.values())
    return sum(nats >= _AS_MUCH * most for nats in best.values())


def _united(found: Iterable[Phrase]) -> list[Phrase]:
    joined: list[Phrase] = []
    for start, end, carriers in found:
        if joined and start < joined[-1][1]:
            first, last, before = joined[-1]
            joined[-1] = first, max(last, end), max(before, carriers)
        else:
            joined.append((start, end, carriers))
    return joined
