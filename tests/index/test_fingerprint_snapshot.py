"""The fingerprint index between two starts."""

from pathlib import Path

import pytest

from index.engine import Engine
from index.fingerprint_index import FingerprintIndex
from tests.fakes import PairEncoder
from tests.index.test_engine import LOGISTICS, SUPERVISION, put


def test_a_start_maps_the_snapshot_and_catches_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Engine.open(tmp_path, PairEncoder()) as engine:
        [first] = put(engine, "督查.txt", SUPERVISION)
    engine = Engine.open(tmp_path, PairEncoder())
    put(engine, "后勤.txt", LOGISTICS)
    engine.delete([first.document.id])
    engine.store.close()  # the process ends without a word

    def replace(*_: object) -> None:
        pytest.fail("everything was read again")

    made = FingerprintIndex.replace
    monkeypatch.setattr(FingerprintIndex, "replace", lambda self, stored: replace() if stored != () else made(self, ()))
    with Engine.open(tmp_path, PairEncoder()) as engine:
        assert engine.check(LOGISTICS).spans
        assert not engine.check(SUPERVISION).spans


@pytest.mark.parametrize("name", ["hashes.npy", "documents.npy"])
def test_a_damaged_snapshot_is_not_used(tmp_path: Path, name: str) -> None:
    with Engine.open(tmp_path, PairEncoder()) as engine:
        put(engine, "督查.txt", SUPERVISION)
    (tmp_path / "snapshot" / "fingerprints" / name).write_bytes(b"damaged")
    with Engine.open(tmp_path, PairEncoder()) as engine:
        assert engine.check(SUPERVISION).spans
