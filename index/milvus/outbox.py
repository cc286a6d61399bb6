"""What a write was about to change in Milvus, written down before: so that a crash or a failure is made good later."""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from pathlib import Path


class Outbox:
    """Ids of texts whose rows may differ from what the database says, in a file that survives a crash."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def texts(self) -> list[int]:
        """The texts, ascending. A line that was cut off by a crash was followed by no change."""
        found: set[int] = set()
        try:
            lines = self._path.read_text("utf-8").splitlines()
        except FileNotFoundError:
            return []
        for line in lines:
            try:
                found.update(json.loads(line))
            except ValueError:
                continue
        return sorted(found)

    def add(self, text_ids: Collection[int]) -> None:
        """Enter texts; on the disk when it returns."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write("\n" + json.dumps(sorted(text_ids)) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def clear(self) -> None:
        """Nothing differs any more."""
        self._path.unlink(missing_ok=True)
