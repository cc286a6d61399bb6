"""Every error of every kind on every route has the one shape, the right status, and quotes nothing."""

import io
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask import abort
from flask.testing import FlaskClient
from werkzeug.exceptions import SecurityError
from werkzeug.test import TestResponse

from corpus import errors as corpus
from index import errors as index
from service import errors as service
from service.errors import STATUS_AND_CODE, fault_of

SECRET = "机密草稿内容"
JSON_ROUTES = [
    ("POST", "/v1/search"),
    ("POST", "/v1/similarity"),
    ("POST", "/similarity"),
    ("POST", "/v1/embeddings"),
    ("POST", "/v1/check"),
    ("POST", "/v1/documents"),
    ("POST", "/v1/documents/delete"),
    ("PATCH", "/v1/documents/1"),
    ("POST", "/v1/jobs"),
]
OTHER_ROUTES = [
    ("GET", "/v1/documents"),
    ("GET", "/v1/documents/1"),
    ("DELETE", "/v1/documents/1"),
    ("GET", "/v1/passages/1"),
    ("GET", "/v1/jobs"),
    ("GET", "/v1/jobs/none"),
    ("DELETE", "/v1/jobs/none"),
    ("POST", "/v1/jobs/none/cancel"),
    ("GET", "/v1/info"),
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/openapi.json"),
    ("GET", "/docs"),
    ("GET", "/documents/1"),
    ("GET", "/"),
]


def error_of(response: TestResponse, status: int, code: str) -> Any:
    """The error, after a look at its shape."""
    assert response.status_code == status, response.text
    assert response.mimetype == "application/json"
    body = response.get_json()
    assert body.keys() == {"error"}
    assert body["error"].keys() == {"code", "message", "fields"}
    assert body["error"]["code"] == code
    assert body["error"]["message"].endswith(".")
    assert all(isinstance(said, list) for said in body["error"]["fields"].values())
    assert SECRET not in response.text
    return body["error"]


@pytest.mark.parametrize(("method", "path"), JSON_ROUTES)
@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"data": b"", "content_type": "application/json"}, 400, "invalid_json"),
        ({"data": f'{{"query": "{SECRET}'.encode(), "content_type": "application/json"}, 400, "invalid_json"),
        ({"data": b'{"text": "\\ud800"}', "content_type": "application/json"}, 400, "invalid_json"),
        ({"data": b'{"text": "\xff"}', "content_type": "application/json"}, 400, "invalid_json"),
        ({"data": b"[" * 100_000, "content_type": "application/json"}, 400, "invalid_json"),
        ({"data": b'{"k": ' + b"9" * 5000 + b"}", "content_type": "application/json"}, 400, "invalid_json"),
        ({"data": SECRET.encode(), "content_type": "text/plain"}, 415, "unsupported_media_type"),
        ({"data": {"query": SECRET}}, 415, "unsupported_media_type"),
        ({"json": [SECRET]}, 422, "invalid_request"),
        ({"json": {"surprise": SECRET}}, 422, "invalid_request"),
        ({"data": b"x" * 500_000, "content_type": "application/json"}, 413, "too_large"),
    ],
)
def test_bad_bodies(client: FlaskClient, method: str, path: str, sent: Any, status: int, code: str) -> None:
    error = error_of(client.open(path, method=method, **sent), status, code)
    if "json" in sent and isinstance(sent["json"], dict):
        assert error["fields"]["surprise"] == ["unknown field"]


@pytest.mark.parametrize(("method", "path"), JSON_ROUTES + OTHER_ROUTES)
def test_wrong_methods_and_hosts(client: FlaskClient, method: str, path: str) -> None:
    error_of(client.put(path), 405, "method_not_allowed")
    error_of(client.open(path, method=method, headers={"Host": "evil.example"}), 400, "untrusted_host")


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/v1/nowhere", "/v1/documents/7", "/v1/documents/x", "/v1/documents/" + "9" * 30, "/v1/passages/7"],
)
def test_what_is_not_there(client: FlaskClient, path: str) -> None:
    error_of(client.get(path), 404, "not_found")


def test_jobs_and_deletions_that_are_not_there(client: FlaskClient) -> None:
    error_of(client.get("/v1/jobs/none"), 404, "not_found")
    error_of(client.delete("/v1/jobs/none"), 404, "not_found")
    error_of(client.post("/v1/jobs/none/cancel"), 404, "not_found")
    error_of(client.delete("/v1/documents/7"), 404, "not_found")
    error_of(client.patch("/v1/documents/7", json={"title": "新题目"}), 404, "not_found")


