"""Fingerprints: winnowed hashes of k characters, by which equal runs are found (Schleimer, Wilkerson, Aiken 2003).

Any run of WINDOW + K - 1 = 13 equal characters shares a fingerprint, whatever stands around it; 13 is the shortest
exact run that counts as copied in the rule known in the field. Texts are compared by their skeletons: folded,
without punctuation and white space.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

K = 8
WINDOW = 6
GUARANTEED_RUN = WINDOW + K - 1

# Odd 64-bit multipliers of a polynomial hash and its mixing (the golden ratio's and Murmur3's finaliser).
_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xFF51AFD7ED558CCD)


def fingerprints(skeleton: str) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """The winnowed fingerprints of a skeleton and their positions, in order."""
    found = hashes(skeleton)
    if not len(found):
        return found, np.empty(0, np.uint32)
    if len(found) < WINDOW:
        chosen = np.array([len(found) - 1 - int(np.argmin(found[::-1]))])
    else:
        windows = np.lib.stride_tricks.sliding_window_view(found, WINDOW)
        rightmost = WINDOW - 1 - np.argmin(windows[:, ::-1], axis=1)
        chosen = np.unique(rightmost + np.arange(len(windows)))
    return found[chosen], chosen.astype(np.uint32)


def winnowed(skeletons: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The fingerprints of many skeletons at once, each of ``GUARANTEED_RUN`` letters at least, and whose each is."""
    lengths = np.array([len(each) for each in skeletons], np.int64) - (K - 1)
    ends = np.cumsum(lengths + K - 1)
    owners = np.repeat(np.arange(len(skeletons)), lengths)
    within = np.arange(len(owners)) + np.repeat(ends - np.cumsum(lengths) - (K - 1), lengths)
    found = hashes("".join(skeletons))[within]
    if not len(found):
        return found, owners
    windows = np.lib.stride_tricks.sliding_window_view(found, WINDOW)
    of_one = np.flatnonzero(owners[: len(windows)] == owners[WINDOW - 1 :])
    chosen = np.unique(of_one + WINDOW - 1 - np.argmin(windows[of_one, ::-1], axis=1))
    return found[chosen], owners[chosen]


def pack(skeleton: str) -> bytes:
    """A skeleton's fingerprints as the store keeps them: all hashes, then all positions, little-endian."""
    found, positions = fingerprints(skeleton)
    return found.astype("<u8").tobytes() + positions.astype("<u4").tobytes()


def unpack(stored: bytes) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """The inverse of pack."""
    count = len(stored) // 12
    return np.frombuffer(stored, "<u8", count), np.frombuffer(stored, "<u4", count, offset=8 * count)


def hashes(skeleton: str) -> NDArray[np.uint64]:
    """The hash of each K characters of a skeleton, in order, shape (len - K + 1,); empty for a shorter one."""
    points = np.frombuffer(skeleton.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    if len(points) < K:
        return np.empty(0, np.uint64)
    count = len(points) - K + 1
    found = np.zeros(count, np.uint64)
    for offset in range(K):
        found = found * _BASE + points[offset : offset + count]
    found = (found ^ (found >> np.uint64(33))) * _MIX
    mixed: NDArray[np.uint64] = found ^ (found >> np.uint64(33))
    return mixed
