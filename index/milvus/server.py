"""One Milvus server or cluster, asked with patience: what fails is tried again, what stays away is a StoreAwayError.

Everything that is asked may be asked twice: rows have keys of ours, and deleting what is gone changes nothing.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

import grpc
from pymilvus import MilvusClient, MilvusException

from index.errors import StoreAwayError
from index.milvus.address import Address

log = logging.getLogger(__name__)
# It logs each failed call with a traceback; what matters of that is told by the errors here.
logging.getLogger("pymilvus").setLevel(logging.CRITICAL)

T = TypeVar("T")

# A search is answered or refused while a person still waits; a write may wait for a server that starts anew (2.3.5
# after kill -9: up in 12 s, collections loaded 27 s later).
READ_PATIENCE_S = 4.0
WRITE_PATIENCE_S = 60.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.1, 2.0
_NOT_LOADED = "101"
# For one call; 2,000 rows took 0.34 s, a search at strong consistency 0.7 s.
_CALL_TIMEOUT_S = 20.0
# gRPC waits up to two minutes before it looks again for a server that was gone; and connections share that waiting.
_CHANNEL = {
    "grpc.use_local_subchannel_pool": 1,
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.min_reconnect_backoff_ms": 100,
    "grpc.max_reconnect_backoff_ms": 2000,
}


class Server:
    """A Milvus, connected to when it is first asked; safe from several threads.

    :ivar counters: How often something happened since the start: ``calls``, ``retries``, ``unreachable``.
    """

    def __init__(
        self, address: Address, *, read_patience_s: float | None = None, write_patience_s: float | None = None
    ) -> None:
        self.address = address
        self.read_patience_s = READ_PATIENCE_S if read_patience_s is None else read_patience_s
        self.write_patience_s = WRITE_PATIENCE_S if write_patience_s is None else write_patience_s
        self.counters: Counter[str] = Counter()
        self._client: MilvusClient | None = None
        self._version = ""
        self._lock = threading.Lock()

    @property
    def version(self) -> str:
        """The server's version, as it says it; asked once."""
        if not self._version:
            self._version = str(self.read(lambda client: client.get_server_version()))
        return self._version

    def read(self, call: Callable[[MilvusClient], T], collection: str = "") -> T:
        """The answer to a question.

        :param collection: What is asked about; it is loaded where a server that was started anew has not done so.
        :raises StoreAwayError: If there is none within the patience for reading.
        """
        return self._ask(call, self.read_patience_s, collection)

    def write(self, call: Callable[[MilvusClient], T], collection: str = "") -> T:
        """The answer to a request that changes something.

        :raises StoreAwayError: If there is none within the patience for writing.
        """
        return self._ask(call, self.write_patience_s, collection)

    def _ask(self, call: Callable[[MilvusClient], T], patience_s: float, collection: str) -> T:
        deadline, pause_s = time.monotonic() + patience_s, _FIRST_PAUSE_S
        self.counters["calls"] += 1
        while True:
            try:
                return call(self._connected())
            except (MilvusException, grpc.RpcError, ConnectionError, TimeoutError) as error:
                code = _code(error)
                if isinstance(error, MilvusException) and error.is_input_error:
                    raise StoreAwayError(f"Milvus refused a request (code {code}).") from None
                if time.monotonic() + pause_s > deadline:
                    self.counters["unreachable"] += 1
                    log.warning("Milvus does not answer: code %s", code)
                    raise StoreAwayError(f"The vector store does not answer (code {code}); try again later.") from None
                self.counters["retries"] += 1
                time.sleep(pause_s)
                pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
                if code == _NOT_LOADED and collection:
                    self._load(collection)

    def _load(self, collection: str) -> None:
        with contextlib.suppress(MilvusException, grpc.RpcError):  # the next try tells
            self._connected().load_collection(collection)

    def _connected(self) -> MilvusClient:
        with self._lock:
            if self._client is None:
                self._client = MilvusClient(
                    self.address.uri,
                    user=self.address.user,
                    password=self.address.password,
                    timeout=_CALL_TIMEOUT_S,
                    dedicated=True,
                    grpc_options=_CHANNEL,
                )
            return self._client

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            if self._client is not None:
                self._client.close()
            self._client = None


def _code(error: Exception) -> str:
    """A failure by its number or kind; its words may quote what was asked."""
    return str(error.code) if isinstance(error, MilvusException) else type(error).__name__
