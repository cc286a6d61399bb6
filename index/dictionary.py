"""The user's own words: ``dictionary.txt`` in the data folder, terms and organs that are called by several names.

One line for each: ``府办 = 县政府办公室; 县政府办``. Names on one line stand for one another in a query; lines that
begin with # are notes. The file is read anew when it changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from corpus.normal import fold

NAME = "dictionary.txt"
_SEPARATOR = re.compile(r"[=＝;；]")


class Dictionary:
    """Names that stand for one another, folded."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._seen: tuple[int, int] | None = None
        self._others: dict[str, tuple[str, ...]] = {}

    def other_names(self, folded: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """The names in a folded query that have others: (start, end, the others); the longest at each place."""
        others = self._read()
        at = 0
        while others and at < len(folded):
            name = max((each for each in others if folded.startswith(each, at)), key=len, default="")
            if name:
                yield at, at + len(name), others[name]
            at += len(name) or 1

    def _read(self) -> dict[str, tuple[str, ...]]:
        try:
            status = self._path.stat()
        except OSError:
            return {}
        seen = (status.st_mtime_ns, status.st_size)
        if seen != self._seen:
            lines = self._path.read_text("utf-8-sig", errors="replace").splitlines()
            self._others = {}
            for line in lines:
                names = [] if line.lstrip().startswith("#") else [fold(each).text for each in _SEPARATOR.split(line)]
                known = [each for each in dict.fromkeys(names) if each]
                for name in known:
                    more = tuple(each for each in known if each != name)
                    self._others[name] = (*self._others.get(name, ()), *more)
            self._others = {name: others for name, others in self._others.items() if others}
            self._seen = seen
        return self._others
