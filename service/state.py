"""What the routes stand on: the settings, and the engine, jobs and checks as far as the caller may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app, g, has_request_context

from index.engine import Engine
from service.admission import Admission
from service.checks import Checks
from service.job_view import JobsOf
from service.jobs import Jobs
from service.keys.caller import EVERYTHING, Caller, caller
from service.keys.gate import Gate
from service.metrics import Metrics
from service.order import Order
from service.reach import Reach
from service.running import Act
from service.settings import Settings
from service.spool import Spool
from service.trash import Trash
from service.work import act_of

_NAME = "wenheng"


@dataclass(frozen=True, slots=True)
class State:
    """What one caller has before him. All of it is limited alike: nothing here knows of other callers' things."""

    settings: Settings
    gate: Gate
    engine: Engine
    jobs: JobsOf
    checks: Checks
    trash: Trash


class House:
    """Made once for an application and kept in ``app.extensions``: everything, of which each caller sees a part."""

    def __init__(self, settings: Settings, gate: Gate, engine: Engine, *, jobs_last: bool) -> None:
        """:param jobs_last: Jobs are written to the data folder until they have ended, so that they can be resumed."""
        self.settings = settings
        self.gate = gate
        self.engine = engine
        self._checks = Checks(engine)
        self._trash = Trash()
        self.admission = Admission(settings)
        self._reach = Reach(engine)
        self.jobs = Jobs(
            self._begin,
            queued=settings.jobs_queued,
            kept=settings.jobs_kept,
            upload_bytes=settings.max_upload_bytes,
            spool=None if settings.read_only else Spool(settings.data),
            lasts=jobs_last,
            keeps_drafts=settings.job_drafts,
        )
        self.metrics = Metrics(engine, self.jobs)

    def seen_by(self, who: Caller) -> State:
        """What a caller has before him."""
        engine = self._reach.engine(who.collections)
        jobs = JobsOf(self.jobs, who.name, who.owner, who.collections)
        return State(self.settings, self.gate, engine, jobs, self._checks.of(engine, who.name, who.owner), self._trash)

    def _begin(self, order: Order) -> Act:
        """The work of a job, before which lies what lay before its owner when he ordered it."""
        engine = self._reach.engine(order.collections)
        return act_of(order, engine, self._checks.of(engine, order.owner, order.owner))

    def close(self) -> None:
        """Stop the jobs, and what was opened for limited callers."""
        self.jobs.close()
        self.metrics.close()
        self._reach.close()


def state() -> State:
    """What the caller of the current request has before him."""
    if not has_request_context():
        return house().seen_by(EVERYTHING)
    if "state" not in g:
        g.state = house().seen_by(caller())
    return cast("State", g.state)


def engine() -> Engine:
    """The engine as the caller of the current request sees it."""
    return state().engine


def house() -> House:
    """Everything of the current application, whoever asks."""
    return cast("House", current_app.extensions[_NAME])


def keep(extensions: dict[str, object], what: House) -> None:
    """Keep the house in an application's ``extensions``."""
    extensions[_NAME] = what


def gate_of(app: Flask) -> Gate:
    """The gate of an application."""
    return cast("House", app.extensions[_NAME]).gate
