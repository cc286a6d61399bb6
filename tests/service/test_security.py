"""What browsers on the same machine must not be talked into."""

import pytest
from flask.testing import FlaskClient

from index.engine import Engine
from service.app import application
from service.settings import Settings


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8808", "127.0.0.1:9", "[::1]:8808", "wenheng.lan", "xn--7dvt98e.xn--v6q792i"]
)
def test_own_names_are_answered(settings: Settings, engine: Engine, host: str) -> None:
    with application(settings.model_copy(update={"hosts": ("Wenheng.LAN", "文衡.内网")}), engine) as app:
        assert app.test_client().get("/v1/info", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "", "10.0.0.1"])
def test_other_names_are_not(client: FlaskClient, host: str) -> None:
    assert client.get("/v1/info", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://localhost:1", "https://localhost.evil.example"]
)
def test_pages_of_other_sites_may_not_write(client: FlaskClient, origin: str) -> None:
    for method, path in (("POST", "/v1/documents"), ("DELETE", "/v1/documents/1"), ("POST", "/v1/search")):
        response = client.open(path, method=method, headers={"Origin": origin})
        assert response.status_code == 403
        assert response.get_json()["error"]["code"] == "cross_origin"


def test_own_pages_and_programs_may(client: FlaskClient) -> None:
    body = {"text": "总结"}
    assert client.post("/v1/documents", json=body, headers={"Origin": "http://localhost"}).status_code == 200
    assert client.post("/v1/documents", json=body).status_code == 200


@pytest.mark.parametrize("path", ["/", "/docs", "/v1/info", "/nowhere", "/static/css/base.css", "/openapi.json"])
def test_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as response:
        headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers
    assert (headers.get("Cache-Control") == "no-store") == (path != "/static/css/base.css")


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/", "/static/js"]
)
def test_only_static_files_are_served(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
