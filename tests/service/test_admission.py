"""Overload: bounded queues, refusal at once, turns between clients, work that stops, and answers of one state."""

from __future__ import annotations

import json
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from apiflask import APIFlask

from index.engine import Engine
from index.errors import CancelledError
from service.admission import Lane, lane_of, threads_of
from service.app import application
from service.documents import Incoming, ingest_file
from service.errors import BusyError, DeadlineError, OverloadedError
from service.server import Server
from service.settings import MIB, Settings
from tests.fakes import PairEncoder

# Sixty characters.
HAN = "".join(map(chr, range(0x4E00, 0x4E3C)))
NEVER: Callable[[], bool] = lambda: False  # noqa: E731


def waiting(lane: Lane, count: int) -> None:
    deadline = time.monotonic() + 10
    while lane.counts()[1] != count:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_beyond_the_places_to_wait_is_refused_at_once() -> None:
    lane = Lane(1, 2)
    lane.enter("a", NEVER)
    threads = [threading.Thread(target=lane.enter, args=(name, NEVER)) for name in "bc"]
    for thread in threads:
        thread.start()
    waiting(lane, 2)
    with pytest.raises(OverloadedError):
        lane.enter("d", NEVER)
    for _ in range(3):
        lane.leave()
    for thread in threads:
        thread.join(10)
    assert lane.counts() == (0, 0)
    lane.enter("d", NEVER)


def test_one_client_does_not_take_all_places() -> None:
    lane = Lane(1, 5)
    lane.enter("greedy", NEVER)
    threads = [threading.Thread(target=lane.enter, args=("greedy", NEVER)) for _ in range(4)]
    for thread in threads:
        thread.start()
    waiting(lane, 4)
    with pytest.raises(BusyError):
        lane.enter("greedy", NEVER)
    last = threading.Thread(target=lane.enter, args=("modest", NEVER))
    last.start()
    waiting(lane, 5)
    lane.leave()
    lane.leave()  # the second turn is the modest one's, though four came before
    last.join(10)
    assert not last.is_alive()
    for _ in range(4):
        lane.leave()
    for thread in threads:
        thread.join(10)
    assert lane.counts() == (0, 0)


def test_who_gives_up_leaves_his_place() -> None:
    lane = Lane(1, 1)
    lane.enter("a", NEVER)
    with pytest.raises(DeadlineError):
        lane.enter("b", lambda: True)
    assert lane.counts() == (1, 0)
    lane.leave()
    assert lane.counts() == (0, 0)


def test_places_add_up_under_a_crowd() -> None:
    lane, most, now, lock = Lane(3, 1000), 0, 0, threading.Lock()

    def work(number: int) -> None:
        nonlocal most, now
        for turn in range(20):
            try:
                lane.enter(str(number % 7), lambda: (number + turn) % 11 == 0)  # noqa: B023 - asked before the next turn
            except DeadlineError:
                continue
            with lock:
                now += 1
                most = max(most, now)
            time.sleep(0.0005)
            with lock:
                now -= 1
            lane.leave()

    with ThreadPoolExecutor(24) as threads:
        list(threads.map(work, range(24)))
    assert most == 3
    assert lane.counts() == (0, 0)


def test_each_kind_of_request_has_its_lane() -> None:
    assert lane_of("search", "POST") == lane_of("documents", "GET") == lane_of("checks", "GET") == "quick"
    assert lane_of("check", "POST") == lane_of("documents", "POST") == lane_of("compare", "POST") == "work"
    assert lane_of("system", "GET") is lane_of("jobs", "GET") is lane_of(None, "GET") is None


@pytest.fixture
def busy_settings(settings: Settings) -> Settings:
    """One check at a time, one may wait; three searches at a time, four may wait."""
    return settings.model_copy(update={"http_threads": 4, "requests_waiting": 4, "request_seconds": 30})


