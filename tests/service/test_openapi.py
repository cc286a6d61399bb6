"""The description of the interface: frozen, complete, with examples that are true, and readable offline."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from flask.testing import FlaskClient

from service.errors import _HTTP, STATUS_AND_CODE
from service.frozen import FROZEN, frozen

API = Path(__file__).parents[2] / "docs" / "api.md"
SPEC: dict[str, Any] = json.loads(frozen())
OPERATIONS: list[tuple[str, str, dict[str, Any]]] = [
    (method, path, operation) for path, methods in SPEC["paths"].items() for method, operation in methods.items()
]


def test_the_frozen_copy_is_what_the_code_says() -> None:
    assert FROZEN.read_text("utf-8") == frozen(), "renew it with: python -m service.frozen"


def test_it_is_served_and_does_not_depend_on_who_asks(client: FlaskClient) -> None:
    served = client.get("/openapi.json").get_json()
    assert served["paths"].keys() == SPEC["paths"].keys()
    assert served["servers"] == [{"url": "/"}]


def test_every_reference_leads_somewhere() -> None:
    names = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(SPEC)))
    assert names == {name for name in SPEC["components"]["schemas"] if name in names}
    assert not [name for name in SPEC["components"]["schemas"] if "." in name]


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_operation_is_described_with_examples_that_hold(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    assert operation["summary"]
    contents = [answer["content"] for status, answer in operation["responses"].items() if status < "300"]
    contents += [operation["requestBody"]["content"]] if "requestBody" in operation else []
    assert method in {"get", "delete"} or path.endswith("/cancel") or len(contents) > 1
    for content in contents:
        if all(each.get("schema") == {"type": "string", "format": "binary"} for each in content.values()):
            continue  # a file
        said = content["application/json"]
        schema = {**said.get("schema", {}), "components": SPEC["components"]}
        jsonschema_rs.validator_for(schema).validate(said["example"])
    for status in ("400", "500", "503"):
        assert operation["responses"][status]["content"]["application/json"]["schema"]["$ref"].endswith("ErrorAnswer")


def test_examples_are_in_chinese() -> None:
    asked = [
        operation["requestBody"]["content"]["application/json"]["example"]
        for *_, operation in OPERATIONS
        if "requestBody" in operation
    ]
    assert (
        sum(bool(re.search("[一-鿿]", json.dumps(each, ensure_ascii=False))) for each in asked) >= len(asked) - 4
    )  # kinds, names of options, ids


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_route_is_in_the_documentation(method: str, path: str, operation: dict[str, Any]) -> None:
    assert f"`{method.upper()} {path}`" in API.read_text("utf-8")


def test_the_documentation_names_no_other_route() -> None:
    named = set(re.findall(r"`(GET|POST|PATCH|DELETE) (/[^`]*)`", API.read_text("utf-8")))
    assert named == {(method.upper(), path) for method, path, _ in OPERATIONS}


def test_every_error_code_is_in_the_documentation() -> None:
    codes = {code for _, code in STATUS_AND_CODE.values()} | {code for code, _ in _HTTP.values()}
    assert not {code for code in codes if f"`{code}`" not in API.read_text("utf-8")}


def _links(page: str) -> Iterator[str]:
    yield from re.findall(r'(?:src|href)="([^"]+)"', page)


@pytest.mark.parametrize(
    "path", ["/docs", "/", "/phrases", "/check", "/library", "/library/statistics", "/documents/1"]
)
def test_pages_ask_nothing_of_other_servers_and_have_no_inline_code(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    for link in _links(page):
        assert not re.match("(https?:)?//", link)
        if link.startswith("/static/"):
            with client.get(link) as response:
                assert response.status_code == 200, link
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    assert re.findall(r"<script(?![^>]*(?:src=|application/json))", page) == []
