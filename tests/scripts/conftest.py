"""A data folder of its own for each test, with the real model in it."""

import os
from pathlib import Path

import pytest

from index.encoder import ModelFolder


@pytest.fixture
def data(tmp_path: Path, model_folder: ModelFolder, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder; its models are the project's. No setting of the user's environment counts."""
    for name in [name for name in os.environ if name.startswith("WENHENG_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "models").symlink_to(model_folder.path.parent, target_is_directory=True)
    return folder
