"""wenheng migrate: move the vectors of a data folder to a Milvus, or back into memory."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click
from tqdm import tqdm

from corpus.store import Store
from index.migrate import Moved, migrate
from scripts.options import as_json, common, print_json
from service.settings import Settings


@click.command()
@click.argument("where", required=False)
@click.option("--only-look", is_flag=True, help="Compare what is there with the database, and change nothing.")
@as_json
@common
def main(settings: Settings, where: str | None, only_look: bool, as_json: bool) -> None:
    """Move the vectors to WHERE (faiss, or milvus://host:port/name; default: WENHENG_STORE) and compare both ends.

    The database keeps every vector; so it can be interrupted and started again, and going back needs no Milvus.
    Afterwards set WENHENG_STORE to where they are.

    Example: wenheng migrate milvus://10.0.0.5:19530/wenheng
    """
    settings = settings if where is None else settings.at(where)
    store = Store(settings.data)
    try:
        with tqdm(unit="text", desc="migrate", disable=not sys.stderr.isatty(), leave=False) as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            moved = migrate(store, settings.store, show, only_look=only_look)
    finally:
        store.close()
    if as_json:
        print_json(asdict(moved) | {"whole": moved.is_whole})
    else:
        click.echo(_told(moved))
    if not moved.is_whole:
        raise click.exceptions.Exit(1)


def _told(moved: Moved) -> str:
    recall = "" if moved.recall is None else f", recall@10 {moved.recall:.3f}"
    found, expected = sum(moved.found.values()), sum(moved.expected.values())
    return (
        f"{moved.where}: {found} of {expected} vectors of {moved.texts} texts; "
        f"{moved.compared} compared, {moved.differing} differ{recall}. "
        + ("All is there." if moved.is_whole else "Not all is as it should be: run it again.")
    )


if __name__ == "__main__":
    main()
