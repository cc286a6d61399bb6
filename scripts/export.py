"""wenheng export: every document in an open form."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from tqdm import tqdm

from scripts.door import open_door
from scripts.options import common
from service.settings import Settings

_PAGE = 100


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@common
def main(settings: Settings, file: Path) -> None:
    """Write every document with its text, facts and passages to FILE, one JSON object a line.

    Example: wenheng export corpus.jsonl
    """
    fresh = file.with_name(file.name + ".new")
    with open_door(settings) as door, fresh.open("w", encoding="utf-8") as lines:
        first = door.get("/v1/documents", limit=1)
        with tqdm(total=first["total"], unit="document", disable=not sys.stderr.isatty()) as bar:
            for offset in range(0, first["total"], _PAGE):
                for document in door.get("/v1/documents", limit=_PAGE, offset=offset)["documents"]:
                    lines.write(json.dumps(door.get(f"/v1/documents/{document['id']}"), ensure_ascii=False) + "\n")
                    bar.update()
    fresh.replace(file)
    click.echo(f"{first['total']} documents written to {file}")


if __name__ == "__main__":
    main()
