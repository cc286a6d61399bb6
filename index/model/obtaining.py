"""Make a model ready: everything that takes time or a network is done here, once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from filelock import FileLock

from index.encoder.folder import ModelFolder, pooling, settings
from index.encoder.offline import go_offline
from index.encoder.transformer import read_transformer
from index.errors import ModelDamagedError, ModelError, ModelNotFoundError
from index.model.assemble import assemble, weights
from index.model.check import check_default, check_other
from index.model.network import UnsupportedNetworkError, read_sizes, write_network
from index.model.package import packed_bytes
from index.model.packed import read_packed
from index.model.source import Source, download, locate

Progress = Callable[[str, int, int], None]

DEFAULT = "multilingual-e5-small"
FORMAT = 1  # to be raised when what is prepared changes: older folders are then made anew
_COMPLETE = "complete.json"
_BUILDING = ".building"
_STEPS = ("read", "convert", "quantise", "check float32", "check int8", "measure engines")
_MODEL_FILES = {".safetensors", ".bin", ".json", ".txt", ".model"}


def obtain(
    model: str, models_dir: Path, *, progress: Progress | None = None, allow_download: bool = False
) -> ModelFolder:
    """The model's folder, made ready when it is not yet; afterwards a call takes milliseconds.

    Another process that wants the same model waits; an interrupted call leaves nothing that counts as a model.

    :param model: ``default``, a folder, or a hub id such as ``intfloat/multilingual-e5-base``.
    :param models_dir: Where models are kept; made when it is not there.
    :param progress: Called with the name of a step, done and total (megabytes while downloading, else steps).
    :param allow_download: Whether a model that is not on this disk may be fetched.
    :raises ModelNotFoundError: If there is no such model, or it may not or cannot be fetched.
    :raises ModelDamagedError: If its files are not what they should be.
    :raises ModelError: If the models folder cannot be written.
    """
    models_dir = models_dir.absolute()
    go_offline(models_dir)
    report = progress or (lambda _step, _done, _total: None)
    try:
        if model == "default":
            return _default(models_dir, report, allow_download)
        return _other(locate(model, models_dir), models_dir, report, allow_download)
    except OSError as error:
        raise ModelError(f"The models folder {models_dir} cannot be used: {error.strerror or error}.") from error


def _default(models_dir: Path, report: Progress, allow_download: bool) -> ModelFolder:
    home = models_dir / DEFAULT
    folder = ModelFolder(DEFAULT, home, home / "prepared")

    def step(name: str) -> None:
        report(name, _STEPS.index(name), len(_STEPS))

    def make(building: Path) -> None:
        room = building / "download"
        room.mkdir()
        data = packed_bytes(
            models_dir,
            room,
            allow_download=allow_download,
            progress=lambda done, total: report("download", done, total),
        )
        shutil.rmtree(room)
        step("read")
        packed = read_packed(data)
        step("convert")
        assemble(packed, building)
        step("quantise")
        new = ModelFolder(DEFAULT, building, building / "prepared")
        sizes = read_sizes(settings(building / "config.json"))
        write_network(weights(packed), sizes, "mean", new.network)
        check_default(new, step)

    _once(folder, home, make)
    return folder


def _other(source: Source, models_dir: Path, report: Progress, allow_download: bool) -> ModelFolder:
    home = models_dir / source.slug
    if source.on_hub and not (source.path and _is_complete(_prepared(source, source.path, home))):
        source = _fetched(source, models_dir, report, allow_download)
    if source.path is None:
        raise ModelNotFoundError(f"The model {source.name} is not on this disk; `wenheng setup` fetches it.")
    path = source.path
    folder = _prepared(source, path, home)

    def make(building: Path) -> None:
        new = _prepared(source, path, building)
        report("quantise", 0, 2)
        _write_other_network(new)
        check_other(new, lambda _name: report("check", 1, 2))

    _once(folder, home, make)
    return folder


def _prepared(source: Source, path: Path, home: Path) -> ModelFolder:
    return ModelFolder(source.name, path, home / "prepared")


def _fetched(source: Source, models_dir: Path, report: Progress, allow_download: bool) -> Source:
    """A hub model that was not prepared yet: its copy may be from a download that was broken off."""
    if not allow_download:
        return source
    report("download", 0, 1)
    try:
        return download(source, models_dir)
    except ModelNotFoundError:
        if source.path is None:
            raise
        return source  # a copy that somebody brought, and no network


def _write_other_network(folder: ModelFolder) -> None:
    """The int8 network of a model that is a plain BERT or XLM-R encoder; for others nothing."""
    kind = pooling(folder)
    try:
        sizes = read_sizes(settings(folder.path / "config.json"))
        if kind is None:
            return
        transformer = read_transformer(folder)
        write_network(transformer.weights, sizes, kind, folder.network)
    except UnsupportedNetworkError:
        return
    (folder.prepared / "tokenizer.json").write_text(transformer.tokenizer, encoding="utf-8")


def _once(folder: ModelFolder, home: Path, make: Callable[[Path], None]) -> None:
    """Call ``make`` with a folder beside ``home``, which takes home's place when all has gone well."""
    if _is_complete(folder):
        return
    home.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(home.with_name(f".{home.name}.lock")):
        if _is_complete(folder):  # another process has made it meanwhile
            return
        building = home.with_name(home.name + _BUILDING)
        shutil.rmtree(building, ignore_errors=True)  # of a process that was killed
        try:
            (building / "prepared").mkdir(parents=True)
            make(building)
            path = building if folder.path == home else folder.path
            state = _state(ModelFolder(folder.name, path, building / "prepared"))
            (building / "prepared" / _COMPLETE).write_text(json.dumps(state, indent=2) + "\n", encoding="utf-8")
            shutil.rmtree(home, ignore_errors=True)
            building.replace(home)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    if not _is_complete(folder):
        raise ModelDamagedError(f"The files of {folder.name} change while they are read.")


def _is_complete(folder: ModelFolder) -> bool:
    try:
        return settings(folder.prepared / _COMPLETE) == _state(folder)
    except ModelDamagedError:
        return False


def _state(folder: ModelFolder) -> dict[str, Any]:
    """What must be unchanged for the prepared folder to fit: sizes of files, and of other people's also the time.

    The default model has no times, so that a copied folder stays ready.
    """
    own = folder.prepared.parent == folder.path
    files = {}
    for path in sorted(folder.path.rglob("*")):
        name = path.relative_to(folder.path)
        if path.suffix in _MODEL_FILES and name.parts[0] != "prepared":
            status = path.stat()
            files[name.as_posix()] = [status.st_size] if own else [status.st_size, status.st_mtime_ns]
    network = folder.network.stat().st_size if folder.network.exists() else None
    return {"format": FORMAT, "files": files, "network": network}
