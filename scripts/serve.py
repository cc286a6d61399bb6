"""wenheng serve: the page and the interface on this machine."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click
from flask import Flask

from corpus.store import Filters
from index.engine import Engine
from index.warming import warm
from scripts.door import announcing, door_into
from scripts.ingest import ingest_paths
from scripts.models import load_encoder
from scripts.options import as_json, common, print_json
from service import log
from service.app import application
from service.exposure import allow_handles, refuse_open_doors
from service.server import serve
from service.settings import Settings
from service.state import gate_of, house

_log = logging.getLogger(__name__)
SAMPLE = Path(__file__).parent.parent / "corpus" / "sample" / "documents"
SAMPLE_COLLECTION = "sample"
SAMPLE_DONE = "sample.done"


@click.command()
@click.option("--host", help="Address to listen on (default 127.0.0.1).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port (default 8808).")
@click.option("--without-keys", is_flag=True, help="Let everybody who reaches the address read and write everything.")
@click.option("--sample/--no-sample", default=True, help="Read the sample corpus into a new data folder.")
@as_json
@common
def main(
    settings: Settings, host: str | None, port: int | None, without_keys: bool, sample: bool, as_json: bool
) -> None:
    """Serve the page and the interface until stopped.

    Example: wenheng serve --port 8080 --data /srv/wenheng
    """
    given = {"host": host, "port": port, "without_keys": without_keys or None}
    settings = settings.model_copy(update={k: v for k, v in given.items() if v is not None})
    refuse_open_doors(settings)
    log.set_up(settings)
    encoder = load_encoder(settings)
    opened = Engine.open(settings.data, encoder, read_only=settings.read_only, vectors=settings.store)
    # Commands ask the process that writes; one that only reads is not to be found in its place.
    to_commands = nullcontext(_tell_nobody) if settings.read_only else announcing(settings.data)
    with (
        opened as engine,
        application(settings, engine, jobs_last=True) as app,
        to_commands as announce,
        warming(engine) as start_warming,
    ):

        def begin(url: str) -> None:
            """When the port is ours, not before: a sample that is read for nothing helps nobody."""
            if sample and not settings.read_only:
                _read_sample(settings.data, engine, app, quiet=as_json)
            if not settings.read_only:
                _resume(app)
            announce(url, gate_of(app).local_token)
            start_warming()
            print_json({"url": url}) if as_json else click.echo(f"Wenheng 文衡: {url}  (Ctrl-C stops it)")

        allow_handles()
        serve(app, settings, begin)


def _resume(app: Flask) -> None:
    """Go on with the jobs of the process before this one."""
    with app.app_context():
        count = house().jobs.resume()
    if count:
        click.echo(f"{count} jobs of before go on.", err=True)


@contextmanager
def warming(engine: Engine) -> Iterator[Callable[[], None]]:
    """A function that begins to warm what first questions need, beside them; what is begun ends before the engine."""
    stopped = threading.Event()

    def work() -> None:
        try:
            warm(engine, stopped.is_set)
        except Exception:  # the question that needs it will say what is wrong
            _log.debug("warming failed", exc_info=True)

    thread = threading.Thread(target=work, name="warming")
    try:
        yield thread.start
    finally:
        stopped.set()
        if thread.ident is not None:
            thread.join()


def _tell_nobody(*_: str) -> None:
    """Announces nothing."""


def _read_sample(data: Path, engine: Engine, app: Flask, *, quiet: bool) -> None:
    """Read the sample corpus into a folder that holds nothing else, once; an interrupted reading is taken up again."""
    done = data / SAMPLE_DONE
    _, of_sample = engine.documents(Filters(collections=(SAMPLE_COLLECTION,)), limit=1)
    if not done.exists() and engine.info().documents == of_sample:
        click.echo("Reading the sample corpus …", err=quiet)
        with door_into(app) as door:
            ingest_paths(door, [SAMPLE], collection=SAMPLE_COLLECTION, quiet=quiet)
    done.touch()


if __name__ == "__main__":
    main()