@pytest.mark.parametrize(
    "query", [f"surprise={SECRET}", f"year={SECRET}", "limit=0", "limit=1001", "offset=-1", "id=0"]
)
def test_bad_addresses(client: FlaskClient, query: str) -> None:
    error = error_of(client.get(f"/v1/documents?{query}"), 422, "invalid_request")
    assert query.partition("=")[0] in "".join(error["fields"])


@pytest.mark.parametrize("kind", STATUS_AND_CODE)
def test_every_error_of_the_rooms(app: APIFlask, kind: type[Exception]) -> None:
    def fail() -> None:
        raise kind("What happened.")

    app.add_url_rule("/fail", view_func=fail)
    status, code = STATUS_AND_CODE[kind]
    response = app.test_client().get("/fail")
    error = error_of(response, status, code)
    assert kind is SecurityError or error["message"] == "What happened."
    assert ("Retry-After" in response.headers) == (status in {429, 503})


def test_every_error_class_is_in_the_table() -> None:
    def below(kind: type[Exception]) -> set[type[Exception]]:
        return {kind}.union(*(below(each) for each in kind.__subclasses__()))

    start_up = {"ServiceError", "SettingsError", "AddressError", "ExposedError", "CorpusError", "IndexFault"}
    for tree in (corpus.CorpusError, index.IndexFault, service.ServiceError):
        for kind in below(tree):
            if kind.__module__.split(".")[0] in {"corpus", "index", "service"} and kind.__name__ not in start_up:
                assert fault_of(kind("What happened.")).status != 500, kind


@pytest.mark.parametrize(
    ("status", "code"), [(403, "not_allowed"), (429, "too_many_requests"), (500, "internal"), (503, "unavailable")]
)
def test_plain_http_errors(app: APIFlask, status: int, code: str) -> None:
    app.add_url_rule("/abort", view_func=lambda: abort(status, SECRET))
    response = app.test_client().get("/abort")
    error_of(response, status, code)
    assert ("Retry-After" in response.headers) == (status in {429, 503})


def test_the_unforeseen_is_logged_without_its_words(app: APIFlask, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise RuntimeError(SECRET)

    app.add_url_rule("/fail", view_func=fail)
    with caplog.at_level(logging.DEBUG):
        error_of(app.test_client().get("/fail"), 500, "internal")
    assert "RuntimeError" in caplog.text
    assert Path(__file__).name in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize("route", ["/v1/documents", "/v1/check"])
@pytest.mark.parametrize(
    ("name", "data", "status", "code"),
    [
        ("空.txt", b"", 422, "empty_file"),
        ("白.txt", b" \n\t ", 422, "empty_file"),
        ("假.docx", b"\x00\x01\x02binary", 422, "corrupt_file"),
        ("图.xyz", b"\x89PNG\r\n\x1a\n\x00\x00", 415, "unknown_format"),
        ("零.txt", "总结\0总结".encode(), 415, "unknown_format"),
    ],
)
def test_unreadable_files(client: FlaskClient, route: str, name: str, data: bytes, status: int, code: str) -> None:
    error_of(client.post(route, data={"files": (io.BytesIO(data), name)}), status, code)


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        (lambda: {}, "files"),
        (lambda: {"collection": "甲"}, "files"),
        (lambda: {"files": (io.BytesIO(b"x"), "a.txt"), "surprise": SECRET}, "surprise"),
        (lambda: {"files": (io.BytesIO(b"x"), "a.txt"), "other": (io.BytesIO(b"x"), "b.txt")}, "other"),
    ],
)
@pytest.mark.parametrize("route", ["/v1/documents", "/v1/check"])
def test_bad_forms(client: FlaskClient, route: str, form: Callable[[], Any], wrong: str) -> None:
    sent = form()
    response = client.post(
        route, data=sent or b"--b--\r\n", content_type=f"multipart/form-data{'' if sent else '; boundary=b'}"
    )
    error = error_of(response, 422, "invalid_request")
    assert wrong in error["fields"]


def test_nothing_is_asked_of_an_engine_that_is_not_ready(app: APIFlask, engine: Any) -> None:
    client = app.test_client()
    assert client.get("/health/ready").status_code == 200
    engine.ready = False
    error_of(client.get("/health/ready"), 503, "not_ready")
    error_of(client.post("/v1/search", json={"query": "督查"}), 503, "not_ready")
    error_of(client.get("/v1/info"), 503, "not_ready")
    assert client.get("/health/live").status_code == 200
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("number", [str(2**100), "9" * 5000], ids=["2**100", "5000 digits"])
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_a_number_beyond_all_ids_is_an_unknown_id_to_every_method(
    client: FlaskClient, method: str, number: str
) -> None:
    answer = client.open(f"/v1/documents/{number}", method=method, json=None if method == "GET" else {})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (404, "not_found")
