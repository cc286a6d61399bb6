"""wenheng forget: a kept check, with its draft's text, out of every file of the data folder."""

from __future__ import annotations

import click

from scripts.door import open_door
from scripts.options import as_json, common, print_json
from service.settings import Settings


@click.command()
@click.argument("check_ids", nargs=-1, required=True)
@as_json
@common
def main(settings: Settings, check_ids: tuple[str, ...], as_json: bool) -> None:
    """Delete kept checks; what was deleted is overwritten on the disk. Backups made before still hold them.

    Example: wenheng forget 9f2c6a1be0d94c0f8f6f3c54d8c7a311
    """
    with open_door(settings) as door:
        for each in check_ids:
            door.delete(f"/v1/checks/{each}")
    if as_json:
        print_json({"deleted": len(check_ids)})
    else:
        click.echo(f"{len(check_ids)} deleted from the data folder. Backups made before still hold what they held.")


if __name__ == "__main__":
    main()
