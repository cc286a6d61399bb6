"""The texts within filters, remembered while the store does not change."""

from __future__ import annotations

import threading
from collections import OrderedDict

from corpus.store import weighing
from index.vectorstore import IdArray, Scope

# People filter by the same few things; of 10^6 texts each entry is 8 MB at most.
_MOST = 16


class Scopes:
    """Ids of the texts within recent filters: at 10^6 texts SQLite takes half a second to list a third of them."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], IdArray] = OrderedDict()
        self._lock = threading.Lock()

    def texts(self, scope: Scope) -> IdArray | None:
        """As ``scope.texts``, for the state of the store that its connection sees."""
        if not scope.filters:
            return None
        condition, values = scope.filters.where()
        key = (weighing.version(scope.connection), condition, *values)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        texts = scope.texts
        if texts is not None:
            with self._lock:
                self._kept[key] = texts
                while len(self._kept) > _MOST:
                    self._kept.popitem(last=False)
        return texts
