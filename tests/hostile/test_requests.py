"""Requests made for slow rules and deep structures: an answer or a refusal, never a 500."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from index.engine import Engine
from service.app import application
from service.settings import Settings
from tests.fakes import PairEncoder
from tests.hostile.texts import made
from tests.service.conftest import SUPERVISION

# Long enough to see what grows faster than the text, short enough for a test.
_SIZE = 600
TEXTS = {name: data.decode("utf-8", "ignore")[:_SIZE] for name, data in made("", 1) if name[:3] in {"rep", "alm"}}
# Beyond what a busy machine takes; a bomb takes hours.
MOST_S = 60.0


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("data")
    with Engine.open(folder, PairEncoder()) as engine, application(Settings(data=folder), engine) as app:
        made = app.test_client()
        made.post("/v1/documents", json={"text": SUPERVISION})
        yield made


@pytest.mark.parametrize("name", [name for name in TEXTS if name.endswith(".txt")])
def test_texts(client: FlaskClient, name: str) -> None:
    text = TEXTS[name]
    bodies: list[tuple[str, Any]] = [
        ("/v1/search", {"query": text}),
        ("/v1/search", {"query": text[:200]}),  # short enough for operators
        ("/v1/check", {"text": text}),
        ("/v1/compare", {"draft": text, "source": text[::-1]}),
        ("/v1/similarity", {"source": text, "targets": [text]}),
        ("/v1/phrases/search", {"query": text}),
        ("/v1/documents", {"text": text, "title": text[:500], "format": "md"}),
    ]
    began = time.monotonic()
    for path, body in bodies:
        answer = client.post(path, json=body)
        assert answer.status_code in {200, 413, 415, 422}, (path, answer.text[:300])
        for document in answer.get_json().get("documents", ()):
            client.delete(f"/v1/documents/{document['id']}")
    assert time.monotonic() - began < MOST_S


BODIES = {
    "deep lists": "[" * 200_000,
    "deep objects": '{"query":' * 100_000,
    "deep filters": '{"query": "督", "filters": ' + '{"metadata": ' * 5000 + "}" * 5001,
    "a number": '{"query": "督", "k": 1' + "0" * 100_000 + "}",
    "an exponent": '{"query": "督", "k": 1e99999999}',
    "names": "{" + ",".join(f'"n{n}": 1' for n in range(50_000)) + "}",
    "one name": '{"query": "督",' + '"k": 1,' * 50_000 + '"k": 1}',
    "escapes": '{"query": "' + "\\ud83d" * 20_000 + '"}',
    "not utf-8": b'{"query": "\xff\xfe"}',
    "nothing": "",
    "null": "null",
}


@pytest.mark.parametrize("name", BODIES)
def test_bodies(client: FlaskClient, name: str) -> None:
    answer = client.post("/v1/search", data=BODIES[name], content_type="application/json")
    assert answer.status_code in {200, 400, 422}, answer.text[:300]
    assert json.loads(answer.data)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/documents/" + "9" * 5000,
        "/v1/documents?" + "&".join(f"id={n}" for n in range(2000)),
        "/v1/documents?limit=" + "9" * 5000,
        "/v1/checks/" + "%00" * 100,
        "/v1/checks/..%2f..%2f..%2fetc%2fpasswd",
        "/static/..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/documents/%2e%2e%2f",
        "/v1/jobs/" + "x" * 50_000,
    ],
)
def test_addresses(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in {400, 404, 422}
    assert b"root:" not in answer.data


def test_the_data_folder_is_not_served(client: FlaskClient, tmp_path: Path) -> None:
    for name in ("wenheng.db", "keys.json", "server.json", "audit.jsonl"):
        for place in ("/", "/static/", "/static/../../data/", "/docs/", "/documents/"):
            assert client.get(f"{place}{name}").status_code in {404, 405}
