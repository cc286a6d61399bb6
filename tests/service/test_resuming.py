"""Jobs outlive their process: killed, stopped, begun again; and what is written down of them goes when they end."""

from __future__ import annotations

import io
import itertools
import os
import signal
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from apiflask import APIFlask
from click.testing import CliRunner
from flask.testing import FlaskClient

from corpus.store import backup
from index.engine import Engine
from scripts import door
from scripts.cli import main
from service.app import application
from service.keys import KeyFile
from service.order import Order
from service.settings import Settings
from service.spool import Spool
from service.state import house
from tests.fakes import PairEncoder
from tests.service.conftest import COPIED, LOGISTICS, SUPERVISION
from tests.service.test_errors import error_of
from tests.service.test_forget import SECRET, found_in
from tests.service.test_jobs import HeldEncoder, finished
from tests.torture.zygote import Zygote, send

forked = pytest.mark.skipif(not hasattr(os, "fork"), reason="services are forked")
DRAFT = f"{SECRET}。\n{COPIED}。\n" * 40
TEXTS = [f"{SUPERVISION}\n第{number}号台账已经归档，来信人收到了答复。\n" for number in range(12)]


# --- a real server, killed


class Served:
    """A server that is started, killed and started again over one data folder."""

    def __init__(self, work: Path) -> None:
        self.data = work / "data"
        self.zygote = Zygote(work, self.data)
        self.http = httpx.Client()
        self.process = 0

    def start(self, **plan: Any) -> None:
        started = self.zygote.start({"jobs_last": True, "job_bytes": 10_000_000, **plan})
        assert started is not None, self.zygote.said()
        url, self.process = started
        self.http.close()
        self.http = httpx.Client(base_url=url, timeout=30, trust_env=False)

    def ingest(self, *texts: str) -> str:
        documents = [{"text": text, "source": f"{number}.txt"} for number, text in enumerate(texts)]
        answer = self.http.post("/v1/documents", json={"documents": documents, "background": True})
        assert answer.status_code == 202, answer.text
        return str(answer.json()["job"]["id"])

    def finished(self, job_id: str) -> Any:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            job = self.http.get(f"/v1/jobs/{job_id}").json()
            if job["state"] not in {"queued", "running"}:
                return job
            time.sleep(0.02)
        raise AssertionError(job)

    def end(self, number: signal.Signals) -> None:
        send(self.process, number)
        self.zygote.wait()
        self.http.close()

    def waiting(self) -> list[str]:
        return sorted(each.name for each in (self.data / "jobs").glob("*"))


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(tmp_path)
    yield made
    send(made.process, signal.SIGKILL)
    made.http.close()
    made.zygote.close()


@forked
def test_what_was_acknowledged_is_done_after_a_kill_in_its_middle(served: Served) -> None:
    served.start(kill="step", name="Store.put_source", when="after", count=5)
    first = served.ingest(*TEXTS)
    later = []
    try:
        for path, body in (
            ("/v1/check", {"text": DRAFT, "background": True, "keep": "with_text"}),
            ("/v1/check/many", {"drafts": [{"name": "甲", "text": DRAFT}, {"name": "乙", "text": COPIED}]}),
            ("/v1/twins", {}),
        ):
            later.append(str(served.http.post(path, json=body).raise_for_status().json()["job"]["id"]))
    except httpx.TransportError:
        pass  # it was dead already: what was not acknowledged need not be done
    served.zygote.wait()
    served.http.close()
    assert f"{first}.job" in served.waiting()
    assert stat.S_IMODE((served.data / "jobs").stat().st_mode) == 0o700
    assert stat.S_IMODE((served.data / "jobs" / f"{first}.job").stat().st_mode) == 0o600

    served.start()
    job = served.finished(first)
    assert (job["state"], job["done"], job["errors"]) == ("done", len(TEXTS), {})
    assert [each["source"] for each in job["result"]["documents"]] == [f"{n}.txt" for n in range(len(TEXTS))]
    # The four before the last were reported before the kill; the fifth had been stored, not yet noted.
    assert [each["status"] for each in job["result"]["documents"]][3:6] == ["added", "unchanged", "added"]
    assert served.http.get("/v1/documents").json()["total"] == len(TEXTS)
    for job_id in later:
        assert served.finished(job_id)["state"] == "done"
    if later:
        assert served.http.get(f"/v1/checks/{later[0]}").json()["draft"]["text"] == DRAFT
    assert served.waiting() == []


