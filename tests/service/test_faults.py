"""A full disk, a read-only file system, a disk that fails: said clearly, reading goes on, writing resumes."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from corpus.store.verify import look
from index.engine import Engine
from tests.data.folders.make import fill
from tests.fakes import PairEncoder
from tests.service.conftest import LOGISTICS, SUPERVISION
from tests.torture import shim
from tests.torture.zygote import Zygote, send

pytestmark = pytest.mark.skipif(not shim.is_possible(), reason="needs Linux and gcc")
READERS = 12  # more than the server has threads: each opens its own connection meanwhile


class Service:
    """A running service and the shim below it."""

    def __init__(self, work: Path) -> None:
        self.data = work / "data"
        self.shim = shim.Shim(work / "shim", self.data)
        self.zygote = Zygote(work, self.data, self.shim)
        started = self.zygote.start({"job_bytes": 10_000_000, "jobs_last": True})
        assert started is not None, self.zygote.said()
        url, self.process = started
        self.http = httpx.Client(base_url=url, timeout=30, trust_env=False)

    def put(self, source: str, text: str) -> httpx.Response:
        return self.http.post("/v1/documents", json={"source": source, "text": text})

    def reads(self) -> None:
        for number in range(READERS):
            found = self.http.post("/v1/search", json={"query": "批示件办理", "k": 1 + number % 3})
            assert found.status_code == 200, found.text
            assert found.json()["results"]
        assert self.http.post("/v1/check", json={"text": SUPERVISION}).json()["spans"]
        assert self.http.get("/v1/documents/1").status_code == 200


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    made = Service(tmp_path)
    yield made
    made.shim.fail_with(0)
    made.http.close()
    send(made.process, signal.SIGTERM)
    assert made.zygote.wait() == 0, made.zygote.said()
    made.zygote.close()


@pytest.mark.parametrize(
    ("number", "status", "code"),
    [
        (errno.ENOSPC, 507, "disk_full"),
        # SQLite says "input/output error" on a connection that was open before, "read-only" on a later one.
        (errno.EROFS, 503, "read_only store_unavailable"),
        (errno.EIO, 503, "store_unavailable"),
    ],
)
def test_writing_fails_clearly_reading_goes_on_and_writing_resumes(
    service: Service, number: int, status: int, code: str
) -> None:
    assert service.put("督查.txt", SUPERVISION).status_code == 200
    kept = service.http.post("/v1/check", json={"text": "没有抄过的稿子。", "keep": "with_text"}).json()["id"]
    before = service.http.get("/v1/info").json()["store_version"]
    service.shim.fail_with(number)
    for refused in (
        service.put("后勤.txt", LOGISTICS),
        service.http.patch("/v1/documents/1", json={"year": 1999}),
        service.http.delete("/v1/documents/1"),
        service.http.post("/v1/check", json={"text": "稿", "keep": "with_text"}),
        # A job is written down before it is acknowledged.
        service.http.post("/v1/documents", json={"text": LOGISTICS, "background": True}),
    ):
        assert refused.status_code == status, refused.text
        assert refused.json()["error"]["code"] in code.split()
    service.reads()
    assert service.http.get("/v1/jobs").json()["jobs"] == []
    assert service.http.get("/v1/info").json()["store_version"] == before
    service.shim.fail_with(0)
    assert service.put("后勤.txt", LOGISTICS).status_code == 200
    assert service.http.delete(f"/v1/checks/{kept}").status_code == 200
    assert service.http.post("/v1/search", json={"query": "夜间入库率"}).json()["results"][0]["document"]["id"] == 2
    assert service.shim.seen > 10


def test_a_stop_on_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    service = Service(tmp_path)
    assert service.put("督查.txt", SUPERVISION).status_code == 200
    service.shim.fail_with(errno.ENOSPC)
    service.http.close()
    send(service.process, signal.SIGTERM)
    service.zygote.wait()
    service.shim.fail_with(0)
    assert look(service.data).findings == ()
    started = service.zygote.start({})
    assert started is not None
    with httpx.Client(base_url=started[0], trust_env=False) as again:
        assert again.post("/v1/search", json={"query": "批示件办理"}).json()["results"]
    service.zygote.kill(started[1])
    service.zygote.close()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_backup_that_cannot_be_written_says_so_and_leaves_nothing(tmp_path: Path, number: int) -> None:
    with Engine.open(tmp_path / "data", PairEncoder()) as engine:
        fill(engine)
    target = tmp_path / "backups" / "one"
    watched = shim.Shim(tmp_path / "shim", tmp_path / "backups")
    watched.fail_with(number)
    done = subprocess.run(
        [sys.executable, "-m", "scripts.cli", "backup", str(target), "--data", str(tmp_path / "data")],
        env={**os.environ, **watched.environment},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert not target.exists()
    assert not target.with_name("one.part").exists() or not any(target.with_name("one.part").iterdir())
