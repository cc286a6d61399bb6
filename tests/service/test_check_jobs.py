"""Long drafts: checked as jobs, seen early, cancelled without remains; the encoder is the small one of tests.fakes."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from index.engine import Engine
from tests.service.conftest import COPIED
from tests.service.test_checks import DRAFT, OWN
from tests.service.test_errors import error_of
from tests.service.test_jobs import finished

LONG = "".join(f"{number}. {OWN[:-1]}，第{number}次走访请记入台账。\n" for number in range(700)) + DRAFT


def test_a_long_draft_is_a_job_whose_check_is_fetched(filled: FlaskClient) -> None:
    assert len(LONG) > 20_000
    answer = filled.post("/v1/check", json={"text": LONG, "name": "长稿", "nearest": 0})
    assert answer.status_code == 202
    job = finished(filled, answer.get_json()["job"]["id"])
    assert (job["kind"], job["state"], job["done"], job["errors"]) == ("check", "done", 1, {})
    assert job["result"]["complete"]
    path = f"/v1/checks/{job['result']['check_id']}"
    report = filled.get(path).get_json()
    assert (report["draft"]["name"], report["complete"]) == ("长稿", True)
    assert any(COPIED in span["text"] for span in report["spans"])
    assert filled.get("/v1/checks").get_json()["total"] == 0  # nobody asked to keep it
    assert filled.delete(path).status_code == 200
    error_of(filled.get(path), 404, "not_found")


def test_the_beginning_of_a_long_draft_can_be_seen_before_the_rest(
    filled: FlaskClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    examine, seen = engine.examine, []

    def look(draft: str, *arguments: Any, **named: Any) -> Any:
        if len(draft) == len(LONG):
            [job] = filled.get("/v1/jobs").get_json()["jobs"]
            seen.append((job, filled.get(f"/v1/checks/{job['result']['check_id']}").get_json()))
        return examine(draft, *arguments, **named)

    monkeypatch.setattr(engine, "examine", look)
    answer = filled.post("/v1/check", json={"text": LONG, "keep": "with_text"})
    assert finished(filled, answer.get_json()["job"]["id"])["state"] == "done"
    [(job, beginning)] = seen
    assert (job["state"], job["result"]["complete"], beginning["complete"]) == ("running", False, False)
    assert LONG.startswith(beginning["draft"]["text"])
    assert filled.get("/v1/checks").get_json()["total"] == 1


def test_a_cancelled_check_leaves_nothing(filled: FlaskClient, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    examine, ids = engine.examine, []

    def cancel(draft: str, *arguments: Any, **named: Any) -> Any:
        if len(draft) == len(LONG):
            [job] = filled.get("/v1/jobs").get_json()["jobs"]
            ids.append(job["result"]["check_id"])
            filled.delete(f"/v1/jobs/{job['id']}")
        return examine(draft, *arguments, **named)

    monkeypatch.setattr(engine, "examine", cancel)
    answer = filled.post("/v1/check", json={"text": LONG, "keep": "with_text"})
    job = finished(filled, answer.get_json()["job"]["id"])
    if job["state"] == "cancelled":  # it may have been done already when it was told to stop
        error_of(filled.get(f"/v1/checks/{ids[0]}"), 404, "not_found")


def test_background_is_as_asked(filled: FlaskClient) -> None:
    answer = filled.post("/v1/check", json={"text": DRAFT, "background": True, "keep": "with_text", "nearest": 0})
    job = finished(filled, answer.get_json()["job"]["id"])
    report = filled.get(f"/v1/checks/{job['result']['check_id']}").get_json()
    assert report["draft"]["text"] == DRAFT
    assert filled.post("/v1/check", json={"text": LONG[:21_000], "background": False}).status_code == 200
