"""What a request may hold, at its limits and beyond them."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.app import describe
from service.settings import Settings
from tests.service.test_errors import error_of

AT_THE_LIMIT: list[tuple[str, dict[str, Any]]] = [
    ("/v1/search", {"query": "督" * 100, "k": 50, "offset": 10_000, "min_similarity": 1}),
    ("/v1/search", {"queries": ["督查"] * 4, "filters": {"year": 9999, "id": [2**63 - 1]}}),
    ("/v1/similarity", {"source": "督查", "targets": ["督办"] * 4}),
    ("/v1/similarity", {"pairs": [["督查", "督办"]] * 4}),
    ("/v1/similarity", {"texts": ["督查"] * 4}),
    ("/v1/embeddings", {"input": ["督查"] * 4, "dimensions": 64}),
    ("/v1/check", {"text": "督" * 100, "min_run_chars": 4, "nearest": 20, "template": "模" * 100}),
    (
        "/v1/check",
        {"text": "督查", "classes": "edited", "exclude": ["quotation", "template"], "min_span_chars": 10_000},
    ),
    ("/v1/compare", {"draft": "督" * 100, "source": "办" * 100}),
]
OVER_THE_LIMIT: list[tuple[str, dict[str, Any], str]] = [
    ("/v1/search", {"query": "督" * 101}, "query"),
    ("/v1/search", {"query": "督查", "k": 51}, "k"),
    ("/v1/search", {"query": "督查", "k": 0}, "k"),
    ("/v1/search", {"query": "督查", "k": True}, "k"),
    ("/v1/search", {"query": "督查", "k": "5"}, "k"),
    ("/v1/search", {"query": "督查", "k": 1.5}, "k"),
    ("/v1/search", {"query": "督查", "offset": -1}, "offset"),
    ("/v1/search", {"query": "督查", "offset": 10_001}, "offset"),
    ("/v1/search", {"query": "督查", "min_similarity": 1.01}, "min_similarity"),
    ("/v1/search", {"query": "督查", "mode": "magic"}, "mode"),
    ("/v1/search", {"query": 5}, "query"),
    ("/v1/search", {"query": " \n　"}, "query"),
    ("/v1/search", {"query": "督\0查"}, "query"),
    ("/v1/search", {"queries": []}, "queries"),
    ("/v1/search", {"queries": ["督查"] * 5}, "queries"),
    ("/v1/search", {"queries": ["督查", ""]}, "queries.1"),
    ("/v1/search", {}, "body"),
    ("/v1/search", {"query": "督查", "queries": ["督办"]}, "body"),
    ("/v1/search", {"query": "督查", "filters": {"year": "2020"}}, "filters.year.0"),
    ("/v1/search", {"query": "督查", "filters": {"year": [10_000]}}, "filters.year.0"),
    ("/v1/search", {"query": "督查", "filters": {"id": 2**63}}, "filters.id.0"),
    ("/v1/search", {"query": "督查", "filters": {"autor": "甲"}}, "filters.autor"),
    ("/v1/search", {"query": "督查", "filters": {"metadata": {"科室": 3}}}, "filters.metadata.科室"),
    ("/v1/similarity", {"source": "督查"}, "body"),
    ("/v1/similarity", {"targets": ["督查"]}, "body"),
    ("/v1/similarity", {"source": "督查", "targets": ["督办"] * 5}, "targets"),
    ("/v1/similarity", {"pairs": [["督查"]]}, "pairs.0.1"),
    ("/v1/similarity", {"pairs": [["督查", "督办", "督导"]]}, "pairs.0"),
    ("/similarity", {"inputs": {"source_sentence": "督查"}}, "inputs.sentences"),
    ("/v1/embeddings", {"input": [1, 2]}, "input"),
    ("/v1/embeddings", {"input": [[1], [2]]}, "input"),
    ("/v1/embeddings", {"input": ""}, "input.0"),
    ("/v1/embeddings", {"input": "督查", "dimensions": 32}, "dimensions"),
    ("/v1/embeddings", {"input": "督查", "encoding_format": "int8"}, "encoding_format"),
    ("/v1/check", {"text": "督" * 101}, "text"),
    ("/v1/check", {"text": "督查", "min_run_chars": 3}, "min_run_chars"),
    ("/v1/check", {"text": "督查", "nearest": 21}, "nearest"),
    ("/v1/check", {"text": "督查", "min_span_chars": -1}, "min_span_chars"),
    ("/v1/check", {"text": "督查", "sensitivity": "extreme"}, "sensitivity"),
    ("/v1/check", {"text": "督查", "classes": ["stolen"]}, "classes.0"),
    ("/v1/check", {"text": "督查", "exclude": "stolen"}, "exclude.0"),
    ("/v1/check", {"text": "督查", "keep": True}, "keep"),
    ("/v1/check", {"text": "督查", "template": "模" * 101}, "template"),
    ("/v1/check/many", {"drafts": []}, "drafts"),
    ("/v1/check/many", {"drafts": [{"text": "督查"}] * 5}, "drafts"),
    ("/v1/check/many", {"drafts": [{"text": "督查"}, {"text": ""}]}, "drafts.1.text"),
    ("/v1/checks/甲", {"text": ""}, "text"),
    ("/v1/compare", {"draft": "督查"}, "body"),
    ("/v1/compare", {"draft": "督查", "draft_id": 1, "source": "督办"}, "body"),
    ("/v1/compare", {"draft": "督查", "source_id": 0}, "source_id"),
    ("/v1/compare", {"draft": "督查", "source": "督" * 101}, "source"),
    ("/v1/twins", {"limit": 0}, "limit"),
    ("/v1/documents", {}, "body"),
    ("/v1/documents", {"text": "甲", "documents": [{"text": "乙"}]}, "body"),
    ("/v1/documents", {"title": "甲", "documents": [{"text": "乙"}]}, "body"),
    ("/v1/documents", {"documents": [{"text": "乙"}] * 5}, "documents"),
    ("/v1/documents", {"documents": [{"title": "乙"}]}, "documents.0.text"),
    ("/v1/documents", {"text": "甲", "title": "题" * 1001}, "title"),
    ("/v1/documents", {"text": "甲", "year": 2020.5}, "year"),
    ("/v1/documents", {"text": "甲", "format": "docx"}, "format"),
    ("/v1/documents", {"text": "甲\0"}, "text"),
    ("/v1/documents/delete", {"ids": []}, "ids"),
    ("/v1/documents/delete", {"ids": [0]}, "ids.0"),
    ("/v1/jobs", {"kind": "explode"}, "kind"),
]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"max_text_chars": 100})


@pytest.mark.parametrize(("path", "body"), AT_THE_LIMIT)
def test_at_the_limit(filled: FlaskClient, path: str, body: dict[str, Any]) -> None:
    response = filled.post(path, json=body)
    assert response.status_code == 200, response.text


@pytest.mark.parametrize(("path", "body", "wrong"), OVER_THE_LIMIT)
def test_over_the_limit(client: FlaskClient, path: str, body: dict[str, Any], wrong: str) -> None:
    error = error_of(client.post(path, json=body), 422, "invalid_request")
    assert list(error["fields"]) == [wrong]


def test_a_draft_as_a_file_has_the_same_limit(client: FlaskClient) -> None:
    response = client.post("/v1/check", data={"files": (io.BytesIO("督".encode() * 101), "稿.txt")})
    assert error_of(response, 422, "invalid_request")["fields"] == {"files": ["at most 100 characters"]}


def test_openapi_states_the_limits_of_the_settings() -> None:
    schemas = describe(Settings(max_text_chars=123, max_k=45, max_batch=6))["components"]["schemas"]
    search = schemas["SearchIn"]["properties"]
    assert search["k"]["maximum"] == 45
    assert search["query"]["anyOf"][0]["maxLength"] == 123
    assert search["query"]["anyOf"][0]["x-setting"] == "WENHENG_MAX_TEXT_CHARS"
    assert search["queries"]["anyOf"][0]["maxItems"] == 6
