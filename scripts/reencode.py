"""wenheng reencode: move a data folder to another model."""

from __future__ import annotations

import sys

import click
from tqdm import tqdm

from corpus.store import Store
from index.reencode import reencode
from scripts.models import load_encoder
from scripts.options import as_json, common, print_json
from service.settings import Settings


@click.command()
@as_json
@common
def main(settings: Settings, as_json: bool) -> None:
    """Encode the corpus anew with the model of WENHENG_MODEL. It can be interrupted and started again.

    Example: WENHENG_MODEL=/srv/models/bge-m3 wenheng reencode
    """
    encoder = load_encoder(settings)
    store = Store(settings.data)
    try:
        with tqdm(unit="text", desc="reencode", disable=not sys.stderr.isatty()) as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            vectors = reencode(store, encoder, show)
    finally:
        store.close()
    if as_json:
        print_json({"vectors": vectors, "model": encoder.name, "fingerprint": encoder.fingerprint})
        return
    click.echo(f"{vectors} vectors are now of {encoder.name} ({encoder.fingerprint}).")


if __name__ == "__main__":
    main()
