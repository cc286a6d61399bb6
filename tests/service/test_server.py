"""The server: one address, the one error shape even for broken HTTP, a stop that finishes what is begun."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from apiflask import APIFlask

from service.server import AddressError, Server
from service.settings import Settings


def test_it_answers_at_its_address(live: str) -> None:
    where = urlsplit(live)
    connection = HTTPConnection("127.0.0.1", where.port or 0, timeout=10)
    connection.request("POST", "/v1/search", json.dumps({"query": "督查"}), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    assert answer.status == 200
    assert "Server" not in answer.headers
    assert json.loads(answer.read())["results"]
    connection.close()


def test_who_asks_one_after_the_other_needs_few_threads(live: str) -> None:
    where = urlsplit(live)
    connection = HTTPConnection("127.0.0.1", where.port or 0, timeout=10)
    for _ in range(20):
        connection.request("GET", "/health/live")
        assert connection.getresponse().read()
    connection.close()
    # One that has answered may not be idle yet when the next request comes: then another begins. All would be 62.
    assert sum(each.name.startswith("waitress-") for each in threading.enumerate()) <= 20


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nbroken\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 262_144 + b"\r\n\r\n", 431),
        (b"POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
    ],
)
def test_broken_http_has_the_one_error_shape(live: str, sent: bytes, status: int) -> None:
    with socket.create_connection(("127.0.0.1", urlsplit(live).port or 0), timeout=10) as connection:
        connection.sendall(sent)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.split()[1] == str(status).encode()
    assert json.loads(body)["error"].keys() == {"code", "message", "fields"}


def test_a_port_in_use_is_one_sentence(app: APIFlask, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressError, match=f"^Port {port} is in use; .*\\.$"):
            Server(app, settings.model_copy(update={"port": port}))


def test_an_address_of_another_machine_is_one_sentence(app: APIFlask, settings: Settings) -> None:
    with pytest.raises(AddressError, match="not an address of this machine"):
        Server(app, settings.model_copy(update={"host": "192.0.2.1"}))


def test_a_stop_finishes_what_is_being_answered(app: APIFlask, settings: Settings) -> None:
    begun, go = threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        assert go.wait(10)
        return "x" * 5_000_000

    app.add_url_rule("/slow", view_func=slow)
    server = Server(app, settings)
    running = threading.Thread(target=server.run)
    running.start()
    got: list[bytes] = []

    def ask() -> None:
        connection = HTTPConnection("127.0.0.1", urlsplit(server.url).port or 0, timeout=10)
        connection.request("GET", "/slow")
        got.append(connection.getresponse().read())
        connection.close()

    asking = threading.Thread(target=ask)
    asking.start()
    assert begun.wait(10)
    server.stop()
    go.set()
    asking.join(10)
    running.join(10)
    assert not running.is_alive()
    assert len(got[0]) == 5_000_000


PROGRAM = """
import sys
from pathlib import Path
from index.engine import Engine
from service.app import application
from service.server import serve
from service.settings import Settings
from tests.fakes import PairEncoder

settings = Settings(data=Path(sys.argv[1]), port=0)
with Engine.open(settings.data, PairEncoder()) as engine, application(settings, engine) as app:
    serve(app, settings, lambda url: print("at", url, flush=True))
print("closed")
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_in_order(tmp_path: Path, number: signal.Signals) -> None:
    environment: dict[str, Any] = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment, cwd=Path(__file__).parents[2]
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[1]
        connection = HTTPConnection("127.0.0.1", urlsplit(url).port or 0, timeout=20)
        connection.request("GET", "/health/live")  # answered when it runs, signals and all
        assert connection.getresponse().read()
        connection.close()
        process.send_signal(number)
        assert process.stdout.read() == "closed\n"
        assert process.wait(20) == 0
