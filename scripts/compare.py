"""wenheng compare: what of one file comes from another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from corpus.read import read_file
from scripts import wording
from scripts.checking import thresholds
from scripts.door import open_door
from scripts.options import as_json, common, print_json
from service.settings import Settings


@click.command()
@click.argument("draft", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@thresholds
@click.option("--by-meaning/--by-words", default=True, help="--by-words is faster and finds nothing said anew.")
@as_json
@common
def main(settings: Settings, draft: Path, source: Path, as_json: bool, **options: Any) -> None:
    """Compare the files DRAFT and SOURCE: what of DRAFT comes from SOURCE.

    Example: wenheng compare 新稿.docx 旧稿.docx
    """
    texts = {"draft": read_file(draft).text, "source": read_file(source).text}
    with open_door(settings) as door:
        answer = door.post("/v1/compare", {**texts, **options})
    if as_json:
        print_json(answer)
        return
    click.echo("\n".join([*wording.figures(answer["figures"]), *wording.spans(answer["spans"])]))


if __name__ == "__main__":
    main()
