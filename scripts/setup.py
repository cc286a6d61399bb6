"""wenheng setup: obtain the model, so that everything after it works without a network."""

from __future__ import annotations

import click

from scripts.models import load_encoder
from scripts.options import as_json, common, print_json
from service.settings import Settings


@click.command()
@as_json
@common
def main(settings: Settings, as_json: bool) -> None:
    """Obtain the model and check it.

    Example: wenheng setup --data /srv/wenheng
    """
    encoder = load_encoder(settings)
    if as_json:
        about = {"engine": encoder.engine, "dim": encoder.dim, "fingerprint": encoder.fingerprint}
        print_json({"model": encoder.name, **about})
        return
    click.echo(f"Model {encoder.name} is ready ({encoder.engine}, {encoder.dim} dimensions, {encoder.fingerprint}).")


if __name__ == "__main__":
    main()
