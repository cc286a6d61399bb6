"""wenheng backup, restore, verify as a user types them, with the real model, at rest and while a server runs."""

import json
from pathlib import Path

import numpy as np
import pytest

from corpus.store.checksums import CHECKSUMS
from corpus.store.database import DATABASE
from index.embedding import embedded
from index.encoder import TextEncoder
from tests.scripts.test_commands import LOGISTICS, SUPERVISION, run, run_json, served

__all__ = ["served"]
QUERY = "批示件办结"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    made = tmp_path / "文稿"
    made.mkdir()
    (made / "督查.txt").write_text(SUPERVISION, "utf-8")
    (made / "后勤.md").write_text(LOGISTICS, "utf-8")
    return made


@pytest.mark.parametrize("place", ["data", "served"])
def test_from_a_backup_to_the_same_answers(
    place: str, files: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    data = request.getfixturevalue(place)
    run(data, "ingest", str(files))
    backup, new = tmp_path / "backup", tmp_path / "new"
    assert run_json(data, "backup", str(backup))["documents"] == 2
    assert "exists already" in run(data, "backup", str(backup), code=1).output
    assert run_json(backup, "verify")["findings"] == []
    assert run_json(new, "restore", str(backup))["documents"] == 2
    (new / "models").symlink_to(data / "models", target_is_directory=True)
    before, after = (run_json(each, "search", QUERY, "-k", "3") for each in (data, new))
    assert before["results"]
    assert after["results"] == before["results"]
    looked = run_json(data, "verify")
    assert looked["findings"] == []
    assert bool(looked["not_looked_at"]) == (place == "served")


def test_damage_is_said_in_one_line_and_mended(data: Path, files: Path, tmp_path: Path) -> None:
    run(data, "ingest", str(files))
    run(data, "backup", str(tmp_path / "backup"))
    (data / CHECKSUMS).unlink()
    content = bytearray((data / DATABASE).read_bytes())
    content[content.find("专人盯办".encode()) + 1] ^= 1
    (data / DATABASE).write_bytes(content)
    said = run(data, "verify", code=1).stdout.splitlines()
    assert said[0].startswith("damaged: the text of document ")
    assert "backup" in said[0]
    mended = run_json(data, "verify", "--repair", "--from", str(tmp_path / "backup"))
    assert mended["mended"][0].startswith("the text of document ")
    assert mended["findings"] == []
    assert "as it was written" in run(data, "verify").stdout


def test_what_is_no_backup_is_refused_in_one_line(data: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "no backup" in run(tmp_path / "new", "restore", str(tmp_path / "empty"), code=1).output
    assert "no corpus" in run(tmp_path / "empty", "verify", code=1).output
    assert "no corpus" in run(tmp_path / "empty", "backup", str(tmp_path / "b"), code=1).output


def test_vectors_are_exported_with_their_places(data: Path, files: Path, tmp_path: Path, encoder: TextEncoder) -> None:
    run(data, "ingest", str(files / "督查.txt"))
    target = tmp_path / "vectors.npy"
    count = run_json(data, "export", "--vectors", str(target))["vectors"]
    vectors, ids = np.load(target), np.load(tmp_path / "vectors.ids.npy")
    assert vectors.shape == (count, encoder.dim)
    assert len(set(ids.tolist())) == count
    rows = {name: row for row, name in enumerate(ids.tolist())}
    places = [json.loads(line) for line in (tmp_path / "vectors.places.jsonl").read_text("utf-8").splitlines()]
    assert {each["id"] for each in places} == set(rows)
    for place in places:
        text = SUPERVISION[place["start"] : place["end"]]
        [expected] = encoder.encode_passages([embedded(text)])
        assert np.allclose(vectors[rows[place["id"]]], expected, atol=1e-5)
