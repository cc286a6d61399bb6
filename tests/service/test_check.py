"""The check of a draft, as text and as a file."""

import io
import logging
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.service.conftest import COPIED

DRAFT = f"各位同志：\n我们{COPIED}，成效明显。\n下一步请大家多到基层听一听。"


def test_a_copied_stretch_is_found_on_both_sides(filled: FlaskClient) -> None:
    report = filled.post("/v1/check", json={"text": DRAFT}).get_json()
    assert report.keys() == {
        *("draft", "spans", "set_phrases", "disguises", "paragraphs", "sources", "figures", "took_ms")
    }
    assert report["draft"] == {"name": "", "text": DRAFT, "notes": []}
    [span] = report["spans"]
    assert span["class"] == "verbatim"
    assert DRAFT[span["start"] : span["end"]] == span["text"]
    assert COPIED in span["text"]
    source = span["source"]
    text = filled.get(f"/v1/documents/{source['document']['id']}").get_json()["text"]
    assert text[source["start"] : source["end"]] == source["text"]
    assert source["heading_path"]
    for edit in span["edits"]:
        assert edit.keys() == {"op", "draft", "source"}
    assert report["sources"][0]["copied_chars"] == len(span["text"])
    figures = report["figures"]
    assert figures["copied_chars"] == sum(figures["by_class"].values()) == len(span["text"])
    assert 0 < figures["copy_share"] < 1
    assert sum(each["copied_chars"] for each in report["paragraphs"]) == figures["copied_chars"]


def test_a_file_is_read_and_its_offsets_count_in_the_text_that_is_answered(filled: FlaskClient) -> None:
    form = {"files": (io.BytesIO(DRAFT.encode("gb18030")), "讲话稿.txt"), "min_run_chars": "8", "nearest": "1"}
    report = filled.post("/v1/check", data=form).get_json()
    assert report["draft"] == {"name": "讲话稿.txt", "text": DRAFT, "notes": []}
    [span] = report["spans"]
    assert DRAFT[span["start"] : span["end"]] == span["text"]
    assert all(len(each["nearest"]) <= 1 for each in report["paragraphs"])


def test_filters_leave_sources_out(filled: FlaskClient) -> None:
    report = filled.post("/v1/check", json={"text": DRAFT, "filters": {"exclude_id": 1}}).get_json()
    assert report["spans"] == []
    assert report["figures"]["copy_share"] == 0


@pytest.mark.parametrize("sent", [{"json": {"text": DRAFT}}, {"json": {"text": DRAFT, "surprise": 1}}])
def test_a_draft_is_not_logged(filled: FlaskClient, caplog: pytest.LogCaptureFixture, sent: Any) -> None:
    with caplog.at_level(logging.DEBUG):
        filled.post("/v1/check", **sent)
    assert COPIED not in caplog.text
