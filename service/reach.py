"""The engines of limited keys: one for each set of collections, made when it is first asked for."""

from __future__ import annotations

import threading

from index.engine import Engine
from index.within import EngineWithin

# Each holds its collections' vectors in memory once more; an office has few departments that ask at the same time.
_MOST = 8


class Reach:
    """Engines by collections over one whole engine; safe from several threads."""

    def __init__(self, whole: Engine) -> None:
        self.whole = whole
        self._within: dict[frozenset[str], EngineWithin] = {}
        self._lock = threading.Lock()

    def engine(self, collections: frozenset[str] | None) -> Engine:
        """The engine of some collections (all when None), at the present state of the store."""
        if collections is None:
            self.whole.follow()
            return self.whole
        with self._lock:
            found = self._within.pop(collections, None) or EngineWithin(self.whole, collections)
            self._within[collections] = found  # the latest last
            if len(self._within) > _MOST:
                self._within.pop(next(iter(self._within)))  # who still uses it, keeps it
        found.follow()
        return found

    def close(self) -> None:
        """Give the store's connections back."""
        with self._lock:
            for each in self._within.values():
                each.close()
            self._within.clear()
