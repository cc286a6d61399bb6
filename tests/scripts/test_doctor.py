"""wenheng doctor: what is wrong is named with what to do; and the files for systemd and Docker name what exists."""

import re
import sqlite3
from pathlib import Path

import pytest

from corpus.store import SCHEMA_VERSION, Store
from corpus.store.database import DATABASE
from tests.scripts.test_commands import run, run_json

ROOT = Path(__file__).parents[2]


def states(data: Path, code: int = 0) -> dict[str, dict[str, str]]:
    return {each["what"]: each for each in run_json(data, "doctor", code=code)["diagnoses"]}


def test_a_fit_machine(data: Path) -> None:
    found = states(data)
    assert {each["state"] for name, each in found.items() if name in {"versions", "folder", "corpus", "model"}} == {
        "ok"
    }
    assert not (data / DATABASE).exists()  # it only looks
    assert run(data, "doctor").stdout.count("\n") == len(found)


def test_what_is_wrong_is_named_with_what_to_do(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(data).close()
    with sqlite3.connect(data / DATABASE) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    monkeypatch.setenv("WENHENG_MODEL", str(data / "nowhere"))
    found = states(data, code=1)
    assert (found["corpus"]["state"], found["model"]["state"]) == ("bad", "bad")
    assert "newer" in found["corpus"]["advice"]
    assert "wenheng setup" in found["model"]["advice"]


def test_fonts_with_chinese_are_looked_for(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listing = tmp_path / "fc-list"
    monkeypatch.setenv("PATH", str(tmp_path))
    for printed, state in (("Songti,宋体\\nKaiti", "ok"), ("", "warning")):
        listing.write_text(f"#!/bin/sh\nprintf '{printed}'\n", "utf-8")
        listing.chmod(0o755)
        found = states(data)["fonts"]
        assert (found["state"], "fonts-noto-cjk" in found["advice"]) == (state, state == "warning")


def test_the_unit_and_the_image_call_what_exists() -> None:
    unit = (ROOT / "deploy" / "wenheng.service").read_text("utf-8")
    image = (ROOT / "Dockerfile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"^RUN make (\S+)", image, re.MULTILINE)) <= targets
    for option in re.findall(r"--[a-z-]+", re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)[0]):
        assert option in run(ROOT, "serve", "--help").output
