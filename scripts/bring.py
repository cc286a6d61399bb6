"""wenheng import: what `wenheng export --all` has written, into a data folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from corpus.errors import CorpusError
from index.engine import Engine
from index.errors import IndexFault
from scripts.archive import OWN_FILES, read_checks, read_documents, read_head
from scripts.models import load_encoder
from scripts.options import as_json, common, print_json
from service.settings import Settings


@click.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@as_json
@common
def main(settings: Settings, folder: Path, as_json: bool) -> None:
    """Read what `wenheng export --all FOLDER` wrote into a data folder (--data) that no server holds.

    Everything is encoded with the model in use. Into a folder without documents all ids are as they were, and kept
    checks come along (else not); documents that are there already stay as they are. It can be interrupted and started
    again.

    Example: wenheng import /srv/export --data /srv/wenheng-new
    """
    read_head(folder)
    try:
        with Engine.open(settings.data, load_encoder(settings), vectors=settings.store) as engine:
            for name in OWN_FILES:
                if (folder / name).is_file() and not (settings.data / name).exists():
                    shutil.copyfile(folder / name, settings.data / name)
            documents, have_their_ids = read_documents(engine, folder)
            checks = read_checks(engine, folder) if have_their_ids else 0
    except (CorpusError, IndexFault) as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        print_json({"documents": documents, "checks": checks, "data": str(settings.data)})
        return
    click.echo(f"{documents} documents and {checks} kept checks were brought into {settings.data}.")
    if not have_their_ids:
        click.echo("Kept checks were left out: they name documents by ids, and here these are others.")


if __name__ == "__main__":
    main()
