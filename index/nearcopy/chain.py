"""Runs of links: sentences of the draft, one after the other, that say anew what stands close together in a source.

One link proves little; several that follow one another on both sides prove what each alone cannot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

# How far the next link may be: sentences of the draft that are skipped, and of the source beside those known.
_LOOK, _BESIDE = 2, 2
# What a sentence without a link costs within a run, in nats.
_MISSING = -2.5
# A run begins with a link of its own weight.
_LEAST_FIRST = 0.5

Links = Mapping[tuple[int, int], float]


@dataclass(frozen=True, slots=True)
class Run:
    """Sentences [first, last] of the draft from [source_first, source_last] of a source; ``links`` are those used."""

    first: int
    last: int
    source_first: int
    source_last: int
    nats: float
    links: tuple[tuple[int, int], ...]


def runs(links: Links, least_nats: float) -> list[Run]:
    """The strongest runs of one source, none sharing a sentence of the draft with another, the strongest first.

    :param links: The evidence in nats of (sentence of the draft, sentence of the source).
    """
    by_draft: dict[int, dict[int, float]] = defaultdict(dict)
    for (draft, source), nats in links.items():
        by_draft[draft][source] = nats
    used: set[tuple[int, int]] = set()
    found = []
    for link, nats in sorted(links.items(), key=lambda each: (-each[1], each[0])):
        if nats < _LEAST_FIRST:
            break
        if link not in used:
            run = _grown(link, nats, by_draft)
            used.update(run.links)
            found.append(run)
    kept: list[Run] = []
    for run in sorted(found, key=lambda each: (-each.nats, each.first)):
        if run.nats >= least_nats and all(run.last < other.first or other.last < run.first for other in kept):
            kept.append(run)
    return kept


def _grown(link: tuple[int, int], nats: float, by_draft: Mapping[int, Mapping[int, float]]) -> Run:
    run = Run(link[0], link[0], link[1], link[1], nats, (link,))
    while True:
        further = _longer(run, 1, by_draft) or _longer(run, -1, by_draft)
        if further is None:
            return run
        run = further


def _longer(run: Run, step: int, by_draft: Mapping[int, Mapping[int, float]]) -> Run | None:
    """The run with the next sentences that raise its evidence, in one direction of the draft; None at its end."""
    at = run.last if step > 0 else run.first
    gained, links = 0.0, list(run.links)
    low, high = run.source_first, run.source_last
    for skipped in range(_LOOK):
        at += step
        slack = _BESIDE + skipped
        near = {source: nats for source, nats in by_draft.get(at, {}).items() if low - slack <= source <= high + slack}
        if not near:
            gained += _MISSING
            continue
        source = max(near, key=lambda each: near[each])
        gained += near[source]
        links.append((at, source))
        low, high = min(low, source), max(high, source)
        if gained > 0 and near[source] > 0:
            return Run(min(run.first, at), max(run.last, at), low, high, run.nats + gained, tuple(links))
    return None