@forked
def test_a_graceful_stop_leaves_the_rest_to_the_next_start(served: Served) -> None:
    served.start()
    jobs = [served.ingest(*(f"{text}{turn}" for text in TEXTS)) for turn in range(4)]
    served.end(signal.SIGTERM)
    left = served.waiting()
    served.start()
    states = [served.http.get(f"/v1/jobs/{each}").status_code for each in jobs]
    assert states.count(200) == len([each for each in left if each.endswith(".job")])
    for job_id, status in zip(jobs, states, strict=True):
        if status == 200:
            assert served.finished(job_id)["state"] == "done"
    assert served.http.get("/v1/documents").json()["total"] == len(TEXTS)
    for number, text in enumerate(TEXTS, 1):
        assert served.http.get(f"/v1/documents/{number}").json()["text"].strip() == f"{text}3".strip()
    assert served.waiting() == []


@forked
def test_a_job_that_kills_its_process_is_given_up(served: Served) -> None:
    deadly = {"kill": "step", "name": "Ingest._embed", "when": "before", "count": 1}
    served.start(**deadly)
    job_id = served.ingest(TEXTS[0])
    served.zygote.wait()
    for _ in range(2):
        assert served.zygote.start({"jobs_last": True, **deadly}) is not None
        served.zygote.wait()
    served.start()
    job = served.http.get(f"/v1/jobs/{job_id}").json()
    assert job["state"] == "failed"
    assert "three times" in job["errors"][""][0]
    assert served.waiting() == []


# --- within this process


@pytest.fixture
def encoder() -> HeldEncoder:
    return HeldEncoder()


@pytest.fixture
def engine(settings: Settings, encoder: HeldEncoder) -> Iterator[Engine]:
    with Engine.open(settings.data, encoder) as opened:
        yield opened
        encoder.go.set()


_TURNS = itertools.count()
Opening = Callable[..., FlaskClient]


@pytest.fixture
def opening(settings: Settings, engine: Engine, encoder: HeldEncoder) -> Iterator[Opening]:
    """Opens a lasting application in the place of the one before, as a server that is started again."""
    opened = ExitStack()

    def close() -> None:
        encoder.go.set()
        opened.close()

    def open_again(**changes: Any) -> FlaskClient:
        close()
        app: APIFlask = opened.enter_context(application(settings.model_copy(update=changes), engine, jobs_last=True))
        with app.app_context():
            house().jobs.resume()
        return app.test_client()

    yield open_again
    close()


def hold(client: FlaskClient, encoder: HeldEncoder, **headers: Any) -> None:
    """Keep the worker busy with another job until ``encoder.go`` is set."""
    encoder.go.clear()
    encoder.entered.clear()
    text = f"{LOGISTICS}第{next(_TURNS)}次。\n"  # what is there already needs no encoding
    sent = {"files": (io.BytesIO(text.encode()), "后勤.txt"), "background": "true"}
    assert client.post("/v1/documents", data=sent, **headers).status_code == 202
    assert encoder.entered.wait(10)


def check(client: FlaskClient, **more: Any) -> str:
    answer = client.post("/v1/check", json={"text": DRAFT, "name": SECRET, "background": True, **more})
    assert answer.status_code == 202
    return str(answer.get_json()["job"]["id"])


def test_a_drafts_text_goes_from_the_disk_when_its_job_ends(
    opening: Opening, encoder: HeldEncoder, settings: Settings
) -> None:
    client = opening()
    hold(client, encoder)
    job_id = check(client)
    assert found_in(settings.data) == [f"{job_id}.job"]
    encoder.go.set()
    assert finished(client, job_id)["state"] == "done"
    assert found_in(settings.data) == []
    hold(client, encoder)
    cancelled = check(client)
    assert client.delete(f"/v1/jobs/{cancelled}").status_code == 200
    assert found_in(settings.data) == []


