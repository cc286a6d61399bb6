"""wenheng migrate: to a Milvus and back, with nothing lost and proof of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from corpus.compendium import split_documents
from corpus.read import read_bytes
from corpus.store import Store
from index.engine import Engine
from index.errors import StoreAwayError
from index.milvus.address import Address
from index.milvus.store import MilvusStore
from scripts.cli import main
from tests.fakes import PairEncoder
from tests.index.test_engine import LOGISTICS, SUPERVISION
from tests.index.vectorstore.lite import Lite

QUERIES = ("领导批示件限时办结", "食堂", "vehicles at night")


@pytest.fixture
def milvus(tmp_path: Path) -> Iterator[str]:
    server = Lite(tmp_path / "lite")
    server.start()
    yield f"milvus://127.0.0.1:{server.port}/office"
    server.kill()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder whose vectors are in memory, in two collections."""
    folder = tmp_path / "data"
    with Engine.open(folder, PairEncoder()) as engine:
        for name, text, collection in (("a", SUPERVISION, "甲"), ("b", LOGISTICS, "乙"), ("c", SUPERVISION, "乙")):
            source = read_bytes(text.encode(), f"{name}.txt")
            engine.put(f"{name}.txt", split_documents(source, f"{name}.txt"), collection=collection)
    return folder


def migrate(data: Path, *arguments: str, code: int = 0) -> Any:
    result = CliRunner().invoke(main, ["migrate", *arguments, "--json", "--data", str(data)], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def answers(data: Path, vectors: str) -> list[list[tuple[int, float]]]:
    with Engine.open(data, PairEncoder(), vectors=vectors) as engine:
        return [
            [(hit.passage.id, round(hit.score, 4)) for hit in answer.hits]
            for mode in ("meaning", "both")
            for answer in engine.search(QUERIES, k=30, mode=mode)  # type: ignore[arg-type]
        ]


def test_there_and_back(data: Path, milvus: str) -> None:
    before = answers(data, "faiss")
    there = migrate(data, milvus)
    assert there["whole"]
    assert there["found"] == there["expected"]
    assert sum(there["found"].values()) > there["texts"]  # a text in two collections stands in both
    assert there["compared"] == sum(there["found"].values())
    assert there["recall"] == 1
    assert answers(data, milvus) == before
    with pytest.raises(StoreAwayError, match="WENHENG_STORE"):
        Engine.open(data, PairEncoder())  # what it wrote, Milvus would not hear of
    assert migrate(data, milvus, "--only-look")["whole"]
    back = migrate(data, "faiss")
    assert back["whole"]
    assert back["recall"] == 1
    assert answers(data, "faiss") == before


def test_a_damaged_copy_is_told_and_mended(data: Path, milvus: str) -> None:
    migrate(data, milvus)
    store = Store(data)
    there = MilvusStore(store, 1, Address.read(milvus))
    there.spaces.delete("zh", "text in [1, 2]")
    there.close()
    store.close()
    damaged = migrate(data, milvus, "--only-look", code=1)
    assert not damaged["whole"]
    assert damaged["differing"] >= 2
    assert migrate(data, milvus)["whole"]


def test_what_cannot_be_moved_is_said_in_a_line(tmp_path: Path, data: Path) -> None:
    def said(*arguments: str) -> str:
        result = CliRunner().invoke(main, ["migrate", *arguments])
        assert result.exit_code
        return result.output.strip().splitlines()[-1]

    assert "no vectors" in said("faiss", "--data", str(tmp_path / "empty"))
    assert "milvus://host:port/name" in said("nowhere", "--data", str(data))
