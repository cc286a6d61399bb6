"""What a job needs to be begun, as plain values: so that it can be written down, and begun anew by another process."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

Kind = Literal["ingest", "rebuild", "check", "check_many", "twins", "map"]
# The first thing in a written order; another Wenheng that writes orders otherwise takes another number.
_FORMAT = 1


def _fresh_id() -> str:
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Order:
    """A job as it was ordered.

    :ivar owner: The name of the key that ordered it; empty where there are no keys.
    :ivar collections: What its owner saw and could write then; None means all.
    :ivar total: Files or drafts that it goes through.
    :ivar arguments: What :mod:`service.work` needs, as JSON knows it.
    :ivar files: The bytes of uploads, in the order of the arguments.
    """

    kind: Kind
    owner: str = ""
    collections: frozenset[str] | None = None
    total: int = 1
    arguments: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[bytes, ...] = ()
    id: str = field(default_factory=_fresh_id)
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def holds_drafts(self) -> bool:
        """Whether there are texts in it that are not meant to be kept."""
        return self.kind in {"check", "check_many"}

    @property
    def size_bytes(self) -> int:
        """About what it takes in memory: four bytes a character of drafts."""
        drafts: Sequence[Mapping[str, Any]] = self.arguments.get("drafts", ())
        return sum(len(each) for each in self.files) + 4 * sum(len(each["text"]) for each in drafts)

    def check_id(self, number: int = 0) -> str:
        """The id of the check of its draft of that number, the same however often it is begun.

        A job that checks one draft shares its id with the check: who knows either can forget both.
        """
        return self.id if self.kind == "check" else uuid.uuid5(uuid.UUID(self.id), str(number)).hex

    def makes(self, check_id: str) -> bool:
        """Whether a check is one of its own."""
        return self.holds_drafts and any(self.check_id(number) == check_id for number in range(self.total))

    def to_bytes(self) -> bytes:
        """A line of JSON, then the files one after another."""
        head = {
            "format": _FORMAT,
            "id": self.id,
            "kind": self.kind,
            "owner": self.owner,
            "collections": None if self.collections is None else sorted(self.collections),
            "total": self.total,
            "created_at": self.created_at.isoformat(),
            "arguments": self.arguments,
            "sizes": [len(each) for each in self.files],
        }
        return b"".join([json.dumps(head).encode(), b"\n", *self.files])

    @classmethod
    def from_bytes(cls, written: bytes) -> Order:
        """Read what :meth:`to_bytes` made.

        :raises ValueError: If it is not that, or not whole.
        """
        line, _, rest = written.partition(b"\n")
        try:
            head = json.loads(line)
            sizes = head["sizes"]
            if head["format"] != _FORMAT or sum(sizes) != len(rest):
                raise ValueError("of another format, or cut short")
            files, at = [], 0
            for size in sizes:
                files.append(rest[at : at + size])
                at += size
            collections = None if head["collections"] is None else frozenset(head["collections"])
            names = ("kind", "owner", "total", "arguments", "id")
            created_at = datetime.fromisoformat(head["created_at"])
            given = {name: head[name] for name in names}
            return cls(collections=collections, files=tuple(files), created_at=created_at, **given)
        except (KeyError, TypeError) as error:
            raise ValueError("not an order") from error
