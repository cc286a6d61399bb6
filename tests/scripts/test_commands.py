"""The commands as a user types them, with the real model, over a folder and through a server."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from index.encoder import TextEncoder
from index.engine import Engine
from scripts.cli import COMMANDS, main
from scripts.door import announcing
from service.app import application
from service.server import Server
from service.settings import Settings

SUPERVISION = """2021年督查工作总结（青岚市政府办）
一、盯住批示件
领导批示件逐件建账，专人盯办，办结一件销号一件，全年催办二百余次。
二、用好暗访
随机抽取点位，直奔现场查看，发现问题当场交办。
"""
LOGISTICS = "# 2022年后勤保障计划\n\n食堂推行按量取餐，厨余垃圾比上年减少两成。\n\n公务用车统一编号入网。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "文稿"
    (made / "子目录").mkdir(parents=True)
    (made / "督查.txt").write_text(SUPERVISION, "utf-8")
    (made / "子目录" / "后勤.md").write_text(LOGISTICS, "utf-8")
    (made / "坏.docx").write_bytes(b"\x00\x01 not a docx")
    (made / "空.txt").write_text(" \n", "utf-8")
    (made / "照片.jpg").write_bytes(b"\xff\xd8")
    return made


def run(data: Path, *arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [*arguments, "--data", str(data)], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


def run_json(data: Path, *arguments: str, code: int = 0) -> Any:
    return json.loads(run(data, *arguments, "--json", code=code).stdout)


@pytest.fixture
def served(data: Path, encoder: TextEncoder) -> Iterator[Path]:
    """A data folder that a server of another "process" holds."""
    settings = Settings(data=data, port=0)
    with Engine.open(data, encoder) as engine, application(settings, engine) as app, announcing(data) as announce:
        server = Server(app, settings)
        announce(server.url)
        thread = threading.Thread(target=server.run)
        thread.start()
        yield data
        server.stop()
        thread.join(10)


@pytest.mark.parametrize("place", ["data", "served"])
def test_from_a_folder_of_documents_to_an_answer(place: str, folder: Path, request: pytest.FixtureRequest) -> None:
    data = request.getfixturevalue(place)
    report = run_json(data, "ingest", str(folder), "--tag", "测试", code=1)
    assert {(each["title"], each["status"]) for each in report["documents"]} == {
        ("2021年督查工作总结（青岚市政府办）", "added"),
        ("2022年后勤保障计划", "added"),
    }
    assert {Path(each["path"]).name for each in report["failed"]} == {"坏.docx", "空.txt"}
    assert all(each["error"] for each in report["failed"])
    [summary] = [each for each in report["documents"] if "督查" in each["title"]]
    assert (summary["organ"], summary["level"], summary["year"], summary["kind"]) == (
        "青岚市政府办",
        "市",
        2021,
        "工作总结",
    )

    again = run_json(data, "ingest", str(folder / "督查.txt"))
    assert [each["status"] for each in again["documents"]] == ["unchanged"]
    (folder / "督查.txt").write_text(SUPERVISION.replace("二百余次", "三百余次"), "utf-8")
    changed = run_json(data, "ingest", str(folder / "督查.txt"))
    assert [(each["id"], each["status"]) for each in changed["documents"]] == [(summary["id"], "replaced")]

    found = run_json(data, "search", "How are leaders' written instructions followed up?", "-k", "1")
    [hit] = found["results"]
    assert "批示件" in hit["text"]
    assert hit["heading_path"] == ["一、盯住批示件"]
    text = (folder / "督查.txt").read_text("utf-8")
    assert text[hit["start"] : hit["end"]] == hit["text"]

    draft = folder.parent / "草稿.txt"
    draft.write_text("开头是自己写的。\n领导批示件逐件建账、专人盯办，办结一件、销号一件。\n", "utf-8")
    [span] = run_json(data, "check", str(draft))["spans"]
    assert (span["class"], span["source"]["document"]["id"]) == ("verbatim", summary["id"])

    alike = run_json(data, "similarity", "狠抓督查落实", "强化督促检查", "海水温度升高")
    first, second = (each["similarity"] for each in alike["results"])
    assert first > second
    assert run_json(data, "info")["documents"] == 2

    exported = folder.parent / "全部.jsonl"
    run(data, "export", str(exported))
    assert run(data, "export").stdout == exported.read_text("utf-8")
    assert len(run_json(data, "export")["documents"]) == 2
    assert run_json(data, "export", str(exported)) == {"documents": 2, "file": str(exported)}
    lines = [json.loads(line) for line in exported.read_text("utf-8").splitlines()]
    assert {line["title"] for line in lines} == {"2021年督查工作总结（青岚市政府办）", "2022年后勤保障计划"}
    assert all(line["text"][each["start"] : each["end"]] == each["text"] for line in lines for each in line["passages"])


def test_people_get_lines_and_programs_get_json(data: Path, folder: Path) -> None:
    said = run(data, "ingest", str(folder), code=1).output
    assert "1 added" in said
    assert "failed:" in said
    assert "2021年督查工作总结" in run(data, "search", "督查").output
    assert "read in" in run(data, "search", "盯住批示件，随机抽取点位。" * 300).output
    assert "总文字复制比" in run(data, "check", str(folder / "督查.txt")).output


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in ("evaluate", "keys")])
def test_every_command_has_help_with_an_example(command: str) -> None:
    said = CliRunner().invoke(main, [command, "--help"]).output
    assert "Example:" in said
    assert "--data" in said
    assert "--engine [auto|onnx|torch]" in said
    # calibrate prints nothing else; watch goes on for ever, and writes JSON beside the drafts when asked to
    assert "--json" in said or command in ("calibrate", "watch")


@pytest.mark.parametrize("command", [("keys", name) for name in ("create", "list", "revoke")])
def test_commands_of_a_group_have_help_with_an_example(command: tuple[str, str]) -> None:
    said = CliRunner().invoke(main, [*command, "--help"]).output
    assert "Example:" in said
    assert "--data" in said
    assert "--json" in said


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["search"], 2),
        (["search", "  "], 1),
        (["search", "督查", "--mode", "magic"], 2),
        (["search", "督查", "-k", "0"], 2),
        (["ingest", "不存在的文件.txt"], 2),
        (["nonsense"], 2),
    ],
)
def test_wrong_use_is_one_line_and_an_exit_code(data: Path, arguments: list[str], code: int) -> None:
    result = CliRunner().invoke(main, [*arguments, "--data", str(data)] if arguments != ["nonsense"] else arguments)
    assert result.exit_code == code
    assert "Traceback" not in result.output
    assert len([line for line in result.output.splitlines() if line.startswith("Error")]) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["export", "/proc/wenheng/all.jsonl"], "/proc/wenheng/all.jsonl.new: No such file or directory."),
        (["search", "\udcff"], "The text is not valid in this terminal's encoding."),
        (["search", " "], "The request is not valid: query: must not be blank."),
    ],
)
def test_what_goes_wrong_is_told_once(data: Path, arguments: list[str], said: str) -> None:
    assert run(data, *arguments, code=1).output == f"Error: {said}\n"


def test_a_file_over_the_limit_is_told_the_limit(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENHENG_MAX_UPLOAD_BYTES", str(2**20))
    large = tmp_path / "大.txt"
    large.write_bytes("全年办结来信。\n".encode() * 100_000)
    [failed] = run_json(data, "ingest", str(large), code=1)["failed"]
    assert failed == {
        "path": str(large),
        "error": "The request is over the limit of 1 MiB (WENHENG_MAX_UPLOAD_BYTES).",
    }


def test_a_folder_with_nothing_to_read_says_so(data: Path, tmp_path: Path) -> None:
    (tmp_path / "照片").mkdir()
    assert run(data, "ingest", str(tmp_path / "照片")).output.startswith("Nothing to read there")


@pytest.mark.parametrize("command", [["info"], ["serve"], ["ingest", __file__], ["reencode"]])
@pytest.mark.parametrize("kind", ["a file", "in no folder"])
def test_a_data_folder_that_cannot_be_is_one_line(tmp_path: Path, command: list[str], kind: str) -> None:
    (tmp_path / "file").touch()
    place = tmp_path / "file" if kind == "a file" else Path("/proc/wenheng")
    said = run(place, *command, code=1).output
    assert said.startswith("Error: ")
    assert len(said.splitlines()) == 1


def test_a_port_in_use_is_told_before_the_sample_is_read(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = run(data, "serve", "--port", str(port), code=1).output
    assert said == f"Error: Port {port} is in use; choose another (WENHENG_PORT or --port).\n"
    assert run_json(data, "info")["documents"] == 0


def test_an_unknown_setting_and_an_unknown_model_are_named(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENHENG_MODLE", "x")
    assert "WENHENG_MODLE" in run(data, "info", code=2).output
    monkeypatch.delenv("WENHENG_MODLE")
    monkeypatch.setenv("WENHENG_MODEL", "/no/such/folder")
    said = run(data, "info", code=1).output
    assert said.startswith("Error")
    assert len(said.splitlines()) == 1
