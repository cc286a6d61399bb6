"""Metrics and logs: every stage, every request, no text of anybody's."""

import json
import logging
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index import stages
from service import log
from service.settings import Settings
from tests.service.conftest import COPIED

SECRET = "此稿机密勿传"


def value(client: FlaskClient, line: str) -> float:
    """The value of a sample by its name and labels; 0 when there is none."""
    found = re.search(rf"^{re.escape(line)} (\S+)$", client.get("/metrics").text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_stages_requests_sizes_and_queues_are_there(filled: FlaskClient, settings: Settings) -> None:
    assert filled.get("/metrics").content_type.startswith("text/plain")
    before = {name: value(filled, f'wenheng_stage_seconds_count{{stage="{name}"}}') for name in stages.NAMES}
    filled.post("/v1/search", json={"query": "批示件办理"})
    filled.post("/v1/check", json={"text": f"{SECRET}。{COPIED}。"})
    for name in ("vector", "lexical", "fuse", "align", "judge"):  # the tests' encoder is no stage
        assert value(filled, f'wenheng_stage_seconds_count{{stage="{name}"}}') > before[name], name
    filled.post("/v1/search", json={"query": ""})
    assert value(filled, 'wenheng_answers_total{route="search.search",status="200"}') == 1
    assert value(filled, 'wenheng_answers_total{route="search.search",status="422"}') == 1
    assert value(filled, 'wenheng_request_seconds_count{route="check.check"}') == 1
    assert value(filled, 'wenheng_rows{table="documents"}') == 2
    assert value(filled, 'wenheng_index_vectors{language="zh",part="all"}') > 5
    assert value(filled, 'wenheng_jobs{state="queued"}') == 0
    assert value(filled, 'wenheng_file_bytes{file="wenheng.db"}') > 0
    assert value(filled, "wenheng_disk_free_bytes") > 0
    assert value(filled, "wenheng_ready") == 1
    assert "process_resident_memory_bytes" in filled.get("/metrics").text
    assert 'what="backup"' not in filled.get("/metrics").text
    (settings.data / "backup.done").touch()
    assert 'wenheng_age_seconds{what="backup"}' in filled.get("/metrics").text


def test_metrics_hold_no_text(filled: FlaskClient) -> None:
    filled.post("/v1/check", json={"text": f"{SECRET}。{COPIED}。"})
    filled.get(f"/v1/documents?title={SECRET}")
    filled.get(f"/{SECRET}")
    said = filled.get("/metrics").text
    assert not re.search("[一-鿿]", said)


def test_each_stage_is_told_also_when_it_fails() -> None:
    told: list[tuple[str, float]] = []
    stop = stages.observe(lambda name, seconds: told.append((name, seconds)))

    @stages.timed("judge")
    def fail() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        fail()
    stop()
    with pytest.raises(KeyError):
        fail()
    assert [name for name, _ in told] == ["judge"]
    with pytest.raises(ValueError, match="no such stage"):
        stages.timed("jude")


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG, "wenheng")
    caplog.handler.addFilter(log._name_request)
    return caplog


def test_each_request_is_logged_with_the_id_that_its_answer_names(
    filled: FlaskClient, lines: pytest.LogCaptureFixture
) -> None:
    answer = filled.post("/v1/check", json={"text": f"{SECRET}。{COPIED}。"})
    refused = filled.post("/v1/search", json={"query": SECRET, "k": -1}, headers={"X-Request-Id": "proxy-7"})
    filled.get(f"/v1/documents?title={SECRET}", headers={"X-Request-Id": f"{SECRET} x"})
    records = [each for each in lines.records if each.name == "wenheng.requests"]
    assert [(each.method, each.route, each.status) for each in records] == [  # type: ignore[attr-defined]
        ("POST", "check.check", 200),
        ("POST", "search.search", 422),
        ("GET", "documents.documents", 200),
    ]
    assert answer.headers["X-Request-Id"] == records[0].request  # type: ignore[attr-defined]
    assert refused.headers["X-Request-Id"] == "proxy-7" == records[1].request  # type: ignore[attr-defined]
    whole = "\n".join(log._Json().format(each) for each in lines.records)
    assert SECRET not in whole
    assert COPIED not in whole
    assert json.loads(whole.splitlines()[0])["ms"] >= 0


def test_the_log_is_set_up_as_the_settings_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    former, level = root.handlers[:], root.level
    root.handlers.clear()
    try:
        log.set_up(Settings(data=tmp_path, log_format="json"))
        logging.getLogger("wenheng").info("started %s", "now")
        line = json.loads(capsys.readouterr().err)
        assert (line["message"], line["level"], line["request"]) == ("started now", "INFO", "-")
    finally:
        root.handlers[:] = former
        root.setLevel(level)
