"""wenheng phrases: the phrase bank, and other wordings of a sentence."""

from __future__ import annotations

from collections.abc import Sequence

import click

from index.phrases import KINDS, PLACES
from scripts.door import open_door
from scripts.options import as_json, common, print_json
from service.settings import Settings


@click.command()
@click.argument("text", required=False)
@click.option("--rewrite", is_flag=True, help="Other wordings of TEXT instead, the most distant in words first.")
@click.option("--kind", multiple=True, type=click.Choice(KINDS), help="Kinds of phrase; repeatable.")
@click.option("--place", multiple=True, type=click.Choice(PLACES), help="Places in a text; repeatable.")
@click.option("--subject", default="", help="A word that the phrase or its document's title has.")
@click.option("-k", default=20, type=click.IntRange(1, 1000), help="How many (default 20).")
@as_json
@common
def main(
    settings: Settings,
    text: str | None,
    *,
    rewrite: bool,
    kind: Sequence[str],
    place: Sequence[str],
    subject: str,
    k: int,
    as_json: bool,
) -> None:
    """Show the phrases nearest in meaning to TEXT; without TEXT the commonest.

    Example: wenheng phrases 督查工作 --place heading -k 5
    """
    if rewrite and not text:
        raise click.UsageError("--rewrite needs a sentence.")
    with open_door(settings) as door:
        if rewrite:
            answer = door.post("/v1/phrases/rewrite", {"text": text, "k": k})
        else:
            asked = {"query": text, "kind": kind, "place": place, "subject": subject, "k": k}
            answer = door.post("/v1/phrases/search", asked)
    if as_json:
        print_json(answer)
    elif rewrite:
        for each in answer["rewordings"]:
            click.echo(f"{each['similarity']:.2f}  {each['text']}  [{each['document']['title']}]")
    else:
        for each in answer["phrases"]:
            worn = "  *" if each["worn"] else ""
            click.echo(f"{each['documents']:3} × {each['text']}  [{each['occurrences'][0]['document']['title']}]{worn}")


if __name__ == "__main__":
    main()
