"""Which documents stand for one author: set phrases count once for each organ, and once for all versions of a work."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping

from corpus.store import Store

_VERSION = re.compile(r"[（(].*?[）)]|\d+")


class Organs:
    """A number for the organ of each document of a store; read anew when the store has changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: tuple[int, Mapping[int, int]] | None = None
        self._lock = threading.Lock()

    def numbers(self) -> Mapping[int, int]:
        """The number of each document's organ; where none is known, of its title without years and brackets."""
        version = self._store.version
        with self._lock:
            if self._known is None or self._known[0] != version:
                names: dict[tuple[str, str], int] = {}
                self._known = (
                    version,
                    {
                        document: names.setdefault(_name(title, organ), len(names))
                        for document, title, organ in self._store.titles()
                    },
                )
            return self._known[1]


def _name(title: str, organ: str) -> tuple[str, str]:
    return ("organ", organ) if organ else ("title", _VERSION.sub("", title))
