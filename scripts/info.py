"""wenheng info: versions, model and counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
    indexes = info.pop("indexes")
    for name, value in info.items():
        click.echo(f"{name:16} {value}")
    for index in indexes:
        click.echo(f"{'index ' + index['language']:16} {_described(index)}")


def _described(index: Mapping[str, Any]) -> str:
    """Kind, rule, recall and cost of an index in a line."""
    parts = [f"{index['kind']}, {index['vectors']} vectors: {index['rule']}"]
    parts += [f"recall@10 {index['recall']:.3f}"] if index["recall"] is not None else []
    parts += [f"{index['milliseconds']:.1f} ms a search"] if index["milliseconds"] is not None else []
    parts += [f"{index['memory_bytes'] / 1e6:.1f} MB in memory"]
    parts += [f"{index['mapped_bytes'] / 1e6:.1f} MB mapped"] if index["mapped_bytes"] else []
    parts += [f"{index['fresh']} fresh"] if index["fresh"] else []
    return "; ".join(parts)


if __name__ == "__main__":
    main()
