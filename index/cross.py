"""Many drafts against one another: which share of each comes from each other one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from corpus.normal import skeleton
from index.errors import CancelledError
from index.fingerprint import pack
from index.fingerprint_index import FingerprintIndex
from index.types import CheckOptions, CheckReport

Compare = Callable[[str, str, CheckOptions], CheckReport]
# Drafts with fewer fingerprints in common are not compared. One stands for a run of eight equal characters, which two
# texts of one genre have by chance; any copied sentence of some length has several.
LEAST_SHARED = 2


def cross(
    drafts: Sequence[str],
    options: CheckOptions,
    compare: Compare,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[tuple[float, ...], ...]:
    """For each draft (row) the share of its characters that comes from each other draft (column), [0, 1].

    :param progress: Called with pairs compared so far and in all.
    :raises CancelledError: If ``cancelled`` says so.
    """
    shares = [[0.0] * len(drafts) for _ in drafts]
    pairs = sharing(drafts)
    for done, (one, other) in enumerate(pairs):
        if cancelled is not None and cancelled():
            raise CancelledError("The work was cancelled.")
        if progress is not None:
            progress(done, len(pairs))
        for row, column in ((one, other), (other, one)):
            shares[row][column] = compare(drafts[row], drafts[column], options).figures.copy_share
    return tuple(map(tuple, shares))


def sharing(drafts: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs of drafts that have wording in common, each once, in order."""
    skeletons = [skeleton(each).text for each in drafts]
    index = FingerprintIndex((number, pack(text)) for number, text in enumerate(skeletons))
    pairs = []
    for number, text in enumerate(skeletons):
        seeds = index.seeds(text, np.arange(number + 1, len(drafts)))
        pairs += [
            (number, int(other))
            for other in np.unique(seeds.document).tolist()
            if len(np.unique(seeds.draft[seeds.document == other])) >= LEAST_SHARED
        ]
    return pairs
