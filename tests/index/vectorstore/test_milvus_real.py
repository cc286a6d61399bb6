"""Durability of the real server: killed while it is written to (make test-milvus)."""

import threading
from pathlib import Path

import pytest

from corpus.store import Filters
from index.errors import StoreAwayError
from index.milvus.server import Server
from index.milvus.store import MilvusStore
from tests.index.vectorstore.conftest import REAL, address
from tests.index.vectorstore.corpus import Corpus
from tests.index.vectorstore.real import Real

pytestmark = [pytest.mark.milvus, pytest.mark.skipif(not REAL, reason="needs TEST_MILVUS: make test-milvus")]


def test_what_was_acknowledged_outlives_a_kill_in_the_middle_of_writing(tmp_path: Path, real: Real) -> None:
    corpus = Corpus(tmp_path / "data")
    at = address(f"127.0.0.1:{real.port}")
    server = Server(at, read_patience_s=120.0, write_patience_s=2.0)
    corpus.vectors = MilvusStore(corpus.store, corpus.model_id, at, server=server, exact_below=0)
    corpus.vectors.load(corpus.store, corpus.model_id, tmp_path / "snapshot")
    killer = threading.Timer(5.0, real.kill)
    killer.start()
    acknowledged, refused = 0, 0
    while not refused:
        try:
            corpus.put(f"{acknowledged}.txt", range(20 * acknowledged, 20 * acknowledged + 20))
            acknowledged += 1
        except StoreAwayError:
            refused += 1
    killer.join()
    assert acknowledged > 0
    assert corpus.store.counts()["documents"] == acknowledged
    real.start()
    for number in range(20 * acknowledged):
        ids, _ = corpus.nearest(number, 1, Filters())
        assert ids.tolist() == [corpus.id_of(number)]
    server.write_patience_s = 120.0
    corpus.put("after.txt", range(10**6, 10**6 + 20))
    assert corpus.vectors.filler.verify().is_whole
    print(f"\n{acknowledged} documents acknowledged before the kill, {20 * acknowledged} texts found after it")
    corpus.vectors.spaces.drop()
    corpus.vectors.close()
    corpus.store.close()
