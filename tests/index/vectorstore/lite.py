"""milvus-lite as a server of its own on this machine: real requests over the network, a double behind them."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path


class Lite:
    """A milvus-lite process; what it holds outlives :meth:`kill`.

    :ivar port: Where it listens on 127.0.0.1.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it listens."""
        command = Path(sys.executable).with_name("milvus-lite")
        arguments = ["server", "--host", "127.0.0.1", "--data-dir", str(self._folder), "--port", str(self.port)]
        self._process = subprocess.Popen(
            [str(command), *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("milvus-lite did not start")

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
