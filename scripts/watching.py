"""A folder of drafts as it is watched: which files are whole, which have their report, how reports are named.

Looked at again and again instead of being told by the system: office folders lie on network shares, of whose changes
the system tells nothing, and whether a file is whole can only be known by looking twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scripts.ingest import files_below

# Between a draft's name and the ending of its report.
REPORT = "-查重报告"
_DOCX = ".docx"


@dataclass(frozen=True, slots=True)
class Seen:
    """A draft as it was seen: what changes when it is saved anew."""

    path: Path
    size_bytes: int
    changed_ns: int


def report_path(draft: Path, wanted: str) -> Path:
    """Where a draft's report lies. Drafts that differ in their ending only have reports of their own."""
    stem = draft.stem if draft.suffix.lower() == _DOCX else draft.name
    return draft.with_name(f"{stem}{REPORT}.{wanted}")


def is_report(path: Path) -> bool:
    """Whether a file is one of ours, also as the system names copies of it: 讲话稿-查重报告 (2).docx."""
    return REPORT in path.stem


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    half = path.with_name(f".{path.name}.tmp")
    try:
        half.write_bytes(data)
        half.replace(path)
    except OSError:
        half.unlink(missing_ok=True)
        raise


class Folder:
    """The drafts of a folder, and which of them have been seen to."""

    def __init__(self, path: Path, wanted: str) -> None:
        self._path = path
        self._wanted = wanted
        self._before: dict[Path, Seen] = {}
        self._done: dict[Path, Seen] = {}

    def settled(self, *, at_once: bool = False) -> list[Seen]:
        """The drafts to report on: saved since their report, and as they were at the last look (then whole).

        :param at_once: Do not wait for a second look.
        """
        now = {each.path: each for each in self._look()}
        ready = [
            each
            for path, each in now.items()
            if (at_once or self._before.get(path) == each) and self._done.get(path) != each
        ]
        self._before = now
        self._done = {path: each for path, each in self._done.items() if path in now}
        return [each for each in ready if not self._has_report(each)]

    def done(self, seen: Seen) -> None:
        """A draft has been seen to, until it is saved again."""
        self._done[seen.path] = seen

    def _look(self) -> list[Seen]:
        found = []
        for path in files_below([self._path]):
            try:
                about = path.stat()
            except OSError:  # gone between listing and looking
                continue
            # A program makes the file before it fills it.
            if about.st_size and not is_report(path):
                found.append(Seen(path, about.st_size, about.st_mtime_ns))
        return found

    def _has_report(self, seen: Seen) -> bool:
        """Whether an earlier watch left a report, or the line that says why there is none, newer than the draft."""
        if seen.path in self._done:
            return False
        for ending in (self._wanted, "txt"):
            try:
                if report_path(seen.path, ending).stat().st_mtime_ns >= seen.changed_ns:
                    self.done(seen)
                    return True
            except OSError:
                continue
        return False
