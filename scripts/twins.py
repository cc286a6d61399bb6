"""wenheng twins: what stands in the corpus twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from scripts import wording
from scripts.door import open_door
from scripts.options import as_json, common, print_json
from scripts.waiting import wait
from service.settings import Settings


@click.command()
@click.option("--collection", multiple=True, help="Look in this collection only.")
@click.option("--limit", default=20, type=click.IntRange(1, 1000), help="Groups shown of each kind (default 20).")
@as_json
@common
def main(settings: Settings, collection: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Find documents, and paragraphs of different documents, that are nearly the same, and which came first.

    Example: wenheng twins --collection default
    """
    asked = {"filters": {"collection": list(collection)}, "limit": limit}
    with open_door(settings) as door:
        found = wait(door, door.post("/v1/twins", asked)["job"], "twins")
    if as_json:
        print_json(found)
        return
    click.echo("\n".join(_lines(found)))


def _lines(found: dict[str, Any]) -> Iterator[str]:
    yield f"相同或相近的文稿 {found['document_groups']} 组"
    for group in found["documents"]:
        yield from _group(group)
    yield f"相同或相近的段落 {found['passage_groups']} 组"
    for group in found["passages"]:
        yield f"  “{wording.one_line(group[0]['text'])}”"
        yield from _group(group)


def _group(group: list[dict[str, Any]]) -> Iterator[str]:
    for number, each in enumerate(group):
        document = each["document"]
        how = "最早" if number == 0 else "相同" if each["equal"] else f"相近 {each['similarity']:.2f}"
        where = f"  [{each['start']}–{each['end']}]" if "start" in each else ""
        yield f"  {'·' if number else '●'} {how}  {document['title'] or '（无标题）'}（编号 {document['id']}）{where}"


if __name__ == "__main__":
    main()
