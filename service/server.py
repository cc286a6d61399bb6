"""The server: waitress, one process with threads, which also runs on Windows.

waitress's own ``run`` drops what is being answered when it is told to stop; :class:`Server` finishes it first. What
waitress refuses before the application sees it (broken HTTP, headers too large) is told in the one error shape.
"""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask, ThreadedTaskDispatcher

from service.admission import threads_of
from service.errors import ServiceError, http_fault
from service.settings import Settings

# How long one look at the sockets may last when nothing happens.
_LOOK_S = 0.5
# A client that is not done after this is not waited for; a check of a long draft takes seconds.
_DRAIN_S = 20.0
# waitress hangs up on larger requests; below, the application can read to the end and say 413 in peace.
_BODY_OVER_UPLOAD = 4


class AddressError(ServiceError):
    """The address cannot be listened on."""


class Server:
    """An application at an address.

    :ivar url: Where it is; with port 0 in the settings, the port that was free.
    """

    def __init__(self, app: Flask, settings: Settings) -> None:
        """Listen; requests wait until :meth:`run`.

        :raises AddressError: If the port is in use or the address is not this machine's.
        """
        self._map: dict[int, Any] = {}
        try:
            self._server = create_server(
                app,
                map=self._map,
                host=settings.host,
                port=settings.port,
                _dispatcher=_Threads(threads_of(settings)),
                channel_request_lookahead=1,  # so that a client that hangs up is noticed
                ident=None,
                max_request_body_size=settings.max_upload_bytes * _BODY_OVER_UPLOAD,
            )
        except (OSError, ValueError) as error:
            wasyncore.close_all(self._map)
            raise AddressError(_why(error, settings)) from None
        self._listeners = [each for each in self._map.values() if isinstance(each, BaseWSGIServer)]
        for each in self._listeners:
            each.channel_class = _Channel
        self._stop = threading.Event()
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        self.url = f"http://{host}:{self._listeners[0].effective_port}/"

    def run(self) -> None:
        """Answer until :meth:`stop`; then finish what is being answered."""
        while not self._stop.is_set():
            self._look()
        for each in self._listeners:
            each.accepting = False
        deadline = time.monotonic() + _DRAIN_S
        while any(each.is_answering for each in self._channels()) and time.monotonic() < deadline:
            self._look()
        self._server.task_dispatcher.shutdown(timeout=_LOOK_S)
        for each in self._channels():
            each.handle_close()
        wasyncore.close_all(self._map)

    def stop(self) -> None:
        """End :meth:`run`, from any thread or a signal."""
        self._stop.set()
        with contextlib.suppress(OSError):  # it has ended and closed already
            self._listeners[0].pull_trigger()

    def _look(self) -> None:
        wasyncore.loop(timeout=_LOOK_S, map=self._map, use_poll=True, count=1)

    def _channels(self) -> list[_Channel]:
        return [each for each in self._map.values() if isinstance(each, _Channel)]


def serve(app: Flask, settings: Settings, announce: Callable[[str], None] | None = None) -> None:
    """Serve until SIGINT or SIGTERM; then finish what is being answered.

    ``announce`` is told the address as soon as it is listened on; requests are answered when it has returned.

    :raises AddressError: If the address cannot be listened on.
    """
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = Server(app, settings)

    def stop(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)  # the second time is meant
        server.stop()

    if announce is not None:
        announce(server.url)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    server.run()


class _Threads(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Threads that begin when they are needed, and stay.

    waitress would begin all at once and give each request to the thread that has been idle longest; each has a
    connection to the database and memory of its own: with 62 threads 130 MB more than with 8.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def add_task(self, task: object) -> None:
        """Let a thread take the task, a new one if none is idle."""
        with self.lock:
            there = len(self.threads) - self.stop_count
            idle = there - self.active_count - len(self.queue)
        if idle < 1 and there < self._most:
            self.set_thread_count(there + 1)
        super().add_task(task)


class _ErrorTask(ErrorTask):  # type: ignore[misc]
    """What waitress itself refuses, in the one error shape."""

    def execute(self) -> None:
        fault = http_fault(self.request.error.code)
        body = json.dumps(fault.body()).encode()
        self.status = f"{fault.status} {self.request.error.reason}"
        self.response_headers += [("Content-Type", "application/json")]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Channel(HTTPChannel):  # type: ignore[misc]
    error_task_class = _ErrorTask

    @property
    def is_answering(self) -> bool:
        """Whether a request is in hand or an answer is not fully sent."""
        return bool(self.requests or self.total_outbufs_len)


def _why(error: Exception, settings: Settings) -> str:
    where = f"{settings.host}:{settings.port}"
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return f"Port {settings.port} is in use; choose another (WENHENG_PORT or --port)."
    if isinstance(error, OSError) and error.errno == errno.EACCES:
        return f"Listening on {where} is not allowed; ports below 1024 need rights (WENHENG_PORT or --port)."
    return f"{where} is not an address of this machine (WENHENG_HOST or --host)."
