"""wenheng backup: a copy of the data folder, taken while a server may be writing to it."""

from __future__ import annotations

import contextlib
import sys
from importlib.metadata import version
from pathlib import Path

import click
from tqdm import tqdm

from corpus.store import Store, backup
from corpus.store.verify import check_copy
from scripts.options import as_json, common, print_json
from service.metrics import BACKUP_DONE
from service.settings import Settings


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@as_json
@common
def main(settings: Settings, folder: Path, as_json: bool) -> None:
    """Write a backup into FOLDER, which must not exist yet. Neither reading nor writing waits for it.

    It holds the corpus, kept checks and settings, not the model. The copy is looked through; when the data folder is
    damaged, the backup is kept all the same and the exit code is 1.

    Example: wenheng backup /backup/wenheng-2026-11-24
    """
    store = Store(settings.data, read_only=True)
    try:
        with tqdm(unit="page", desc="backup", disable=not sys.stderr.isatty()) as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            manifest = backup.backup(store, folder, version("wenheng"), show)
    finally:
        store.close()
    findings = check_copy(folder)
    with contextlib.suppress(OSError):  # only for the metric of its age; the folder may be read-only to us
        (settings.data / BACKUP_DONE).touch()
    size = sum(each for each, _ in manifest.files.values())
    if as_json:
        places = [each.place for each in findings]
        print_json({"folder": str(folder), "documents": manifest.documents, "bytes": size, "damaged": places})
    else:
        click.echo(f"{manifest.documents} documents, {len(manifest.files)} files, {size} bytes in {folder}")
        for each in findings:
            click.echo(f"damaged in the data folder: {each.place}", err=True)
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
