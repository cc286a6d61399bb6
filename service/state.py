"""What the routes stand on: the settings, the engine and the jobs of this application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from index.engine import Engine
from service.checks import Checks
from service.jobs import Jobs
from service.settings import Settings

_NAME = "wenheng"


@dataclass(frozen=True, slots=True)
class State:
    """Made once by create_app and kept in ``app.extensions``."""

    settings: Settings
    engine: Engine
    jobs: Jobs
    checks: Checks


def state() -> State:
    """The state of the application that answers the current request."""
    return cast("State", current_app.extensions[_NAME])


def engine() -> Engine:
    """The engine of the application that answers the current request."""
    return state().engine


def keep(extensions: dict[str, object], what: State) -> None:
    """Keep the state in an application's ``extensions``."""
    extensions[_NAME] = what
