"""The vector stores that the contract holds for. The real Milvus is asked where ``make test-milvus`` started one."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.meaning import Meaning
from index.milvus.address import Address
from index.milvus.server import Server
from index.milvus.store import MilvusStore
from tests.index.vectorstore.corpus import DIM, Corpus
from tests.index.vectorstore.lite import Lite
from tests.index.vectorstore.real import Real

# The python of an environment that has milvus==2.3.5.
REAL = os.environ.get("TEST_MILVUS", "")


@pytest.fixture(scope="session")
def lite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lite]:
    """A running milvus-lite."""
    server = Lite(tmp_path_factory.mktemp("lite"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Real]:
    """A running Milvus."""
    server = Real(REAL, tmp_path_factory.mktemp("real"))
    server.start()
    yield server
    server.kill()


def address(server: str) -> Address:
    """A name of its own on a server, so that tests do not see one another."""
    return Address.read(f"milvus://{server}/t{uuid.uuid4().hex[:12]}")


@pytest.fixture(params=["embedded", "lite", *([pytest.param("milvus", marks=pytest.mark.milvus)] if REAL else [])])
def corpus(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Corpus]:
    """A corpus with each of the vector stores in turn."""
    made = Corpus(tmp_path / "data")
    if request.param == "embedded":
        made.vectors = Meaning(DIM)
    else:
        where = f"127.0.0.1:{request.getfixturevalue('real' if request.param == 'milvus' else 'lite').port}"
        # Whatever is asked goes to Milvus, also of a small corpus.
        made.vectors = MilvusStore(made.store, made.model_id, at := address(where), server=Server(at), exact_below=0)
    made.vectors.load(made.store, made.model_id, tmp_path / "snapshot")
    yield made
    if isinstance(made.vectors, MilvusStore):
        made.vectors.spaces.drop()
    made.vectors.close()
    made.store.close()
