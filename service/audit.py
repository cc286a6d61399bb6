"""The audit log: who wrote what, which keys were used, who was refused, and when. Never a text, never a key.

One JSON object a line in ``audit.jsonl``. Of an address only the route and the ids in it are written: what else stands
in an address may be words of a draft. Reading without keys is not written down: there is nobody to name.
"""

from __future__ import annotations

import contextlib
import json
import re
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request

from service.keys.caller import Caller
from service.keys.gate import READING

FILE = "audit.jsonl"
# About 50,000 lines a file; six of them hold an office's year.
_FILE_BYTES, _FILES = 10 * 2**20, 5
_ID = re.compile(r"[0-9a-f]{32}|\d{1,19}")


class Audit:
    """Writes the lines; a full disk loses lines, never an answer."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE
        self._lock = threading.Lock()

    def watch(self, app: Flask) -> None:
        """Write a line after each request that is worth one."""
        app.after_request(self._after)

    def _after(self, response: Response) -> Response:
        who: Caller | None = g.get("caller")
        used_key = who is not None and who.key_id is not None
        refused = response.status_code in {401, 403}
        if used_key or refused or (request.method not in READING and request.blueprint in _WRITING):
            self._write(_line(who, response.status_code))
        return response

    def _write(self, line: dict[str, Any]) -> None:
        with self._lock, contextlib.suppress(OSError):
            if self._path.exists() and self._path.stat().st_size > _FILE_BYTES:
                for number in range(_FILES - 1, 0, -1):
                    older = self._path.with_name(f"{FILE}.{number}")
                    if older.exists():
                        older.replace(self._path.with_name(f"{FILE}.{number + 1}"))
                self._path.replace(self._path.with_name(f"{FILE}.1"))
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


# The blueprints whose POST, PATCH and DELETE change something; a search is a POST, too, and changes nothing.
_WRITING = frozenset({"documents", "checks", "reports", "jobs"})


def _line(who: Caller | None, status: int) -> dict[str, Any]:
    ids = {name: str(value) for name, value in (request.view_args or {}).items() if _ID.fullmatch(str(value))}
    return {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "who": who.name if who else None,
        "key": who.key_id if who else None,
        "from": request.remote_addr,
        "did": f"{request.method} {request.url_rule.rule}" if request.url_rule else request.method,
        **({"ids": ids} if ids else {}),
        "status": status,
    }
