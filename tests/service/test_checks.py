"""Kept checks: fetched under other thresholds, listed, deleted; with and without the draft's text."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from index.encoder import TextEncoder
from index.engine import Engine
from service.settings import Settings
from tests.service.conftest import COPIED, LOGISTICS, SUPERVISION
from tests.service.test_errors import error_of
from tests.service.test_jobs import finished

OWN = "下一步请大家多到基层听一听，把难事记下来。"
DRAFT = f"各位同志：\n我们{COPIED}，成效明显。\n文件指出：“推行按量取餐，厨余垃圾比上年减少两成。”\n{OWN}"


@pytest.fixture
def engine(settings: Settings, encoder: TextEncoder) -> Iterator[Engine]:
    """With the real model."""
    with Engine.open(settings.data, encoder) as opened:
        yield opened


def made(client: FlaskClient, **options: Any) -> Any:
    response = client.post("/v1/check", json={"text": DRAFT, "nearest": 0, **options})
    assert response.status_code == 200, response.text
    return response.get_json()


def same(one: Any, other: Any) -> bool:
    volatile = {"took_ms", "id", "created_at"}
    return {k: v for k, v in one.items() if k not in volatile} == {k: v for k, v in other.items() if k not in volatile}


def test_a_kept_check_is_fetched_as_it_was_made(filled: FlaskClient) -> None:
    report = made(filled, keep="with_text", name="讲话稿")
    again = filled.get(f"/v1/checks/{report['id']}").get_json()
    assert again["id"] == report["id"]
    assert same(again, report)


@pytest.mark.parametrize(
    "options",
    [
        {"sensitivity": "high"},
        {"sensitivity": "low", "min_run_chars": 40},
        {"classes": ["edited", "reordered"]},
        {"exclude": ["quotation"]},
        {"min_span_chars": 60},
        {"nearest": 1},
    ],
)
def test_other_thresholds_are_as_if_checked_with_them(filled: FlaskClient, options: dict[str, Any]) -> None:
    kept = made(filled, keep="with_text")
    again = filled.get(f"/v1/checks/{kept['id']}", query_string=options).get_json()
    assert same(again, made(filled, **options))


def test_what_was_excluded_can_be_lifted(filled: FlaskClient) -> None:
    kept = made(filled, keep="with_text", exclude=["quotation"], classes=["verbatim"])
    lifted = filled.get(f"/v1/checks/{kept['id']}?exclude=none").get_json()
    assert same(lifted, made(filled, classes=["verbatim"]))


def test_without_text_only_offsets_are_kept(filled: FlaskClient, engine: Engine) -> None:
    report = made(filled, keep="without_text", template=OWN)
    again = filled.get(f"/v1/checks/{report['id']}").get_json()
    assert again["figures"] == report["figures"]
    assert again["draft"]["text"] is None
    assert {span["text"] for span in again["spans"]} == {None}
    offsets = [(span["start"], span["end"], span["class"], span["edits"]) for span in report["spans"]]
    assert [(span["start"], span["end"], span["class"], span["edits"]) for span in again["spans"]] == offsets
    for line in (COPIED, OWN):  # neither the draft's own words nor those it shares with a source
        assert line not in str(again)
        assert line not in str(engine.store.checks.get(report["id"]))


def test_without_text_other_thresholds_need_the_text(filled: FlaskClient) -> None:
    path = f"/v1/checks/{made(filled, keep='without_text')['id']}"
    assert error_of(filled.get(f"{path}?min_span_chars=60"), 422, "invalid_request")["fields"].keys() == {
        "min_span_chars"
    }
    again = filled.post(path, json={"text": DRAFT, "min_span_chars": 60}).get_json()
    assert same(again, made(filled, min_span_chars=60))
    other = filled.post(path, json={"text": DRAFT + "。"})
    assert error_of(other, 422, "invalid_request")["fields"].keys() == {"text"}


def test_checks_are_listed_and_deleted(filled: FlaskClient) -> None:
    assert filled.get("/v1/checks").get_json() == {"checks": [], "total": 0, "limit": 50, "offset": 0}
    made(filled)
    first, second = made(filled, keep="with_text", name="甲"), made(filled, keep="without_text", name="乙")
    listed = filled.get("/v1/checks").get_json()
    assert [(each["name"], each["has_text"]) for each in listed["checks"]] == [("乙", False), ("甲", True)]
    assert listed["checks"][1]["figures"] == first["figures"]
    assert [each["name"] for each in filled.get("/v1/checks?limit=1&offset=1").get_json()["checks"]] == ["甲"]
    assert filled.delete(f"/v1/checks/{first['id']}").get_json() == {"deleted": 1}
    error_of(filled.get(f"/v1/checks/{first['id']}"), 404, "not_found")
    error_of(filled.delete(f"/v1/checks/{first['id']}"), 404, "not_found")
    assert [each["id"] for each in filled.get("/v1/checks").get_json()["checks"]] == [second["id"]]


@pytest.mark.parametrize("replaced", [False, True])
def test_a_source_that_was_deleted_or_replaced_no_longer_counts(filled: FlaskClient, replaced: bool) -> None:
    kept = made(filled, keep="with_text")
    if replaced:
        newer = {"text": "开头添了一行。\n" + SUPERVISION, "source": "督查.txt"}
        [document] = filled.post("/v1/documents", json=newer).get_json()["documents"]
        assert (document["id"], document["status"]) == (1, "replaced")
    else:
        filled.delete("/v1/documents/1")
    again = filled.get(f"/v1/checks/{kept['id']}").get_json()
    assert 1 not in [span["source"]["document"]["id"] for span in again["spans"]]


def test_many_drafts_are_compared_with_the_corpus_and_with_one_another(filled: FlaskClient) -> None:
    shared = "值班电话由专人接听，接到来电后半小时内转到承办科室，次日上午回访群众是否满意。"
    drafts = [
        {"name": "甲", "text": f"{shared}\n{OWN}"},
        {"name": "乙", "text": f"本周工作安排如下。\n{shared}"},
        {"name": "丙", "text": DRAFT.replace(OWN, "")},
    ]
    answer = filled.post("/v1/check/many", json={"drafts": drafts, "keep": "with_text"})
    assert answer.status_code == 202
    job = finished(filled, answer.get_json()["job"]["id"])
    result = job["result"]
    assert (job["state"], job["done"], job["total"]) == ("done", 3, 3)
    assert [each["name"] for each in result["drafts"]] == ["甲", "乙", "丙"]
    assert [each["figures"]["copy_share"] > 0.2 for each in result["drafts"]] == [False, False, True]
    matrix = result["matrix"]
    assert matrix[0][1] > 0.5 > matrix[0][2] == 0
    assert matrix[1][0] > 0.5
    kept = filled.get(f"/v1/checks/{result['drafts'][2]['check_id']}").get_json()
    assert kept["figures"] == result["drafts"][2]["figures"]


def test_a_bad_file_does_not_keep_the_other_drafts_out(filled: FlaskClient) -> None:
    files = [(io.BytesIO(DRAFT.encode()), "稿.txt"), (io.BytesIO(b""), "空.txt")]
    job = finished(filled, filled.post("/v1/check/many", data={"files": files}).get_json()["job"]["id"])
    assert [each["name"] for each in job["result"]["drafts"]] == ["稿.txt"]
    assert [each["error"]["code"] for each in job["result"]["failed"]] == ["empty_file"]
    error_of(filled.post("/v1/check/many", data={"files": [(io.BytesIO(b""), "空.txt")]}), 422, "empty_file")


def test_two_texts_are_compared_however_they_are_given(filled: FlaskClient) -> None:
    by_id = filled.post("/v1/compare", json={"draft": DRAFT, "source_id": 1}).get_json()
    text = filled.get("/v1/documents/1").get_json()["text"]
    by_text = filled.post("/v1/compare", json={"draft": DRAFT, "source": text}).get_json()
    assert by_id["figures"] == by_text["figures"]
    assert by_id["figures"]["copied_chars"] >= len(COPIED)
    [span, *_] = by_id["spans"]
    assert span["source"]["document"]["id"] == 1
    assert span["source"]["heading_path"]
    assert text[span["source"]["start"] : span["source"]["end"]] == span["source"]["text"]
    assert by_text["spans"][0]["source"]["document"]["id"] == 0
    assert filled.post("/v1/compare", json={"draft_id": 1, "source_id": 1}).get_json()["figures"]["copy_share"] > 0.9
    words = {"draft": DRAFT, "source_id": 1, "by_meaning": False, "min_span_chars": 200}
    assert filled.post("/v1/compare", json=words).get_json()["spans"] == []
    error_of(filled.post("/v1/compare", json={"draft_id": 99, "source_id": 1}), 404, "not_found")


def test_twins_are_found_as_a_job(filled: FlaskClient) -> None:
    newer = SUPERVISION.replace("2021", "2023").replace("不够及时", "还不够及时")
    filled.post("/v1/documents", json={"text": newer, "source": "新"})
    filled.post("/v1/documents", json={"text": LOGISTICS, "collection": "别处"})
    job = finished(filled, filled.post("/v1/twins", json={}).get_json()["job"]["id"])
    assert (job["kind"], job["state"]) == ("twins", "done")
    groups = [[(each["document"]["year"], each["equal"]) for each in group] for group in job["result"]["documents"]]
    assert sorted(groups) == [[(2021, True), (2023, False)], [(2022, True), (2022, True)]]
    assert job["result"]["document_groups"] == 2
    among = {"filters": {"collection": "default"}, "limit": 1}
    job = finished(filled, filled.post("/v1/twins", json=among).get_json()["job"]["id"])
    assert job["result"]["document_groups"] == 1
