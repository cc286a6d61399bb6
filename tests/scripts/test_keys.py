"""wenheng keys, as an administrator types it; and commands where keys are in use."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from index.engine import Engine
from scripts import door
from scripts.cli import main
from scripts.door import announcing, door_into, open_door
from service.app import application
from service.keys import KeyFile
from service.server import Server
from service.settings import Settings
from tests.fakes import PairEncoder


def run(data: Path, *arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, [*arguments, "--data", str(data)], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.stdout


def test_a_key_is_made_shown_once_listed_and_revoked(tmp_path: Path) -> None:
    token = run(tmp_path, "keys", "create", "李工", "--scope", "check", "--collection", "督查", "--days", "30").strip()
    found = KeyFile(tmp_path).of_token(token)
    assert found is not None
    assert (found.name, found.scopes, found.collections) == ("李工", ("check",), ("督查",))
    listed = run(tmp_path, "keys", "list")
    assert found.id in listed
    assert token.rpartition("-")[2] not in listed
    assert json.loads(run(tmp_path, "keys", "list", "--json"))["keys"][0]["live"] is True
    assert "revoked" in run(tmp_path, "keys", "revoke", found.id)
    assert KeyFile(tmp_path).of_token(token) is None
    run(tmp_path, "keys", "revoke", "nobody", code=1)
    run(tmp_path, "keys", "create", " ", code=2)
    run(tmp_path, "keys", "create", "x", "--scope", "everything", code=2)


def test_serving_beyond_this_machine_is_refused_without_keys(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["serve", "--host", "0.0.0.0", "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert "--without-keys" in result.output
    assert "\n" not in result.output.strip()


def test_commands_need_no_key_where_the_data_folder_can_be_read(tmp_path: Path) -> None:
    KeyFile(tmp_path).create("李工", ("search",))
    settings = Settings(data=tmp_path, port=0)
    with (
        Engine.open(tmp_path, PairEncoder()) as engine,
        application(settings, engine) as app,
        announcing(tmp_path) as announce,
    ):
        with door_into(app) as inside:
            inside.post("/v1/documents", {"text": "督查工作总结。"})
        server = Server(app, settings)
        announce(server.url, app.extensions["wenheng"].gate.local_token)
        assert (tmp_path / door.SERVER_FILE).stat().st_mode & 0o077 == 0
        with pytest.MonkeyPatch.context() as patch:
            import threading

            thread = threading.Thread(target=server.run)
            thread.start()
            patch.setattr(door, "load_encoder", None)  # a second engine would be a mistake
            with open_door(settings) as through:
                assert through.get("/v1/info")["documents"] == 1
            assert httpx.get(f"{server.url}v1/info").status_code == 401
            server.stop()
            thread.join(10)
