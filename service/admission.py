"""Admission: how many requests are worked on, how many wait, and who is next.

Two lanes, so that a check never keeps a search waiting: quick questions, and work (checks, comparisons, writing). In
each so many are worked on at once; so many more wait, in turns between clients; whoever comes then is refused at once,
with the time after which to come again, rather than answered when nobody waits any more. Work ends when its client has
hung up, or when the time for a request is over.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from flask import Flask, Response, g, request

from index.errors import CancelledError
from service.errors import BusyError, DeadlineError, OverloadedError
from service.keys.caller import caller
from service.settings import Settings

T = TypeVar("T")

_WORK = frozenset({"check", "compare", "reports"})
# Their POST is work, the rest of them is quick.
_WRITING = frozenset({"documents"})
# What costs nothing is always answered, so that it can be seen how things are.
_FREE = frozenset({"jobs", "system", "page", "session", "openapi", None})
# Of the places to wait, one client takes so many at most: something is left for the next.
_SHARE = 0.8
# How often who waits looks whether his client still does.
_LOOK_S = 0.25
# Threads beyond those that work or wait: they refuse, and answer what costs nothing.
_SPARE_THREADS = 4


@dataclass(slots=True)
class _Ticket:
    client: str
    granted: threading.Event = field(default_factory=threading.Event)


class Lane:
    """Places to work and places to wait; safe from several threads."""

    def __init__(self, working: int, waiting: int) -> None:
        self.working, self.waiting = working, waiting
        self._busy = 0
        self._queues: OrderedDict[str, deque[_Ticket]] = OrderedDict()
        self._lock = threading.Lock()

    def enter(self, client: str, given_up: Callable[[], bool]) -> None:
        """Wait for a place to work; :meth:`leave` gives it back.

        :param given_up: Asked while waiting.
        :raises OverloadedError: If all places to wait are taken.
        :raises BusyError: If this client has taken its share of them.
        :raises DeadlineError: If it has given up.
        """
        with self._lock:
            if self._busy < self.working and not self._queues:
                self._busy += 1
                return
            own = self._queues.get(client, ())
            if sum(map(len, self._queues.values())) >= self.waiting:
                raise OverloadedError("Too much is being asked at once; come again in a moment.")
            if len(own) >= max(int(self.waiting * _SHARE), 1):
                raise BusyError("This client asks too much at once; come again in a moment.")
            ticket = _Ticket(client)
            self._queues.setdefault(client, deque()).append(ticket)
        while not ticket.granted.wait(_LOOK_S):
            if given_up():
                self._give_up(ticket)
                raise DeadlineError("There was no time left for this request.")

    def leave(self) -> None:
        """Give a place to who is next: clients take turns, each client's requests keep their order."""
        with self._lock:
            self._next()

    def counts(self) -> tuple[int, int]:
        """How many work and how many wait."""
        with self._lock:
            return self._busy, sum(map(len, self._queues.values()))

    def _next(self) -> None:
        if not self._queues:
            self._busy -= 1
            return
        client, queue = self._queues.popitem(last=False)
        ticket = queue.popleft()
        if queue:
            self._queues[client] = queue  # behind the others
        ticket.granted.set()

    def _give_up(self, ticket: _Ticket) -> None:
        with self._lock:
            if ticket.granted.is_set():  # just now
                self._next()
                return
            queue = self._queues[ticket.client]
            queue.remove(ticket)
            if not queue:
                del self._queues[ticket.client]


class Admission:
    """The lanes of one application.

    :ivar lanes: By name, for those who count.
    """

    def __init__(self, settings: Settings) -> None:
        work = max(settings.http_threads // 4, 1)
        self.lanes = {
            "quick": Lane(max(settings.http_threads - work, 1), settings.requests_waiting),
            "work": Lane(work, max(settings.requests_waiting // 4, 1)),
        }
        self._seconds = settings.request_seconds

    def guard(self, app: Flask) -> None:
        """Have each request of an application admitted."""
        app.before_request(self._enter)
        app.after_request(self._left)
        app.teardown_request(lambda _: self._leave())

    def _enter(self) -> None:
        g.until = time.monotonic() + self._seconds
        name = lane_of(request.blueprint, request.method)
        if name is not None:
            who = caller()
            self.lanes[name].enter(who.key_id or request.remote_addr or "", stopped_function())
            g.lane = self.lanes[name]

    def _left(self, response: Response) -> Response:
        self._leave()
        return response

    @staticmethod
    def _leave() -> None:
        lane: Lane | None = g.pop("lane", None)
        if lane is not None:
            lane.leave()


def threads_of(settings: Settings) -> int:
    """Threads that the server needs: for who works, for who waits, and some to refuse the others."""
    work = max(settings.http_threads // 4, 1)
    waiting = settings.requests_waiting + max(settings.requests_waiting // 4, 1)
    return max(settings.http_threads, work + 1) + waiting + _SPARE_THREADS


def lane_of(blueprint: str | None, method: str) -> str | None:
    """The lane that a request goes by; None for what is always answered."""
    if blueprint in _FREE:
        return None
    return "work" if blueprint in _WORK or (blueprint in _WRITING and method == "POST") else "quick"


def stopped_function() -> Callable[[], bool]:
    """Whether nobody waits for the current request's answer any more: its client has hung up, or time is over."""
    until = cast("float", g.get("until", float("inf")))
    hung_up = cast("Callable[[], bool]", request.environ.get("waitress.client_disconnected", lambda: False))
    return lambda: time.monotonic() > until or hung_up()


def in_time(work: Callable[[Callable[[], bool]], T]) -> T:
    """Do work that asks whether it shall stop.

    :raises DeadlineError: If it has stopped.
    """
    try:
        return work(stopped_function())
    except CancelledError:
        raise DeadlineError("There was no time left for this request.") from None
