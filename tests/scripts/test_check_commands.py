"""check, compare and twins as a user types them, with the real model."""

from pathlib import Path

import pytest

from tests.scripts.test_commands import SUPERVISION, run, run_json

COPIED = "领导批示件逐件建账，专人盯办，办结一件销号一件，全年催办二百余次。"
OWN = "下周起请各科室自己报一次用车计划，由小李汇总后贴在一楼。"
DRAFT = f"各位同事：\n{COPIED}\n{OWN}\n"


@pytest.fixture
def filled(data: Path, tmp_path: Path) -> Path:
    """A data folder with a document and a later version of it."""
    texts = tmp_path / "文稿"
    texts.mkdir()
    (texts / "督查.txt").write_text(SUPERVISION, "utf-8")
    (texts / "新督查.txt").write_text(SUPERVISION.replace("2021", "2023").replace("二百余次", "三百余次"), "utf-8")
    run(data, "ingest", str(texts), "--collection", "旧稿")
    return data


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "草稿.txt"
    path.write_text(DRAFT, "utf-8")
    return path


def test_a_draft_is_reported_in_words(filled: Path, draft: Path) -> None:
    said = run(filled, "check", str(draft), "--keep", "with_text").output
    for expected in ("总文字复制比", "去除引用复制比", "去除套话复制比", "单篇最大文字复制比", "重复字数", "照抄"):
        assert expected in said
    assert "2021年督查工作总结" in said
    assert "查重编号" in said


def test_options_reach_the_check(filled: Path, draft: Path, tmp_path: Path) -> None:
    report = run_json(filled, "check", str(draft), "--sensitivity", "low", "--min-run", "20", "--min-span", "5")
    assert (report["options"]["sensitivity"], report["options"]["min_run_chars"]) == ("low", 20)
    assert any(COPIED[:-1] in span["text"] for span in report["spans"])
    assert not run_json(filled, "check", str(draft), "--leave-out", "旧稿")["spans"]
    assert not run_json(filled, "check", str(draft), "--leave-out", "1", "--leave-out", "2")["spans"]
    assert not run_json(filled, "check", str(draft), "--class", "translated")["spans"]
    template = tmp_path / "模板.md"
    template.write_text(COPIED, "utf-8")
    assert not run_json(filled, "check", str(draft), "--template", str(template), "--exclude", "template")["spans"]


def test_a_folder_of_drafts_is_a_list_and_a_matrix(filled: Path, tmp_path: Path) -> None:
    folder = tmp_path / "待查"
    folder.mkdir()
    (folder / "甲.txt").write_text(DRAFT, "utf-8")
    (folder / "乙.txt").write_text(f"通知如下。\n{OWN}\n", "utf-8")
    result = run_json(filled, "check", str(folder))
    assert [each["name"] for each in result["drafts"]] == ["乙.txt", "甲.txt"]
    assert result["matrix"][0][1] > 0.5
    said = run(filled, "check", str(folder)).output
    assert "乙.txt ← 甲.txt" in said
    (folder / "空.txt").write_text("", "utf-8")
    assert "读不出 空.txt" in run(filled, "check", str(folder), code=1).output


def test_two_files_are_compared(data: Path, draft: Path, tmp_path: Path) -> None:
    source = tmp_path / "来源.md"
    source.write_text(SUPERVISION, "utf-8")
    assert run_json(data, "compare", str(draft), str(source))["figures"]["copied_chars"] >= len(COPIED) - 1
    said = run(data, "compare", str(draft), str(source), "--exclude", "template").output
    assert "照抄" in said
    assert "重复字数" in said


def test_twins_are_named_with_the_earliest_first(filled: Path) -> None:
    [group] = run_json(filled, "twins")["documents"]
    assert [each["document"]["year"] for each in group] == [2021, 2023]
    said = run(filled, "twins", "--limit", "5").output
    assert "相同或相近的文稿 1 组" in said
    assert "● 最早  2021年督查工作总结" in said


def test_a_long_draft_is_waited_for(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENHENG_JOB_CHARS", "10")
    path = tmp_path / "长稿.txt"
    path.write_text(DRAFT, "utf-8")
    report = run_json(filled, "check", str(path))
    assert report["draft"]["text"] == DRAFT
    assert report["spans"]
