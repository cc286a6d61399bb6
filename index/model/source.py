"""Where a model other than the default lies: a folder of the user's, or the local copy of one on the hub."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from index.encoder.offline import hub_cache, switches
from index.errors import ModelNotFoundError
from index.model import fetch

log = logging.getLogger(__name__)

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*(/[\w.-]+)?")


@dataclass(frozen=True, slots=True)
class Source:
    """A model's name, and the name of its folder among the prepared ones; ``path`` is None when it is not here."""

    name: str
    slug: str
    path: Path | None
    on_hub: bool


def locate(model: str, models_dir: Path) -> Source:
    """Find a model without a network.

    :raises ModelNotFoundError: If the name is neither a folder nor can be a hub id, or the folder holds no model.
    """
    folder = Path(model).expanduser()
    if folder.is_dir():
        if not any((folder / name).exists() for name in ("modules.json", "config.json")):
            raise ModelNotFoundError(f"The folder {folder} holds no sentence-transformers model.")
        path = folder.resolve()
        return Source(
            path.name, f"{path.name}-{hashlib.sha256(str(path).encode()).hexdigest()[:8]}", path, on_hub=False
        )
    if not _HUB_ID.fullmatch(model):
        raise ModelNotFoundError(f"There is no folder {model}, and a model of the hub cannot have that name.")
    # Names without an owner are sentence-transformers' own, as in its library.
    name = model if "/" in model else f"sentence-transformers/{model}"
    return Source(name, name.replace("/", "--"), _snapshot(name, models_dir), on_hub=True)


def download(source: Source, models_dir: Path) -> Source:
    """Fetch a hub model in a process of its own.

    :raises ModelNotFoundError: If the hub has no such model, or cannot be reached.
    """
    command = [sys.executable, "-I", fetch.__file__, source.name, str(hub_cache(models_dir))]
    done = subprocess.run(  # noqa: S603 - the name has the form of a hub id
        command,
        env={**os.environ, **switches(models_dir, offline=False)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        text=True,
        errors="replace",
    )
    if done.returncode:
        log.info("the download of %s failed: %s", source.name, done.stderr.strip().rpartition("\n")[2])
    path = _snapshot(source.name, models_dir)
    if done.returncode or path is None:
        raise ModelNotFoundError(
            f"The model {source.name} is not here, and the hub does not have it or cannot be reached."
        )
    return replace(source, path=path)


def _snapshot(name: str, models_dir: Path) -> Path | None:
    """The local copy that the hub's branch ``main`` pointed at when it was downloaded."""
    copy = hub_cache(models_dir) / f"models--{name.replace('/', '--')}"
    try:
        path = copy / "snapshots" / (copy / "refs" / "main").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    return path if path.is_dir() else None
