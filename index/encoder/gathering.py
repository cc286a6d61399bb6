"""Texts of callers that come at the same time, encoded together: for engines to which a batch is worth it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from index.encoder.text_encoder import Batch
from index.types import FloatArray

# In a lot no text has more than so many times the tokens of the first: the rest would be padding.
_SPREAD = 2

Run = Callable[[list[str], str], FloatArray]


@dataclass(eq=False, slots=True)
class _Order:
    """What one caller wants: its texts' indices still to do, shortest last, and what is done."""

    batch: Batch
    left: list[int]
    vectors: FloatArray
    undone: int
    error: BaseException | None = field(default=None)

    @property
    def is_done(self) -> bool:
        return not self.undone or self.error is not None


class Gathering:
    """Whoever comes while a lot is computed waits for that lot only, and goes into the next one with all who wait.

    Nobody waits for others to come: a single query on an idle machine is computed at once. Callers with few texts go
    first, so that a query never waits for a whole ingest.
    """

    def __init__(self, run: Run, dim: int, size: int) -> None:
        """Nobody waits yet.

        :param run: Computes unit vectors, shape (n, dim), of texts and their prompt; never called twice at a time.
        :param size: The most texts in a lot.
        """
        self._run, self._dim, self._size = run, dim, size
        self._working = threading.Lock()
        self._entering = threading.Lock()
        self._orders: list[_Order] = []

    def encode(self, batch: Batch) -> FloatArray:
        """Unit vectors, shape (n, dim), float32, in the order of the texts."""
        vectors = np.empty((len(batch.texts), self._dim), np.float32)
        order = _Order(batch, batch.longest_first(), vectors, len(batch.texts))
        with self._entering:
            self._orders.append(order)
        while not order.is_done:
            with self._working:  # whoever has it computes for all
                if not order.is_done:
                    self._compute(self._next_lot())
        if order.error is not None:
            raise order.error
        return vectors

    def _next_lot(self) -> list[tuple[_Order, int]]:
        """Texts with one prompt and of like length, those of callers with few first."""
        with self._entering:
            waiting = sorted((each for each in self._orders if each.left), key=lambda each: len(each.left))
            first = waiting[0]
            tokens = len(first.batch.ids[first.left[0]])
            lot: list[tuple[_Order, int]] = []
            for order in waiting:
                if order.batch.prompt != first.batch.prompt:
                    continue
                fitting = [at for at in order.left if tokens / _SPREAD <= len(order.batch.ids[at]) <= tokens * _SPREAD]
                taken = fitting[: self._size - len(lot)]
                lot += [(order, at) for at in taken]
                order.left = [at for at in order.left if at not in set(taken)]
            return lot

    def _compute(self, lot: list[tuple[_Order, int]]) -> None:
        prompt = lot[0][0].batch.prompt
        try:
            vectors = self._run([order.batch.texts[at] for order, at in lot], prompt)
        except BaseException as error:  # it is that of every caller in the lot
            for order in {order for order, _ in lot}:
                order.left, order.error = [], error
        else:
            for (order, at), vector in zip(lot, vectors, strict=True):
                order.vectors[at] = vector
                order.undone -= 1
        with self._entering:
            self._orders = [order for order in self._orders if not order.is_done]
