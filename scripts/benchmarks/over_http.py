"""Search over HTTP: the real server in a process of its own, asked by one client and by many."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts.benchmarks.machine import cpu_seconds, memory, quantiles
from scripts.benchmarks.tables import Cell, Table
from scripts.benchmarks.texts import Writer

_CLIENTS = 8
_PATIENCE_S = 120
_COLUMNS = ("request", "p50 ms", "p99 ms", "server CPU ms", f"requests/s, {_CLIENTS} clients", "cores the server used")

Body = Mapping[str, object]


def searching(folder: Path, model: str, models: Path, requests: int) -> Table:
    """Latency and throughput of ``POST /v1/search`` over the corpus in the folder.

    :param requests: Different queries; each is asked twice of everything that is measured, by one client and by many.
    """
    queries = Writer((), seed=5).queries(requests)
    began = time.perf_counter()
    with serving(folder, model, models) as (port, pid):
        ready = time.perf_counter() - began
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_S)
        info = _ask(client, "GET", "/v1/info", None)
        one = _one_document(client)
        # Asked within one document only, so that their vectors are kept from now on, and nothing else is.
        for query in queries:
            _ask(client, "POST", "/v1/search", {"query": query, "filters": {"id": one["id"]}})
        rows = [_row(port, pid, name, bodies) for name, bodies in _requests(queries, one)]
        used = memory(pid)
    return Table(
        "http",
        "How fast is a search over HTTP?",
        f"The server in a process of its own, {info['passages']} passages, {info['vectors']} vectors, 10 hits; "
        f"{requests} different queries, a word to a sentence, their vectors known, first by one client, then by "
        f"{_CLIENTS} at a time; the clients are on the same cores.",
        _COLUMNS,
        rows,
        notes=(
            f"From starting the process to answering: {ready:.1f} s, the model included. Resident "
            f"{used['resident']:.0f} MB, of which {used['mapped']:.0f} MB are mapped files; peak "
            f"{used['peak']:.0f} MB.",
        ),
    )


def _requests(queries: Sequence[str], one: Body) -> Iterator[tuple[str, list[Body]]]:
    """What is measured, by name: the bodies of its requests; without a body the plainest question that there is."""
    for mode in ("meaning", "words", "both"):
        yield mode, [{"query": query, "mode": mode} for query in queries]
    for name, filters in (("one document", {"id": one["id"]}), (f"the year {one['year']}", {"year": one["year"]})):
        yield f"both, in {name}", [{"query": query, "filters": filters} for query in queries[: len(queries) // 4]]
    yield "/health/live, no search", [{}] * len(queries)


def _row(port: int, pid: int, name: str, bodies: Sequence[Body]) -> tuple[Cell, ...]:
    before = cpu_seconds(pid)
    p50, p99 = quantiles(_times(port, bodies))
    each = 1000 * (cpu_seconds(pid) - before) / len(bodies)
    before, began = cpu_seconds(pid), time.perf_counter()
    clients = [threading.Thread(target=_times, args=(port, bodies[at::_CLIENTS])) for at in range(_CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    took = time.perf_counter() - began
    return name, p50, p99, each, len(bodies) / took, (cpu_seconds(pid) - before) / took


def _times(port: int, bodies: Sequence[Body]) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_S)
    times = []
    for body in bodies:
        began = time.perf_counter()
        _ask(connection, *(("POST", "/v1/search", body) if body else ("GET", "/health/live", None)))
        times.append(1000 * (time.perf_counter() - began))
    return times


def _one_document(client: http.client.HTTPConnection) -> Body:
    """A document that has a year."""
    found = _ask(client, "GET", "/v1/documents?limit=1&sort=-year", None)
    documents: list[dict[str, object]] = found["documents"]  # type: ignore[assignment]
    return documents[0]


@contextmanager
def serving(folder: Path, model: str, models: Path) -> Iterator[tuple[int, int]]:
    """A server over the folder in a process of its own, ready: port and process id."""
    if not (folder / "models").exists():
        (folder / "models").symlink_to(models.resolve())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "scripts.cli", "serve", "--no-sample", "--data", str(folder), "--port", str(port)]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment(model)
    ) as process:
        try:
            _wait(port, process)
            yield port, process.pid
        finally:
            process.terminate()


def _environment(model: str) -> dict[str, str]:
    return {**os.environ, "WENHENG_MODEL": model, "WENHENG_LOG_LEVEL": "ERROR"}


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_S)
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise OSError(f"The server was not ready within {_PATIENCE_S} s.")


def _ask(connection: http.client.HTTPConnection, method: str, path: str, body: object) -> dict[str, object]:
    connection.request(method, path, json.dumps(body) if body else None, {"Content-Type": "application/json"})
    response = connection.getresponse()
    answer: dict[str, object] = json.loads(response.read())
    if response.status != http.client.OK:
        raise OSError(f"{path} answered {response.status}: {answer}")
    return answer
