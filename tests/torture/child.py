"""The process that is killed: a real service over a real store, with the small encoder of the tests.

One process imports everything and forks a fresh service for each line of JSON on its standard input ({"data", "plan"});
it answers with the service's address and process id, and with its end. A plan may kill it at a named step or statement:

    {"kill": "step", "name": "Meaning.add", "when": "before", "count": 3}
    {"kill": "statement", "count": 41}
"""

from __future__ import annotations

import functools
import itertools
import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corpus.store import checksums, database
from corpus.store.database import Database
from corpus.store.store import Store
from index.engine import Engine
from index.fingerprint_index import FingerprintIndex
from index.ingest import Ingest
from index.meaning import Meaning
from service.app import application
from service.server import serve
from service.settings import Settings
from service.state import house
from tests.fakes import PairEncoder

# The seams of a write, of a rebuild and of a stop: before and after each of them is a place to die.
STEPS: dict[str, tuple[object, str]] = {
    "Store.put_source": (Store, "put_source"),
    "Store.delete": (Store, "delete"),
    "Store.correct": (Store, "correct"),
    "Ingest._embed": (Ingest, "_embed"),
    "Ingest._show": (Ingest, "_show"),
    "Meaning.remove": (Meaning, "remove"),
    "Meaning.add": (Meaning, "add"),
    "Meaning.rebuild": (Meaning, "rebuild"),
    "Meaning.save": (Meaning, "save"),
    "FingerprintIndex.put": (FingerprintIndex, "put"),
    "FingerprintIndex.remove": (FingerprintIndex, "remove"),
    "Database.forget": (Database, "forget"),
    "checksums.take": (checksums, "take"),
    "checksums.write": (checksums, "write"),
}


def main() -> None:
    """Fork a service for each line, one after the other."""
    for line in sys.stdin:
        asked = json.loads(line)
        process = os.fork()
        if process == 0:
            _live(Path(asked["data"]), asked.get("plan") or {})
            os._exit(0)
        _, status = os.waitpid(process, 0)
        _say({"ended": status})


def _live(data: Path, plan: dict[str, Any]) -> None:
    if plan.get("kill") == "step":
        _die_at_step(plan["name"], plan["when"], int(plan["count"]))
    elif plan.get("kill") == "statement":
        _die_at_statement(int(plan["count"]))
    lasts = bool(plan.get("jobs_last"))
    settings = Settings(data=data, port=0, job_bytes=int(plan.get("job_bytes", 2000)), jobs_queued=1000)
    with Engine.open(data, PairEncoder()) as engine, application(settings, engine, jobs_last=lasts) as app:
        if lasts:
            with app.app_context():
                house().jobs.resume()
        serve(app, settings, lambda url: _say({"url": url, "pid": os.getpid()}))


def _die_at_step(name: str, when: str, count: int) -> None:
    owner, attribute = STEPS[name]
    real: Callable[..., Any] = getattr(owner, attribute)
    calls = itertools.count(1)

    @functools.wraps(real)
    def dying(*args: Any, **kwargs: Any) -> Any:
        is_last = next(calls) == count
        if is_last and when == "before":
            _die()
        try:
            return real(*args, **kwargs)
        finally:
            if is_last:
                _die()

    setattr(owner, attribute, dying)


def _die_at_statement(count: int) -> None:
    """Die before a statement of a transaction that writes (or its COMMIT)."""
    real = database.Database._connect
    statements = itertools.count(1)

    def connect(self: Database) -> sqlite3.Connection:
        connection = real(self)

        def look(statement: str) -> None:
            changes = statement.startswith(("INSERT", "UPDATE", "DELETE", "COMMIT", "PRAGMA wal_checkpoint"))
            if changes and next(statements) == count:
                _die()

        connection.set_trace_callback(look)
        return connection

    database.Database._connect = connect  # type: ignore[method-assign]


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _say(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main()
