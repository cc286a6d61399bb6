"""wenheng setup: obtain the model, so that everything after it works without a network."""

from __future__ import annotations

import click

from scripts.models import load_encoder
from scripts.options import common
from service.settings import Settings


@click.command()
@common
def main(settings: Settings) -> None:
    """Obtain the model and check it.

    Example: wenheng setup --data /srv/wenheng
    """
    encoder = load_encoder(settings)
    click.echo(f"Model {encoder.name} is ready ({encoder.engine}, {encoder.dim} dimensions, {encoder.fingerprint}).")


if __name__ == "__main__":
    main()
