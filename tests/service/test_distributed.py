"""The service with its vectors on a Milvus (milvus-lite, as a server): errors, and processes that share one folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from flask.testing import FlaskClient

from index.engine import Engine
from index.within import EngineWithin
from service.app import application
from service.documents import Incoming, ingest_file
from service.settings import Settings
from tests.fakes import PairEncoder
from tests.index.vectorstore.lite import Lite
from tests.service.conftest import COPIED, LOGISTICS, SUPERVISION


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[Lite]:
    server = Lite(tmp_path / "lite")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def settings(tmp_path: Path, lite: Lite) -> Settings:
    return Settings(data=tmp_path / "data", port=0, store=f"milvus://127.0.0.1:{lite.port}/office")


@pytest.fixture
def engine(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setattr("index.milvus.server.READ_PATIENCE_S", 1.0)
    monkeypatch.setattr("index.milvus.server.WRITE_PATIENCE_S", 1.0)
    # As in a corpus that is too large to be compared in the database.
    monkeypatch.setattr("index.milvus.seek.EXACT_BELOW", 0)
    with Engine.open(settings.data, PairEncoder(), vectors=settings.store) as opened:
        yield opened


def upload(client: FlaskClient, name: str, text: str) -> int:
    answer = client.post("/v1/documents", json={"documents": [{"source": name, "text": text}]})
    return answer.status_code


def test_a_milvus_that_is_away_is_said_and_what_can_be_read_is_read(filled: FlaskClient, lite: Lite) -> None:
    assert filled.post("/v1/search", json={"query": COPIED}).get_json()["results"]
    lite.kill()
    for route, body in (
        ("/v1/search", {"query": COPIED}),
        ("/v1/search", {"query": COPIED, "mode": "meaning"}),
        ("/v1/check", {"text": COPIED}),
    ):
        refused = filled.post(route, json=body)
        assert refused.status_code == 503
        assert refused.get_json()["error"]["code"] == "vectors_unavailable"
        assert int(refused.headers["Retry-After"]) > 0
        assert COPIED not in refused.text
    assert filled.post("/v1/search", json={"query": COPIED, "mode": "words"}).get_json()["results"]
    assert filled.get("/v1/documents").get_json()["total"] == 2
    assert filled.get("/v1/documents/1").get_json()["text"] == SUPERVISION
    assert filled.post("/v1/similarity", json={"source": COPIED, "targets": [COPIED]}).status_code == 200
    assert filled.get("/v1/info").get_json()["indexes"][0]["kind"] == "milvus"
    assert filled.get("/health/ready").status_code == 200
    assert upload(filled, "又一篇.txt", LOGISTICS.replace("食堂", "车队")) == 503
    assert filled.get("/v1/documents").get_json()["total"] == 2
    assert 'wenheng_vector_store_events{event="unreachable"}' in filled.get("/metrics").text
    lite.start()
    assert filled.post("/v1/search", json={"query": COPIED}).get_json()["results"]
    assert upload(filled, "又一篇.txt", LOGISTICS.replace("食堂", "车队")) == 200


def test_answers_are_those_of_the_embedded_store(filled: FlaskClient, tmp_path: Path) -> None:
    with Engine.open(tmp_path / "embedded", PairEncoder()) as engine:
        for name, text in (("督查.txt", SUPERVISION), ("后勤.txt", LOGISTICS)):
            ingest_file(engine, Incoming(name, text.encode(), name))
        with application(Settings(data=tmp_path / "embedded"), engine) as app:
            client = app.test_client()
            for body in (
                {"query": COPIED, "k": 20},
                {"query": "餐饮浪费", "mode": "meaning", "k": 20, "filters": {"year": [2022]}},
                {"query": "vehicles", "k": 20},
            ):
                ours, theirs = (each.post("/v1/search", json=body).get_json()["results"] for each in (filled, client))
                assert ours
                assert [each["id"] for each in ours] == [each["id"] for each in theirs]
                assert [each["score"] for each in ours] == pytest.approx([each["score"] for each in theirs], abs=1e-4)
        draft = {"text": f"我市{COPIED}。食堂推行按量取餐，厨余垃圾比上年减少两成。"}
        ours, theirs = (each.post("/v1/check", json=draft).get_json() for each in (filled, client))
        assert ours["spans"]
        assert [each["class"] for each in ours["spans"]] == [each["class"] for each in theirs["spans"]]
        app.extensions["wenheng"].close()


def test_collections_that_a_key_may_not_see_are_not_asked_for(engine: Engine) -> None:
    for collection, text in (("甲", SUPERVISION), ("乙", LOGISTICS)):
        ingest_file(engine, Incoming("a.txt", text.encode(), "a.txt", collection=collection))
    within = EngineWithin(engine, frozenset({"乙"}))
    within.follow()
    [answer] = within.search(["对领导批示件逐件建账"], k=50, mode="meaning")
    assert {hit.document.collection for hit in answer.hits} == {"乙"}
    assert len(answer.hits) > 1
    within.close()
    [answer] = engine.search(["对领导批示件逐件建账"], k=50)
    assert {hit.document.collection for hit in answer.hits} == {"甲", "乙"}


PROGRAM = """
import sys
from pathlib import Path
from index.engine import Engine
from index.milvus import seek
from service.app import application
from service.server import serve
from service.settings import Settings
from tests.fakes import PairEncoder

seek.EXACT_BELOW = 0
settings = Settings(data=Path(sys.argv[1]), port=0, store=sys.argv[2], read_only=sys.argv[3] == "reader")
opened = Engine.open(settings.data, PairEncoder(), read_only=settings.read_only, vectors=settings.store)
with opened as engine, application(settings, engine) as app:
    serve(app, settings, lambda url: print("at", url, flush=True))
"""


@contextmanager
def process(settings: Settings, role: str) -> Iterator[httpx.Client]:
    """A service process over the data folder, until the end of the block."""
    command = [sys.executable, "-c", PROGRAM, str(settings.data), settings.store, role]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, env=dict(os.environ)) as running:
        assert running.stdout is not None
        url = running.stdout.readline().split()[1]
        with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
            yield client
        running.terminate()


def test_two_processes_share_a_folder(settings: Settings) -> None:
    """What one writes the other finds at once, by meaning, by words and in checks; what it deletes is gone at once."""
    with process(settings, "writer") as writer, process(settings, "reader") as reader:
        for number in range(3):
            text = SUPERVISION.replace("督查", f"第{number}督查")
            stored = writer.post("/v1/documents", json={"documents": [{"source": f"{number}.txt", "text": text}]})
            [document] = stored.json()["documents"]
            for mode in ("meaning", "words", "both"):
                found = reader.post("/v1/search", json={"query": COPIED, "mode": mode, "k": 20}).json()["results"]
                assert document["id"] in {each["document"]["id"] for each in found}, mode
            report = reader.post("/v1/check", json={"text": COPIED}).json()
            assert [each["document"]["id"] for each in report["sources"]] == [document["id"]]
            assert writer.delete(f"/v1/documents/{document['id']}").status_code == 200
            found = reader.post("/v1/search", json={"query": COPIED, "k": 20}).json()["results"]
            assert not found
            assert not reader.post("/v1/check", json={"text": COPIED}).json()["spans"]
        refused = reader.post("/v1/documents", json={"documents": [{"source": "x.txt", "text": SUPERVISION}]})
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "read_only")
