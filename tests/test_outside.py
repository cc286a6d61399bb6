"""What the libraries do by themselves is switched off: nothing is written outside the data folder, nothing is sent."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.encoder import ModelFolder

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("engine", ["onnx", "torch"])
def test_home_and_temporary_folder_stay_empty(tmp_path: Path, model_folder: ModelFolder, engine: str) -> None:
    places = {name: tmp_path / name for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "data")}
    for place in places.values():
        place.mkdir()
    data = places.pop("data")
    (data / "models").symlink_to(model_folder.path.parent, target_is_directory=True)
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "PYTHONPATH"}}
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "scripts.cli",
            "similarity",
            "督查",
            "督促检查",
            "--engine",
            engine,
            "--data",
            str(data),
        ],
        cwd=ROOT,
        env=kept | {name: str(place) for name, place in places.items()},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "督促检查" in done.stdout
    # onnxruntime would keep a device's id and a database of reports for Microsoft here.
    assert [each for place in places.values() for each in place.rglob("*")] == []
