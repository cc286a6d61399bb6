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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts.benchmarks.machine import memory, quantiles
from scripts.benchmarks.tables import Cell, Table
from scripts.benchmarks.texts import QUERIES

_CLIENTS = 8
_PATIENCE_S = 120


def searching(folder: Path, model: str, models: Path, requests: int) -> Table:
    """Latency and throughput of ``POST /v1/search`` over the corpus in the folder."""
    rows: list[tuple[Cell, ...]] = []
    began = time.perf_counter()
    with serving(folder, model, models) as (port, pid):
        ready = time.perf_counter() - began
        info = _ask(http.client.HTTPConnection("127.0.0.1", port), "GET", "/v1/info", None)
        for mode in ("meaning", "words", "both"):
            _times(port, mode, len(QUERIES))  # queries' vectors are kept from now on
            p50, p99 = quantiles(_times(port, mode, requests))
            rows.append((mode, p50, p99, _throughput(port, mode, requests)))
        used = memory(pid)
    return Table(
        "http",
        "How fast is a search over HTTP?",
        f"The server in a process of its own, {info['passages']} passages, {info['vectors']} vectors, 10 hits, queries "
        f"that were asked before (their vectors are kept); {requests} requests by one client, then by {_CLIENTS} at a "
        "time on the same cores.",
        ("mode", "p50 ms", "p99 ms", f"requests/s, {_CLIENTS} clients"),
        rows,
        notes=(
            f"From starting the process to answering: {ready:.1f} s, the model included. Resident "
            f"{used['resident']:.0f} MB, of which {used['mapped']:.0f} MB are mapped files; peak "
            f"{used['peak']:.0f} MB.",
        ),
    )


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


def _times(port: int, mode: str, requests: int) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    times = []
    for number in range(requests):
        body = {"query": QUERIES[number % len(QUERIES)], "k": 10, "mode": mode}
        began = time.perf_counter()
        _ask(connection, "POST", "/v1/search", body)
        times.append(1000 * (time.perf_counter() - began))
    return times


def _throughput(port: int, mode: str, requests: int) -> float:
    share = -(-requests // _CLIENTS)
    clients: Sequence[threading.Thread] = [
        threading.Thread(target=_times, args=(port, mode, share)) for _ in range(_CLIENTS)
    ]
    began = time.perf_counter()
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    return share * _CLIENTS / (time.perf_counter() - began)
