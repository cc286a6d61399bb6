"""wenheng export: every document in an open form."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from scripts.door import Door, open_door
from scripts.options import as_json, common, print_json
from service.settings import Settings

_PAGE = 100


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@as_json
@common
def main(settings: Settings, file: Path | None, as_json: bool) -> None:
    """Write every document with its text, facts and passages to FILE, one JSON object a line.

    Without FILE (or with -) the lines go to standard output; with --json they are one JSON object there.

    Example: wenheng export corpus.jsonl
    """
    with open_door(settings) as door:
        if file is not None and str(file) != "-":
            count = _write(door, file)
            said = f"{count} documents written to {file}"
            print_json({"documents": count, "file": str(file)}) if as_json else click.echo(said)
        elif as_json:
            print_json({"documents": list(_documents(door))})
        else:
            for document in _documents(door):
                click.echo(json.dumps(document, ensure_ascii=False))


def _write(door: Door, file: Path) -> int:
    """Write the lines beside the file, then put them in its place; how many there are."""
    fresh = file.with_name(file.name + ".new")
    count = 0
    with fresh.open("w", encoding="utf-8") as lines:
        for document in _documents(door):
            lines.write(json.dumps(document, ensure_ascii=False) + "\n")
            count += 1
    fresh.replace(file)
    return count


def _documents(door: Door) -> Iterator[Any]:
    total = door.get("/v1/documents", limit=1)["total"]
    with tqdm(total=total, unit="document", disable=not sys.stderr.isatty()) as bar:
        for offset in range(0, total, _PAGE):
            for document in door.get("/v1/documents", limit=_PAGE, offset=offset)["documents"]:
                yield door.get(f"/v1/documents/{document['id']}")
                bar.update()


if __name__ == "__main__":
    main()
