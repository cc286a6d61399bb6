"""``make soak``: mixed load at 80 % of capacity; memory, handles and threads; 32 readers beside one writer.

It serves the sample corpus from a temporary data folder with the model of ``--models``, and reads the server's figures
from /proc: Linux only.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import platform
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import click
import httpx

_QUERIES = ("加强督查督办", "推动领导批示件落实", "办文办会更规范", "厨余垃圾减量", "保密检查发现的问题", "基层减负")
_DRAFT = "一年来，我们坚持把抓落实摆在突出位置，对领导批示件逐件登记、逐件督办。食堂推行按量取餐，减少浪费。\n"
_LOAD = 0.8
_CAPACITY_S, _READERS_S = 30.0, 20.0
_READERS = 32
_SAMPLE_S = 5.0
# Memory that is compared with the end: after this share of the time everything was used once.
_WARM = 0.25


@dataclass(slots=True)
class Answers:
    """What came back: seconds of each answer by kind, statuses."""

    took: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, seconds: float, status: int) -> None:
        """Count an answer."""
        with self.lock:
            self.took.setdefault(kind, []).append(seconds)
            self.statuses[status] += 1

    def percentile(self, kind: str, share: float) -> float:
        """Milliseconds that the share of the answers took at most."""
        took = sorted(self.took.get(kind, [0.0]))
        return 1000 * took[min(int(share * len(took)), len(took) - 1)]


@click.command()
@click.option("--minutes", type=float, default=30.0, help="How long the mixed load lasts.")
@click.option("--models", type=click.Path(path_type=Path), default=Path("data/models"), help="Folder with the model.")
def main(minutes: float, models: Path) -> None:
    """Measure and print; the exit code is 1 when a promise is broken."""
    click.echo(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores, "
               f"load {os.getloadavg()[0]:.1f}")  # fmt: skip
    with serving(models) as (url, pid):
        quiet = readers(url, writing=False)
        busy = readers(url, writing=True)
        ratio = busy.percentile("search", 0.95) / max(quiet.percentile("search", 0.95), 1e-9)
        click.echo(f"{_READERS} readers alone: p95 {quiet.percentile('search', 0.95):.0f} ms, statuses "
                   f"{dict(quiet.statuses)}")  # fmt: skip
        click.echo(f"{_READERS} readers, one writes: p95 {busy.percentile('search', 0.95):.0f} ms ({ratio:.2f} times), "
                   f"statuses {dict(busy.statuses)}")  # fmt: skip
        capacity = load(url, None, _CAPACITY_S).statuses[200] / _CAPACITY_S
        click.echo(f"capacity of the mix: {capacity:.1f} requests a second (16 clients, as fast as they can)")
        mixed, states = watched(url, pid, _LOAD * capacity, 60 * minutes)
        kept = told(mixed, states, minutes)
    raise SystemExit(0 if kept and ratio <= 2 and set(busy.statuses) == {200} else 1)


@contextlib.contextmanager
def serving(models: Path) -> Iterator[tuple[str, int]]:
    """A server with the sample corpus: its address and process id."""
    with tempfile.TemporaryDirectory(prefix="wenheng-soak-") as name:
        data = Path(name)
        (data / "models").symlink_to(models.resolve())
        command = [sys.executable, "-c", "from scripts.cli import main; main()", "serve", "--data", name, "--json"]
        port = str(random.randint(20_000, 40_000))  # noqa: S311
        process = subprocess.Popen([*command, "--port", port], stdout=subprocess.PIPE, text=True)  # noqa: S603
        try:
            assert process.stdout is not None  # noqa: S101
            yield json.loads(process.stdout.readline())["url"], process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def readers(url: str, *, writing: bool) -> Answers:
    """32 clients that search as fast as they are answered, with or without one that writes."""
    answers, until = Answers(), time.monotonic() + _READERS_S

    def read(number: int) -> None:
        with httpx.Client(base_url=url, timeout=120) as client:
            for query in itertools.islice(itertools.cycle(_QUERIES), number, None):
                if time.monotonic() > until:
                    return
                _ask(client, answers, "search", "POST", "/v1/search", {"query": query})

    def write() -> None:
        with httpx.Client(base_url=url, timeout=120) as client:
            for number in itertools.count():
                if time.monotonic() > until:
                    return
                body = {"text": f"第{number}次更新。{_DRAFT}", "source": "soak", "collection": "soak"}
                _ask(client, answers, "write", "POST", "/v1/documents", body)

    with ThreadPoolExecutor(_READERS + 1) as threads:
        work = [threads.submit(read, number) for number in range(_READERS)]
        work += [threads.submit(write)] if writing else []
        for each in work:
            each.result()
    return answers


def load(url: str, rate: float | None, seconds: float, stop: Callable[[], bool] = lambda: False) -> Answers:
    """The mix for a time, at so many requests a second (None: as fast as 16 clients are answered)."""
    answers, began = Answers(), time.monotonic()
    numbers, lock = itertools.count(), threading.Lock()

    def client(_: int) -> None:
        with httpx.Client(base_url=url, timeout=120) as session:
            while time.monotonic() - began < seconds and not stop():
                with lock:
                    number = next(numbers)
                if rate is not None:
                    time.sleep(max(began + number / rate - time.monotonic(), 0))
                _mixed(session, answers, number)

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(client, range(16)))
    return answers


def watched(url: str, pid: int, rate: float, seconds: float) -> tuple[Answers, list[tuple[int, int, int]]]:
    """The mix at a rate, and the server's memory (KiB), handles and threads meanwhile."""
    states: list[tuple[int, int, int]] = []
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(_SAMPLE_S):
            status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
            handles = sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
            states.append((int(status["VmRSS"].split()[0]), handles, int(status["Threads"])))

    watcher = threading.Thread(target=look)
    watcher.start()
    answers = load(url, rate, seconds)
    ended.set()
    watcher.join()
    return answers, states


