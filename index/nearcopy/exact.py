"""Exact runs: equal characters of a draft and a source, whatever stands around them, by their shared fingerprints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.normal import Folded, skeleton
from index.fingerprint import GUARANTEED_RUN, K, pack
from index.fingerprint_index import FingerprintIndex
from index.nearcopy.common import background
from index.nearcopy.findings import Finding, Range, hull, shared
from index.nearcopy.sentences import LATIN_PER_HAN
from index.nearcopy.setphrases import wear
from index.nearcopy.spans import with_marks
from index.nearcopy.words import read_ids

# A run most of which lies in set phrases proves nothing, unless what lies outside of them would be a run by itself.
_MOSTLY_WORN = 0.5
# No word counts for more (evidence._LEAST_CHANCE).
_MOST_NATS = 5.5


class Run(NamedTuple):
    """Equal characters of two skeletons: ``draft[start:start + length] == source[source_start:...]``."""

    start: int
    source_start: int
    length: int

    @property
    def end(self) -> int:
        """The end of the run in the draft's skeleton."""
        return self.start + self.length


def equal_runs(draft: str, source: str, seeds: Iterable[tuple[int, int]], shortest: int) -> Iterator[Run]:
    """Maximal equal runs of two skeletons: of each run of at least ``shortest`` characters in the draft, all is given
    but perhaps an end shorter than that beside another run.

    :param seeds: Positions (draft, source) at which K characters are equal, in the order of the draft.
    """
    backwards = draft[::-1], source[::-1]
    covered = 0
    for at, places in groupby(seeds, key=lambda seed: seed[0]):
        if at + K <= covered:  # a longer run's own part has a seed of its own, further on
            continue
        best = Run(at, 0, 0)
        for _, there in places:
            if draft[at : at + K] != source[there : there + K]:  # other text with the same hash
                continue
            before = _common(backwards[0], len(draft) - at, backwards[1], len(source) - there)
            length = before + _common(draft, at, source, there)
            if length > best.length:
                best = Run(at - before, there - before, length)
        if best.length >= shortest:
            covered = max(covered, best.end)
            yield best


def exact_findings(
    texts: tuple[str, str],
    draft: Folded,
    source: Folded,
    seeds: Iterable[tuple[int, int]],
    document_id: int,
    worn: NDArray[np.bool_],
) -> list[Finding]:
    """The runs between a draft and a document that the rule for exact runs counts, set phrases aside.

    :param texts: The two texts that these are the skeletons of.
    :param worn: Which characters of the draft's text lie in set phrases.
    """
    found = []
    for run in equal_runs(draft.text, source.text, seeds, GUARANTEED_RUN):
        at = draft.original(run.start, run.end)
        letters = draft.text[run.start : run.end]
        per_letter = 1 / LATIN_PER_HAN if letters.isascii() else 1
        said, own = round(run.length * per_letter), float(np.count_nonzero(~worn[draft.origins[run.start : run.end]]))
        if said >= GUARANTEED_RUN and (own > _MOSTLY_WORN * run.length or own * per_letter >= GUARANTEED_RUN):
            there = source.original(run.source_start, run.source_start + run.length)
            at, there = (_closed(text, each) for text, each in zip(texts, (at, there), strict=True))
            found.append(Finding(at, document_id, there, "verbatim", "run", _nats(letters), 1.0, said))
    return found


def extended(findings: Sequence[Finding], runs: Iterable[Finding]) -> list[Finding]:
    """Findings by words of one document, each with all of the exact runs that it holds a part of: a word of the
    draft may hide where the equality ends."""
    found = list(findings)
    places = np.array([each.draft for each in found], dtype=np.int64).reshape(-1, 2)
    for run in runs:
        within = np.flatnonzero((places[:, 0] < run.draft[1]) & (run.draft[0] < places[:, 1])).tolist()
        for at in within if all(_holds(run, found[each]) for each in within) else ():
            each = found[at]
            found[at] = replace(each, draft=hull(run.draft, each.draft), source=hull(run.source, each.source))
            places[at] = found[at].draft
    return found


def _holds(run: Finding, other: Finding) -> bool:
    """Whether a run is a part of what was found, rather than its neighbour that reaches into it."""
    common = shared(run.draft, other.draft)
    alike = other.span_class == "verbatim" or run.length - common < GUARANTEED_RUN
    return alike and common >= min(GUARANTEED_RUN, other.length) and shared(run.source, other.source) > 0


def _closed(text: str, at: Range) -> Range:
    return at[0], with_marks(text, at[1], len(text))


def exact_between(draft: str, source: str, spare: NDArray[np.bool_]) -> list[Finding]:
    """The runs between two texts, the source as document 0.

    :param spare: Which characters of the draft no run is looked for from on.
    """
    ours, theirs = skeleton(draft), skeleton(source)
    seeds = FingerprintIndex([(0, pack(theirs.text))]).seeds(ours.text, None, spare[ours.origins])
    pairs = zip(seeds.draft.tolist(), seeds.source.tolist(), strict=True)
    return exact_findings((draft, source), ours, theirs, pairs, 0, wear(draft).worn)


def _nats(text: str) -> float:
    """What the words of a run say for a common origin."""
    shares = background().word_shares(read_ids(text)).astype(np.float64)
    return float(np.minimum(-np.log(shares), _MOST_NATS).sum())


def _common(left: str, left_at: int, right: str, right_at: int) -> int:
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
