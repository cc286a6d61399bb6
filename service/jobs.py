"""Background work: one worker thread, a bounded queue, and a report of each job that can be looked at meanwhile."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal

from index.errors import CancelledError
from service.documents import IngestReport
from service.errors import Fault, JobFinishedError, JobNotFoundError, JobsFullError, fault_of
from service.log import log_unexpected
from service.order import Kind, Order
from service.running import Act, Current, Running
from service.spool import Spool

JobState = Literal["queued", "running", "done", "failed", "cancelled"]
FINISHED = frozenset({"done", "failed", "cancelled"})
# Files wait in memory: four full uploads are what a small server can spare.
_UPLOADS_IN_MEMORY = 4
# A process that died this often while a job ran dies of that job, as far as anybody can tell.
_MOST_DEATHS = 3
_DEADLY = Fault(500, "gave_up", "The server ended three times while this job ran; it is not begun again.")


@dataclass(frozen=True, slots=True)
class Job:
    """A job at one moment. ``done`` and ``total`` count files or drafts, ``texts`` what was encoded; times are UTC.

    ``faults`` are the files that failed, by name, in order; a job fails as a whole only when nothing went well.
    ``result`` is the answer of a job that is not about files, as far as it is known.
    """

    id: str
    kind: Kind
    total: int
    created_at: datetime
    state: JobState = "queued"
    done: int = 0
    texts: int = 0
    current: Current | None = None
    reports: tuple[IngestReport, ...] = ()
    faults: tuple[tuple[str, Fault], ...] = ()
    result: Mapping[str, Any] | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None

    @property
    def rate(self) -> float:
        """Texts encoded a second, so far."""
        if self.started_at is None:
            return 0.0
        elapsed = (self.finished_at or datetime.now(UTC)) - self.started_at
        texts = self.texts + (self.current.done if self.current else 0)
        return texts / max(elapsed.total_seconds(), 1e-3)


@dataclass(slots=True)
class _Work:
    """A job's inner side: what was ordered (None when it has ended: it holds drafts), and whether it shall stop."""

    job: Job
    owner: str
    order: Order | None
    notes: list[dict[str, Any]] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    is_cancelled: bool = False

    @classmethod
    def of(cls, order: Order) -> _Work:
        return cls(Job(order.id, order.kind, order.total, order.created_at), order.owner, order)


