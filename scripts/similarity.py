"""wenheng similarity: how alike texts are."""

from __future__ import annotations

import click

from scripts.door import open_door
from scripts.options import as_json, common, print_json
from service.settings import Settings


@click.command()
@click.argument("source")
@click.argument("targets", nargs=-1, required=True)
@as_json
@common
def main(settings: Settings, source: str, targets: tuple[str, ...], as_json: bool) -> None:
    """Compare SOURCE with each of TARGETS.

    Example: wenheng similarity '狠抓督查落实' '强化督促检查' '办好民生实事'
    """
    with open_door(settings) as door:
        answer = door.post("/v1/similarity", {"source": source, "targets": list(targets)})
    if as_json:
        print_json(answer)
        return
    for target, result in zip(targets, answer["results"], strict=True):
        click.echo(f"{result['similarity']:.3f}  {target}")


if __name__ == "__main__":
    main()
