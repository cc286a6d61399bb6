"""Everything out in an open form and in again: the same answers; the small encoder of tests.fakes."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner

from corpus.store.verify import look
from index.dictionary import NAME as DICTIONARY
from scripts import bring, door
from scripts.cli import main
from scripts.door import Door, open_door
from service.settings import Settings
from tests.fakes import PairEncoder
from tests.service.conftest import COPIED, LOGISTICS, SUPERVISION

SECRET = "不在文库里的机密文件"
DRAFT = f"我们的做法。\n{COPIED}。\n"


@pytest.fixture(autouse=True)
def small_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (door, bring):
        monkeypatch.setattr(module, "load_encoder", lambda *_, **__: PairEncoder())


@contextmanager
def opened(data: Path) -> Iterator[Door]:
    with open_door(Settings(data=data)) as through:
        yield through


def run(data: Path, *arguments: str, code: int = 0) -> Any:
    said = CliRunner().invoke(main, [*arguments, "--data", str(data), *(["--json"] if code == 0 else [])])
    assert said.exit_code == code, said.output
    return json.loads(said.stdout) if code == 0 else said.output


def answers(data: Path) -> dict[str, Any]:
    """What a folder answers, without what differs from moment to moment."""
    with opened(data) as through:
        listed = through.get("/v1/documents", limit=100)["documents"]
        checks = through.get("/v1/checks")["checks"]
        found = {
            "documents": [through.get(f"/v1/documents/{each['id']}") for each in listed],
            "checks": [through.get(f"/v1/checks/{each['id']}") for each in checks],
            "phrases": through.post("/v1/phrases/search", {"query": "督查工作"}),
        }
        for mode in ("meaning", "words", "both"):
            found[mode] = through.post("/v1/search", {"query": "批示件办理", "mode": mode, "k": 20})
        found["check"] = through.post("/v1/check", {"text": DRAFT})
        for each in (
            *found["checks"],
            found["phrases"],
            found["meaning"],
            found["words"],
            found["both"],
            found["check"],
        ):
            each.pop("took_ms", None)
        return found


def letters() -> bytes:
    """A docx whose heading is one by its style only: split anew from the plain text it would be lost."""
    made = docx.Document()
    made.add_heading("办件纪实", 1)
    made.add_paragraph("来信逐件登记，三日内答复来信人。")
    made.add_paragraph("办结的销号，未办结的说明原因。")
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with all that there may be: corrections, tags, two places, headings of a format only, a kept check."""
    files = tmp_path / "文稿"
    files.mkdir()
    (files / "督查.txt").write_text(SUPERVISION, "utf-8")
    (files / "简报.docx").write_bytes(letters())
    (files / "密.txt").write_text(SECRET, "utf-8")
    folder = tmp_path / "data"
    with opened(folder) as through:
        for name in ("督查.txt", "简报.docx"):
            path = files / name
            through.upload(
                "/v1/documents", path.name, path.read_bytes(), source=str(path), collection="督查", tags="甲"
            )
        # Somebody who may write names a file that is none of his.
        through.post(
            "/v1/documents", {"text": LOGISTICS, "source": str(files / "密.txt"), "metadata": {"密级": "内部"}}
        )
        through.post("/v1/documents", {"text": SUPERVISION, "source": "又一处", "collection": "督查"})
        gone = through.post("/v1/documents", {"text": "将要删除的一篇。", "source": "删"})["documents"][0]["id"]
        through.delete(f"/v1/documents/{gone}")
        through.post("/v1/documents", {"text": "最后一篇，编号留有空缺。", "source": "末"})
        through._client.patch("/v1/documents/1", json={"year": 1999, "organ": "县委办", "tags": ["乙", "丙"]})
        for keep in ("with_text", "without_text"):
            through.post("/v1/check", {"text": DRAFT, "name": keep, "keep": keep})
    (folder / DICTIONARY).write_text("# 自己的词\n", "utf-8")
    return folder


def test_out_and_in_again_gives_the_same_answers(data: Path, tmp_path: Path) -> None:
    before = answers(data)
    out, new = tmp_path / "out", tmp_path / "new"
    assert run(data, "export", "--all", str(out)) == {"documents": 4, "checks": 2, "files": 2, "folder": str(out)}
    assert out.stat().st_mode & 0o077 == 0
    assert run(new, "import", str(out)) == {"documents": 4, "checks": 2, "data": str(new)}
    assert before["meaning"]["results"]
    assert before["check"]["spans"]
    assert len(before["checks"]) == 2
    assert before["documents"][0]["corrected"]
    assert answers(new) == before
    assert (new / DICTIONARY).read_text("utf-8") == "# 自己的词\n"
    assert look(new).findings == ()
    # And once more: nothing twice.
    assert run(new, "import", str(out)) == {"documents": 0, "checks": 2, "data": str(new)}
    assert answers(new) == before


def test_files_are_taken_only_where_they_are_what_was_read(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(data, "export", "--all", str(out))
    listed = [json.loads(line) for line in (out / "files.jsonl").read_text("utf-8").splitlines()]
    assert sorted(Path(each["source"]).name for each in listed) == ["督查.txt", "简报.docx"]
    for each in listed:
        assert (out / each["file"]).read_bytes() == Path(each["source"]).read_bytes()
    assert SECRET.encode() not in b"".join(each.read_bytes() for each in out.rglob("*") if each.is_file())


def test_into_a_folder_with_documents_ids_move_and_nothing_is_lost(data: Path, tmp_path: Path) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    run(data, "export", "--all", str(out))
    with opened(other) as through:
        through.post("/v1/documents", {"text": "先在这里的一篇，讲的是别的事情。", "source": "先"})
        through.post("/v1/documents", {"text": LOGISTICS, "source": "有"})
    said = run(other, "import", str(out))
    assert (said["documents"], said["checks"]) == (3, 0)
    with opened(other) as through:
        assert through.get("/v1/documents")["total"] == 5
        found = through.post("/v1/search", {"query": "批示件办理", "k": 1})["results"][0]
        assert through.get(f"/v1/documents/{found['document']['id']}")["year"] == 1999
        assert through.post("/v1/check", {"text": DRAFT})["spans"]
    assert look(other).findings == ()


def test_what_is_no_archive_or_damaged_is_refused_in_one_line(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(data, "export", "--all", str(out))
    assert "exists already" in run(data, "export", "--all", str(out), code=1)
    assert "archive.json" in run(tmp_path / "new", "import", str(tmp_path / "文稿"), code=1)
    lines = (out / "documents.jsonl").read_text("utf-8").splitlines()
    (out / "documents.jsonl").write_text("\n".join([lines[0], lines[1][:-9]]), "utf-8")
    assert "damaged" in run(tmp_path / "new", "import", str(out), code=1)
    (out / "documents.jsonl").write_text('{"id": 1, "text": "只有这些", "collection": "default"}\n', "utf-8")
    assert "damaged" in run(tmp_path / "newer", "import", str(out), code=1)
    (out / "archive.json").write_text(json.dumps({"format": 99}), "utf-8")
    assert "newer Wenheng" in run(tmp_path / "newest", "import", str(out), code=1)
