"""``make soak``: mixed load at 80 % of capacity; memory, handles and threads; 32 readers beside one writer.

It serves the sample corpus from a temporary data folder with the model of ``--models``, and reads the server's figures
from /proc: Linux only. Each client has a loopback address of its own (127.0.1.1, 127.0.1.2, …), since the service
shares out its places by address; so a refusal with 429 or 503 is one, and is counted apart.
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
_CAPACITY_S, _READERS_S = 60.0, 20.0
# Quiet and writing by turns, so that what else the machine does falls on both.
_READERS_TURNS = 3
_READERS, _CLIENTS = 32, 16
_SAMPLE_S = 5.0
_TOLD_EACH = 60
# Memory that is compared with the end: after this share of the time everything was used once.
_WARM = 0.25
_GOOD, _REFUSED = frozenset({200, 202}), frozenset({429, 503})
# At 80 % nobody is refused; on a machine that does other things, too, a burst may be.
_MAY_BE_REFUSED = 0.01


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

    def add_all(self, other: Answers) -> None:
        """Count what another has counted, too."""
        for kind, took in other.took.items():
            self.took.setdefault(kind, []).extend(took)
        self.statuses += other.statuses

    @property
    def errors(self) -> int:
        """Answers that are neither good nor a refusal."""
        return sum(count for status, count in self.statuses.items() if status not in _GOOD | _REFUSED)

    @property
    def refused(self) -> float:
        """The share that was refused for want of places."""
        return sum(self.statuses[each] for each in _REFUSED) / max(self.statuses.total(), 1)

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
    with serving(models) as (url, pid, data):
        kept = beside_a_writer(url)
        if minutes:
            answered = load(url, None, _CAPACITY_S).statuses
            capacity = sum(answered[each] for each in _GOOD) / _CAPACITY_S
            click.echo(f"capacity of the mix: {capacity:.1f} requests a second ({_CLIENTS} clients without pause; "
                       f"statuses {dict(answered)})")  # fmt: skip
            mixed, states = watched(url, pid, data, _LOAD * capacity, 60 * minutes)
            kept = told(mixed, states, minutes) and kept
    raise SystemExit(0 if kept else 1)


def beside_a_writer(url: str) -> bool:
    """Search with and without one who writes, told; whether p95 is at most twice the quiet one and nothing failed."""
    quiet, busy = Answers(), Answers()
    for _ in range(_READERS_TURNS):
        quiet.add_all(readers(url, writing=False))
        busy.add_all(readers(url, writing=True))
    ratio = busy.percentile("search", 0.95) / max(quiet.percentile("search", 0.95), 1e-9)
    for name, answers in ((f"{_READERS} readers alone", quiet), (f"{_READERS} readers, one writes", busy)):
        p50, p95 = answers.percentile("search", 0.5), answers.percentile("search", 0.95)
        click.echo(f"{name}: search p50 {p50:.0f} ms, p95 {p95:.0f} ms, {len(answers.took['search'])} searches, "
                   f"{len(answers.took.get('write', []))} writes, statuses {dict(answers.statuses)}")  # fmt: skip
    click.echo(f"p95 while one writes: {ratio:.2f} times the quiet one (load {os.getloadavg()[0]:.1f})")
    return ratio <= 2 and set(quiet.statuses | busy.statuses) == {200}


@contextlib.contextmanager
def serving(models: Path) -> Iterator[tuple[str, int, Path]]:
    """A server with the sample corpus: its address, process id and data folder."""
    with tempfile.TemporaryDirectory(prefix="wenheng-soak-") as name:
        data = Path(name)
        (data / "models").symlink_to(models.resolve())
        command = [sys.executable, "-c", "from scripts.cli import main; main()", "serve", "--data", name, "--json"]
        port = str(random.randint(20_000, 40_000))  # noqa: S311
        process = subprocess.Popen([*command, "--port", port], stdout=subprocess.PIPE, text=True)  # noqa: S603
        try:
            assert process.stdout is not None  # noqa: S101
            yield json.loads(process.stdout.readline())["url"], process.pid, data
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def readers(url: str, *, writing: bool) -> Answers:
    """32 clients that search as fast as they are answered, with or without one that writes."""
    answers, until = Answers(), time.monotonic() + _READERS_S

    def read(number: int) -> None:
        with _client(url, number) as client:
            for query in itertools.islice(itertools.cycle(_QUERIES), number, None):
                if time.monotonic() > until:
                    return
                _ask(client, answers, "search", "POST", "/v1/search", {"query": query})

    def write() -> None:
        with _client(url, _READERS) as client:
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
    """The mix for a time, at so many requests a second (None: as fast as its clients are answered)."""
    answers, began = Answers(), time.monotonic()
    numbers, lock = itertools.count(), threading.Lock()

    def client(who: int) -> None:
        with _client(url, who) as session:
            while time.monotonic() - began < seconds and not stop():
                with lock:
                    number = next(numbers)
                if rate is not None:
                    time.sleep(max(began + number / rate - time.monotonic(), 0))
                _mixed(session, answers, number)

    with ThreadPoolExecutor(_CLIENTS) as threads:
        list(threads.map(client, range(_CLIENTS)))
    return answers


@dataclass(frozen=True, slots=True)
class State:
    """A server at one moment: memory in KiB, handles, threads, and the files of its data folder without the model's."""

    memory: int
    handles: int
    threads: int
    files: int
    file_bytes: int

    @classmethod
    def of(cls, pid: int, data: Path) -> State:
        """The state now, from /proc."""
        status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        handles = sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
        sizes = []
        for root, _, names in os.walk(data):  # models/ is a link, which is not followed
            for name in names:
                with contextlib.suppress(FileNotFoundError):  # removed meanwhile
                    sizes.append(Path(root, name).stat().st_size)
        return cls(int(status["VmRSS"].split()[0]), handles, int(status["Threads"]), len(sizes), sum(sizes))

    def __str__(self) -> str:
        return (f"{self.memory / 1024:.0f} MiB, {self.handles} handles, {self.threads} threads, "
                f"{self.files} files of {self.file_bytes / 2**20:.1f} MiB")  # fmt: skip


