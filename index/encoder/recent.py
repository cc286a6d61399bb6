"""Vectors of queries asked lately: people page through results, change filters, and ask the same as others."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable

import numpy as np

from index.types import FloatArray

# 1.5 MB at 384 dimensions.
_MOST = 1_000


class Recent:
    """The latest vectors by a hash of their text, so that no query's text is kept."""

    def __init__(self, dim: int) -> None:
        self._dim = dim
        self._kept: OrderedDict[bytes, FloatArray] = OrderedDict()
        self._lock = threading.Lock()

    def vectors(self, texts: list[str], encode: Callable[[list[str]], FloatArray]) -> FloatArray:
        """The vectors of texts, shape (n, dim); those not kept are encoded."""
        keys = [hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts]
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        unknown = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if unknown:
            made = dict(zip(unknown, encode(list(unknown.values())), strict=True))
            found |= made
            with self._lock:
                self._kept |= made
                while len(self._kept) > _MOST:
                    self._kept.popitem(last=False)
        return np.array([found[key] for key in keys], np.float32).reshape(len(keys), self._dim)
