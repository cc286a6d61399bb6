"""Findings by words: stretches of a draft whose words stand together in a source, too, and how they were changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from rapidfuzz.distance import Indel

from corpus.normal import skeleton
from index.nearcopy.evidence import Box, Pair
from index.nearcopy.marks import quotations
from index.nearcopy.seeds import boxes, unit_seeds
from index.nearcopy.sentences import LATIN_PER_HAN
from index.nearcopy.spans import Place, place
from index.nearcopy.words import Words
from index.types import SpanClass

# Up to so many characters that are not the same a stretch counts as verbatim: typing slips, a dropped mark.
# Tuned with the two below on the hand-written drafts' tuning half.
VERBATIM = 0.965
# Reordered: so much of the words is there, and so little of them in the same order.
REORDERED_WORDS, REORDERED_ORDER = 0.72, 0.82
# Below this share of words a stretch is said anew though it keeps some words.
EDITED_WORDS = 0.4
# A summary needs more evidence, and dense, since texts on one subject share words all over. Tuned on the even pairs of
# PAN 2013's training part.
DIGEST_NATS, DIGEST_NATS_A_WORD, _SURELY_COPIED = 75.0, 0.75, 32.0
# A quotation of fewer letters is a term in quotation marks; a part of a copied stretch with less evidence is the
# writer's own.
_QUOTED, _PART_NATS = 12, 8.0
# Longer stretches are told by their words alone: characters against characters take length² time.
_LONGEST = 20_000
_OPEN_NUMBER = re.compile(r"\d+|[x×]+")


@dataclass(frozen=True, slots=True)
class WordFinding:
    """A stretch found by its words; ``run`` is its longest run of equal characters, of Latin letters of as many as say
    what a character of Chinese says."""

    place: Place
    span_class: SpanClass
    nats: float
    similarity: float
    run: int


def find(draft: Words, source: Words, least_nats: float, *, digests: bool = False) -> list[WordFinding]:
    """What of a draft stands in a source in the same words, whatever their order, the strongest first.

    :param digests: Whether to look for a summary of the source as a whole, too.
    """
    pair = Pair(draft, source)
    quoted = quotations(draft.text)
    found = [part for box in boxes(pair, unit_seeds(pair), least_nats) for part in _at_quotations(pair, box, quoted)]
    digest = _digest(pair, found) if digests else None
    if digest is None:
        return [_finding(pair, box) for box in found]
    at = Place(place(pair, digest).draft, (0, len(source.text)))
    apart = [box for box in found if box.last <= digest.first or digest.last <= box.first]
    summary = WordFinding(at, "paraphrased", digest.nats, _shared_words(pair, digest), 0)
    return [summary, *(_finding(pair, box) for box in apart)]


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


def _finding(pair: Pair, box: Box) -> WordFinding:
    at = place(pair, box)
    ours = skeleton(pair.draft.text[slice(*at.draft)]).text
    theirs = skeleton(pair.source.text[slice(*at.source)]).text
    words = _shared_words(pair, box)
    if max(len(ours), len(theirs)) > _LONGEST:
        same = ours == theirs
        return WordFinding(
            at, "verbatim" if same else "edited", box.nats, 1.0 if same else words, len(ours) if same else 0
        )
    if _has_open_number(ours) != _has_open_number(theirs):
        ours, theirs = _OPEN_NUMBER.sub("#", ours), _OPEN_NUMBER.sub("#", theirs)
    blocks = [step.src_end - step.src_start for step in Indel.opcodes(ours, theirs) if step.tag == "equal"]
    similarity = 2 * sum(blocks) / max(len(ours) + len(theirs), 1)
    order = sum(blocks) / max(min(len(ours), len(theirs)) * words, 1)
    run = max(blocks, default=0) / (LATIN_PER_HAN if ours.isascii() else 1)
    return WordFinding(at, _class(similarity, words, order), box.nats, similarity, round(run))


def _class(similarity: float, words: float, order: float) -> SpanClass:
    if similarity >= VERBATIM:
        return "verbatim"
    if words >= REORDERED_WORDS and order < REORDERED_ORDER:
        return "reordered"
    return "edited" if words >= EDITED_WORDS else "paraphrased"


def _has_open_number(skeleton_text: str) -> bool:
    return "xx" in skeleton_text or "×" in skeleton_text


def _shared_words(pair: Pair, box: Box) -> float:
    """The share of the shorter stretch's information that the other holds, too."""
    ours = pair.d[box.first : box.last]
    theirs = pair.s[box.source_first : box.source_last]
    counts = Counter(ours.tolist()) & Counter(theirs.tolist())
    weights = pair.weights
    shared = sum(weights[word] * count for word, count in counts.items())
    return float(shared / max(min(np.sum(weights[ours]), np.sum(weights[theirs])), 1e-9))
