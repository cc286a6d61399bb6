"""How long the stages of an answer take: whoever wants to know is told of each, by name.

Stages: ``encode`` (the model), ``vector`` (nearest vectors), ``lexical`` (FTS5), ``fuse`` (weighing candidates),
``align`` (word by word), ``judge`` (by meaning). A stage that is inside another counts in both.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

NAMES = ("encode", "vector", "lexical", "fuse", "align", "judge")
# Called with a stage's name and the seconds it took, also when it failed; must be quick and safe from any thread.
Observer = Callable[[str, float], None]
_observers: tuple[Observer, ...] = ()
P = ParamSpec("P")
R = TypeVar("R")


def observe(observer: Observer) -> Callable[[], None]:
    """Tell an observer of every stage of this process from now on, until what is returned is called."""
    global _observers  # noqa: PLW0603 (stages are of the process, like the clock)
    _observers = (*_observers, observer)

    def stop() -> None:
        global _observers  # noqa: PLW0603
        _observers = tuple(each for each in _observers if each is not observer)

    return stop


def timed(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a function as a stage. With nobody observing it costs a tenth of a microsecond."""
    if name not in NAMES:
        raise ValueError(f"no such stage: {name}")

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def measured(*args: P.args, **kwargs: P.kwargs) -> R:
            observers = _observers
            if not observers:
                return function(*args, **kwargs)
            began = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                took = time.perf_counter() - began
                for each in observers:
                    each(name, took)

        return measured

    return mark
