"""Jobs as one caller sees them."""

from __future__ import annotations

from collections.abc import Sequence

from index.engine import Engine
from service.documents import Incoming
from service.jobs import Act, Job, Jobs, Kind


class JobsOf:
    """What one caller sees of the jobs: those he started, or everybody's.

    :ivar owner: The name his own jobs bear.
    """

    def __init__(self, jobs: Jobs, engine: Engine, owner: str, sees: str | None) -> None:
        """:param sees: Whose jobs he sees; None for everybody's."""
        self.owner = owner
        self._jobs = jobs
        self._engine = engine
        self._sees = sees

    def ingest(self, files: Sequence[Incoming]) -> Job:
        """Queue files.

        :raises JobsFullError: If too many jobs, or too many bytes, wait already.
        """
        return self._jobs.submit("ingest", files, None, 0, 0, self._engine, self.owner)

    def rebuild(self) -> Job:
        """Queue a rebuild of what is in memory.

        :raises JobsFullError: If too many jobs wait already.
        """
        return self._jobs.submit("rebuild", (), None, 0, 0, self._engine, self.owner)

    def start(self, kind: Kind, act: Act, *, total: int = 1, size_bytes: int = 0) -> Job:
        """Queue other work; what it returns becomes the job's result.

        :param total: Drafts or the like that it goes through.
        :param size_bytes: What it holds in memory while it waits.
        :raises JobsFullError: If too many jobs, or too many bytes, wait already.
        """
        return self._jobs.submit(kind, (), act, total, size_bytes, self._engine, self.owner)

    def get(self, job_id: str) -> Job:
        """A job as it is now.

        :raises JobNotFoundError: If there is none (old reports are dropped in time).
        """
        return self._jobs.get(job_id, self._sees)

    def all(self) -> tuple[Job, ...]:
        """All jobs, the newest first."""
        return self._jobs.all(self._sees)

    def cancel(self, job_id: str) -> Job:
        """Stop a job; files that are stored already stay.

        :raises JobNotFoundError: If there is none.
        :raises JobFinishedError: If it has finished.
        """
        return self._jobs.cancel(job_id, self._sees)
