"""wenheng restore: a data folder from a backup."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.store import backup
from scripts.options import as_json, common, print_json
from service.settings import Settings


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@as_json
@common
def main(settings: Settings, folder: Path, as_json: bool) -> None:
    """Make a new data folder (--data) of the backup in FOLDER; every byte is compared with the manifest first.

    Example: wenheng restore /backup/wenheng-2026-11-24 --data /srv/wenheng-new
    """
    manifest = backup.restore(folder, settings.data)
    if as_json:
        print_json({"data": str(settings.data), "documents": manifest.documents, "created_at": manifest.created_at})
        return
    click.echo(f"{manifest.documents} documents, as of {manifest.created_at}, are in {settings.data}")


if __name__ == "__main__":
    main()
