"""What many tests share: the real default model, made once in the project's data folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index import encoder as encoders
from index import model
from index.encoder import ModelFolder, TextEncoder

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def model_folder() -> ModelFolder:
    """The default model; fetched and made when it is not there yet."""
    data = Path(os.environ.get("WENHENG_DATA") or ROOT / "data")
    return model.obtain("default", data / "models", allow_download=True)


@pytest.fixture(scope="session")
def encoder(model_folder: ModelFolder) -> TextEncoder:
    """The int8 engine of the default model, on every machine the same."""
    return encoders.load(model_folder, "onnx")
