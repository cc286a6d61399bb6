"""Background work: large uploads, progress, errors per file, cancelling, limits."""

import io
import threading
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient

from index.engine import Engine
from index.types import FloatArray
from service.checks import Checks
from service.documents import Incoming
from service.errors import JobsFullError
from service.job_view import JobsOf
from service.jobs import Jobs
from service.settings import Settings
from service.work import act_of, ingesting
from tests.fakes import PairEncoder
from tests.service.conftest import LOGISTICS, SUPERVISION
from tests.service.test_errors import error_of


class HeldEncoder(PairEncoder):
    """Encodes passages only when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()
        self.go.set()
        self.entered = threading.Event()

    def encode_passages(self, texts: Any) -> FloatArray:
        self.entered.set()
        assert self.go.wait(10)
        return super().encode_passages(texts)


@pytest.fixture
def encoder() -> HeldEncoder:
    return HeldEncoder()


@pytest.fixture
def engine(settings: Settings, encoder: HeldEncoder) -> Iterator[Engine]:
    with Engine.open(settings.data, encoder) as opened:
        yield opened
        encoder.go.set()


def submit(client: FlaskClient, *files: tuple[str, bytes]) -> str:
    sent = [(io.BytesIO(data), name) for name, data in files]
    answer = client.post("/v1/documents", data={"files": sent, "background": "true"})
    assert answer.status_code == 202
    return str(answer.get_json()["job"]["id"])


def finished(client: FlaskClient, job_id: str) -> Any:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        job = client.get(f"/v1/jobs/{job_id}").get_json()
        if job["state"] not in {"queued", "running"}:
            return job
        time.sleep(0.01)
    raise AssertionError(job)


def test_a_job_reports_each_file(client: FlaskClient) -> None:
    files = [("督查.txt", SUPERVISION.encode()), ("空.txt", b""), ("后勤.txt", LOGISTICS.encode())]
    job = finished(client, submit(client, *files))
    assert (job["state"], job["done"], job["total"], job["current"]) == ("done", 3, 3, None)
    assert job["errors"].keys() == {"空.txt"}
    assert job["rate"] > 0
    assert [each["source"] for each in job["result"]["documents"]] == ["督查.txt", "后勤.txt"]
    assert job["result"]["failed"][0]["error"]["code"] == "empty_file"
    assert job["created_at"] <= job["started_at"] <= job["finished_at"]
    assert client.get("/v1/documents").get_json()["total"] == 2


def test_a_large_upload_becomes_a_job_by_itself(client: FlaskClient) -> None:
    text = "".join(f"第{number}项工作按期完成，群众反映良好。\n" for number in range(4000))[:60_000]
    answer = client.post("/v1/documents", json={"text": text})
    assert answer.status_code == 202
    job = answer.get_json()["job"]
    assert client.delete(f"/v1/jobs/{job['id']}").status_code in {200, 409}
    finished(client, job["id"])
    small = client.post("/v1/documents", json={"text": SUPERVISION, "background": False})
    assert small.status_code == 200


def test_progress_is_seen_and_a_running_job_is_cancelled(client: FlaskClient, encoder: HeldEncoder) -> None:
    encoder.go.clear()
    encoder.entered.clear()
    running = submit(client, ("督查.txt", SUPERVISION.encode()), ("后勤.txt", LOGISTICS.encode()))
    waiting = submit(client, ("后勤.txt", LOGISTICS.encode()))
    assert encoder.entered.wait(10)
    now = client.get(f"/v1/jobs/{running}").get_json()
    assert (now["state"], now["current"]["name"]) == ("running", "督查.txt")
    assert [each["id"] for each in client.get("/v1/jobs").get_json()["jobs"]] == [waiting, running]
    assert client.post(f"/v1/jobs/{waiting}/cancel").get_json()["state"] == "cancelled"
    client.delete(f"/v1/jobs/{running}")
    encoder.go.set()
    job = finished(client, running)
    assert job["state"] == "cancelled"
    # What was being written when it was cancelled is stored; the next file is not begun.
    assert len(job["result"]["documents"]) <= 1
    assert finished(client, waiting)["result"]["documents"] == []
    error_of(client.delete(f"/v1/jobs/{running}"), 409, "job_finished")


def test_a_running_job_keeps_no_other_write_waiting(filled: FlaskClient, encoder: HeldEncoder) -> None:
    encoder.go.clear()
    encoder.entered.clear()
    running = submit(filled, ("信访.txt", "来信逐件登记，三日内答复来信人。".encode()))
    assert encoder.entered.wait(10)
    assert filled.patch("/v1/documents/1", json={"year": 2020}).get_json()["year"] == 2020
    assert filled.delete("/v1/documents/2").status_code == 200
    assert filled.get(f"/v1/jobs/{running}").get_json()["state"] == "running"
    encoder.go.set()
    assert finished(filled, running)["state"] == "done"
    assert filled.get("/v1/documents").get_json()["total"] == 2


def test_a_rebuild_changes_no_answer(filled: FlaskClient) -> None:
    def ids() -> list[int]:
        answer = filled.post("/v1/search", json={"query": "督查工作"}).get_json()
        return [each["id"] for each in answer["results"]]

    before = ids()
    answer = filled.post("/v1/jobs", json={"kind": "rebuild"})
    assert answer.status_code == 202
    assert finished(filled, answer.get_json()["job"]["id"])["state"] == "done"
    assert ids() == before


def test_an_unforeseen_error_ends_the_job_and_not_the_worker(
    client: FlaskClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("机密")

    monkeypatch.setattr(engine, "rebuild", fail)
    job = finished(client, client.post("/v1/jobs", json={"kind": "rebuild"}).get_json()["job"]["id"])
    assert job["state"] == "failed"
    assert "机密" not in str(job)
    assert finished(client, submit(client, ("督查.txt", SUPERVISION.encode())))["state"] == "done"


def jobs_of(engine: Engine, *, queued: int, kept: int) -> Jobs:
    begin = partial(act_of, engine=engine, checks=Checks(engine))
    return Jobs(begin, queued=queued, kept=kept, upload_bytes=10_000)


def test_the_queue_and_what_is_kept_are_bounded(engine: Engine, encoder: HeldEncoder) -> None:
    all_jobs = jobs_of(engine, queued=2, kept=1)
    jobs = JobsOf(all_jobs, "", None)
    encoder.go.clear()
    encoder.entered.clear()
    jobs.start("rebuild")
    small = Incoming("督查.txt", SUPERVISION.encode(), "督查.txt")
    first = jobs.start("ingest", ingesting([small]))
    assert encoder.entered.wait(10)
    with pytest.raises(JobsFullError):
        jobs.start("ingest", ingesting([Incoming("大.txt", b"x" * 40_000, "大.txt")]))
    second, third = jobs.start("ingest", ingesting([small])), jobs.start("rebuild")
    with pytest.raises(JobsFullError):
        jobs.start("rebuild")
    encoder.go.set()
    deadline = time.monotonic() + 10
    while len(jobs.all()) > 1 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert [each.id for each in jobs.all()] == [third.id]
    assert first.id != second.id
    all_jobs.close()
    with pytest.raises(JobsFullError):
        jobs.start("rebuild")


def test_closing_cancels_what_waits(engine: Engine, encoder: HeldEncoder) -> None:
    all_jobs = jobs_of(engine, queued=4, kept=10)
    jobs = JobsOf(all_jobs, "", None)
    encoder.go.clear()
    encoder.entered.clear()
    jobs.start("ingest", ingesting([Incoming("督查.txt", SUPERVISION.encode(), "督查.txt")]))
    waiting = jobs.start("rebuild")
    assert encoder.entered.wait(10)
    threading.Timer(0.1, encoder.go.set).start()
    all_jobs.close()
    assert jobs.get(waiting.id).state == "cancelled"
    assert all(each.state != "running" for each in jobs.all())
