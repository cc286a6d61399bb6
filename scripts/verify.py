"""wenheng verify: is everything in the data folder, or in a backup, what was written?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from corpus.errors import StoreError
from corpus.store import Store, backup
from corpus.store.verify import Finding, Looked, check_copy, look
from index.reencode import model_in_use
from index.repair import Repair
from scripts.models import load_encoder
from scripts.options import as_json, common, print_json
from service.settings import Settings


@click.command()
@click.option("--repair", is_flag=True, help="Mend what can be derived, or taken from a backup.")
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="With --repair: a backup from which damaged rows are taken if they are as they were written.",
)
@as_json
@common
def main(settings: Settings, repair: bool, source: Path | None, as_json: bool) -> None:
    """Look through the data folder (or, with --data BACKUP, a backup) and say what is damaged, and where.

    It compares every text, offset and vector with its seal, the database's structure, and, after a clean stop, every
    byte of every file. The exit code is 1 when something is damaged.

    Example: wenheng verify --repair --from /backup/wenheng-2026-11-24
    """
    if (settings.data / backup.MANIFEST).is_file():
        if repair:
            raise click.UsageError("A backup is not repaired; take another one.")
        looked = Looked((*_damaged_files(settings.data), *check_copy(settings.data)))
    else:
        looked = look(settings.data)
    before = looked
    if repair and looked.findings:
        if source is not None and (broken := backup.damaged_files(source)):
            raise StoreError(f"The backup is damaged itself: {', '.join(broken)}.")
        looked = _repair(settings, looked, source)
    if as_json:
        print_json(_report(before, looked))
    else:
        _say(before, looked, settings.data)
    sys.exit(1 if looked.findings else 0)


def _damaged_files(folder: Path) -> list[Finding]:
    return [Finding("file", name) for name in backup.damaged_files(folder)]


def _repair(settings: Settings, looked: Looked, source: Path | None) -> Looked:
    encoder = load_encoder(settings)
    store = Store(settings.data)
    try:
        Repair(store, encoder, model_in_use(store, encoder)).mend(looked.findings, source)
    finally:
        store.close()
    return look(settings.data)


def _report(before: Looked, after: Looked) -> dict[str, object]:
    left = {each.place for each in after.findings}
    return {
        "findings": [
            {"layer": each.layer, "place": each.place, "derivable": each.is_derivable} for each in after.findings
        ],
        "mended": [each.place for each in before.findings if each.place not in left],
        "not_looked_at": list(after.not_looked_at),
    }


def _say(before: Looked, after: Looked, folder: Path) -> None:
    left = {each.place for each in after.findings}
    for each in before.findings:
        if each.place not in left:
            click.echo(f"mended: {each.place}")
    for each in after.findings:
        how = "`wenheng verify --repair` derives it" if each.is_derivable else "it takes a backup (--repair --from)"
        click.echo(f"damaged: {each.place}; {how}")
    for sentence in after.not_looked_at:
        click.echo(sentence)
    if not after.findings:
        click.echo(f"{folder}: all that was looked at is as it was written.")


if __name__ == "__main__":
    main()