def told(answers: Answers, states: list[tuple[int, int, int]], minutes: float) -> bool:
    """Print what was seen; whether memory stayed within 5 %, and handles and threads did not grow."""
    first, last = states[int(_WARM * len(states))], states[-1]
    memory = last[0] / first[0] - 1
    click.echo(f"{minutes:g} minutes at {_LOAD:.0%}: {sum(answers.statuses.values())} answers, statuses "
               f"{dict(answers.statuses)}")  # fmt: skip
    for kind in ("search", "check", "write", "document"):
        p50, p95 = answers.percentile(kind, 0.5), answers.percentile(kind, 0.95)
        click.echo(f"  {kind}: p50 {p50:.0f} ms, p95 {p95:.0f} ms")
    for name, at in (("memory (MiB)", 0), ("handles", 1), ("threads", 2)):
        unit = 1024 if at == 0 else 1
        click.echo(f"  {name}: {first[at] / unit:.0f} after warm-up, {last[at] / unit:.0f} at the end")
    return memory <= 0.05 and last[1] <= first[1] * 1.05 and last[2] <= first[2] and set(answers.statuses) == {200}


def _mixed(client: httpx.Client, answers: Answers, number: int) -> None:
    """Of twenty requests: fourteen searches, two checks, two writes, two documents read."""
    turn = number % 20
    if turn in {3, 13}:
        _ask(client, answers, "check", "POST", "/v1/check", {"text": _DRAFT * 3})
    elif turn in {7, 17}:
        body = {"text": f"{number % 50}。{_DRAFT}", "source": f"soak-{number % 50}", "collection": "soak"}
        _ask(client, answers, "write", "POST", "/v1/documents", body)
    elif turn in {9, 19}:
        _ask(client, answers, "document", "GET", f"/v1/documents/{1 + number % 10}", None)
    else:
        _ask(client, answers, "search", "POST", "/v1/search", {"query": _QUERIES[number % len(_QUERIES)]})


def _ask(client: httpx.Client, answers: Answers, kind: str, method: str, path: str, body: object) -> None:
    began = time.perf_counter()
    status = client.request(method, path, json=body).status_code
    took = time.perf_counter() - began
    answers.add(kind, took, status)


if __name__ == "__main__":
    main()
