"""The choice of the engine: measured where the machine is new, remembered where it is known."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from index import encoder as encoders
from index import model
from index.encoder import ModelFolder, choice
from index.types import FloatArray
from tests.fakes import PairEncoder
from tests.index.tiny_models import write_model


class Slow(PairEncoder):
    """Takes its time, so that the other one is faster on any machine."""

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        time.sleep(0.3)
        return super().encode_passages(texts)


@pytest.fixture
def folder(tmp_path: Path) -> ModelFolder:
    return ModelFolder("model", tmp_path, tmp_path / "prepared")


def test_the_faster_one_is_chosen_and_remembered(folder: ModelFolder, caplog: pytest.LogCaptureFixture) -> None:
    assert choice.remembered(folder) is None
    with caplog.at_level("INFO", logger="index.encoder"):
        assert choice.choose(folder, {"onnx": Slow(), "torch": PairEncoder()}) == "torch"
    assert "engine torch chosen for model" in caplog.text
    assert choice.remembered(folder) == "torch"


def test_another_machine_measures_again(folder: ModelFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    choice.choose(folder, {"onnx": PairEncoder(), "torch": Slow()})
    monkeypatch.setattr(choice, "machine", lambda: "another processor, 4 cores")
    assert choice.remembered(folder) is None


@pytest.mark.parametrize("content", ["[", "[]", '{"engine": "gpu"}'])
def test_a_damaged_memory_counts_as_none(folder: ModelFolder, content: str) -> None:
    folder.prepared.mkdir()
    (folder.prepared / "engine.json").write_text(content)
    assert choice.remembered(folder) is None


def test_a_folder_that_cannot_be_written_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = ModelFolder("model", tmp_path, tmp_path / "file" / "prepared")
    assert choice.choose(folder, {"onnx": PairEncoder(), "torch": Slow()}) == "onnx"


def test_a_small_window_can_be_measured(folder: ModelFolder) -> None:
    assert choice.choose(folder, {"onnx": PairEncoder(window=20), "torch": Slow(window=20)}) == "onnx"


def test_auto_uses_what_set_up_has_chosen(tmp_path: Path) -> None:
    folder = model.obtain(str(write_model(tmp_path / "tiny")), tmp_path / "models")
    path = folder.prepared / "engine.json"
    chosen = json.loads(path.read_text())
    for engine in ("onnx", "torch"):
        path.write_text(json.dumps({**chosen, "engine": engine}))
        assert encoders.load(folder).engine.startswith(engine)
    path.write_text(json.dumps({**chosen, "machine": "another processor"}))
    encoders.load(folder)
    assert json.loads(path.read_text())["machine"] == chosen["machine"]
