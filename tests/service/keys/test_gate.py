"""Who is let in: keys, their scopes, expiry and revocation; the page's sessions; the audit log."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from index.engine import Engine
from service.app import application
from service.audit import FILE as AUDIT
from service.errors import ExposedError, KeyFileError, NoSuchKeyError
from service.exposure import refuse_open_doors
from service.keys import KeyFile
from service.keys.file import FILE, SCOPES, Scope
from service.keys.gate import _NEEDED, CSRF_HEADER, SESSION_COOKIE
from service.keys.veil import SIZE, Veil
from service.settings import Settings
from service.state import gate_of
from tests.service.conftest import SUPERVISION
from tests.service.keys.conftest import Asker, MakeAsker

DRAFT_SECRET = "玄圃密件不得外传"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def error_code(answer: Any) -> str:
    return str(answer.get_json()["error"]["code"])


# --- without keys


def test_one_person_on_one_machine_needs_no_key(filled: FlaskClient, settings: Settings) -> None:
    assert filled.get("/").status_code == 200
    assert filled.post("/v1/documents", json={"text": "总结"}).status_code == 200
    assert not (settings.data / FILE).exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.9", "wenheng.lan"])
def test_beyond_this_machine_there_must_be_a_key(settings: Settings, keys: KeyFile, host: str) -> None:
    exposed = settings.model_copy(update={"host": host})
    with pytest.raises(ExposedError, match="--without-keys"):
        refuse_open_doors(exposed)
    refuse_open_doors(exposed.model_copy(update={"without_keys": True}))
    key, _ = keys.create("李工", ("search",))
    refuse_open_doors(exposed)
    keys.revoke(key.id)
    with pytest.raises(ExposedError):
        refuse_open_doors(exposed)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_this_machine_needs_none(settings: Settings, host: str) -> None:
    refuse_open_doors(settings.model_copy(update={"host": host}))


# --- keys


def test_from_the_first_key_on_nothing_is_answered_without_one(app: APIFlask, keys: KeyFile) -> None:
    client = app.test_client()
    assert client.get("/v1/info").status_code == 200
    _, token = keys.create("李工", ("search",))
    for path in ("/v1/info", "/v1/documents", "/v1/jobs", "/v1/checks", "/openapi.json", "/nowhere"):
        refused = client.get(path)
        assert refused.status_code == 401
        assert refused.headers["WWW-Authenticate"].startswith("Bearer")
        assert error_code(refused) == "key_required"
    assert client.get("/v1/info", headers=bearer(token)).status_code == 200
    assert client.get("/health/live").status_code == client.get("/health/ready").status_code == 200
    assert client.get("/login").status_code == 200


SPOILED = (
    str.upper,
    lambda token: token[:-1],
    lambda token: token + "a",
    lambda token: token.replace("wenheng", "x"),
    lambda token: token.rpartition("-")[0] + "-",
    lambda _: "wenheng--",
    lambda _: "密",
    lambda _: "",
)


@pytest.mark.parametrize("spoil", SPOILED)
def test_what_is_not_quite_a_key_is_none(app: APIFlask, keys: KeyFile, spoil: Any) -> None:
    _, token = keys.create("李工", ("admin",))
    sent = spoil(token).encode().decode("latin-1")
    assert error_code(app.test_client().get("/v1/info", headers=bearer(sent))) == "key_refused"


def test_expired_and_revoked_keys_open_nothing(app: APIFlask, keys: KeyFile) -> None:
    client = app.test_client()
    past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat(timespec="seconds")
    _, expired = keys.create("李工", ("admin",), expires_at=past)
    key, token = keys.create("李工", ("admin",), expires_at="2999-01-01T00:00:00+00:00")
    assert error_code(client.get("/v1/info", headers=bearer(expired))) == "key_refused"
    assert client.get("/v1/info", headers=bearer(token)).status_code == 200
    KeyFile(keys.path.parent).revoke(key.id)  # by a command, in another process
    assert error_code(client.get("/v1/info", headers=bearer(token))) == "key_refused"
    with pytest.raises(NoSuchKeyError):
        keys.revoke("00000000")


def test_only_the_hash_is_kept_and_only_its_owner_may_read_it(keys: KeyFile) -> None:
    _, token = keys.create("李工", ("search",))
    assert token.rpartition("-")[2] not in keys.path.read_text("utf-8")
    assert len(token.split("-", 2)[2]) >= 43  # 256 bits
    assert keys.path.stat().st_mode & 0o077 == 0


def test_a_damaged_key_file_lets_nobody_in(app: APIFlask, keys: KeyFile) -> None:
    _, token = keys.create("李工", ("admin",))
    keys.path.write_text("{", "utf-8")
    answer = app.test_client().get("/v1/info", headers=bearer(token))
    assert (answer.status_code, error_code(answer)) == (503, "keys_unreadable")
    with pytest.raises(KeyFileError):
        keys.create("王工", ("admin",))


ALLOWED: dict[Scope, list[tuple[str, str, Any]]] = {
    "search": [("POST", "/v1/search", {"query": "督查"}), ("POST", "/v1/phrases/search", {}),
               ("POST", "/v1/embeddings", {"input": "督查", "model": "m"})],
    "check": [("POST", "/v1/check", {"text": "督查。"}), ("GET", "/v1/checks", None), ("POST", "/v1/twins", {})],
    "write": [("POST", "/v1/documents", {"text": "总结"}), ("DELETE", "/v1/documents/1", None),
              ("PATCH", "/v1/documents/2", {"organ": "市政府办"})],
    "admin": [("POST", "/v1/jobs", {"kind": "rebuild"})],
}  # fmt: skip


@pytest.mark.parametrize("scope", SCOPES)
def test_a_scope_opens_its_routes_and_no_others(filled: FlaskClient, asker: MakeAsker, scope: Scope) -> None:
    who = asker(name="某", scopes=(scope,))
    for other, requests in ALLOWED.items():
        for method, path, body in requests:
            answer = who.client.open(path, method=method, json=body, headers=who.headers)
            assert (answer.status_code == 403) == (scope not in {other, "admin"}), (scope, path, answer.text)
    assert who.get("/v1/info").status_code == 200


def test_every_blueprint_has_its_scopes(app: APIFlask) -> None:
    assert set(app.blueprints) - {"session"} <= _NEEDED.keys(), "say in service/keys/gate.py who may ask it"


def test_commands_on_this_machine_go_on(app: APIFlask, keys: KeyFile) -> None:
    keys.create("李工", ("search",))
    token = gate_of(app).local_token
    assert app.test_client().post("/v1/documents", json={"text": "总结"}, headers=bearer(token)).status_code == 200


# --- the page


def log_in(client: FlaskClient, token: str, **more: str) -> Any:
    return client.post("/login", data={"key": token, **more})


def test_the_page_asks_for_a_key_and_then_works(filled: FlaskClient, keys: KeyFile) -> None:
    _, token = keys.create("李工", ("search", "write"))
    asked = filled.get("/documents/1?lang=en")
    assert (asked.status_code, asked.headers["Location"]) == (303, "/login?next=/documents/1?lang%3Den")
    entered = log_in(filled, token, next="/documents/1?lang=en")
    assert (entered.status_code, entered.headers["Location"]) == (303, "/documents/1?lang=en")
    cookies = {each.partition("=")[0]: each for each in entered.headers.getlist("Set-Cookie")}
    assert "HttpOnly" in cookies[SESSION_COOKIE]
    assert all("SameSite=Strict" in each and "Max-Age=43200" in each for each in cookies.values())
    assert token not in str(entered.headers)
    assert filled.get("/documents/1?lang=en").status_code == 200
    assert filled.get("/v1/documents").status_code == 200


def test_a_sessions_write_needs_its_token(filled: FlaskClient, keys: KeyFile) -> None:
    log_in(filled, keys.create("李工", ("search", "write"))[1])
    csrf = filled.get_cookie("wenheng_csrf")
    assert csrf is not None
    assert error_code(filled.delete("/v1/documents/1")) == "csrf"
    assert error_code(filled.delete("/v1/documents/1", headers={CSRF_HEADER: "x"})) == "csrf"
    assert filled.delete("/v1/documents/1", headers={CSRF_HEADER: csrf.value}).status_code == 200
    assert filled.post("/logout").status_code == 403
    assert filled.post("/logout", data={"csrf": csrf.value}).status_code == 303
    assert filled.get("/v1/documents").status_code == 401


def test_a_session_ends_with_its_time_and_with_its_key(
    filled: FlaskClient, keys: KeyFile, app: APIFlask, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, token = keys.create("李工", ("search",))
    log_in(filled, token)
    assert filled.get("/v1/info").status_code == 200
    keys.revoke(key.id)
    assert filled.get("/v1/info").status_code == 401
    assert filled.get("/").status_code == 303
    monkeypatch.setattr(gate_of(app).sessions, "lasting_s", -1.0)
    log_in(filled, keys.create("李工", ("search",))[1])
    assert filled.get("/v1/info").status_code == 401


def test_a_wrong_key_opens_no_session(filled: FlaskClient, keys: KeyFile) -> None:
    keys.create("李工", ("search",))
    refused = log_in(filled, "wenheng-1-2")
    assert refused.status_code == 401
    assert "Set-Cookie" not in refused.headers
    assert "wenheng-1-2" not in refused.text


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "", "x"]
)
def test_a_log_in_leads_nowhere_else(filled: FlaskClient, keys: KeyFile, address: str) -> None:
    assert log_in(filled, keys.create("李工", ("search",))[1], next=address).headers["Location"] == "/"


def test_https_only_cookies_where_people_come_by_https(settings: Settings, engine: Engine, keys: KeyFile) -> None:
    with application(settings.model_copy(update={"https": True}), engine) as app:
        entered = log_in(app.test_client(), keys.create("李工", ("search",))[1])
    assert all("Secure" in each for each in entered.headers.getlist("Set-Cookie"))
    assert entered.headers["Strict-Transport-Security"]


def test_the_form_has_no_inline_code(filled: FlaskClient, keys: KeyFile) -> None:
    keys.create("李工", ("search",))
    page = filled.get('/login?lang=en&next=/"><script>').text
    assert "<script" not in page
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)


# --- what is written down


def lines(settings: Settings) -> list[Any]:
    return [json.loads(line) for line in (settings.data / AUDIT).read_text("utf-8").splitlines()]


def test_the_audit_log_says_who_did_what_and_no_text(filled: FlaskClient, settings: Settings, keys: KeyFile) -> None:
    filled.post("/v1/search", json={"query": DRAFT_SECRET})
    assert not (settings.data / AUDIT).exists()
    filled.post("/v1/documents", json={"text": DRAFT_SECRET, "title": DRAFT_SECRET})
    key, token = keys.create("李工", ("search", "check"))
    filled.post("/v1/check", json={"text": DRAFT_SECRET}, headers=bearer(token))
    filled.get(f"/v1/checks/{DRAFT_SECRET}?x={DRAFT_SECRET}", headers=bearer(token))
    filled.get("/v1/documents/1", headers=bearer(token))
    filled.get(f"/{DRAFT_SECRET}")
    log_in(filled, token)
    written = lines(settings)
    assert [(each["who"], each["did"], each["status"]) for each in written] == [
        ("", "POST /v1/documents", 200),
        ("李工", "POST /v1/check", 200),
        ("李工", "GET /v1/checks/<string:check_id>", 422),
        ("李工", "GET /v1/documents/<int:document_id>", 200),
        (None, "GET", 401),
        ("李工", "POST /login", 303),
    ]
    assert written[1]["key"] == key.id
    assert written[3]["ids"] == {"document_id": "1"}
    kept = (settings.data / AUDIT).read_bytes()
    assert DRAFT_SECRET.encode() not in kept
    assert b"\\u" not in kept
    assert token.rpartition("-")[2].encode() not in kept


def test_the_audit_log_can_be_switched_off(settings: Settings, engine: Engine) -> None:
    with application(settings.model_copy(update={"audit": False}), engine) as app:
        app.test_client().post("/v1/documents", json={"text": "总结"})
    assert not (settings.data / AUDIT).exists()


def test_the_audit_log_is_bounded(filled: FlaskClient, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.audit._FILE_BYTES", 300)
    for number in range(40):
        filled.delete(f"/v1/documents/{number + 10}")
    kept = sorted(each.name for each in settings.data.glob(f"{AUDIT}*"))
    assert kept == [AUDIT, *(f"{AUDIT}.{number}" for number in range(1, 6))]


def test_logs_hold_no_draft_and_no_key(
    filled: FlaskClient,
    asker: MakeAsker,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    engine: Engine,
) -> None:
    who: Asker = asker(scopes=SCOPES)
    caplog.set_level(logging.DEBUG)
    for body in ({"text": DRAFT_SECRET}, {"text": DRAFT_SECRET, "nearest": "x"}, {DRAFT_SECRET: 1}):
        who.post("/v1/check", body)
    who.post("/v1/documents", {"text": f"{SUPERVISION}{DRAFT_SECRET}"})
    who.get(f"/v1/checks/{DRAFT_SECRET}")

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(DRAFT_SECRET)

    monkeypatch.setattr(engine, "search", fail)
    assert who.post("/v1/search", {"query": DRAFT_SECRET}).status_code == 500
    assert "unexpected RuntimeError" in caplog.text
    assert DRAFT_SECRET not in caplog.text
    assert who.headers["Authorization"].rpartition("-")[2] not in caplog.text


# --- ids


def test_a_veil_is_a_permutation_that_differs_by_collections() -> None:
    veil, other = Veil(b"s" * 32, ["甲"]), Veil(b"s" * 32, ["乙"])
    numbers = [*range(2000), SIZE - 1, SIZE // 2]
    shown = [veil.hide(each) for each in numbers]
    assert [veil.reveal(each) for each in shown[1:]] == numbers[1:]
    assert len(set(shown)) == len(numbers)
    assert veil.hide(0) == 0
    assert all(0 < each < SIZE for each in shown[1:])
    assert shown[1:] != [other.hide(each) for each in numbers][1:]
    assert veil.reveal(0) == veil.reveal(-1) == veil.reveal(SIZE) == veil.reveal(2**63 - 1) == SIZE
    with pytest.raises(ValueError, match="large"):
        veil.hide(SIZE)
