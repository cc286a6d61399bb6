"""Ids as limited keys see them.

Ids are given in order, so that a gap between two of them tells how much others have added meanwhile. A key that is
limited to collections sees other numbers instead: a permutation (a Feistel network over 52 bits, which is what
JavaScript's numbers hold) with a secret of the data folder. Keys for the same collections see the same numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import cast

from flask import g, has_request_context
from pydantic import SerializationInfo

_HALF_BITS = 26
_HALF = (1 << _HALF_BITS) - 1
#: One more than the largest id there is.
SIZE = 1 << (2 * _HALF_BITS)
# Four rounds make a Feistel network with random functions indistinguishable from a random permutation, two ways
# (Luby and Rackoff 1988); two more for the halves being short.
_ROUNDS = 6


class Veil:
    """Turns ids into what some collections' keys see, and back."""

    def __init__(self, secret: bytes, collections: Collection[str]) -> None:
        whose = "\0".join(sorted(collections)).encode("utf-8", "surrogatepass")
        self._key = hashlib.blake2b(whose, key=secret[:64], digest_size=32).digest()

    def hide(self, number: int) -> int:
        """An id as it is shown; 0, which is no id, stays.

        :raises ValueError: If it is not in [0, SIZE).
        """
        if not 0 <= number < SIZE:
            raise ValueError("no id is that large")
        hidden = self._there(number) if number else 0
        return hidden or (self._there(0) if number else 0)

    def reveal(self, shown: int) -> int:
        """The id behind a number that somebody sent; for one that is none, some number that is no id either."""
        if not 0 < shown < SIZE:
            return SIZE
        return self._back(shown) or self._back(0)

    def _there(self, number: int) -> int:
        left, right = number >> _HALF_BITS, number & _HALF
        for turn in range(_ROUNDS):
            left, right = right, left ^ self._mixed(turn, right)
        return left << _HALF_BITS | right

    def _back(self, number: int) -> int:
        left, right = number >> _HALF_BITS, number & _HALF
        for turn in reversed(range(_ROUNDS)):
            left, right = right ^ self._mixed(turn, left), left
        return left << _HALF_BITS | right

    def _mixed(self, turn: int, half: int) -> int:
        digest = hashlib.blake2b(half.to_bytes(4, "big"), key=self._key, digest_size=4, salt=bytes([turn])).digest()
        return int.from_bytes(digest, "big") & _HALF


def hidden(number: int, info: SerializationInfo) -> int:
    """An id as the current caller sees it; as it is where the serialisation's context says that it is to be kept."""
    veil = _current()
    return number if veil is None or (info.context or {}).get("is_kept") else veil.hide(number)


def revealed(number: int) -> int:
    """The id that the current caller means."""
    veil = _current()
    return number if veil is None else veil.reveal(number)


def _current() -> Veil | None:
    return cast("Veil | None", g.get("veil")) if has_request_context() else None
