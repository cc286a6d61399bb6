"""A job as its own work sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from service.documents import IngestReport
from service.errors import Fault


@dataclass(frozen=True, slots=True)
class Current:
    """The file that is being read: texts encoded so far and in all, 0 while that is not known."""

    name: str
    done: int = 0
    total: int = 0


class Running:
    """What the work of a job tells while it runs, and what it is told.

    :ivar stopped: Whether it shall stop.
    :ivar past: What was noted of each file by the processes that were at it before, in the order of the files.
    """

    def __init__(
        self,
        update: Callable[..., None],
        note: Callable[[Mapping[str, Any]], None],
        stopped: Callable[[], bool],
        past: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """:param note: Writes down what the next process has to know, if this one should end."""
        self._update, self._note = update, note
        self.stopped, self.past = stopped, past
        self._current = Current("")
        self._texts = 0
        self._reports: tuple[IngestReport, ...] = ()
        self._faults: tuple[tuple[str, Fault], ...] = ()

    def show(self, name: str, done: int, total: int) -> None:
        """Say what is being done and how far it is."""
        self._current = Current(name, done, total)
        self._update(current=self._current)

    def finished(self, count: int) -> None:
        """Say how many of the job's files or drafts are finished."""
        self._update(done=count, current=None)

    def give(self, result: Mapping[str, Any]) -> None:
        """Give what is known of the result already."""
        self._update(result=result)

    def took(self, report: IngestReport, *, is_past: bool = False) -> None:
        """Say what became of a file."""
        self._texts += self._current.done
        self._reports = (*self._reports, report)
        if not is_past:
            documents = [[each.document.id, each.status] for each in report.results]
            self._note({"name": report.name, "documents": documents, "notes": list(report.notes)})
        self._file_ended()

    def failed(self, name: str, fault: Fault, *, is_past: bool = False) -> None:
        """Say that a file could not be taken, and why."""
        self._faults = (*self._faults, (name, fault))
        if not is_past:
            self._note({"name": name, "fault": asdict(fault)})
        self._file_ended()

    def _file_ended(self) -> None:
        done = len(self._reports) + len(self._faults)
        self._current = Current("")
        self._update(current=None, texts=self._texts, reports=self._reports, faults=self._faults, done=done)


#: The work of a job; what it returns becomes the job's result.
Act = Callable[[Running], Mapping[str, Any] | None]
