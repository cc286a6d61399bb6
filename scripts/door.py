"""How the commands reach a corpus: always through the HTTP interface, so that each is written once.

When a server holds the data folder its address is in ``server.json`` there and requests go to it; otherwise the
same application runs inside the command, over the data folder itself, and no port is opened. Either way there is
one writer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import httpx
from flask import Flask

from corpus.errors import CorpusError
from corpus.store import is_held
from index.engine import Engine
from index.errors import IndexFault
from scripts.models import load_encoder
from service.app import application
from service.keys.file import write_privately
from service.settings import Settings
from service.state import gate_of

SERVER_FILE = "server.json"
# A request may wait for the encoding of a large file; a server that is gone is noticed at once all the same.
_TIMEOUT = httpx.Timeout(600.0, connect=5.0)


class RefusedError(click.ClickException):
    """The interface answered with an error.

    :ivar status: HTTP's number for it.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class Door:
    """A corpus behind its HTTP interface; every answer is the JSON of that interface."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def get(self, path: str, **parameters: Any) -> Any:
        """GET a route."""
        return _answer(self._client.get(path, params=parameters))

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """POST JSON to a route."""
        return _answer(self._client.post(path, json=dict(body)))

    def delete(self, path: str) -> Any:
        """DELETE a route."""
        return _answer(self._client.delete(path))

    def upload(self, path: str, name: str, data: bytes, **fields: Any) -> Any:
        """POST one file to a route, with form fields."""
        return self.send(path, [("files", (name, data))], fields)

    def send(self, path: str, files: Sequence[tuple[str, tuple[str, bytes]]], fields: Mapping[str, Any]) -> Any:
        """POST files, each under a field's name, with form fields."""
        return _answer(self._client.post(path, files=list(files), data=dict(fields)))

    def download(self, path: str, **parameters: Any) -> bytes:
        """GET a route that answers a file."""
        return _file(self._client.get(path, params=parameters))

    def exchange(self, path: str, files: Sequence[tuple[str, tuple[str, bytes]]], fields: Mapping[str, Any]) -> bytes:
        """POST files to a route that answers a file."""
        return _file(self._client.post(path, files=list(files), data=dict(fields)))


@contextmanager
def open_door(settings: Settings) -> Iterator[Door]:
    """A door to the data folder of the settings, through the server that holds it when there is one.

    :raises click.ClickException: If neither works; the message is one sentence.
    """
    address, token = _server(settings.data)
    if address is not None and is_held(settings.data):
        with httpx.Client(base_url=address, timeout=_TIMEOUT, trust_env=False, headers=_bearing(token)) as client:
            try:
                yield Door(client)
            except httpx.TransportError:
                raise click.ClickException(
                    f"A server ({address}) holds {settings.data} and does not answer, or has just stopped."
                ) from None
        return
    try:
        engine = Engine.open(
            settings.data, load_encoder(settings), read_only=settings.read_only, vectors=settings.store
        )
    except (CorpusError, IndexFault) as error:
        raise click.ClickException(str(error)) from None
    with engine, application(settings, engine) as app, door_into(app) as door:
        yield door


@contextmanager
def door_into(app: Flask) -> Iterator[Door]:
    """A door into an application of this very process; no port is opened."""
    transport = httpx.WSGITransport(app=app)
    headers = _bearing(gate_of(app).local_token)
    with httpx.Client(base_url="http://localhost", transport=transport, timeout=_TIMEOUT, headers=headers) as client:
        yield Door(client)


@contextmanager
def announcing(data: Path) -> Iterator[Callable[..., None]]:
    """A function that writes where this process's server is, for commands that find the data folder held.

    With it stands the key that this machine's commands show; who can read the file can read the data folder anyway.
    """
    path = data / SERVER_FILE

    def announce(url: str, token: str = "") -> None:
        write_privately(path, json.dumps({"url": url, "key": token}))

    try:
        yield announce
    finally:
        path.unlink(missing_ok=True)


def _server(data: Path) -> tuple[str | None, str]:
    try:
        known = json.loads((data / SERVER_FILE).read_text("utf-8"))
        return str(known["url"]), str(known.get("key", ""))
    except (OSError, ValueError, KeyError):
        return None, ""


def _bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


def _file(response: httpx.Response) -> bytes:
    if response.is_error:
        _answer(response)
    return response.content


def _answer(response: httpx.Response) -> Any:
    body = response.json()
    if response.is_error:
        error = body["error"]
        details = [f"{name}: {' '.join(said)}" for name, said in error["fields"].items()]
        details = [each for each in details if each not in error["message"] and error["message"] not in each]
        raise RefusedError(" ".join([error["message"], *details]), response.status_code)
    return body
