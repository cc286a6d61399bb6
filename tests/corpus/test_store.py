import hashlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import NewerSchemaError, StoreBusyError, StoreError, StoreReadOnlyError
from corpus.store import SCHEMA_VERSION, Filters, NewDocument, NewPassage, NewSentence, Place, Store, lookup, weighing
from corpus.store.database import DATABASE
from corpus.types import Facts

COLLECTION = "default"


def key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:16]


def document(text: str, **facts: object) -> NewDocument:
    """A document of one paragraph whose sentences end in 。"""
    ends = [index + 1 for index, character in enumerate(text) if character == "。"]
    sentences = [(start, end) for start, end in zip([0, *ends], ends, strict=False)]
    return NewDocument(
        text=text,
        text_hash=hashlib.sha256(text.encode()).digest(),
        facts=Facts(**{"title": text[:4], "language": "zh-Hans", **facts}),  # type: ignore[arg-type]
        script="zh",
        place=Place(0, len(text)),
        metadata={"来源": "测试"},
        passages=(NewPassage("paragraph", 0, len(text), (0, len(text)), ("一、总体情况",), key(text), " ".join(text)),),
        sentences=tuple(NewSentence(start, end, 0, key(text[start:end])) for start, end in sentences),
        fingerprints=b"",
    )


def vectors(*documents: NewDocument) -> dict[bytes, bytes]:
    return {part.key: part.key for each in documents for part in (*each.passages, *each.sentences)}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "data")
    opened.vectors.add_model("test", "f1", 4)
    yield opened
    opened.close()


def put(store: Store, source: str, *documents: NewDocument, collection: str = COLLECTION) -> list[tuple[int, str]]:
    change = store.put_source(collection, source, documents, vectors=vectors(*documents), model_id=1)
    return list(change.documents)


FIRST = document("我们抓督查。我们抓落实。", year=2018, organ="县政府办")
SECOND = document("会务工作有序。我们抓落实。", year=2019, organ="区政协办")


def test_the_same_text_is_the_same_document_wherever_it_lies(store: Store) -> None:
    assert put(store, "a.txt", FIRST) == [(1, "added")]
    assert put(store, "a.txt", FIRST) == [(1, "unchanged")]
    assert put(store, "b.txt", FIRST) == [(1, "unchanged")]
    assert put(store, "b.txt") == []
    assert store.documents()[1] == 1  # a.txt still holds it
    assert put(store, "a.txt") == []
    assert store.counts() == {"documents": 0, "passages": 0, "sentences": 0, "vectors": 0}


def test_a_changed_file_replaces_its_former_version_and_keeps_corrections(store: Store) -> None:
    put(store, "a.txt", FIRST)
    store.correct(1, {"organ": "县委办"}, tags=["样例"])
    assert put(store, "a.txt", SECOND) == [(1, "replaced")]
    info = store.document_infos([1])[1]
    assert (info.organ, info.year, info.corrected, info.tags) == ("县委办", 2019, ("organ",), ("样例",))
    assert store.document_text(1) == SECOND.text
    assert [passage.text for passage in store.passages(1)] == [SECOND.text]


def test_embedded_texts_are_shared_and_go_with_their_last_user(store: Store) -> None:
    put(store, "a.txt", FIRST)
    change = store.put_source(COLLECTION, "b.txt", [SECOND], vectors=vectors(SECOND), model_id=1)
    assert key("我们抓落实。") not in change.new_texts
    assert store.counts()["vectors"] == 5  # two passages, three distinct sentences
    deleted, change = store.delete([2, 77])
    assert (deleted, len(change.gone_texts), len(change.left_texts)) == (1, 2, 1)
    assert store.counts()["vectors"] == 3


def test_a_failing_write_leaves_nothing_behind(store: Store) -> None:
    before = store.version
    with pytest.raises(KeyError):
        store.put_source(COLLECTION, "a.txt", [FIRST], vectors={}, model_id=1)
    assert store.version == before
    assert store.counts()["documents"] == 0


def test_every_write_raises_the_version_by_one(store: Store) -> None:
    before = store.version
    put(store, "a.txt", FIRST)
    store.correct(1, {"year": 2020})
    store.delete([1])
    assert store.version == before + 3


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), {1, 2}),
        (Filters(years=(2018,)), {1}),
        (Filters(organs=("县政府办", "区政协办")), {1, 2}),
        (Filters(titles=("会务",)), {2}),
        (Filters(sources=("b.txt",)), {2}),
        (Filters(exclude_document_ids=(1,)), {2}),
        (Filters(exclude_collections=("别集",)), {1, 2}),
        (Filters(exclude_collections=(COLLECTION, "别集")), set()),
        (Filters(tags=("样例",)), {1}),
        (Filters(metadata={"来源": "测试"}), {1, 2}),
        (Filters(metadata={"来源": "别处"}), set()),
        (Filters(years=(2018,), organs=("区政协办",)), set()),
    ],
)
def test_filters(store: Store, filters: Filters, found: set[int]) -> None:
    put(store, "a.txt", FIRST)
    put(store, "b.txt", SECOND)
    store.correct(1, {}, tags=["样例"])
    documents, total = store.documents(filters)
    assert ({document.id for document in documents}, total) == (found, len(found))


def test_lookups_go_from_texts_to_passages_and_back(store: Store) -> None:
    put(store, "a.txt", FIRST)
    put(store, "b.txt", SECOND)
    with store.reading() as connection:
        shared = connection.execute("SELECT id FROM texts WHERE hash = ?", (key("我们抓落实。"),)).fetchone()[0]
        found = weighing.places_with_texts(connection, [shared], Filters())
        assert sorted((place.passage_id, place.document_id, text) for place, text in found) == [
            (1, 1, shared),
            (2, 2, shared),
        ]
        [(place, _)] = weighing.places_with_texts(connection, [shared], Filters(years=(2019,)))
        assert place.passage_id == 2
        units = lookup.units(connection, [1])
        assert [(unit.start, unit.end, unit.is_sentence) for unit in units] == [
            (0, 12, False),
            (0, 6, True),
            (6, 12, True),
        ]
        assert len(lookup.texts_within(connection, Filters(years=(2018,)))) == 3


def test_readers_see_one_state_while_a_write_is_going_on(store: Store) -> None:
    put(store, "a.txt", FIRST)
    with store.reading() as connection:
        connection.execute("SELECT count(*) FROM documents").fetchone()
        thread = threading.Thread(target=put, args=(store, "b.txt", SECOND))
        thread.start()
        thread.join(10)
        assert connection.execute("SELECT count(*) FROM documents").fetchone()[0] == 1
    assert store.counts()["documents"] == 2


def test_a_second_writer_is_refused_and_a_reader_is_not(store: Store) -> None:
    with pytest.raises(StoreBusyError):
        Store(store.folder)
    reader = Store(store.folder, read_only=True)
    assert reader.counts()["documents"] == 0
    with pytest.raises(StoreReadOnlyError):
        reader.delete([1])
    reader.close()


def test_a_newer_folder_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    Store(tmp_path).close()
    with sqlite3.connect(tmp_path / DATABASE) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(NewerSchemaError, match="newer"):
        Store(tmp_path)
    with sqlite3.connect(tmp_path / DATABASE) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION + 1
    connection.close()


def test_a_folder_that_cannot_be_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises((StoreError, OSError)):
        Store(tmp_path / "file" / "data")


def test_a_damaged_database_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"this is no database" * 1000)
    with pytest.raises(StoreError, match="damaged"):
        Store(tmp_path)
