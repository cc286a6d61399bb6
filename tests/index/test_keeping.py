"""Backups while others write, folders restored from them, damage found and mended, old folders upgraded."""

import gzip
import json
import random
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import NewerSchemaError, StoreError
from corpus.store import SCHEMA_VERSION, Store, backup, seals
from corpus.store.checksums import CHECKSUMS
from corpus.store.database import DATABASE
from corpus.store.verify import check_copy, look
from index.engine import Engine
from index.reencode import model_in_use
from index.repair import Repair
from tests.data.folders.make import HERE, LOGISTICS, SUPERVISION, answers, fill
from tests.fakes import PairEncoder
from tests.index.test_engine import put


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder that was filled and stopped in order."""
    made = tmp_path / "data"
    with Engine.open(made, PairEncoder()) as engine:
        fill(engine)
    return made


def said(folder: Path) -> dict[str, Any]:
    with Engine.open(folder, PairEncoder()) as engine:
        report = engine.check(SUPERVISION)
        spans = [(each.start, each.end, each.text) for each in report.spans]
        return {**answers(engine), "spans": spans, "figures": report.figures, "passages": engine.info().passages}


def damage(folder: Path, *statements: str) -> None:
    """Change the database as a flipped bit would: no trigger is asked, and no checksum is there to tell."""
    connection = sqlite3.connect(folder / DATABASE)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    for _, sql in triggers:
        connection.execute(sql)
    connection.commit()
    connection.close()
    (folder / CHECKSUMS).unlink(missing_ok=True)


def mend(folder: Path, source: Path | None = None) -> list[str]:
    """Repair; what is left."""
    findings = look(folder).findings
    assert findings
    store = Store(folder)
    Repair(store, PairEncoder(), model_in_use(store, PairEncoder())).mend(findings, source)
    store.close()
    return [each.place for each in look(folder).findings]


# --- backups


def test_a_restored_backup_gives_the_same_answers(folder: Path, tmp_path: Path) -> None:
    (folder / "dictionary.txt").write_text("督查：督促检查\n", "utf-8")
    store = Store(folder, read_only=True)
    manifest = backup.backup(store, tmp_path / "backup", "1")
    store.close()
    assert manifest.documents == 2
    assert "dictionary.txt" in manifest.files
    assert not [name for name in manifest.files if name.startswith(("snapshot", "models"))]
    backup.restore(tmp_path / "backup", tmp_path / "new")
    assert said(tmp_path / "new") == said(folder)
    assert look(tmp_path / "new").findings == ()


def test_a_backup_while_writing_is_one_state_and_waits_for_nobody(folder: Path, tmp_path: Path) -> None:
    texts = [SUPERVISION.replace("2021", str(year)) for year in range(1900, 1960)]
    with Engine.open(folder, PairEncoder()) as engine:
        before = engine.store.version
        stop = threading.Event()

        def write() -> None:
            for number, text in enumerate(texts):
                put(engine, f"{number}.txt", text)
                engine.delete([1]) if number == 30 else None
            stop.set()

        thread = threading.Thread(target=write)
        thread.start()
        manifests = []
        while not stop.is_set():
            reader = Store(folder, read_only=True)  # another process would do just this
            manifests.append(backup.backup(reader, tmp_path / f"backup-{len(manifests)}", "1"))
            reader.close()
        thread.join()
    assert len(manifests) > 1
    assert before < manifests[-1].store_version
    for number, manifest in enumerate(manifests):
        copy = tmp_path / f"backup-{number}"
        assert backup.damaged_files(copy) == []
        assert check_copy(copy) == []
        backup.restore(copy, tmp_path / "restored" / str(number))
        with Engine.open(tmp_path / "restored" / str(number), PairEncoder()) as engine:
            assert engine.store.version == manifest.store_version
            assert engine.info().documents == manifest.documents


@pytest.mark.parametrize("name", [DATABASE, "sample.done", backup.MANIFEST])
def test_a_damaged_backup_is_refused_and_nothing_is_restored(folder: Path, tmp_path: Path, name: str) -> None:
    (folder / "sample.done").write_bytes(b"done")
    store = Store(folder, read_only=True)
    backup.backup(store, tmp_path / "backup", "1")
    store.close()
    path = tmp_path / "backup" / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x20
    path.write_bytes(data)
    with pytest.raises(StoreError, match="damaged"):
        backup.restore(tmp_path / "backup", tmp_path / "new")
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob("*.part"))


def test_a_backup_is_never_written_over_anything(folder: Path, tmp_path: Path) -> None:
    store = Store(folder, read_only=True)
    (tmp_path / "there").mkdir()
    with pytest.raises(StoreError, match="exists"):
        backup.backup(store, tmp_path / "there", "1")
    with pytest.raises(StoreError, match="inside"):
        backup.backup(store, folder / "backup", "1")
    backup.backup(store, tmp_path / "backup", "1")
    store.close()
    with pytest.raises(StoreError, match="not empty"):
        backup.restore(tmp_path / "backup", folder)


def test_a_newer_backup_and_one_that_leads_elsewhere_are_refused(folder: Path, tmp_path: Path) -> None:
    store = Store(folder, read_only=True)
    backup.backup(store, tmp_path / "backup", "1")
    store.close()
    manifest = tmp_path / "backup" / backup.MANIFEST
    stored = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps({**stored, "schema": SCHEMA_VERSION + 1}), "utf-8")
    with pytest.raises(NewerSchemaError, match="newer"):
        backup.restore(tmp_path / "backup", tmp_path / "new")
    stored["files"]["../outside"] = [0, ""]
    manifest.write_text(json.dumps(stored), "utf-8")
    with pytest.raises(StoreError, match="damaged"):
        backup.restore(tmp_path / "backup", tmp_path / "new")


# --- finding damage


def test_a_flipped_bit_anywhere_in_a_folder_at_rest_is_found(folder: Path) -> None:
    assert look(folder).findings == ()
    chance = random.Random(7)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in {CHECKSUMS}]
    names = {path.name for path in files if path.suffix != ".lock"}
    assert {DATABASE, "fresh.faiss", "about.json"} <= names
    for path in files:
        if path.suffix == ".lock":
            continue
        whole = path.read_bytes()
        sums = (folder / CHECKSUMS).read_bytes()
        for _ in range(40 if path.name == DATABASE else 3):
            at = chance.randrange(len(whole))
            flipped = bytearray(whole)
            flipped[at] ^= 1 << chance.randrange(8)
            path.write_bytes(flipped)
            findings = look(folder).findings
            where = path.relative_to(folder).as_posix()
            assert any(each.place.startswith(where) for each in findings), (where, at)
            path.write_bytes(whole)
            (folder / CHECKSUMS).write_bytes(sums)
    assert look(folder).findings == ()


def _bits(folder: Path, table: str, column: str) -> Iterator[int]:
    """Places in the file where a value of the column stands."""
    connection = sqlite3.connect(folder / DATABASE)
    values = [row[0] for row in connection.execute(f"SELECT CAST({column} AS BLOB) FROM {table}")]
    connection.close()
    data = (folder / DATABASE).read_bytes()
    for value in values:
        at = data.find(value[:30])
        if len(value) > 8 and at >= 0:
            yield at + 4


@pytest.mark.parametrize(
    ("table", "column", "kind"),
    [
        ("documents", "text", "text"),
        ("documents", "metadata", "facts"),
        ("documents", "fingerprints", "fingerprints"),
        ("vectors", "vector", "vectors"),
        ("passages", "heading_path", "passages"),
        ("words_content", "c0", "words"),
        ("texts", "hash", "texts"),
    ],
)
def test_without_checksums_a_flipped_bit_in_data_is_found_by_its_row(
    folder: Path, table: str, column: str, kind: str
) -> None:
    (folder / CHECKSUMS).unlink()  # as after a crash
    places = list(_bits(folder, table, column))[:3]
    assert places
    whole = (folder / DATABASE).read_bytes()
    for at in places:
        flipped = bytearray(whole)
        flipped[at] ^= 0x04
        (folder / DATABASE).write_bytes(flipped)
        looked = look(folder)
        assert kind in {each.kind for each in looked.findings}
        assert any("no checksums" in each for each in looked.not_looked_at)
        (folder / CHECKSUMS).unlink()
        (folder / DATABASE).write_bytes(whole)


def test_a_database_that_cannot_be_opened_is_a_finding_and_keeps_its_checksums(folder: Path) -> None:
    path = folder / DATABASE
    path.write_bytes(b"\0" * 64 + path.read_bytes()[64:])
    for _ in range(2):
        places = [each.place for each in look(folder).findings]
        assert any("between bytes 0 and" in place for place in places)
        assert any("damaged" in place for place in places)


def test_a_folder_in_use_is_looked_at_and_says_what_was_not(folder: Path) -> None:
    with Engine.open(folder, PairEncoder()):
        looked = look(folder)
    assert looked.findings == ()
    assert len(looked.not_looked_at) == 1


def test_damage_is_not_blessed_by_a_start_and_a_stop(folder: Path) -> None:
    before = (folder / DATABASE).stat()
    data = bytearray((folder / DATABASE).read_bytes())
    at = data.find("专人盯办".encode()) + 1
    data[at] ^= 1
    (folder / DATABASE).write_bytes(data)
    assert before.st_size == len(data)
    for _ in range(2):
        Store(folder).close()
        assert {each.layer for each in look(folder).findings} == {"file", "row"}


# --- mending it

DERIVABLE = [
    "UPDATE vectors SET vector = zeroblob(256) WHERE text_id = 3",
    "DELETE FROM vectors WHERE text_id = 5",
    "UPDATE texts SET hash = zeroblob(16) WHERE id = 2",
    "UPDATE documents SET fingerprints = zeroblob(24) WHERE id = 1",
    "UPDATE words_content SET c0 = 'x' WHERE id = 2",
    "UPDATE passages SET start = start + 1 WHERE id = 3",
    "DELETE FROM sentences WHERE document_id = 2",
    "UPDATE seals SET seal = 1 WHERE kind = 'text' AND owner = 1",
]
NOT_DERIVABLE = [
    "UPDATE documents SET text = replace(text, '专人', '专入') WHERE id = 1",
    "UPDATE documents SET year = 1900 WHERE id = 1",
    "DELETE FROM tags WHERE document_id = 1",
    "UPDATE places SET source = '丙.txt' WHERE source = '督查.txt'",
]


@pytest.mark.parametrize("statement", DERIVABLE)
def test_what_can_be_derived_is_mended_without_a_backup(folder: Path, statement: str) -> None:
    before = said(folder)
    damage(folder, statement)
    assert mend(folder) == []
    assert said(folder) == before


def test_a_snapshot_made_of_damaged_vectors_goes_with_the_damage(folder: Path) -> None:
    with Engine.open(folder, PairEncoder()) as engine:
        before, _ = engine._meaning.get([3])
    damage(folder, DERIVABLE[0])
    shutil.rmtree(folder / "snapshot")
    Engine.open(folder, PairEncoder()).close()  # takes the damage into a snapshot
    assert mend(folder) == []
    with Engine.open(folder, PairEncoder()) as engine:
        assert np.allclose(engine._meaning.get([3])[0], before)


@pytest.mark.parametrize("statement", [*DERIVABLE[:-1], *NOT_DERIVABLE])
def test_a_backup_mends_whatever_it_holds(folder: Path, tmp_path: Path, statement: str) -> None:
    before = said(folder)
    store = Store(folder, read_only=True)
    backup.backup(store, tmp_path / "backup", "1")
    store.close()
    with Engine.open(folder, PairEncoder()) as engine:  # the folder has moved on since
        put(engine, "新.txt", SUPERVISION.replace("2021", "2024"))
    damage(folder, statement)
    assert mend(folder, tmp_path / "backup") == []
    with Engine.open(folder, PairEncoder()) as engine:
        assert engine.info().documents == 3
        engine.delete([3])
    assert said(folder) == before


@pytest.mark.parametrize("statement", NOT_DERIVABLE)
def test_what_cannot_be_derived_stays_named(folder: Path, statement: str) -> None:
    damage(folder, statement)
    assert len(mend(folder)) == 1


def test_a_backup_of_another_state_is_not_taken(folder: Path, tmp_path: Path) -> None:
    store = Store(folder, read_only=True)
    backup.backup(store, tmp_path / "backup", "1")
    store.close()
    with Engine.open(folder, PairEncoder()) as engine:
        engine.correct(1, facts={"title": "改过的题目"})
    damage(folder, "UPDATE documents SET title = '坏' WHERE id = 1")
    assert mend(folder, tmp_path / "backup") == ["the facts of document 1"]


def test_a_damaged_snapshot_is_made_again(folder: Path) -> None:
    path = folder / "snapshot" / "meaning" / "zh" / "fresh.faiss"
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data)
    assert mend(folder) == []


# --- upgrades


@pytest.mark.parametrize("schema", range(1, SCHEMA_VERSION + 1))
def test_a_folder_of_every_released_schema_is_upgraded_with_its_answers(tmp_path: Path, schema: int) -> None:
    stored = HERE / f"schema-{schema}.db.gz"
    assert stored.is_file(), "python -m tests.data.folders.make"
    (tmp_path / DATABASE).write_bytes(gzip.decompress(stored.read_bytes()))
    expected = json.loads((HERE / f"schema-{schema}.json").read_text("utf-8"))
    with Engine.open(tmp_path, PairEncoder()) as engine:
        assert engine.store.schema == SCHEMA_VERSION
        assert answers(engine) == expected
        assert [each.status for each in put(engine, "后勤.txt", LOGISTICS)] == ["unchanged"]
        put(engine, "新.txt", SUPERVISION.replace("2021", "2024"))
    assert look(tmp_path).findings == ()


def test_an_upgrade_that_fails_leaves_the_folder_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = gzip.decompress((HERE / "schema-1.db.gz").read_bytes())
    (tmp_path / DATABASE).write_bytes(whole)

    def fail(_: object) -> None:
        raise sqlite3.OperationalError("interrupted")

    monkeypatch.setattr(seals, "install", fail)
    with pytest.raises(sqlite3.OperationalError):
        Store(tmp_path)
    connection = sqlite3.connect(tmp_path / DATABASE)
    assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'checks'").fetchone()[0] == 0
    connection.close()
