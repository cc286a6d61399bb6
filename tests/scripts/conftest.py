"""A data folder of its own for each test, with the real model in it."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.encoder import ModelFolder


@pytest.fixture
def data(tmp_path: Path, model_folder: ModelFolder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty data folder; its models are the project's. No setting of the user's environment counts."""
    for name in [name for name in os.environ if name.startswith("WENHENG_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "models").symlink_to(model_folder.path.parent, target_is_directory=True)
    yield folder
    gc.collect()  # each command loaded a model of 300 MB of its own, and cycles that hold them would wait for long
