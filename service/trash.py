"""What was deleted a moment ago, in memory only, so that a slip of the hand can be undone.

On the disk what is deleted is gone at once; what waits here goes with the process, and soon without it.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections import OrderedDict

from corpus.store.trash import Removed
from service.errors import UndoGoneError

# Long enough to notice a mistake and walk back to the desk, short enough that deleted means deleted.
KEPT_S = 600.0
# So much waits at most, oldest out first; what is larger alone cannot be undone, and the answer says so.
KEPT_BYTES = 128 * 1024 * 1024


class Trash:
    """Deletions that can still be undone; safe to call from several threads."""

    def __init__(self, kept_s: float = KEPT_S, kept_bytes: int = KEPT_BYTES) -> None:
        self._kept_s = kept_s
        self._kept_bytes = kept_bytes
        self._held: OrderedDict[str, tuple[float, int, Removed]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, removed: Removed) -> str | None:
        """Keep a deletion; under which name it can be undone, None if it cannot."""
        size = removed.size_bytes
        if not removed.documents or size > self._kept_bytes:
            return None
        name = uuid.uuid4().hex
        with self._lock:
            self._held[name] = (time.monotonic(), size, removed)
            self._drop()
        return name

    def take(self, name: str) -> Removed:
        """A deletion, which is then no longer kept.

        :raises UndoGoneError: If there is none of that name (any more).
        """
        with self._lock:
            self._drop()
            held = self._held.pop(name, None)
        if held is None:
            raise UndoGoneError("That deletion can no longer be undone.")
        return held[2]

    def _drop(self) -> None:
        now = time.monotonic()
        while self._held:
            began, _, _ = next(iter(self._held.values()))
            if now - began <= self._kept_s and sum(size for _, size, _ in self._held.values()) <= self._kept_bytes:
                return
            self._held.popitem(last=False)
