"""The real Milvus 2.3.5, from the wheel in an environment of its own. It listens on all interfaces: start it only in a
network namespace that has nothing but ``lo``, as ``make test-milvus`` does."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

_PROGRAM = """
import sys, time
from milvus import MilvusServer
server = MilvusServer()
server.set_base_dir(sys.argv[1])
server.start()
print(server.server_proc.pid, server.listen_port, flush=True)
time.sleep(36000)
"""


class Real:
    """A Milvus of one process; what it holds outlives :meth:`kill`.

    :ivar port: Where it listens.
    """

    port: int

    def __init__(self, python: str, folder: Path) -> None:
        """:param python: That of the environment which has the wheel."""
        self._command = [python, "-c", _PROGRAM, str(folder)]
        self._parent: subprocess.Popen[str] | None = None
        self._pid = 0

    def start(self) -> None:
        """Start it and wait until it says that it is well (12 to 18 s)."""
        self._parent = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        assert self._parent.stdout is not None
        pid, port = self._parent.stdout.readline().split()
        self._pid, self.port = int(pid), int(port)

    def kill(self) -> None:
        """SIGKILL: after SIGTERM it was still alive twelve minutes later."""
        if self._parent is not None and self._parent.stdout is not None:
            os.kill(self._pid, signal.SIGKILL)
            self._parent.kill()
            self._parent.wait()
            self._parent.stdout.close()
            self._parent = None
