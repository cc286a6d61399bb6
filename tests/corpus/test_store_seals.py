"""Every row is sealed by whoever writes it, and a changed byte is found by name."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.store import KeptCheck, Store, seals
from corpus.store.database import DATABASE
from tests.corpus.test_store import FIRST, SECOND, document, put

# Shadow tables of FTS5 other than its content are checked by FTS5 itself; sqlite_… are SQLite's own.
NOT_SEALED = {"seals", "words", "words_vocabulary", "words_data", "words_idx", "words_docsize", "words_config"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "data")
    opened.vectors.add_model("test", "f1", 4)
    yield opened
    opened.close()


def kept(name: str) -> KeptCheck:
    return KeptCheck(name, "2026-01-01T00:00:00+00:00", "稿", 3, "一二三", b"h", "[]", "{}", "{}", "{}", None)


def broken(store: Store) -> dict[str, list[int]]:
    with store.reading() as connection:
        found = {kind.name: list(seals.broken(connection, kind)) for kind in seals.KINDS}
    return {name: owners for name, owners in found.items() if owners}


def test_every_column_of_every_table_is_sealed(store: Store) -> None:
    connection = store.database.connection()
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        if table in NOT_SEALED or table.startswith("sqlite_"):
            continue
        columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        sealed = {column for kind in seals.KINDS if kind.table == table for column in kind.columns}
        assert sealed == columns, table


def test_all_writes_keep_the_seals(store: Store) -> None:
    third = document("我们抓督查。另起一行写。", year=2020, organ="市委办")
    put(store, "a.txt", FIRST, SECOND)
    put(store, "b.txt", FIRST)
    store.correct(1, {"organ": "县委办"}, tags=["样例", "样例", "二"], metadata={"一": "二"})
    put(store, "a.txt", third, SECOND)
    put(store, "c.txt", third)
    store.checks.put(kept("甲"))
    store.checks.put(kept("甲"))
    store.checks.put(kept("乙"))
    store.checks.delete("乙")
    model = store.vectors.add_model("other", "f2", 4)
    store.vectors.add(model, [(each, b"1234") for each in store.vectors.without(model)])
    store.vectors.keep_only_model(model)
    assert broken(store) == {}
    store.delete([2])
    assert broken(store) == {}
    put(store, "a.txt")
    put(store, "b.txt")
    put(store, "c.txt")
    assert broken(store) == {}
    left = {row[0] for row in store.database.connection().execute("SELECT kind FROM seals")}
    assert left == {"models", "checks", "settings"}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE documents SET text = '我们抓督察。我们抓落实。' WHERE id = 1", {"text": [1]}),
        ("UPDATE documents SET year = 2016 WHERE id = 1", {"facts": [1]}),
        ("UPDATE passages SET start = 2 WHERE document_id = 2", {"passages": [2]}),
        ("UPDATE sentences SET end = 5 WHERE document_id = 1 AND start = 0", {"sentences": [1]}),
        ("UPDATE vectors SET vector = zeroblob(16) WHERE text_id = 3", {"vectors": [3]}),
        ("UPDATE texts SET hash = zeroblob(16) WHERE id = 2", {"texts": [2]}),
        ("UPDATE words_content SET c0 = 'x' WHERE id = 2", {"words": [2]}),
        ("DELETE FROM sentences WHERE document_id = 2", {"sentences": [2]}),
        ("INSERT INTO tags VALUES (1, '甲')", {"tags": [1]}),
        ("UPDATE places SET document_id = 1 WHERE source = 'b.txt'", {"places": [1, 2]}),
    ],
)
def test_what_is_changed_behind_its_back_is_named(store: Store, change: str, found: dict[str, list[int]]) -> None:
    put(store, "a.txt", FIRST)
    put(store, "b.txt", SECOND)
    with sqlite3.connect(store.folder / DATABASE) as damage:
        for (trigger,) in damage.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            damage.execute(f"DROP TRIGGER {trigger}")  # a flipped bit asks no trigger
        damage.execute(change)
    damage.close()
    assert broken(store) == found
