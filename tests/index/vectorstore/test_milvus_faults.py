"""What goes wrong with a distributed engine, caused for real on milvus-lite, and what a user sees of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.store import Filters, Store
from index.errors import StoreAwayError
from index.milvus import rows, seek
from index.milvus.server import Server
from index.milvus.store import MilvusStore
from tests.index.vectorstore.conftest import address
from tests.index.vectorstore.corpus import Corpus, vector
from tests.index.vectorstore.lite import Lite


class OnMilvus(Corpus):
    """A corpus on a milvus-lite of its own, which tests may kill."""

    vectors: MilvusStore

    def __init__(self, folder: Path, lite: Lite) -> None:
        super().__init__(folder)
        self._at = address(f"127.0.0.1:{lite.port}")
        self.lite = lite
        self.open()

    def open(self) -> None:
        """As a new process would find it."""
        server = Server(self._at, read_patience_s=1.0, write_patience_s=1.0)
        self.vectors = MilvusStore(self.store, self.model_id, self._at, server=server, exact_below=0)
        self.vectors.load(self.store, self.model_id, self.store.folder / "snapshot")

    def made(self, numbers: Iterable[int]) -> list[dict[str, Any]]:
        """The rows that Chinese texts should have."""
        texts = [self.id_of(each) for each in numbers]
        return self.vectors.filler.follower.rows(self.store.database.connection(), texts)["zh"]

    def rows_of(self, script: str = "zh") -> set[int]:
        """The texts that Milvus has rows of."""
        return {rows.text_of(each) for lot in self.vectors.spaces.keys(script) for each in lot}


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[OnMilvus]:
    server = Lite(tmp_path / "lite")
    server.start()
    made = OnMilvus(tmp_path / "data", server)
    yield made
    made.vectors.close()
    made.store.close()
    server.kill()


def test_a_row_that_the_database_does_not_know_is_never_believed(corpus: OnMilvus) -> None:
    """As a node returns that has not heard of a deletion yet."""
    corpus.put("a.txt", range(10))
    document = corpus.put("b.txt", range(10, 20))
    stale = corpus.made([12, 15])
    corpus.delete(document)
    corpus.vectors.spaces.put("zh", stale)
    assert len(corpus.rows_of()) == 12
    ids, _ = corpus.nearest(12, 5, Filters())
    assert ids.tolist() == corpus.expected(12, 5, range(10))
    assert corpus.vectors.counters["rejected"] == 2


def test_hits_outside_the_filters_are_never_believed(corpus: OnMilvus) -> None:
    """A row whose years are no longer true."""
    document = corpus.put("a.txt", range(10), year=2001)
    corpus.put("b.txt", range(10, 13), year=2002)
    corpus.store.correct(document, {"year": 2002})  # and Milvus was not told
    ids, _ = corpus.nearest(3, 20, Filters(years=(2001,)))
    assert not len(ids)


def test_too_few_hits_are_asked_for_again_and_counted(corpus: OnMilvus) -> None:
    """As a query node answers that came back and has not loaded its segments yet."""
    corpus.put("a.txt", range(40))
    lost = corpus.made(range(35))
    corpus.vectors.spaces.delete("zh", rows.texts_are(corpus.id_of(each) for each in range(35)))
    back = threading.Timer(1.0, lambda: corpus.vectors.spaces.put("zh", lost))
    back.start()
    ids, _ = corpus.nearest(2, 20, Filters())
    back.join()
    assert ids.tolist() == corpus.expected(2, 20, range(40))
    assert corpus.vectors.counters["too_few"] >= 2


def test_a_node_that_never_has_enough_is_an_error_not_a_short_answer(
    corpus: OnMilvus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seek, "PATIENCE_S", 0.5)
    corpus.put("a.txt", range(40))
    corpus.vectors.spaces.delete("zh", rows.texts_are([corpus.id_of(1)]))
    assert len(corpus.nearest(2, 39, Filters())[0]) == 39
    with pytest.raises(StoreAwayError, match="too few"):
        corpus.nearest(2, 40, Filters())


def test_while_it_is_away_what_needs_no_search_is_read(corpus: OnMilvus) -> None:
    corpus.put("a.txt", range(10))
    corpus.lite.kill()
    with pytest.raises(StoreAwayError, match="does not answer"):
        corpus.nearest(3, 5, Filters())
    assert dict(corpus.vectors.counts()) == {"zh": 10}
    assert np.linalg.norm(corpus.vectors.mean("zh")) > 0
    [got], _ = corpus.vectors.get([corpus.id_of(4)])
    np.testing.assert_array_equal(got, vector(4))
    corpus.open()  # and a process can start
    assert corpus.vectors.facts()["zh"].vectors == 10
    corpus.lite.start()
    assert corpus.nearest(3, 5, Filters())[0].tolist() == corpus.expected(3, 5, range(10))


def test_a_write_while_it_is_away_is_undone_as_a_whole(corpus: OnMilvus) -> None:
    corpus.put("a.txt", range(10))
    corpus.lite.kill()
    with pytest.raises(StoreAwayError):
        corpus.put("b.txt", range(10, 20))
    assert corpus.store.counts()["documents"] == 1
    assert corpus.store.vectors.counts(corpus.model_id) == {"zh": 10}
    corpus.lite.start()
    corpus.put("b.txt", range(10, 20))
    assert corpus.nearest(15, 20, Filters())[0].tolist() == corpus.expected(15, 20, range(20))
    assert len(corpus.rows_of()) == 20


def test_a_server_that_comes_back_within_the_patience_is_not_noticed(corpus: OnMilvus) -> None:
    corpus.put("a.txt", range(10))
    corpus.vectors.counters.clear()
    corpus.lite.kill()
    again = threading.Timer(0.3, corpus.lite.start)
    again.start()
    server = Server(corpus.vectors.spaces.server.address, read_patience_s=30.0)
    corpus.vectors.spaces.server = server
    ids, _ = corpus.nearest(3, 5, Filters())
    again.join()
    assert ids.tolist() == corpus.expected(3, 5, range(10))
    assert server.counters["retries"] > 0
    server.close()


def test_documents_can_be_deleted_while_it_is_away_and_are_gone_at_once(corpus: OnMilvus) -> None:
    corpus.put("a.txt", range(10))
    second = corpus.put("b.txt", range(10, 20))
    gone = {corpus.id_of(each) for each in range(10, 20)}
    corpus.lite.kill()
    corpus.delete(second)
    corpus.lite.start()
    assert not gone & set(corpus.nearest(12, 10, Filters())[0].tolist())
    assert gone <= corpus.rows_of()  # nobody told it
    corpus.open()  # another process, after a crash
    corpus.put("c.txt", [50])
    assert corpus.rows_of() == {corpus.id_of(each) for each in [*range(10), 50]}


def test_what_a_crash_left_staged_is_cleared_with_the_next_write(corpus: OnMilvus) -> None:
    corpus.put("a.txt", range(5))

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    staged = corpus.vectors.stage
    corpus.vectors.stage = lambda *arguments: (staged(*arguments), crash())  # type: ignore[assignment,method-assign,func-returns-value]
    with pytest.raises(KeyboardInterrupt):
        corpus.put("b.txt", range(5, 10))
    corpus.open()
    assert len(corpus.rows_of()) == 10
    assert len(corpus.nearest(7, 20, Filters())[0]) == 5
    corpus.put("c.txt", [50], script="en")
    assert len(corpus.rows_of()) == 5


def test_writing_the_same_rows_again_changes_nothing(corpus: OnMilvus) -> None:
    """So that a request whose answer was lost can be sent again."""
    corpus.put("a.txt", range(10))
    again = corpus.made(range(10))
    for _ in range(3):
        corpus.vectors.spaces.put("zh", again)
    assert corpus.vectors.spaces.count("zh") == 10


def test_a_folder_that_was_never_moved_says_so(corpus: OnMilvus) -> None:
    corpus.put("a.txt", range(10))
    corpus._at = address(f"127.0.0.1:{corpus.lite.port}")
    corpus.open()
    with pytest.raises(StoreAwayError, match="wenheng migrate"):
        corpus.nearest(3, 5, Filters())
    with pytest.raises(StoreAwayError, match="wenheng migrate"):
        corpus.put("b.txt", range(10, 20))
    corpus.vectors.rebuild(corpus.store, corpus.model_id)
    assert len(corpus.nearest(3, 5, Filters())[0]) == 5


def test_a_comparison_finds_what_is_missing_strange_or_different(corpus: OnMilvus) -> None:
    corpus.put("a.txt", range(30), collection="甲")
    corpus.put("b.txt", range(20, 40), collection="乙")
    whole = corpus.vectors.filler.verify()
    assert whole.is_whole
    assert whole.expected == whole.found == {"zh": 50}
    assert whole.compared == 50
    made = corpus.made([1, 2])
    damaged = made[0] | {"vec": vector(77)}
    corpus.vectors.spaces.put("zh", [damaged])
    corpus.vectors.spaces.delete("zh", rows.texts_are([corpus.id_of(2)]))
    strange = made[1] | {"id": rows.key(9, 999_999), "text": 999_999}
    corpus.vectors.spaces.put("zh", [strange])
    found = corpus.vectors.filler.verify()
    assert not found.is_whole
    assert {rows.text_of(each) for each in found.differing} == {corpus.id_of(1), corpus.id_of(2)}
    corpus.vectors.rebuild(corpus.store, corpus.model_id)
    assert corpus.vectors.filler.verify().is_whole


def test_a_write_is_seen_by_another_process_over_the_same_folder(corpus: OnMilvus) -> None:
    corpus.put("a.txt", range(10))
    with_reader = Store(corpus.store.folder, read_only=True)
    reader = MilvusStore(with_reader, corpus.model_id, corpus._at, exact_below=0)
    reader.load(with_reader, corpus.model_id, corpus.store.folder / "snapshot")
    document = corpus.put("b.txt", range(10, 20))
    [(ids, _)] = reader.nearest("zh", vector(15)[None], 1)
    assert ids.tolist() == [corpus.id_of(15)]
    corpus.delete(document)
    [(ids, _)] = reader.nearest("zh", vector(15)[None], 20)
    assert len(ids) == 10
    assert dict(reader.counts()) == {"zh": 10}
    reader.close()
    with_reader.close()


def test_a_search_waits_no_longer_than_the_patience(corpus: OnMilvus) -> None:
    corpus.put("a.txt", range(10))
    corpus.lite.kill()
    begun = time.monotonic()
    with pytest.raises(StoreAwayError):
        corpus.nearest(3, 5, Filters())
    assert time.monotonic() - begun < 30  # of 1 s; the machine may be busy
