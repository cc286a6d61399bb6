"""A draft leaves no trace unless it is kept, and none when it is forgotten: every byte of the folder is looked at."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from corpus.store import backup
from index.engine import Engine
from scripts import door
from scripts.cli import main
from service.settings import Settings
from tests.fakes import PairEncoder
from tests.service.conftest import COPIED

SECRET = "玄圃密件不得外传也不得抄录"
DRAFT = f"{SECRET}。\n{COPIED}。\n" * 40


def found_in(folder: Path, text: str = SECRET) -> list[str]:
    """The files that hold a text in any encoding that Wenheng writes."""
    forms = [text.encode(), text.encode("utf-16-le"), json.dumps(text).strip('"').encode()]
    files = [each for each in folder.rglob("*") if each.is_file() and "backup" not in each.parts]
    return sorted(each.name for each in files if any(form in each.read_bytes() for form in forms))


def check(client: FlaskClient, **more: Any) -> Any:
    answer = client.post("/v1/check", json={"text": DRAFT, "name": SECRET, **more})
    assert answer.status_code in {200, 202}, answer.text
    return answer.get_json()


def test_a_draft_that_is_not_kept_is_written_nowhere(filled: FlaskClient, settings: Settings) -> None:
    check(filled)
    job = check(filled, background=True)["job"]["id"]
    filled.post("/v1/search", json={"query": SECRET})
    filled.post("/v1/compare", json={"draft": SECRET, "source": SECRET})
    filled.post("/v1/check", json={"text": SECRET, "classes": SECRET})
    deadline = time.monotonic() + 30
    while filled.get(f"/v1/jobs/{job}").get_json()["state"] in {"queued", "running"}:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert found_in(settings.data) == []


@pytest.mark.parametrize("keep", ["with_text", "without_text"])
def test_a_forgotten_check_is_in_no_file(filled: FlaskClient, engine: Engine, settings: Settings, keep: str) -> None:
    kept = check(filled, keep=keep)["id"]
    assert found_in(settings.data)  # its name at least
    filled.get(f"/v1/checks/{kept}")
    assert filled.delete(f"/v1/checks/{kept}").status_code == 200
    assert found_in(settings.data) == []  # also in the write-ahead log, while the server runs
    engine.close()
    assert found_in(settings.data) == []


def test_a_backup_keeps_what_it_has(filled: FlaskClient, engine: Engine, settings: Settings, tmp_path: Path) -> None:
    kept = check(filled, keep="with_text")["id"]
    target = tmp_path.parent / f"{tmp_path.name}-backup"
    backup.backup(engine.store, target, version="test")
    filled.delete(f"/v1/checks/{kept}")
    assert found_in(settings.data) == []
    assert "wenheng.db" in found_in(target)


def test_the_command_forgets_and_says_what_of_backups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "load_encoder", lambda *_, **__: PairEncoder())
    with door.open_door(Settings(data=tmp_path)) as through:
        kept = through.post("/v1/check", {"text": DRAFT, "keep": "with_text"})["id"]
    assert found_in(tmp_path)
    said = CliRunner().invoke(main, ["forget", kept, "--data", str(tmp_path)])
    assert said.exit_code == 0, said.output
    assert "Backups" in said.output
    assert found_in(tmp_path) == []
    assert CliRunner().invoke(main, ["forget", kept, "--data", str(tmp_path)]).exit_code == 1
