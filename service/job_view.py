"""Jobs as one caller sees them."""

from __future__ import annotations

from service.jobs import Job, Jobs
from service.order import Kind, Order
from service.work import REBUILDING, Wish


class JobsOf:
    """What one caller sees of the jobs: those he started, or everybody's.

    :ivar owner: The name his own jobs bear.
    """

    def __init__(self, jobs: Jobs, owner: str, sees: str | None, collections: frozenset[str] | None = None) -> None:
        """:param sees: Whose jobs he sees; None for everybody's.
        :param collections: What he sees of the corpus, and so do his jobs; None means all.
        """
        self.owner = owner
        self._jobs = jobs
        self._sees = sees
        self._collections = collections

    def start(self, kind: Kind, wish: Wish = REBUILDING) -> Job:
        """Queue work.

        :param wish: What :mod:`service.work` makes of the kind's own arguments.
        :raises JobsFullError: If too many jobs, or too many bytes, wait already.
        :raises StoreError: If it cannot be written down.
        """
        arguments, files, total = wish
        return self._jobs.submit(Order(kind, self.owner, self._collections, total, arguments, files))

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

    def forget(self, check_id: str) -> bool:
        """Cancel the job that is making a check, if one is; whether one was."""
        return self._jobs.forget(check_id, self._sees)
