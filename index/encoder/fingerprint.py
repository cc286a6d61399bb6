"""The name of a way to make vectors: equal fingerprints give equal vectors."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path

from index.encoder.folder import ModelFolder, prompts, read_json, settings, window
from index.errors import ModelDamagedError

_CACHE = "hashes.json"
_LENGTH = 16  # hex digits: 64 bits


def fingerprint(folder: ModelFolder, engine: str) -> str:
    """The model's name and a hash over weights, tokenizer, prompts, pooling and window.

    :param engine: ``onnx`` (the int8 network) or ``torch`` (the model's own weights); their vectors differ a little.
    :raises ModelDamagedError: If the folder has no weights.
    """
    weights = [folder.network] if engine == "onnx" else _weights(folder.path)
    if not weights:
        raise ModelDamagedError(f"The folder of {folder.name} holds no weights.")
    known = prompts(folder)
    parts = [
        engine,
        known.query,
        known.passage,
        window(folder),
        read_json(folder.path / "modules.json"),
        [settings(path) for path in sorted(folder.path.glob("[0-9]_*/config.json"))],
        [_hash(path, folder) for path in [*weights, folder.tokenizer] if path.exists()],
    ]
    whole = hashlib.sha256(json.dumps(parts, sort_keys=True).encode())
    return f"{folder.name}:{whole.hexdigest()[:_LENGTH]}"


def _weights(path: Path) -> list[Path]:
    """The weights that sentence-transformers loads: of the model itself and of modules that have some."""
    for pattern in ("*.safetensors", "*.bin"):
        if found := sorted([*path.glob(pattern), *path.glob(f"[0-9]_*/{pattern}")]):
            return found
    return []


def _hash(path: Path, folder: ModelFolder) -> str:
    """A file's sha256, kept beside its size and time of change: hashing 470 MB takes a second or more."""
    cache_path = folder.prepared / _CACHE
    key = os.path.relpath(path, folder.path)
    status = path.stat()
    seen = [status.st_size, status.st_mtime_ns]
    try:
        cache = settings(cache_path)
    except ModelDamagedError:
        cache = {}
    entry = cache.get(key)
    if isinstance(entry, dict) and entry.get("seen") == seen:
        return str(entry["sha256"])
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    save_json(cache_path, {**cache, key: {"seen": seen, "sha256": digest}})
    return digest


def save_json(path: Path, content: object) -> None:
    """Write in one step; where the folder cannot be written, do without: what is saved here can be found again."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
