"""A service over a real engine and a real store; the encoder is the small one of tests.fakes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from index.engine import Engine
from service.app import application
from service.documents import Incoming, ingest_file
from service.server import Server
from service.settings import Settings
from tests.fakes import PairEncoder

SUPERVISION = """2021年督查工作总结（白鹭市政府办）

一年来，督查室紧盯重点事项，跟踪问效。
一、主要工作
（一）批示件办理有回音。对领导批示件逐件建账，专人盯办，办结一件销号一件。
（二）暗访到点到户。随机抽取点位，直奔现场查看，发现问题当场交办。
二、存在不足
个别事项催办不够及时。
"""
LOGISTICS = """2022年后勤保障工作计划（白鹭市机关事务局）

一、食堂管理
推行按量取餐，厨余垃圾比上年减少两成。
二、车辆管理
公务用车统一编号入网，夜间入库率保持在百分之百。
"""
COPIED = "对领导批示件逐件建账，专人盯办，办结一件销号一件"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, port=0, max_upload_bytes=200_000, job_bytes=100_000, max_batch=4, max_k=50)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    with Engine.open(settings.data, PairEncoder()) as opened:
        yield opened


@pytest.fixture
def app(settings: Settings, engine: Engine) -> Iterator[APIFlask]:
    with application(settings, engine) as made:
        yield made


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def filled(client: FlaskClient, engine: Engine) -> FlaskClient:
    """A client of a service that holds two documents, with the ids 1 and 2."""
    for name, text in (("督查.txt", SUPERVISION), ("后勤.txt", LOGISTICS)):
        ingest_file(engine, Incoming(name, text.encode(), name))
    return client


@pytest.fixture
def live(filled: FlaskClient, app: APIFlask, settings: Settings) -> Iterator[str]:
    """The address of the same service, listening for real."""
    server = Server(app, settings)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server.url
    server.stop()
    thread.join(10)
    assert not thread.is_alive()
