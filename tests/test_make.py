"""The two commands of the README, as make runs them."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from index.encoder import ModelFolder

ROOT = Path(__file__).parent.parent
# A cold start on a busy machine: the sample corpus takes seconds where nothing else runs.
_START_S = 300


def clean_environment(**values: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WENHENG_", "MAKE", "MFLAGS"))}
    return kept | values


@contextmanager
def make_serve(data: Path) -> Iterator[tuple[httpx.Client, Path]]:
    """``make serve`` over a data folder, from its start until Ctrl-C; its output goes to a file."""
    log = data / "serve.log"
    environment = clean_environment(WENHENG_DATA=str(data), WENHENG_PORT="0")
    with log.open("w") as output:
        process = subprocess.Popen(
            ["make", "serve"], cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        deadline = time.monotonic() + _START_S
        while not (data / "server.json").exists():
            assert process.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < deadline, log.read_text("utf-8")
            time.sleep(0.1)
        url = json.loads((data / "server.json").read_text("utf-8"))["url"]
        with httpx.Client(base_url=url, trust_env=False, timeout=30) as client:
            yield client, log
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(30)
    assert not (data / "server.json").exists()


def test_serve_starts_with_the_sample_and_starts_again_doing_nothing_twice(
    tmp_path: Path, model_folder: ModelFolder
) -> None:
    (tmp_path / "models").symlink_to(model_folder.path.parent, target_is_directory=True)
    with make_serve(tmp_path) as (client, log):
        assert client.get("/health/ready").status_code == 200
        first = counts(client)
        assert first["documents"] >= 18
        assert "文衡" in client.get("/").text
        assert client.get("/docs").status_code == 200
        assert client.get("/openapi.json").json()["openapi"].startswith("3.")
        found = client.post("/v1/search", json={"query": "加强督查督办，推动领导批示件落实", "k": 3}).json()
        assert len(found["results"]) == 3
        assert "sample" in log.read_text("utf-8")
    with make_serve(tmp_path) as (client, log):
        assert counts(client) == first
        assert "sample" not in log.read_text("utf-8")


def counts(client: httpx.Client) -> dict[str, object]:
    info = client.get("/v1/info").json()
    return {name: value for name, value in info.items() if name != "size_bytes"}  # the log file of the database ends


def test_what_ci_runs_is_the_test_command_of_the_readme() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")
    assert "make test" in (ROOT / "README.md").read_text("utf-8")
    planned = subprocess.run(
        ["make", "--dry-run", "test"], cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=True
    ).stdout
    for step in ("ruff check", "ruff format --check", "mypy", "wenheng setup", "pytest"):
        assert step in planned


@pytest.mark.parametrize("target", ["serve", "test", "lint", "type", "bench", "eval", "clean"])
def test_make_help_names_every_target(target: str) -> None:
    said = subprocess.run(
        ["make", "help"], cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=True
    )
    assert any(line.startswith(target + " ") for line in said.stdout.splitlines())
