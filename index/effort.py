"""What an answer may take: whether somebody still waits for it, and how many steps it has taken so far.

Work that may take long says so now and then, however deep inside it is, instead of every function handing on whom to
ask. Steps are counted, not seconds, so that the same question on the same corpus always gets the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from index.errors import CancelledError
from index.types import Limit

# Steps that a check or a comparison may take, each about 0.1 µs of one core: five minutes. Of the drafts tried
# (docs/performance.md) none took more than 150 million.
MOST_STEPS = 3_000_000_000


class Effort:
    """The work on one answer.

    :ivar steps: Steps taken; one is to multiply a pair of words.
    :ivar told: Told the share of the present part of the work that is done, [0, 1].
    :ivar limits: Where something was left out because there would have been too much of it.
    """

    def __init__(self, stopped: Callable[[], bool] | None = None, most: int | None = None) -> None:
        """:param stopped: Whether nobody waits any more.
        :param most: Steps that it may take; None for as many as it needs."""
        self.steps = 0
        self.limits: set[Limit] = set()
        self.told: Callable[[float], None] | None = None
        self._stopped, self._most = stopped, most

    def spend(self, steps: int) -> bool:
        """See :func:`spend`."""
        if self._stopped is not None and self._stopped():
            raise CancelledError("The work was cancelled.")
        if self._most is not None and self.steps + steps > self._most:
            self.limits.add("work")
            return False
        self.steps += steps
        return True


_CURRENT: ContextVar[Effort | None] = ContextVar("effort", default=None)


@contextmanager
def effort(stopped: Callable[[], bool] | None = None, most: int | None = None) -> Iterator[Effort]:
    """Count what is done inside as the work on one answer; see Effort."""
    made = Effort(stopped, most)
    token = _CURRENT.set(made)
    try:
        yield made
    finally:
        _CURRENT.reset(token)


def spend(steps: int) -> bool:
    """Ask to take so many steps; False when the answer has taken as many as it may, and then it says so.

    :raises CancelledError: If nobody waits for the answer any more.
    """
    current = _CURRENT.get()
    return current is None or current.spend(steps)


def advance(share: float) -> None:
    """Say which share of the present part of the work is done.

    :raises CancelledError: If nobody waits for the answer any more.
    """
    current = _CURRENT.get()
    if current is not None and current.told is not None:
        current.told(share)
    spend(0)


def limited(limit: Limit) -> None:
    """Say that something was left out."""
    current = _CURRENT.get()
    if current is not None:
        current.limits.add(limit)
