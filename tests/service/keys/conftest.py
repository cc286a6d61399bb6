"""One corpus with two collections, 督查 and 财务, that say some of the same; and keys for either, and for all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from index.engine import Engine
from service.documents import Incoming, ingest_file
from service.keys import KeyFile
from service.keys.file import SCOPES, Scope
from service.settings import Settings
from tests.service.conftest import SUPERVISION

OURS, THEIRS = "督查", "财务"
# Said in both collections, and in many documents of theirs: there it would be a set phrase.
SHARED = "坚持把抓落实摆在突出位置，一件事接着一件事办，一年接着一年干"
SECRET = "玄圃预算科目调剂须经三人会签方可入账"


def their_text(number: int) -> str:
    return (
        f"{'甲乙丙丁戊己庚辛壬癸子丑'[number]}片{2000 + number}年预算执行情况说明\n\n"
        f"一、收支概况\n{SHARED}。{SECRET}，第{number}批。\n"
        f"二、下步打算\n对领导批示件逐件建账，专人盯办，办结一件销号一件。\n"
    )


def our_text() -> str:
    return SUPERVISION.replace("二、存在不足", f"{SHARED}。\n二、存在不足")


class Asker:
    """A client that shows a key."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.client.get(path, query_string=query, headers=self.headers)

    def post(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.client.post(path, json=body, headers=self.headers, **more)

    def delete(self, path: str) -> TestResponse:
        return self.client.delete(path, headers=self.headers)

    def patch(self, path: str, body: Any) -> TestResponse:
        return self.client.patch(path, json=body, headers=self.headers)


@pytest.fixture
def keys(settings: Settings) -> KeyFile:
    return KeyFile(settings.data)


MakeAsker = Callable[..., Asker]


@pytest.fixture
def asker(app: APIFlask, keys: KeyFile) -> MakeAsker:
    def make(*collections: str, name: str = "李工", scopes: tuple[Scope, ...] = SCOPES[:3]) -> Asker:
        return Asker(app.test_client(), keys.create(name, scopes, collections)[1])

    return make


def fill_theirs(engine: Engine, numbers: range = range(8)) -> None:
    for number in numbers:
        name = f"预算{number}.txt"
        ingest_file(engine, Incoming(name, their_text(number).encode(), name, THEIRS, ("机密",)))


@pytest.fixture
def both(engine: Engine) -> Engine:
    """Ours is document 4, between theirs."""
    fill_theirs(engine, range(3))
    ingest_file(engine, Incoming("督查.txt", our_text().encode(), "督查.txt", OURS))
    fill_theirs(engine, range(3, 8))
    return engine


@pytest.fixture
def ours(both: Engine, asker: MakeAsker) -> Asker:
    """Who knows of 督查 only."""
    return asker(OURS)


@pytest.fixture
def everything(both: Engine, asker: MakeAsker) -> Asker:
    return asker(name="管理员", scopes=("admin",))


@pytest.fixture
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder for the same collection where there is no other."""
    return tmp_path_factory.mktemp("alone")
