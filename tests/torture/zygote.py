"""The process that forks services: one start of Python for hundreds of services."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.torture.shim import Shim

ROOT = Path(__file__).parents[2]


class Zygote:
    """Starts services over one data folder, one at a time (tests.torture.child)."""

    def __init__(self, work: Path, data: Path, shim: Shim | None = None) -> None:
        self._data, self._log = data, work / "child.log"
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **(shim.environment if shim else {})}
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.torture.child"],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def start(self, plan: dict[str, Any]) -> tuple[str, int] | None:
        """The address and process id of a fresh service; None when it died before it listened."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"data": str(self._data), "plan": plan}) + "\n")
        self._process.stdin.flush()
        said = self._read()
        return (said["url"], int(said["pid"])) if "url" in said else None

    def wait(self) -> int:
        """Wait until the service has ended; its exit code, negative for a signal."""
        return os.waitstatus_to_exitcode(int(self._read()["ended"]))

    def kill(self, process: int) -> bool:
        """Kill the service if it lives; whether it had died before."""
        time.sleep(0.02)
        had_died = is_gone(process)
        send(process, signal.SIGKILL)
        self.wait()
        return had_died

    def said(self) -> str:
        """What the services wrote to their log."""
        return self._log.read_text("utf-8")

    def close(self) -> None:
        """End the process that forks."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(self.said()[-3000:])
        said: dict[str, Any] = json.loads(line)
        return said


def send(process: int, number: signal.Signals) -> None:
    """Send a signal, also to a process that has ended meanwhile."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, number)


def is_gone(process: int) -> bool:
    """Whether a process has ended (the one that forked it waits for it at once)."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False
