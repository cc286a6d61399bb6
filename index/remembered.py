"""What was read of passages lately: people type a query on, turn pages, change filters, and ask around one subject."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")

# A search looks at some 200 passages, so these are of the latest hundred different ones; some 35 MB in all.
_MOST = 20_000


class Remembered(Generic[T]):
    """Values by id, of one state of the store; safe from several threads."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._version = -1
        self._kept: OrderedDict[int, T] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, version: int, ids: Sequence[int], read: Callable[[list[int]], Mapping[int, T]]) -> dict[int, T]:
        """The values of ids, in their order; what ``read`` does not find is absent.

        :param version: The store's version in the state that is read; what is known of an older one is forgotten.
        :param read: Asked for those that are not known.
        """
        with self._lock:
            if version > self._version:
                self._kept.clear()
                self._version = version
            known = {each: self._kept[each] for each in ids if each in self._kept} if version == self._version else {}
            for each in known:
                self._kept.move_to_end(each)
        missing = [each for each in ids if each not in known]
        if missing:
            found = read(missing)
            with self._lock:
                if version == self._version:
                    self._kept |= found
                    while len(self._kept) > self._most:
                        self._kept.popitem(last=False)
            known |= found
        return {each: known[each] for each in ids if each in known}