class Jobs:
    """The background work of one application. The worker starts with the first job; owners take turns.

    :class:`service.job_view.JobsOf` is what one caller sees of it.
    """

    def __init__(
        self,
        begin: Callable[[Order], Act],
        *,
        queued: int,
        kept: int,
        upload_bytes: int,
        spool: Spool | None = None,
        lasts: bool = False,
        keeps_drafts: bool = True,
    ) -> None:
        """Nothing is begun yet.

        :param begin: Makes the work of an order.
        :param spool: Where orders of a server are written down; None where nothing may be changed.
        :param lasts: Whether ours are written there before they are acknowledged; else they live in memory only.
        :param keeps_drafts: Whether those that hold drafts are.
        """
        self._begin = begin
        self._queued, self._kept, self._max_bytes = queued, kept, upload_bytes * _UPLOADS_IN_MEMORY
        self._spool, self._lasts, self._keeps_drafts = spool, lasts, keeps_drafts
        self._all: dict[str, _Work] = {}
        self._waiting: deque[_Work] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._worker: threading.Thread | None = None
        self._served: dict[str, int] = {}
        self._turn = 0

    def submit(self, order: Order) -> Job:
        """Queue work; with a spool it is written down first, so that it outlives the process.

        :raises JobsFullError: If too many jobs, or too many bytes, wait already.
        :raises StoreError: If it cannot be written down.
        """
        work = _Work.of(order)
        with self._changed:
            self._refuse_too_much(order)
            self._all[order.id] = work
        try:
            if self._is_spooled(order):
                self._spooled.put(order)
        except BaseException:
            with self._changed:
                del self._all[order.id]
            raise
        with self._changed:
            if not work.is_cancelled:
                self._enqueue(work)
        return work.job

    def resume(self) -> int:
        """Begin anew what a former process was to do and has not ended; how many jobs that are."""
        self._spooled.sweep()
        resumed = 0
        for order in self._spooled.orders():
            work = _Work.of(order)
            notes = self._spooled.notes(order.id)
            work.notes = [each for each in notes if "name" in each]
            deaths = sum("begun" in each for each in notes) - sum("stopped" in each for each in notes)
            with self._changed:
                self._all[order.id] = work
                if deaths < _MOST_DEATHS:
                    self._enqueue(work)
                    resumed += 1
            if deaths >= _MOST_DEATHS:
                self._finish(work, "failed", faults=(("", _DEADLY),))
        return resumed

    def get(self, job_id: str, owner: str | None) -> Job:
        """A job as it is now.

        :raises JobNotFoundError: If the owner has none (old reports are dropped in time).
        """
        return self._find(job_id, owner).job

    def all(self, owner: str | None) -> tuple[Job, ...]:
        """All jobs of an owner, of everybody when None, the newest first."""
        with self._changed:
            return tuple(work.job for work in reversed(self._all.values()) if owner in {None, work.owner})

    def cancel(self, job_id: str, owner: str | None) -> Job:
        """Stop a job; files that are stored already stay. What was written down of it is gone at once.

        :raises JobNotFoundError: If the owner has none.
        :raises JobFinishedError: If it has finished.
        """
        work = self._find(job_id, owner)
        with self._changed:
            if work.job.state in FINISHED:
                raise JobFinishedError("The job has finished already.")
            work.is_cancelled = True
            work.stop.set()
            waits = work.job.state == "queued"
            if work in self._waiting:
                self._waiting.remove(work)
        if waits:
            self._finish(work, "cancelled")
        elif self._lasts:
            self._spooled.remove(job_id)
        return work.job

    def forget(self, check_id: str, owner: str | None) -> bool:
        """Cancel the job that is making a check, and take its drafts from the disk; whether there was one."""
        with self._changed:
            makers = [
                work.job.id
                for work in self._all.values()
                if work.order is not None and work.order.makes(check_id) and owner in {None, work.owner}
            ]
        for job_id in makers:
            self.cancel(job_id, owner)
        if makers or self._spool is None:
            return bool(makers)
        left = [each for each in self._spool.orders() if each.makes(check_id) and owner in {None, each.owner}]
        for order in left:  # of a server that is not running, when this process serves nobody
            self._spool.remove(order.id)
        return bool(left)

    def close(self, timeout_s: float = 10.0) -> None:
        """Stop after the lot of texts in hand. What is written down waits for the next start, the rest is cancelled."""
        with self._changed:
            self._closing = True
            for work in self._all.values():
                work.stop.set()
                if work.job.state == "running" and work.order is not None and self._is_spooled(work.order):
                    self._spooled.note(work.job.id, {"stopped": True})
            waiting = list(self._waiting)
            self._waiting.clear()
            self._changed.notify_all()
        for work in waiting:
            if work.order is None or not self._is_spooled(work.order):
                self._finish(work, "cancelled")
        if self._worker is not None:
            self._worker.join(timeout_s)

    @property
    def _spooled(self) -> Spool:
        if self._spool is None:
            raise RuntimeError("nothing may be written here")
        return self._spool

    def _is_spooled(self, order: Order) -> bool:
        return self._lasts and (self._keeps_drafts or not order.holds_drafts)

    def _refuse_too_much(self, order: Order) -> None:
        unfinished = [each for each in self._all.values() if each.job.state not in FINISHED]
        waiting = [each for each in unfinished if each.job.state == "queued"]
        size = order.size_bytes + sum(each.order.size_bytes for each in unfinished if each.order is not None)
        if self._closing or len(waiting) >= self._queued or size > self._max_bytes:
            raise JobsFullError("Too many jobs wait already; try again later.")
        if order.owner and sum(each.owner == order.owner for each in waiting) >= max(self._queued // 2, 1):
            raise JobsFullError("Too many jobs of this key wait already; try again later.")

    def _enqueue(self, work: _Work) -> None:
        self._waiting.append(work)
        if self._worker is None:
            self._worker = threading.Thread(target=self._run, name="wenheng-jobs", daemon=True)
            self._worker.start()
        self._changed.notify_all()

    def _find(self, job_id: str, owner: str | None) -> _Work:
        with self._changed:
            found = self._all.get(job_id)
            if found is None or owner not in {None, found.owner}:
                raise JobNotFoundError("There is no job with that id.")
            return found

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closing)
                if self._closing:
                    return
                work = self._next()
                self._update(work, state="running", started_at=datetime.now(UTC))
            self._note(work, {"begun": True})
            self._perform(work)

    def _next(self) -> _Work:
        """The longest waiting job of the owner who was served longest ago."""
        work = min(self._waiting, key=lambda each: self._served.get(each.owner, -1))
        self._waiting.remove(work)
        self._turn += 1
        self._served[work.owner] = self._turn
        return work

    def _perform(self, work: _Work) -> None:
        order = work.order
        if order is None:
            return
        running = Running(partial(self._update, work), partial(self._note, work), work.stop.is_set, work.notes)
        fault: Fault | None = None
        is_done = False
        try:
            result = self._begin(order)(running)
            self._update(work, result=result, done=work.job.total)
            is_done = order.kind != "ingest" or bool(work.job.reports)
        except CancelledError:
            work.is_cancelled = work.is_cancelled or not self._resumes(order)
        except Exception as error:  # A bad order must not end the worker; what is not foreseen is logged.
            fault = fault_of(error)
            if fault.status == 500:
                log_unexpected(error)
        if not is_done and not work.is_cancelled and self._resumes(order):
            self._update(work, state="queued", current=None)
        elif work.is_cancelled and not is_done:
            self._finish(work, "cancelled")
        else:
            faults = (*work.job.faults, ("", fault)) if fault else work.job.faults
            self._finish(work, "done" if is_done else "failed", faults=faults)

    def _resumes(self, order: Order) -> bool:
        """Whether what does not come to its end now is left to the next process."""
        return self._closing and self._is_spooled(order)

    def _note(self, work: _Work, what: Mapping[str, Any]) -> None:
        if work.order is not None and self._is_spooled(work.order):
            self._spooled.note(work.job.id, what)

    def _update(self, work: _Work, **changes: object) -> None:
        with self._changed:
            work.job = replace(work.job, **changes)  # type: ignore[arg-type]

    def _finish(self, work: _Work, state: JobState, **changes: object) -> None:
        if self._lasts:
            self._spooled.remove(work.job.id)  # before anybody sees that it has ended
        with self._changed:
            work.order = None
            self._update(work, state=state, finished_at=datetime.now(UTC), current=None, **changes)
            finished = [name for name, each in self._all.items() if each.job.state in FINISHED]
            for name in finished[: max(len(finished) - self._kept, 0)]:
                del self._all[name]