def test_a_check_is_forgotten_while_its_job_waits_or_runs(
    opening: Opening, encoder: HeldEncoder, engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = opening()
    hold(client, encoder)
    job_id = check(client, keep="with_text")
    assert client.delete(f"/v1/checks/{job_id}").status_code == 200
    assert found_in(settings.data) == []
    encoder.go.set()
    assert finished(client, job_id)["state"] == "cancelled"
    examine, ids = engine.examine, []

    def forget(*arguments: Any, **named: Any) -> Any:
        found = examine(*arguments, **named)
        ids.append(client.get("/v1/jobs").get_json()["jobs"][0]["id"])
        assert client.delete(f"/v1/checks/{ids[-1]}").status_code == 200
        assert found_in(settings.data) == []
        return found

    monkeypatch.setattr(engine, "examine", forget)
    running = client.post("/v1/check", json={"text": DRAFT, "background": True, "keep": "with_text"})
    assert finished(client, running.get_json()["job"]["id"])["state"] == "cancelled"
    assert ids
    error_of(client.get(f"/v1/checks/{ids[0]}"), 404, "not_found")
    assert found_in(settings.data) == []


def test_drafts_can_be_kept_off_the_disk(opening: Opening, encoder: HeldEncoder, settings: Settings) -> None:
    client = opening(job_drafts=False)
    hold(client, encoder)
    job_id = check(client)
    assert found_in(settings.data) == []
    client = opening(job_drafts=False)
    error_of(client.get(f"/v1/jobs/{job_id}"), 404, "not_found")


def test_a_resumed_job_belongs_to_its_key_and_reaches_no_further(
    opening: Opening, encoder: HeldEncoder, engine: Engine, settings: Settings
) -> None:
    keys = KeyFile(settings.data)
    headers = {
        name: {"headers": {"Authorization": f"Bearer {keys.create(name, ['write', 'check'], [name])[1]}"}}
        for name in ("甲", "乙")
    }
    client = opening()
    encoder.go.clear()
    encoder.entered.clear()
    ids = {}
    for name in ("甲", "乙"):
        sent = {"text": SUPERVISION, "source": f"{name}.txt", "collection": name, "background": True}
        answer = client.post("/v1/documents", json=sent, **headers[name])
        assert answer.status_code == 202, answer.text
        ids[name] = answer.get_json()["job"]["id"]
    draft = client.post("/v1/check", json={"text": DRAFT, "background": True}, **headers["乙"]).get_json()["job"]["id"]
    assert encoder.entered.wait(10)
    client = opening()
    for name, other in (("甲", "乙"), ("乙", "甲")):
        mine = client.get("/v1/jobs", **headers[name]).get_json()["jobs"]
        assert {each["id"] for each in mine} <= {ids[name], draft} - ({draft} if name == "甲" else set())
        error_of(client.get(f"/v1/jobs/{ids[other]}", **headers[name]), 404, "not_found")
        error_of(client.delete(f"/v1/checks/{ids[other]}", **headers[name]), 404, "not_found")
    error_of(client.delete(f"/v1/checks/{draft}", **headers["甲"]), 404, "not_found")
    deadline = time.monotonic() + 20
    while client.get(f"/v1/jobs/{draft}", **headers["乙"]).get_json()["state"] != "done":
        assert time.monotonic() < deadline
        time.sleep(0.02)
    report = client.get(f"/v1/checks/{draft}", **headers["乙"]).get_json()
    assert {each["document"]["collection"] for each in report["sources"]} == {"乙"}
    error_of(client.get(f"/v1/checks/{draft}", **headers["甲"]), 404, "not_found")
    assert engine.info().documents == 2


def test_a_backup_holds_no_orders(
    opening: Opening, encoder: HeldEncoder, engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    client = opening()
    hold(client, encoder)
    check(client)
    target = tmp_path.parent / f"{tmp_path.name}-backup"
    backup.backup(engine.store, target, version="test")
    assert not (target / "jobs").exists()
    assert SECRET.encode() not in b"".join(each.read_bytes() for each in target.rglob("*") if each.is_file())


def test_what_was_never_acknowledged_is_swept_and_what_is_damaged_is_left(settings: Settings) -> None:
    spool = Spool(settings.data)
    order = Order("check", arguments={"drafts": [{"name": "", "text": SECRET, "notes": []}]}, files=(b"abc",))
    spool.put(order)
    assert list(spool.orders()) == [order]
    folder = settings.data / "jobs"
    for name in ("a.new", "b.gone", "c.log"):
        (folder / name).write_bytes(order.to_bytes()[:-1])
    (folder / f"{'d' * 32}.job").write_bytes(order.to_bytes()[:-1])
    spool.note(order.id, {"begun": True})
    with (folder / f"{order.id}.log").open("ab") as file:
        file.write(b'{"cut')
    assert spool.notes(order.id) == [{"begun": True}]
    spool.note(order.id, {"stopped": True})
    assert spool.notes(order.id) == [{"begun": True}, {"stopped": True}]
    spool.sweep()
    assert list(spool.orders()) == [order]
    assert sorted(each.suffix for each in folder.iterdir()) == [".job", ".job", ".log"]
    spool.remove(order.id)
    assert [each.name for each in folder.iterdir()] == [f"{'d' * 32}.job"]


def test_the_command_forgets_what_a_dead_server_was_to_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "load_encoder", lambda *_, **__: PairEncoder())
    order = Order("check", arguments={"drafts": [{"name": "", "text": SECRET, "notes": []}], "keep": "no"})
    Spool(tmp_path).put(order)
    assert found_in(tmp_path)
    said = CliRunner().invoke(main, ["forget", order.id, "--data", str(tmp_path)])
    assert said.exit_code == 0, said.output
    assert found_in(tmp_path) == []
