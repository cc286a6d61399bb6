"""What people do to a finished check: edit the draft, dismiss spans, keep it, take the corrected draft away."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from index.encoder import TextEncoder
from index.engine import Engine
from service.reports.corrected import changes
from service.settings import Settings
from tests.service import report_files as files
from tests.service.conftest import COPIED, LOGISTICS
from tests.service.test_errors import error_of
from tests.service.test_reports import DRAFT, fetched, made, made_of_file

MEALS = "推行按量取餐，厨余垃圾比上年减少两成"


@pytest.fixture
def engine(settings: Settings, encoder: TextEncoder) -> Iterator[Engine]:
    """With the real model."""
    with Engine.open(settings.data, encoder) as opened:
        yield opened


def posted(client: FlaskClient, check_id: str, what: str, **body: Any) -> Any:
    response = client.post(f"/v1/checks/{check_id}/{what}", json=body)
    assert response.status_code == 200, response.text
    return response.get_json()


def what_counts(report: Any) -> list[tuple[int, int, str]]:
    return [(each["start"], each["end"], each["class"]) for each in report["spans"]]


def test_an_edit_changes_what_it_touches_and_moves_the_rest(filled: FlaskClient) -> None:
    text = f"我们{COPIED}。\n另外，{MEALS}。"
    report = made(filled, text)
    first, last = report["spans"]
    own = "每一件都有人管"
    after = posted(filled, report["id"], "edit", start=first["start"], end=first["end"], text=own)
    assert after["draft"]["text"] == text[: first["start"]] + own + text[first["end"] :]
    [span] = after["spans"]
    growth = len(own) - (first["end"] - first["start"])
    assert (span["start"], span["end"]) == (last["start"] + growth, last["end"] + growth)
    assert after["figures"]["copied_chars"] == span["end"] - span["start"]
    back = posted(filled, report["id"], "edit", start=first["start"], end=first["start"] + len(own), text=first["text"])
    assert what_counts(back) == what_counts(report)


def test_an_edit_is_as_if_the_draft_were_checked_anew(filled: FlaskClient) -> None:
    report = made(filled, "各位同志：\n大家辛苦了。\n请到会议室。")
    assert not report["spans"]
    after = posted(filled, report["id"], "edit", start=6, end=12, text=f"我们{COPIED}，{MEALS}。\n")
    assert after["draft"]["text"] == f"各位同志：\n我们{COPIED}，{MEALS}。\n\n请到会议室。"
    assert what_counts(after) == what_counts(made(filled, after["draft"]["text"]))


@pytest.mark.parametrize("wrong", [{"start": 5, "end": 4}, {"start": 0, "end": 10**6}, {"start": 0, "end": len(DRAFT)}])
def test_an_edit_outside_of_the_draft_is_refused(filled: FlaskClient, wrong: dict[str, int]) -> None:
    report = made(filled)
    assert error_of(filled.post(f"/v1/checks/{report['id']}/edit", json={**wrong, "text": ""}), 422, "invalid_request")
    assert filled.get(f"/v1/checks/{report['id']}").get_json()["draft"]["text"] == DRAFT


def test_a_dismissed_span_counts_nowhere_and_is_told_everywhere(filled: FlaskClient) -> None:
    report = made(filled)
    [span] = report["spans"]
    body = {"start": span["start"], "end": span["end"], "reason": "agreed", "note": "与督查室会签"}
    after = posted(filled, report["id"], "dismiss", **body)
    assert after["spans"] == []
    assert after["figures"]["copied_chars"] == 0
    assert after["sources"] == []
    [dismissed] = after["dismissed"]
    assert (dismissed["span"]["text"], dismissed["reason"]) == (span["text"], "agreed")
    strict = filled.get(f"/v1/checks/{report['id']}?sensitivity=high").get_json()
    assert len(strict["dismissed"]) == 1
    [listed] = filled.get("/v1/checks").get_json()["checks"]
    assert listed["figures"]["copied_chars"] == 0
    path = f"/v1/checks/{report['id']}/report"
    for ending in ("html", "csv", "json"):
        assert "与督查室会签" in fetched(filled, f"{path}.{ending}").decode()
    document = files.opened(fetched(filled, f"{path}.docx"))
    assert "与督查室会签" in next(iter(document.comments)).text
    again = posted(filled, report["id"], "dismiss", start=span["start"], end=span["end"], reason=None)
    assert what_counts(again) == what_counts(report)


def test_a_dismissal_moves_with_its_span_and_goes_with_it(filled: FlaskClient) -> None:
    report = made(filled)
    [span] = report["spans"]
    posted(filled, report["id"], "dismiss", start=span["start"], end=span["end"], reason="own")
    after = posted(filled, report["id"], "edit", start=0, end=5, text="同志们，朋友们：")
    assert len(after["dismissed"]) == 1
    start = after["dismissed"][0]["span"]["start"]
    after = posted(filled, report["id"], "edit", start=start, end=start + 3, text="把")
    assert after["dismissed"] == []
    assert after["spans"]


def test_what_is_in_memory_is_kept_for_good_when_asked(filled: FlaskClient) -> None:
    check_id = made_of_file(filled, files.draft_file(), keep="no")
    assert filled.get("/v1/checks").get_json()["total"] == 0
    start = filled.get(f"/v1/checks/{check_id}").get_json()["spans"][0]["start"]
    posted(filled, check_id, "dismiss", start=start, end=start + 20, reason="other")
    assert filled.get("/v1/checks").get_json()["total"] == 0, "nothing is written down unless asked"
    kept = posted(filled, check_id, "keep", keep="with_text")
    assert len(kept["dismissed"]) == 1
    assert filled.get("/v1/checks").get_json()["checks"][0]["has_text"]
    posted(filled, check_id, "keep", keep="without_text")
    assert not filled.get("/v1/checks").get_json()["checks"][0]["has_text"]
    assert len(filled.get(f"/v1/checks/{check_id}").get_json()["dismissed"]) == 1
    assert error_of(
        filled.post(f"/v1/checks/{check_id}/edit", json={"start": 0, "end": 1, "text": "我"}), 422, "invalid_request"
    )


def test_the_corrected_draft_keeps_its_formatting(filled: FlaskClient) -> None:
    original = files.draft_file()
    check_id = made_of_file(filled, original)
    report = filled.get(f"/v1/checks/{check_id}").get_json()
    text = report["draft"]["text"]
    for old, new in (
        (COPIED[4:12], "批示登记造册，"),
        (files.CELLS[1], "办结五十件"),
        (files.OWN, ""),
        ("一、督查", "一、督促检查"),
    ):
        start = text.index(old)
        text = posted(filled, check_id, "edit", start=start, end=start + len(old), text=new)["draft"]["text"]
    response = filled.post(f"/v1/checks/{check_id}/draft.docx", data={"files": (io.BytesIO(original), "督查讲话.docx")})
    assert response.status_code == 200, response.text
    document = files.opened(response.data)
    assert [each.text for each in document.paragraphs if each.text] == text.split("\n")[:2]
    assert document.paragraphs[0].style.name == "Heading 1"
    bold = "".join(run.text for run in document.paragraphs[1].runs if run.bold)
    assert bold in "对领导批批示登记造册，"
    assert len(bold) > 4
    assert any(run.font.size and run.font.size.pt == 16 for run in document.paragraphs[1].runs)
    assert [cell.text for cell in document.tables[0].rows[0].cells] == [files.CELLS[0], "办结五十件"]
    assert fetched(filled, f"/v1/checks/{check_id}/draft.txt").decode() == text
    plain = files.opened(fetched(filled, f"/v1/checks/{check_id}/draft.docx"))
    assert [each.text for each in plain.paragraphs] == text.split("\n")


def test_a_report_of_an_edited_draft_is_written_into_its_file_too(filled: FlaskClient) -> None:
    original = files.draft_file()
    check_id = made_of_file(filled, original)
    start = filled.get(f"/v1/checks/{check_id}").get_json()["draft"]["text"].index(files.OWN)
    posted(
        filled, check_id, "edit", start=start, end=start + len(files.OWN), text=f"{MEALS}。\n夜间入库率保持在百分之百。"
    )
    form = {"files": (io.BytesIO(original), "督查讲话.docx")}
    document = files.opened(filled.post(f"/v1/checks/{check_id}/report.docx", data=form).data)
    said = [each.text for each in document.paragraphs]
    assert f"{MEALS}。" in said
    assert "夜间入库率保持在百分之百。" in said
    assert MEALS in "".join(text for text, _ in files.shaded(document))


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("甲乙丙\n丁", "甲丙\n丁"), ("甲\n乙\n丙", "甲\n丙"), ("甲\n丙", "甲\n乙乙\n丙"), ("甲", "甲乙"),
        ("甲", "乙甲"), ("甲\n乙", "丙"), ("甲", "甲"),
        (LOGISTICS, LOGISTICS.replace("食堂", "餐厅").replace("百分之百", "九成九")),
        ("甲" * 5000, "乙" * 5000), ("甲\n\n乙", "甲\n乙"),
    ],
)  # fmt: skip
def test_the_changes_of_a_text_make_the_other(before: str, now: str) -> None:
    made_now = before
    for change in reversed(list(changes(before, now))):
        made_now = made_now[: change.start] + change.text + made_now[change.end :]
    assert "".join(made_now.split("\n")) == "".join(now.split("\n"))
