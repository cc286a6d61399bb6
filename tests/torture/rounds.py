"""Rounds: start a service, let clients work on it, kill it somewhere, look at what is left."""

from __future__ import annotations

import contextlib
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from tests.torture import shim
from tests.torture.clients import Client, Ledger, Source
from tests.torture.judge import judge
from tests.torture.zygote import Zygote, is_gone, send

WRITERS, SOURCES_EACH = 3, 4
# Long enough for some dozens of writes, short enough for hundreds of rounds.
_LONGEST_S = 1.5
# How long a round waits for its own kill; then it is killed from outside.
_PATIENCE_S = 3.0
STEP_NAMES = (
    *("Store.put_source", "Store.delete", "Store.correct", "Ingest._embed", "Ingest._show", "Meaning.remove"),
    *("Meaning.add", "Meaning.rebuild", "Meaning.save", "FingerprintIndex.put", "FingerprintIndex.remove"),
    *("Database.forget", "checksums.take", "checksums.write"),
)
_WHEN_STOPPING = {"Meaning.save", "checksums.write"}


@dataclass
class Report:
    """What all rounds came to."""

    rounds: Counter[str] = field(default_factory=Counter)
    killed: int = 0
    faults: list[str] = field(default_factory=list)
    starts_s: list[float] = field(default_factory=list)
    acknowledged: int = 0
    backups: int = 0


class Torture:
    """One data folder that lives through all rounds."""

    def __init__(self, work: Path, seed: int) -> None:
        self.data = work / "data"
        self.report = Report()
        self._work = work
        self._chance = random.Random(seed)
        self._shim = shim.Shim(work / "shim", self.data) if shim.is_possible() else None
        names = [f"甲{writer}之{number}.txt" for writer in range(WRITERS) for number in range(SOURCES_EACH)]
        self._ledger = Ledger([Source(name) for name in names])
        self._zygote = Zygote(work, self.data, self._shim)

    def close(self) -> None:
        """End the process that forks."""
        self._zygote.close()

    def round(self) -> None:
        """One round: work, a kill somewhere, judgement."""
        kinds = ["instant", "instant", "step", "statement", "stop"] + (["syscall", "syscall"] if self._shim else [])
        kind = self._chance.choice(kinds)
        plan: dict[str, Any] = {}
        if kind == "step":
            name = self._chance.choice(STEP_NAMES)
            count = 1 if name in _WHEN_STOPPING | {"checksums.take"} else self._chance.randrange(1, 12)
            plan = {"kill": "step", "name": name, "when": self._chance.choice(["before", "after"]), "count": count}
        elif kind == "statement":
            plan = {"kill": "statement", "count": self._chance.randrange(1, 800)}
        self._live_and_die(kind, plan)
        self._judge(f"{kind} {plan}")

    def sweep(self, name: str, act: Callable[[httpx.Client], object], most: int = 400) -> int:
        """Kill at each step of one act (the n-th call that changes the disk, for each n) until it is through.

        :return: At how many steps it was killed.
        """
        if self._shim is None:
            return 0
        for step in range(1, most):
            started = self._zygote.start({})
            if started is None:
                self._judge(f"sweep {name} {step}: start")
                continue
            url, process = started
            with httpx.Client(base_url=url, timeout=20, trust_env=False) as client:
                client.get("/health/ready")
                self._shim.kill_at(step)
                with contextlib.suppress(httpx.TransportError):
                    act(client)
            if name == "stop":
                send(process, signal.SIGTERM)
                died = self._zygote.wait() == -signal.SIGKILL
            else:
                died = self._zygote.kill(process)
            self._shim.kill_at(0)
            self.report.rounds[f"sweep {name}"] += died
            self.report.killed += died
            self._judge(f"sweep {name} at {step}")
            if not died or self.report.faults:
                return step - 1
        return most

    def put(self, client: httpx.Client) -> None:
        """One write of the first source, acknowledged or not: an act for :meth:`sweep`."""
        with self._worker(client) as worker:
            worker.write(self._ledger.sources[:1])

    def keep(self, client: httpx.Client) -> None:
        """One kept or deleted check: an act for :meth:`sweep`."""
        with self._worker(client) as worker:
            worker.check()

    def _worker(self, client: httpx.Client) -> contextlib.closing[Client]:
        seed = self._ledger.number()
        return contextlib.closing(Client(self._ledger, str(client.base_url), seed, threading.Event()))

    # --- one life

    def _live_and_die(self, kind: str, plan: dict[str, Any]) -> None:
        self.report.rounds[kind] += 1
        self.report.killed += 1
        started = self._zygote.start(plan)
        if started is None:
            return
        url, process = started
        stop = threading.Event()
        threads = self._clients(url, stop)
        lasts = self._chance.uniform(0.02, _LONGEST_S)
        if kind == "syscall" and self._shim is not None:
            time.sleep(self._chance.uniform(0, 0.2))
            self._shim.kill_at(self._chance.randrange(1, 300))
        if kind in {"step", "statement", "syscall"} and plan.get("name") not in _WHEN_STOPPING:
            deadline = time.monotonic() + _PATIENCE_S
            while not is_gone(process) and time.monotonic() < deadline:
                time.sleep(0.01)
        else:
            time.sleep(lasts)
        if kind == "stop" or plan.get("name") in _WHEN_STOPPING:
            stop.set()
            send(process, signal.SIGTERM)
            time.sleep(self._chance.uniform(0, 0.3) if kind == "stop" else _PATIENCE_S / 3)
        send(process, signal.SIGKILL)
        self._zygote.wait()
        stop.set()
        for each in threads:
            each.join(30)
        if self._shim is not None:
            self._shim.kill_at(0)

    def _clients(self, url: str, stop: threading.Event) -> list[threading.Thread]:
        acts: list[Callable[[Client], None]] = [
            *(
                partial(Client.write, sources=self._ledger.sources[at * SOURCES_EACH : (at + 1) * SOURCES_EACH])
                for at in range(WRITERS)
            ),
            Client.check,
            Client.ask,
            Client.rebuild,
            partial(Client.back_up, data=self.data, folder=self._work),
        ]
        threads = [
            threading.Thread(target=Client(self._ledger, url, self._chance.randrange(10**9), stop).run, args=(act,))
            for act in acts
        ]
        for each in threads:
            each.start()
        return threads

    def _judge(self, what: str) -> None:
        self.report.backups += len(self._ledger.backups)
        faults, start_s = judge(self.data, self._ledger)
        self.report.starts_s.append(start_s)
        self.report.acknowledged = self._ledger.acknowledged
        self.report.faults += [f"after {what}: {each}" for each in [*self._ledger.faults, *faults]]
        self._ledger.faults.clear()
