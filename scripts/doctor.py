"""wenheng doctor: is this machine fit for it, and what is to be done where it is not?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import click
from filelock import FileLock, Timeout

from corpus.store import SCHEMA_VERSION, Store
from corpus.store.database import DATABASE, LOCK
from corpus.store.schema import SQLITE_VERSION
from scripts.models import load_encoder
from scripts.options import as_json, common, print_json
from service.settings import Settings

GIB = 2**30
# The model's files are 0.6 GB; a write needs room beside the database for its log.
_LEAST_FREE_BYTES = 2 * GIB
# A service with the default model and 10^5 passages stays below 1.5 GB (docs/performance.md).
_LEAST_MEMORY_BYTES = 2 * GIB
# fontconfig may have to build its cache first.
_FONTS_S = 60
_LEAST_SQLITE = (3, 37, 0)  # STRICT tables

State = Literal["ok", "warning", "bad"]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that was looked at, and what to do about it ("" where nothing)."""

    what: str
    state: State
    found: str
    advice: str = ""


@click.command()
@as_json
@common
def main(settings: Settings, as_json: bool) -> None:
    """Look at disk, memory, versions, model, converters and fonts and say what to do; nothing is changed or fetched.

    The exit code is 1 when something is bad; a warning is none.

    Example: wenheng doctor --data /srv/wenheng
    """
    found = list(diagnose(settings))
    if as_json:
        print_json({"diagnoses": [asdict(each) for each in found]})
    else:
        for each in found:
            click.echo(f"{each.state:8} {each.what:10} {each.found}" + (f" → {each.advice}" if each.advice else ""))
    sys.exit(1 if any(each.state == "bad" for each in found) else 0)


def diagnose(settings: Settings) -> Iterator[Diagnosis]:
    """Everything that is looked at, one after the other."""
    yield _versions()
    yield _disk(settings.data)
    yield _memory()
    yield _folder(settings.data)
    yield _corpus(settings.data)
    yield _model(settings)
    yield _converter()
    yield _fonts()


def _versions() -> Diagnosis:
    found = f"Wenheng {version('wenheng')}, Python {sys.version.split()[0]}, SQLite {SQLITE_VERSION}"
    if tuple(map(int, SQLITE_VERSION.split("."))) < _LEAST_SQLITE:
        return Diagnosis("versions", "bad", found, "install a Python with SQLite 3.37 or later")
    return Diagnosis("versions", "ok", found)


def _disk(folder: Path) -> Diagnosis:
    there = next(each for each in (folder.resolve(), *folder.resolve().parents) if each.exists())
    free = shutil.disk_usage(there).free
    size = (folder / DATABASE).stat().st_size if (folder / DATABASE).is_file() else 0
    found = f"{free / GIB:.1f} GiB free, database {size / GIB:.2f} GiB"
    if free < _LEAST_FREE_BYTES + size:
        return Diagnosis("disk", "warning", found, "make room: as much as the database, and 2 GiB")
    return Diagnosis("disk", "ok", found)


def _memory() -> Diagnosis:
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return Diagnosis("memory", "warning", "not known on this system", "2 GiB are needed for 10^5 passages")
    found = f"{total / GIB:.1f} GiB, {os.cpu_count()} cores"
    if total < _LEAST_MEMORY_BYTES:
        return Diagnosis("memory", "warning", found, "2 GiB are needed for 10^5 passages")
    return Diagnosis("memory", "ok", found)


def _folder(folder: Path) -> Diagnosis:
    if not folder.exists():
        return Diagnosis("folder", "ok", f"{folder} is made at the first start")
    if not os.access(folder, os.W_OK):
        return Diagnosis("folder", "bad", f"{folder} cannot be written", "check its owner and permissions")
    if (folder / LOCK).exists():
        lock = FileLock(folder / LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return Diagnosis("folder", "ok", f"{folder} is held by a running service or command")
        lock.release()
    return Diagnosis("folder", "ok", f"{folder} can be written and nobody holds it")


def _corpus(folder: Path) -> Diagnosis:
    if not (folder / DATABASE).is_file():
        return Diagnosis("corpus", "ok", "none yet")
    store = Store(folder, read_only=True)
    try:
        found = f"{store.counts()['documents']} documents, schema {store.schema}"
        if store.schema < SCHEMA_VERSION:
            return Diagnosis("corpus", "warning", found, f"back up; the next start moves it to schema {SCHEMA_VERSION}")
        if store.schema > SCHEMA_VERSION:
            return Diagnosis("corpus", "bad", found, "install the newer Wenheng that wrote it")
    finally:
        store.close()
    return Diagnosis("corpus", "ok", found)


def _model(settings: Settings) -> Diagnosis:
    try:
        encoder = load_encoder(settings, allow_download=False)
    except Exception as error:  # whatever is wrong with a model, the other diagnoses are worth having
        return Diagnosis("model", "bad", str(error) or type(error).__name__, "`wenheng setup` obtains it")
    return Diagnosis("model", "ok", f"{encoder.name} by {encoder.engine}, {encoder.dim} dimensions")


def _converter() -> Diagnosis:
    if found := shutil.which("soffice"):
        return Diagnosis("converter", "ok", f"doc and wps by {found}")
    return Diagnosis("converter", "warning", "no LibreOffice", "for doc and wps: apt install libreoffice-writer")


def _fonts() -> Diagnosis:
    """Whether a browser or LibreOffice on this machine can show Chinese; Windows and macOS bring fonts of their own."""
    listing = shutil.which("fc-list")
    if listing is None:
        known = sys.platform in {"win32", "darwin"}
        return Diagnosis("fonts", "ok", "the system's own" if known else "no fontconfig: nothing here draws text")
    command = [listing, ":lang=zh", "family"]
    found = subprocess.run(command, capture_output=True, check=False, text=True, timeout=_FONTS_S)  # noqa: S603
    families = {line.split(",")[0] for line in found.stdout.splitlines() if line.strip()}
    if families:
        return Diagnosis("fonts", "ok", f"{len(families)} families with Chinese, such as {min(families)}")
    advice = "for the page in a browser on this machine, and for printing: apt install fonts-noto-cjk"
    return Diagnosis("fonts", "warning", "none with Chinese", advice)


if __name__ == "__main__":
    main()