def watched(url: str, pid: int, data: Path, rate: float, seconds: float) -> tuple[Answers, list[State]]:
    """The mix at a rate, and the server's states meanwhile."""
    states: list[State] = []
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(_SAMPLE_S):
            states.append(State.of(pid, data))
            if len(states) % _TOLD_EACH == 0:
                click.echo(f"  after {len(states) * _SAMPLE_S / 60:.0f} minutes: {states[-1]}")

    watcher = threading.Thread(target=look)
    watcher.start()
    answers = load(url, rate, seconds)
    ended.set()
    watcher.join()
    return answers, states


def told(answers: Answers, states: list[State], minutes: float) -> bool:
    """Print what was seen; whether memory stayed within 5 %, nothing grew, nothing failed and few were refused."""
    first, last = states[int(_WARM * len(states))], states[-1]
    click.echo(f"{minutes:g} minutes at {_LOAD:.0%}: {answers.statuses.total()} answers "
               f"({answers.statuses.total() / 60 / minutes:.1f} a second), statuses {dict(answers.statuses)}, "
               f"refused {answers.refused:.2%}, errors {answers.errors}, load {os.getloadavg()[0]:.1f}")  # fmt: skip
    for kind in ("search", "check", "write", "document"):
        p50, p95 = answers.percentile(kind, 0.5), answers.percentile(kind, 0.95)
        click.echo(f"  {kind}: p50 {p50:.0f} ms, p95 {p95:.0f} ms")
    memory = last.memory / first.memory - 1
    click.echo(f"  after warm-up: {first}\n  at the end:    {last}\n  memory {memory:+.1%}")
    grew = last.handles > first.handles * 1.05 or last.threads > first.threads or last.files > first.files
    return memory <= 0.05 and not grew and not answers.errors and answers.refused <= _MAY_BE_REFUSED


def _client(url: str, number: int) -> httpx.Client:
    """A client with an address of its own, as a service on a network would see it."""
    transport = httpx.HTTPTransport(local_address=f"127.0.1.{1 + number}")
    return httpx.Client(base_url=url, timeout=120, transport=transport)


def _mixed(client: httpx.Client, answers: Answers, number: int) -> None:
    """Of twenty requests: fourteen searches, two checks (each tenth a job), two writes, two documents read."""
    turn = number % 20
    if turn in {3, 13}:
        body: dict[str, object] = {"text": _DRAFT * 3, "background": number % 100 == 3}
        _ask(client, answers, "check", "POST", "/v1/check", body)
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
