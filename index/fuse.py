"""One order from all kinds of evidence: a sum, each kind with its weight, so that every score can be explained.

The weights make the right passage the likeliest among its candidates (softmax regression, no negative weights)
on the tuning halves of the sample corpus' queries, CMRC, DRCD and three sets of translations; those of "mirror" and
"exact", and of words across languages, by hand on hand-made queries (docs/quality.md, also for the other halves).
Evidence that is not there adds nothing, so that a question whose words no passage has is answered by meaning alone.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from index.types import FloatArray, Mode

# Log-odds of the nearest text (mostly a sentence) and of the passage as a whole, which helps within a language only:
# across languages the vector of a long passage says little but its genre.
NEAREST, WHOLE = "nearest", "whole"
# Log-odds of its text nearest to the query when that is read as a passage: for terms and whole paragraphs the better
# side of the model, for questions the worse one.
MIRROR = "mirror"
HEADING = "heading"
# Within a language "across" is the user's dictionary: a name stands for the other as its own words would. By hand.
DICTIONARY = 9.0
WITHIN: Mapping[str, float] = {
    NEAREST: 2.6, MIRROR: 0.5, WHOLE: 1.6, HEADING: -2.3,
    "words": 2.7, "characters": 3.4, "cover": 3.6, "near": 3.4, "run": 3.0, "slip": 4.2, "exact": 6.0, "above": 6.0,
    "across": DICTIONARY,
}  # fmt: skip
ACROSS: Mapping[str, float] = {
    NEAREST: 2.6, MIRROR: 1.3, HEADING: -0.5, "words": 0.4, "cover": 3.0, "run": 3.0, "exact": 6.0, "across": 11.0,
}  # fmt: skip
# By words alone: BM25 over words and characters, already divided by the most there is.
_WORDS: Mapping[str, float] = {"words": 1.0, "characters": 1.0}
# By meaning alone, and the first cut of both: the passage as a whole helps its nearest sentence a little.
_OWN = 0.3


def weights(mode: Mode, *, across: bool) -> Mapping[str, float]:
    """The weight of each kind of evidence."""
    if mode == "words":
        return _WORDS
    if mode == "meaning":
        return {NEAREST: 1.0} if across else {NEAREST: 1 / (1 + _OWN), WHOLE: _OWN / (1 + _OWN)}
    return ACROSS if across else WITHIN


def parts(evidence: Mapping[str, FloatArray], mode: Mode, *, across: bool) -> dict[str, FloatArray]:
    """What each kind of evidence adds to the score of each passage; kinds without a weight are left out."""
    return {kind: evidence[kind] * np.float32(weight) for kind, weight in weights(mode, across=across).items()}


def mixed_parts(evidence: Mapping[str, FloatArray], mode: Mode, across: NDArray[np.bool_]) -> dict[str, FloatArray]:
    """What each kind of evidence adds, each passage by the weights for its language.

    :param across: Which passages are of another group of languages than the query, shape (n,).
    """
    same, other = parts(evidence, mode, across=False), parts(evidence, mode, across=True)
    nothing = np.zeros(len(across), np.float32)
    return {kind: np.where(across, other.get(kind, nothing), same.get(kind, nothing)) for kind in {**same, **other}}