class Held:
    """Stands in an engine's examine: waits until it is let, or told to stop."""

    def __init__(self, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go, self.entered, self.stopped = threading.Event(), threading.Semaphore(0), threading.Event()
        real = engine.examine

        def examine(*given: Any, cancelled: Any = None, **more: Any) -> Any:
            self.entered.release()
            while not self.go.wait(0.02):
                if cancelled is not None and cancelled():
                    self.stopped.set()
                    raise CancelledError("told to stop")
            return real(*given, cancelled=cancelled, **more)

        monkeypatch.setattr(engine, "examine", examine)


def ask(app: APIFlask, path: str, body: Any) -> Any:
    return app.test_client().post(path, json=body)


def test_checks_beyond_the_queue_are_refused_and_searches_go_on(
    busy_settings: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with application(busy_settings, engine) as app:
        held = Held(engine, monkeypatch)
        with ThreadPoolExecutor(4) as threads:
            checks = [threads.submit(ask, app, "/v1/check", {"text": "督查。"}) for _ in range(2)]
            assert held.entered.acquire(timeout=10)
            waiting(app.extensions["wenheng"].admission.lanes["work"], 1)
            refused = ask(app, "/v1/check", {"text": "督查。"})
            assert refused.status_code in {429, 503}
            assert int(refused.headers["Retry-After"]) > 0
            assert refused.get_json()["error"]["code"] in {"busy", "overloaded"}
            for _ in range(3):
                assert ask(app, "/v1/search", {"query": "督查"}).status_code == 200
            assert app.test_client().get("/health/ready").status_code == 200
            held.go.set()
            assert [each.result(30).status_code for each in checks] == [200, 200]
        assert ask(app, "/v1/check", {"text": "督查。"}).status_code == 200


def test_a_check_stops_when_its_time_is_over(
    busy_settings: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with application(busy_settings.model_copy(update={"request_seconds": 1}), engine) as app:
        held = Held(engine, monkeypatch)
        answer = ask(app, "/v1/check", {"text": "督查。"})
        assert held.stopped.is_set()
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (503, "deadline")
        assert "Retry-After" in answer.headers
        held.go.set()
        assert ask(app, "/v1/check", {"text": "督查。"}).status_code == 200


def test_a_comparison_stops_within_a_document_when_its_time_is_over(busy_settings: Settings, engine: Engine) -> None:
    """The two texts, of sixty characters in any order, would be compared for minutes."""
    drawn = ["".join(random.Random(seed).choices(HAN, k=190_000)) for seed in (1, 2)]
    draft, source = ("。".join(text[at : at + 29] for at in range(0, len(text), 29)) for text in drawn)
    with application(
        busy_settings.model_copy(update={"request_seconds": 1, "max_upload_bytes": 8 * MIB}), engine
    ) as app:
        answer = ask(app, "/v1/compare", {"draft": draft, "source": source, "by_meaning": False})
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (503, "deadline")
        again = ask(app, "/v1/compare", {"draft": "督查。", "source": "督查。", "by_meaning": False})
        assert (again.status_code, again.get_json()["limits"]) == (200, [])


@pytest.fixture
def served(app: APIFlask, settings: Settings) -> Iterator[int]:
    server = Server(app, settings)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield urlsplit(server.url).port or 0
    server.stop()
    thread.join(20)


def test_a_check_stops_when_its_client_hangs_up(served: int, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held(engine, monkeypatch)
    body = json.dumps({"text": "督查。"}).encode()
    with socket.create_connection(("127.0.0.1", served)) as client:
        about = ("POST /v1/check HTTP/1.1", "Host: localhost", "Content-Type: application/json")
        client.sendall("\r\n".join((*about, f"Content-Length: {len(body)}", "", "")).encode() + body)
        assert held.entered.acquire(timeout=10)
    assert held.stopped.wait(10)


def test_there_are_threads_for_all_that_work_and_wait() -> None:
    assert threads_of(Settings.model_construct()) >= 8 + 40 + 10
    assert threads_of(Settings.model_construct(http_threads=1, requests_waiting=1)) >= 2 + 2


# --- many read while one writes

_LINES = 6


def version_of(number: int) -> str:
    """A document of which every line says its version."""
    return "巡检记录\n\n" + "\n".join(f"巡检第{line}项设备运转记录，版次{number:04d}。" for line in range(_LINES))


def test_32_clients_read_one_state_while_one_writes(served: int, engine: Engine) -> None:
    ingest_file(engine, Incoming("巡检.txt", version_of(0).encode(), "巡检.txt"))
    stop, wrong, errors, answers = threading.Event(), [], [], 0

    def read(number: int) -> int:
        connection, count = HTTPConnection("127.0.0.1", served, timeout=60), 0
        body = json.dumps(
            {"query": "巡检设备运转记录", "k": 20, "fold_twins": False, "mode": ("both", "words")[number % 2]}
        )
        while not stop.is_set():
            connection.request("POST", "/v1/search", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            found = json.loads(answer.read())
            if answer.status != 200:
                errors.append((answer.status, found))
                continue
            versions = {each["text"][-5:-1] for each in found["results"] if "版次" in each["text"]}
            lines = sum("版次" in each["text"] for each in found["results"])
            if len(versions) != 1 or (number % 2 and lines != _LINES):
                wrong.append((versions, lines))
            count += 1
        connection.close()
        return count

    with ThreadPoolExecutor(32) as threads:
        readers = [threads.submit(read, number) for number in range(32)]
        until = time.monotonic() + 8
        written = 0
        while time.monotonic() < until:
            written += 1
            ingest_file(engine, Incoming("巡检.txt", version_of(written).encode(), "巡检.txt"))
            time.sleep(0.05)
        stop.set()
        answers = sum(each.result(60) for each in readers)
    assert not errors, errors[:3]
    assert not wrong, wrong[:3]
    assert answers > 32
    assert written > 3
    assert len(engine.documents()[0]) == 1


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    with Engine.open(settings.data, PairEncoder()) as opened:
        yield opened
