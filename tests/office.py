"""An office to ask: data folders with real texts and the real model, encoded once for each state of the code."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.encoder import TextEncoder
from index.engine import Engine
from service.app import application
from service.documents import Incoming, ingest_file
from service.server import Server
from service.settings import Settings

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "corpus" / "sample" / "documents"


def encoded(name: str, paths: Sequence[Path], encoder: TextEncoder, cache: Path) -> Path:
    """A data folder with these files; made anew when the code or a text that it is made of has changed."""
    state = hashlib.sha256(encoder.fingerprint.encode())
    code = sorted(each for room in ("corpus", "index") for each in (ROOT / room).rglob("*") if each.is_file())
    for path in (*code, *paths):
        if "__pycache__" not in path.parts:
            state.update(path.name.encode() + path.read_bytes())
    made = cache / f"{name}-{state.hexdigest()[:16]}"
    if not made.exists():
        for old in cache.glob(f"{name}-*"):
            shutil.rmtree(old)
        fresh = cache / f"{name}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        with Engine.open(fresh, encoder) as engine:
            for path in paths:
                ingest_file(engine, Incoming(path.name, path.read_bytes(), path.name, collection=name))
        fresh.rename(made)
    return made


@contextmanager
def serving(settings: Settings, encoder: TextEncoder) -> Iterator[str]:
    """The address of a service over a data folder, listening for real; it ends with a slash."""
    with Engine.open(settings.data, encoder) as engine, application(settings, engine) as app:
        server = Server(app, settings)
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            yield server.url
        finally:
            server.stop()
            thread.join(20)
            stopped = not thread.is_alive()
        assert stopped
