"""Kept checks, the way from schema 1 to 2, and that what is deleted is nowhere in the folder."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from corpus.errors import StoreReadOnlyError
from corpus.store import SCHEMA_VERSION, CheckBrief, KeptCheck, Store
from corpus.store.database import DATABASE

SECRET = "这一句只在草稿里，删了就不该再有。"
CHECK = KeptCheck(
    id="甲",
    created_at="2026-01-05T08:30:00+00:00",
    name="讲话稿.docx",
    characters=len(SECRET),
    draft=SECRET,
    draft_hash=b"h",
    notes="[]",
    options="{}",
    examination="{}",
    figures='{"copied_chars": 3}',
    report=None,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "data")
    yield opened
    opened.close()


def test_a_check_is_kept_as_it_is(store: Store) -> None:
    version = store.version
    store.checks.put(CHECK)
    assert store.checks.get("甲") == CHECK
    store.checks.put(replace(CHECK, draft=None, report="{}"))
    found = store.checks.get("甲")
    assert found is not None
    assert found.draft is None
    assert store.checks.get("乙") is None
    assert store.version == version  # it is no part of the corpus


def test_checks_are_listed_the_newest_first_a_page_at_a_time(store: Store) -> None:
    for number in range(5):
        store.checks.put(replace(CHECK, id=str(number), created_at=f"2026-01-0{number + 1}T00:00:00+00:00"))
    page, total = store.checks.page(2, 1)
    assert ([each.id for each in page], total) == (["3", "2"], 5)
    assert page[0] == CheckBrief("3", "2026-01-04T00:00:00+00:00", CHECK.name, CHECK.characters, True, CHECK.figures)


def test_a_deleted_check_is_nowhere_in_the_folder(store: Store) -> None:
    store.checks.put(replace(CHECK, draft=SECRET * 500))
    assert any(SECRET.encode() in path.read_bytes() for path in store.folder.iterdir())
    assert store.checks.delete("甲")
    assert not store.checks.delete("甲")
    assert not any(SECRET.encode() in path.read_bytes() for path in store.folder.iterdir())


def test_deleting_waits_for_no_reader_and_is_finished_by_the_next_write(store: Store) -> None:
    store.checks.put(replace(CHECK, draft=SECRET * 500))
    reader = Store(store.folder, read_only=True)
    with reader.reading() as connection:
        connection.execute("SELECT count(*) FROM documents").fetchone()
        assert store.checks.delete("甲")
    store.checks.put(replace(CHECK, id="乙", draft="别的"))
    assert not any(SECRET.encode() in path.read_bytes() for path in store.folder.iterdir())
    reader.close()


def test_a_reader_keeps_nothing(store: Store) -> None:
    reader = Store(store.folder, read_only=True)
    with pytest.raises(StoreReadOnlyError):
        reader.checks.put(CHECK)
    reader.close()


def test_a_folder_of_schema_1_is_brought_to_the_present_one(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / DATABASE)
    connection.executescript(files("corpus.store").joinpath("schema.sql").read_text("utf-8"))
    connection.execute(
        "INSERT INTO documents VALUES (7, 'default', '正文', x'00', '题', '', '', '', 2020, 'zh-Hans', '[]', '{}', 2,"
        " x'', '2026-01-01')"
    )
    connection.execute("INSERT INTO places VALUES ('default', 'a.txt', 0, 7, 0, 2)")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    upgraded = Store(tmp_path)
    assert upgraded.schema == SCHEMA_VERSION
    assert upgraded.document_text(7) == "正文"
    upgraded.checks.put(CHECK)
    assert upgraded.checks.page(10, 0)[1] == 1
    upgraded.close()
    again = Store(tmp_path)
    assert again.checks.get("甲") == CHECK
    again.close()
