"""The check of a draft, as text and as a file."""

import io
import logging
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.service.conftest import COPIED

SHARES = ("copy_share", "without_quotations", "without_set_phrases", "largest_source_share")
DRAFT = f"各位同志：\n我们{COPIED}，成效明显。\n下一步请大家多到基层听一听。"


def test_a_copied_stretch_is_found_on_both_sides(filled: FlaskClient) -> None:
    report = filled.post("/v1/check", json={"text": DRAFT}).get_json()
    assert (report["id"], report["complete"]) == (None, True)
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
    assert figures.keys() == {*SHARES, "characters", "copied_chars", "by_class", "set_phrase_chars"}
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


@pytest.mark.parametrize(
    "options",
    [{"classes": "translated"}, {"min_span_chars": 200}, {"filters": {"exclude_collection": ["default"]}}],
)
def test_options_say_what_counts(filled: FlaskClient, options: dict[str, Any]) -> None:
    report = filled.post("/v1/check", json={"text": DRAFT, **options}).get_json()
    assert report["spans"] == []
    assert not any(report["figures"][name] for name in (*SHARES, "copied_chars"))


def test_excluded_marks_do_not_count(filled: FlaskClient) -> None:
    quoted = f"会议要求“{COPIED}。”请各单位照此办理。"
    marked = filled.post("/v1/check", json={"text": quoted}).get_json()
    assert all("quotation" in span["marks"] for span in marked["spans"])
    assert marked["figures"]["without_quotations"] == 0 < marked["figures"]["copy_share"]
    assert not filled.post("/v1/check", json={"text": quoted, "exclude": "quotation"}).get_json()["spans"]
    templated = {"text": DRAFT, "template": f"范文：{COPIED}。", "exclude": ["template"]}
    assert not filled.post("/v1/check", json=templated).get_json()["spans"]


def test_a_form_has_the_same_options(filled: FlaskClient) -> None:
    def form(**fields: Any) -> Any:
        sent = {"files": (io.BytesIO(DRAFT.encode()), "稿.txt"), **fields}
        return filled.post("/v1/check", data=sent).get_json()

    assert form(exclude_id=["1", "2"])["spans"] == []
    assert form(classes=["edited", "translated"])["options"]["classes"] == ["edited", "translated"]
    template = (io.BytesIO(f"范文：{COPIED}。".encode()), "范文.txt")
    assert [span["marks"] for span in form(template_file=template)["spans"]] == [["template"]]
    assert form(sensitivity="low", min_span_chars="3")["options"]["sensitivity"] == "low"


@pytest.mark.parametrize("sent", [{"json": {"text": DRAFT}}, {"json": {"text": DRAFT, "surprise": 1}}])
def test_a_draft_is_not_logged(filled: FlaskClient, caplog: pytest.LogCaptureFixture, sent: Any) -> None:
    with caplog.at_level(logging.DEBUG):
        filled.post("/v1/check", **sent)
    assert COPIED not in caplog.text
