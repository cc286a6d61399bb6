"""wenheng info: versions, model and counts."""

from __future__ import annotations

import click

from scripts.door import open_door
from scripts.options import as_json, common, print_json
from service.settings import Settings


@click.command()
@as_json
@common
def main(settings: Settings, as_json: bool) -> None:
    """Say what is in the data folder and which model it is read with.

    Example: wenheng info --json
    """
    with open_door(settings) as door:
        info = door.get("/v1/info")
    if as_json:
        print_json(info)
        return
    for name, value in info.items():
        click.echo(f"{name:16} {value}")


if __name__ == "__main__":
    main()
