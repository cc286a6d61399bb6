"""From seeds to spans: equal runs grown to their full length, and each draft character given to its best source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.fingerprint import K


@dataclass(frozen=True, slots=True)
class Run:
    """Equal characters of two skeletons: ``draft[start:start + length] == source[source_start:...]``."""

    start: int
    source_start: int
    length: int
    document_id: int

    @property
    def end(self) -> int:
        """The end of the run in the draft's skeleton."""
        return self.start + self.length

    def cut(self, start: int, end: int) -> Run:
        """The part of the run between two positions of the draft's skeleton."""
        return Run(start, self.source_start + start - self.start, end - start, self.document_id)


def equal_runs(draft: str, source: str, seeds: Iterable[tuple[int, int]], shortest: int, document_id: int) -> list[Run]:
    """The maximal equal runs of two skeletons that hold a seed and are at least ``shortest`` long.

    :param seeds: Positions (draft, source) at which K characters are equal, in the order of the draft.
    """
    runs: list[Run] = []
    reached: dict[int, int] = {}  # for each diagonal, where the last run on it ended
    for at, source_at in seeds:
        diagonal = source_at - at
        if at < reached.get(diagonal, -1) or draft[at : at + K] != source[source_at : source_at + K]:
            continue
        before = _common_suffix(draft, at, source, source_at)
        after = _common_prefix(draft, at, source, source_at)
        reached[diagonal] = at + after
        if before + after >= shortest:
            runs.append(Run(at - before, source_at - before, before + after, document_id))
    return runs


def assign(runs: Sequence[Run], shortest: int) -> list[tuple[Run, list[Run]]]:
    """Give each draft character to the longest run over it; each kept run comes with the others over the same place.

    The kept runs are in draft order and do not overlap; what a longer run leaves of a shorter one is kept while it
    is at least ``shortest`` long.
    """
    ranked = sorted(runs, key=lambda run: (-run.length, run.document_id, run.source_start, run.start))
    size = max((run.end for run in runs), default=0)
    owner = [-1] * size
    kept: list[Run] = []
    others: list[list[Run]] = []
    for run in ranked:
        for start, end in _gaps(owner, run.start, run.end):
            if end - start >= shortest:
                owner[start:end] = [len(kept)] * (end - start)
                kept.append(run.cut(start, end))
                others.append([])
        holders = {owner[at] for at in range(run.start, run.end)} - {-1}
        for holder in holders:
            held = kept[holder]
            start, end = max(held.start, run.start), min(held.end, run.end)
            if run.document_id != held.document_id and end - start >= shortest:
                others[holder].append(run.cut(start, end))
    return sorted(zip(kept, others, strict=True), key=lambda pair: pair[0].start)


def _gaps(owner: Sequence[int], start: int, end: int) -> list[tuple[int, int]]:
    gaps: list[tuple[int, int]] = []
    begin: int | None = None
    for at in range(start, end + 1):
        free = at < end and owner[at] == -1
        if free and begin is None:
            begin = at
        elif not free and begin is not None:
            gaps.append((begin, at))
            begin = None
    return gaps


def _common_prefix(left: str, left_at: int, right: str, right_at: int) -> int:
    """How many characters are equal from two positions on; compared in growing slices, which is C speed."""
    length, step = 0, 16
    limit = min(len(left) - left_at, len(right) - right_at)
    while length < limit:
        step = min(step, limit - length)
        a, b = left_at + length, right_at + length
        if left[a : a + step] == right[b : b + step]:
            length += step
            step *= 2
        elif step == 1:
            break
        else:
            step = max(step // 2, 1)
    return length


def _common_suffix(left: str, left_at: int, right: str, right_at: int) -> int:
    """How many characters are equal up to two positions."""
    length, step = 0, 16
    limit = min(left_at, right_at)
    while length < limit:
        step = min(step, limit - length)
        a, b = left_at - length, right_at - length
        if left[a - step : a] == right[b - step : b]:
            length += step
            step *= 2
        elif step == 1:
            break
        else:
            step = max(step // 2, 1)
    return length
