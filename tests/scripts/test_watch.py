"""wenheng check --report and wenheng watch, as a writer without add-ins has them."""

from __future__ import annotations

import io
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from docx import Document

from index.encoder import TextEncoder
from index.engine import Engine
from scripts.door import announcing
from scripts.watching import Folder, is_report, report_path
from service.app import application
from service.server import Server
from service.settings import Settings
from tests.scripts.test_check_commands import COPIED, DRAFT
from tests.scripts.test_commands import SUPERVISION, run, run_json

WAIT_S = 60


@pytest.fixture
def filled(data: Path, tmp_path: Path) -> Path:
    texts = tmp_path / "文稿"
    texts.mkdir()
    (texts / "督查.txt").write_text(SUPERVISION, "utf-8")
    run(data, "ingest", str(texts), "--collection", "旧稿")
    return data


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "待查"
    (made / "科室").mkdir(parents=True)
    return made


def word_file(text: str = DRAFT) -> bytes:
    document = Document()
    for line in text.strip().split("\n"):
        document.add_paragraph(line)
    to = io.BytesIO()
    document.save(to)
    return to.getvalue()


def comments(path: Path) -> list[str]:
    return [each.text for each in Document(str(path)).comments]


def eventually(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


def test_a_check_writes_reports(filled: Path, folder: Path) -> None:
    draft = folder / "讲话稿.docx"
    draft.write_bytes(word_file())
    names = [str(folder / f"报告.{ending}") for ending in ("docx", "html", "json", "csv")]
    said = run(filled, "check", str(draft), *(part for name in names for part in ("--report", name))).output
    assert "总文字复制比" in said
    assert "督查工作总结" in comments(Path(names[0]))[0]
    assert "总文字复制比" in Path(names[1]).read_text("utf-8")
    assert json.loads(Path(names[2]).read_text("utf-8"))["spans"]
    assert COPIED[:-1] in Path(names[3]).read_text("utf-8-sig")
    run(filled, "check", str(draft), "--report", names[1], "--lang", "en")
    assert "Copied share" in Path(names[1]).read_text("utf-8")
    assert "ends in .docx" in run(filled, "check", str(draft), "--report", "报告.pdf", code=2).output
    assert "one draft" in run(filled, "check", str(folder), "--report", names[0], code=2).output


def test_each_draft_gets_its_report_beside_it(filled: Path, folder: Path) -> None:
    (folder / "讲话稿.docx").write_bytes(word_file())
    (folder / "科室" / "通知.txt").write_text(DRAFT, "utf-8")
    (folder / "~$讲话稿.docx").write_bytes(b"lock")
    (folder / ".~lock.讲话稿.docx#").write_bytes(b"lock")
    (folder / "坏.docx").write_bytes(b"PK no zip")
    (folder / "空.docx").write_bytes(b"")
    said = run(filled, "watch", str(folder), "--once", code=1).output
    assert "讲话稿.docx: 总文字复制比" in said
    assert comments(folder / "讲话稿-查重报告.docx")
    assert comments(folder / "科室" / "通知.txt-查重报告.docx")
    [line] = (folder / "坏-查重报告.txt").read_text("utf-8").splitlines()
    assert line
    assert sorted(each.name for each in folder.rglob("*查重报告*")) == [
        "坏-查重报告.txt", "讲话稿-查重报告.docx", "通知.txt-查重报告.docx",
    ]  # fmt: skip
    made = {each: each.stat().st_mtime_ns for each in folder.rglob("*查重报告*")}
    assert run(filled, "watch", str(folder), "--once").output.strip() == "", (
        "all have theirs, and reports are no drafts"
    )
    assert made == {each: each.stat().st_mtime_ns for each in folder.rglob("*查重报告*")}


def test_options_reach_the_watch(filled: Path, folder: Path) -> None:
    draft = folder / "讲话稿.txt"
    draft.write_text(DRAFT, "utf-8")
    run(filled, "watch", str(folder), "--once", "--leave-out", "旧稿", "--format", "json", "--format", "html")
    assert json.loads(report_path(draft, "json").read_text("utf-8"))["spans"] == []
    assert report_path(draft, "html").exists()
    assert not report_path(draft, "docx").exists()


def test_a_file_is_taken_when_it_is_whole(tmp_path: Path) -> None:
    draft = tmp_path / "讲话稿.txt"
    watched = Folder(tmp_path, "docx")
    draft.write_text("第一段", "utf-8")
    assert watched.settled() == [], "it is seen for the first time"
    draft.write_text("第一段，还在写", "utf-8")
    assert watched.settled() == [], "it has grown since"
    [seen] = watched.settled()
    watched.done(seen)
    assert watched.settled() == []
    os.utime(draft, ns=(seen.changed_ns + 10**9, seen.changed_ns + 10**9))
    assert watched.settled() == []
    assert len(watched.settled()) == 1, "saved again"
    draft.unlink()
    assert watched.settled() == []


def test_reports_are_known_by_their_names(tmp_path: Path) -> None:
    for name in ("讲话稿.docx", "讲话稿.txt", "a.b.odt"):
        assert is_report(report_path(tmp_path / name, "docx"))
        assert not is_report(tmp_path / name)
    assert report_path(tmp_path / "甲.docx", "docx") != report_path(tmp_path / "甲.txt", "docx")
    assert is_report(tmp_path / "讲话稿-查重报告 (2).docx")


@contextmanager
def serving(data: Path, encoder: TextEncoder) -> Iterator[None]:
    """A server that holds the data folder and says where it is."""
    settings = Settings(data=data, port=0)
    with Engine.open(data, encoder) as engine, application(settings, engine) as app, announcing(data) as announce:
        server = Server(app, settings)
        announce(server.url)
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            yield
        finally:
            server.stop()
            thread.join(20)


def test_a_watch_works_through_a_server_while_drafts_are_saved_again(
    filled: Path, folder: Path, encoder: TextEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, report = folder / "讲话稿.docx", folder / "讲话稿-查重报告.docx"
    stop = threading.Event()
    monkeypatch.setattr("scripts.watch.sleep", lambda _: _interrupt(stop))
    said: list[str] = []
    with serving(filled, encoder):
        watch = threading.Thread(
            target=lambda: said.append(run(filled, "watch", str(folder), "--every", "0.05").output), daemon=True
        )
        watch.start()
        draft.write_bytes(word_file("各位同志：大家多到基层去。\n请带好本子。"))
        eventually(report.exists)
        assert comments(report) == []
        draft.write_bytes(word_file())
        eventually(lambda: len(comments(report)) == 1)
        stop.set()
        watch.join(WAIT_S)
    assert not watch.is_alive()
    assert said[0].count("讲话稿.docx: 总文字复制比") == 2
    assert "Stopped." in said[0]


def _interrupt(stop: threading.Event) -> None:
    if stop.wait(0.05):
        raise KeyboardInterrupt


def test_json_of_a_report_through_check(filled: Path, folder: Path) -> None:
    draft = folder / "讲话稿.txt"
    draft.write_text(DRAFT, "utf-8")
    told = run_json(filled, "check", str(draft), "--report", str(folder / "报告.html"))
    assert told["spans"]
