"""Background work: one worker thread, a bounded queue, and a report of each job that can be looked at meanwhile."""

from __future__ import annotations

import threading
import uuid
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal

from index.engine import Engine
from index.errors import CancelledError
from service.documents import Incoming, IngestReport, ingest_file
from service.errors import Fault, JobFinishedError, JobNotFoundError, JobsFullError, fault_of
from service.log import log_unexpected

Kind = Literal["ingest", "rebuild", "check", "check_many", "twins", "map"]
JobState = Literal["queued", "running", "done", "failed", "cancelled"]
FINISHED = frozenset({"done", "failed", "cancelled"})
# Files wait in memory: four full uploads are what a small server can spare.
_UPLOADS_IN_MEMORY = 4


@dataclass(frozen=True, slots=True)
class Current:
    """The file that is being read: texts encoded so far and in all, 0 while that is not known."""

    name: str
    done: int = 0
    total: int = 0


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
    """A job's inner side: what is to be done, and whether it shall stop."""

    job: Job
    files: deque[Incoming]
    size_bytes: int
    engine: Engine
    owner: str
    act: Act | None = None
    stop: threading.Event = field(default_factory=threading.Event)


class Running:
    """A job as its own work sees it."""

    def __init__(self, update: Callable[..., None], stop: threading.Event) -> None:
        self._update = update
        self.stopped = stop.is_set

    def show(self, name: str, done: int, total: int) -> None:
        """Say what is being done and how far it is."""
        self._update(current=Current(name, done, total))

    def finished(self, count: int) -> None:
        """Say how many of the job's files or drafts are finished."""
        self._update(done=count, current=None)

    def give(self, result: Mapping[str, Any]) -> None:
        """Give what is known of the result already."""
        self._update(result=result)


Act = Callable[[Running], Mapping[str, Any] | None]


class Jobs:
    """The background work of one engine. The worker starts with the first job; owners take turns.

    :class:`service.job_view.JobsOf` is what one caller sees of it.
    """

    def __init__(self, *, queued: int, kept: int, upload_bytes: int) -> None:
        self._queued, self._kept, self._max_bytes = queued, kept, upload_bytes * _UPLOADS_IN_MEMORY
        self._all: dict[str, _Work] = {}
        self._waiting: deque[_Work] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._worker: threading.Thread | None = None
        self._served: dict[str, int] = {}
        self._turn = 0

    def submit(
        self,
        kind: Kind,
        files: Sequence[Incoming],
        act: Act | None,
        total: int,
        size_bytes: int,
        engine: Engine,
        owner: str,
    ) -> Job:
        """Queue work.

        :raises JobsFullError: If too many jobs, or too many bytes, wait already.
        """
        size_bytes += sum(len(each.data) for each in files)
        job = Job(uuid.uuid4().hex, kind, len(files) or total, datetime.now(UTC))
        work = _Work(job, deque(files), size_bytes, engine, owner, act)
        with self._changed:
            waiting_bytes = sum(each.size_bytes for each in self._all.values() if each.job.state not in FINISHED)
            if self._closing or len(self._waiting) >= self._queued or waiting_bytes + size_bytes > self._max_bytes:
                raise JobsFullError("Too many jobs wait already; try again later.")
            if owner and sum(each.owner == owner for each in self._waiting) >= max(self._queued // 2, 1):
                raise JobsFullError("Too many jobs of this key wait already; try again later.")
            self._all[work.job.id] = work
            self._waiting.append(work)
            if self._worker is None:
                self._worker = threading.Thread(target=self._run, name="wenheng-jobs", daemon=True)
                self._worker.start()
            self._changed.notify_all()
        return work.job

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
        """Stop a job; files that are stored already stay.

        :raises JobNotFoundError: If the owner has none.
        :raises JobFinishedError: If it has finished.
        """
        work = self._find(job_id, owner)
        with self._changed:
            if work.job.state in FINISHED:
                raise JobFinishedError("The job has finished already.")
            work.stop.set()
            if work in self._waiting:
                self._waiting.remove(work)
                self._finish(work, "cancelled")
        return work.job

    def close(self, timeout_s: float = 10.0) -> None:
        """Stop after the lot of texts in hand; what waits is cancelled."""
        with self._changed:
            self._closing = True
            for work in self._all.values():
                work.stop.set()
            while self._waiting:
                self._finish(self._waiting.popleft(), "cancelled")
            self._changed.notify_all()
        if self._worker is not None:
            self._worker.join(timeout_s)

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
            try:
                self._perform(work)
            except CancelledError:
                self._finish(work, "cancelled")

    def _next(self) -> _Work:
        """The longest waiting job of the owner who was served longest ago."""
        work = min(self._waiting, key=lambda each: self._served.get(each.owner, -1))
        self._waiting.remove(work)
        self._turn += 1
        self._served[work.owner] = self._turn
        return work

    def _perform(self, work: _Work) -> None:
        if work.act is not None:
            self._act(work, work.act)
        elif work.job.kind == "rebuild":
            self._rebuild(work)
        else:
            self._ingest(work)

    def _act(self, work: _Work, act: Act) -> None:
        def perform() -> None:
            result = act(Running(partial(self._update, work), work.stop))
            self._finish(work, "done", done=work.job.total, result=result)

        fault = self._attempt(perform)
        if fault:
            self._finish(work, "failed", faults=(*work.job.faults, ("", fault)))

    def _rebuild(self, work: _Work) -> None:
        fault = self._attempt(work.engine.rebuild)
        self._finish(work, "failed" if fault else "done", faults=(("", fault),) if fault else ())

    def _ingest(self, work: _Work) -> None:
        while work.files:
            if work.stop.is_set():
                raise CancelledError("The job was cancelled.")
            incoming = work.files.popleft()
            self._update(work, current=Current(incoming.name))
            fault = self._attempt(partial(self._ingest_one, work, incoming))
            if fault:
                self._update(work, faults=(*work.job.faults, (incoming.name, fault)))
            self._update(work, done=work.job.done + 1, current=None)
        self._finish(work, "done" if work.job.reports else "failed")

    def _ingest_one(self, work: _Work, incoming: Incoming) -> None:
        def show(done: int, total: int) -> None:
            self._update(work, current=Current(incoming.name, done, total))

        report = ingest_file(work.engine, incoming, show, work.stop.is_set)
        texts = work.job.texts + (work.job.current.done if work.job.current else 0)
        self._update(work, reports=(*work.job.reports, report), texts=texts, current=None)

    def _attempt(self, act: Callable[[], None]) -> Fault | None:
        """Do it; what went wrong, if anything did. A cancelled job is not a fault.

        :raises CancelledError: If it was cancelled.
        """
        try:
            act()
        except CancelledError:
            raise
        except Exception as error:  # A bad file must not end the worker; what is not foreseen is logged.
            fault = fault_of(error)
            if fault.status == 500:
                log_unexpected(error)
            return fault
        return None

    def _update(self, work: _Work, **changes: object) -> None:
        with self._changed:
            work.job = replace(work.job, **changes)  # type: ignore[arg-type]

    def _finish(self, work: _Work, state: JobState, **changes: object) -> None:
        with self._changed:
            work.files.clear()
            work.act = None  # it holds drafts
            self._update(work, state=state, finished_at=datetime.now(UTC), current=None, **changes)
            finished = [name for name, each in self._all.items() if each.job.state in FINISHED]
            for name in finished[: max(len(finished) - self._kept, 0)]:
                del self._all[name]
