"""What `wenheng ingest` does while a job of the server reads a large file."""

from pathlib import Path
from typing import Any, cast

import pytest

from scripts import ingest
from scripts.door import Door


class JobDoor:
    """A server whose job answers with these states, one after the other."""

    def __init__(self, *states: str) -> None:
        self.states = list(states)
        self.cancelled = 0

    def upload(self, _path: str, _name: str, _data: bytes, **_fields: Any) -> Any:
        return {"job": {"id": "7"}}

    def get(self, path: str, **_: Any) -> Any:
        assert path == "/v1/jobs/7"
        documents = [{"id": 1, "status": "added"}]
        current = {"name": "a.txt", "done": 512, "total": 600}
        return {"state": self.states.pop(0), "current": current, "result": {"documents": documents, "failed": []}}

    def delete(self, path: str) -> Any:
        assert path == "/v1/jobs/7"
        self.cancelled += 1


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text("全年办结来信。", "utf-8")
    return path


def read(door: JobDoor, file: Path) -> dict[str, list[dict[str, Any]]]:
    return ingest.ingest_paths(cast("Door", door), [file], collection="default", quiet=True)


def test_a_job_is_waited_for(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.ingest._POLL_S", 0)
    assert read(JobDoor("queued", "running", "done"), file)["documents"] == [{"id": 1, "status": "added"}]


def test_ctrl_c_stops_the_job_too(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scripts.ingest.time.sleep", interrupt)
    door = JobDoor("running")
    with pytest.raises(KeyboardInterrupt):
        read(door, file)
    assert door.cancelled == 1


def test_a_job_that_somebody_cancelled_is_a_file_that_failed(file: Path) -> None:
    assert read(JobDoor("cancelled"), file)["failed"] == [{"path": str(file), "error": "Somebody cancelled it."}]
