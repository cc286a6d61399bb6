"""Findings by words: stretches of a draft whose words stand together in a source, too, and how they were changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise, takewhile

import numpy as np

from index.effort import spend
from index.nearcopy.evidence import Box, Pair
from index.nearcopy.manner import WordFinding, findings, shared_words
from index.nearcopy.marks import quotations
from index.nearcopy.seeds import boxes, unit_seeds
from index.nearcopy.spans import Place, place
from index.nearcopy.words import Words

# A summary needs more evidence, and dense, since texts on one subject share words all over. Tuned on the even pairs of
# PAN 2013's training part.
DIGEST_NATS, DIGEST_NATS_A_WORD, _SURELY_COPIED = 75.0, 0.75, 32.0
# A quotation of fewer letters is a term in quotation marks; a part of a copied stretch with less evidence is the
# writer's own.
_QUOTED, _PART_NATS = 12, 8.0
# Steps (index.effort) that it takes for each word to see in which way a stretch was copied.
_LOOKING = 50


def find(draft: Words, source: Words, least_nats: float, *, digests: bool = False) -> list[WordFinding]:
    """What of a draft stands in a source in the same words, whatever their order, the strongest first.

    :param digests: Whether to look for a summary of the source as a whole, too.
    """
    pair = Pair(draft, source)
    quoted = quotations(draft.text)
    found = [part for box in boxes(pair, unit_seeds(pair), least_nats) for part in _at_quotations(pair, box, quoted)]
    digest = _digest(pair, found) if digests else None
    if digest is None:
        return _findings(pair, found)
    at = Place(place(pair, digest).draft, (0, len(source.text)))
    apart = [box for box in found if box.last <= digest.first or digest.last <= box.first]
    summary = WordFinding(at, "paraphrased", digest.nats, shared_words(pair, at), 0, digest.last - digest.first)
    return [summary, *_findings(pair, apart)]


def _findings(pair: Pair, found: Iterable[Box]) -> list[WordFinding]:
    looked_at = takewhile(
        lambda box: spend(_LOOKING * (box.last - box.first + box.source_last - box.source_first)), found
    )
    return [each for box in looked_at for each in findings(pair, box)]


def _at_quotations(pair: Pair, box: Box, quoted: Sequence[tuple[int, int]]) -> list[Box]:
    """A box in parts, so that what the draft quotes is apart from what it does not; quotations that were copied with
    the source's own text stay in it."""
    if quotations(pair.source.text[slice(*pair.source.span(box.source_first, box.source_last))]):
        return [box]
    starts = pair.draft.starts
    bounds = {box.first, box.last}
    for begin, end in quoted:
        first, last = np.searchsorted(starts, [begin, end]).tolist()
        if sum(map(str.isalnum, pair.draft.text[begin:end])) >= _QUOTED and box.first < last and first < box.last:
            bounds |= {max(first, box.first), min(last, box.last)}
    if len(bounds) == 2:
        return [box]
    parts = [pair.part(box, first, last) for first, last in pairwise(sorted(bounds))]
    return [part for part in parts if part and part.nats >= _PART_NATS]


def _digest(pair: Pair, found: Sequence[Box]) -> Box | None:
    """The stretch of the draft that sums the source up, unless it is mostly made of copied stretches."""
    digest = pair.digest()
    if digest is None:
        return None
    size = digest.last - digest.first
    copied = sum(
        max(0, min(box.last, digest.last) - max(box.first, digest.first)) for box in found if box.nats >= _SURELY_COPIED
    )
    enough = digest.nats >= DIGEST_NATS and digest.nats >= DIGEST_NATS_A_WORD * size
    return digest if enough and 2 * copied < size else None
