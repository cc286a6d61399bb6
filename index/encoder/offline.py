"""No request leaves the machine: the libraries' own switches, set before any of them is imported."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

_ALWAYS = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "DO_NOT_TRACK": "1",
    # onnxruntime 1.29 and later reports to Microsoft on Linux too, and keeps a device's id and a database in the home.
    "ORT_DISABLE_TELEMETRY": "1",
    "ORT_TELEMETRY_DISABLED": "1",  # what other versions call it
    "TRANSFORMERS_NO_ADVISORY_WARNINGS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
}
_OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}


def hub_cache(models_dir: Path) -> Path:
    """Where models from the hub are kept."""
    return models_dir / "hub"


def switches(models_dir: Path, *, offline: bool = True) -> Mapping[str, str]:
    """The environment in which the libraries run; with ``offline=False`` that of the one step that may download."""
    places = {
        "HF_HOME": str(models_dir),
        "HF_HUB_CACHE": str(hub_cache(models_dir)),
        # torch makes these in the home and the temporary folder, also when it keeps nothing there.
        "TORCH_HOME": str(models_dir / "torch"),
        "TORCHINDUCTOR_CACHE_DIR": str(models_dir / "torch" / "inductor"),
    }
    return {**_ALWAYS, **places, **({name: value if offline else "0" for name, value in _OFFLINE.items()})}


def go_offline(models_dir: Path) -> None:
    """Set the switches for this process; the libraries read them when they are first imported."""
    os.environ.update(switches(models_dir))
