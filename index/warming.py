"""What is read or computed at the first question of its kind, done before anybody asks.

The tables of simplified and traditional characters, the background sentences, the English dictionary (seconds): each is
kept in memory from its first use on. The phrase bank is not among them; in a large corpus it reads every document.
"""

from __future__ import annotations

from collections.abc import Callable

from index.engine import Engine
from index.types import CheckOptions

# Any words do; in Chinese first, since most questions are.
_CHINESE, _ENGLISH = "督查督办", "supervision of documents"
_DRAFT = "对领导批示件逐件登记、逐件督办、逐件反馈，做到件件有着落、事事有回音。"


def warm(engine: Engine, stopped: Callable[[], bool]) -> None:
    """Ask one question of each kind; between two of them ``stopped`` may say that it is enough."""
    questions: tuple[Callable[[], object], ...] = (
        lambda: engine.search([_CHINESE], k=1),
        lambda: engine.check(_DRAFT, CheckOptions(nearest=0)),
        lambda: engine.search([_ENGLISH], k=1),
    )
    for ask in questions:
        if stopped():
            return
        ask()
