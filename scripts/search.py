"""wenheng search: the passages most similar to a phrase or a paragraph."""

from __future__ import annotations

import sys

import click

from scripts.door import open_door
from scripts.options import as_json, common, print_json
from service.settings import Settings


@click.command()
@click.argument("text")
@click.option("-k", default=10, type=click.IntRange(1, 1000), help="How many passages (default 10).")
@click.option("--mode", default="both", type=click.Choice(["meaning", "words", "both"]), help="Kind of likeness.")
@click.option("--min-similarity", default=0.0, type=click.FloatRange(0, 1), help="Leave out what is less similar.")
@as_json
@common
def main(settings: Settings, text: str, k: int, mode: str, min_similarity: float, as_json: bool) -> None:
    """Find the passages most similar to TEXT (- reads it from standard input).

    Example: wenheng search '加强督查督办，推动领导批示件落实' -k 3
    """
    query = sys.stdin.read() if text == "-" else text
    with open_door(settings) as door:
        answer = door.post("/v1/search", {"query": query, "k": k, "mode": mode, "min_similarity": min_similarity})
    if as_json:
        print_json(answer)
        return
    if answer["query_windows"] > 1:
        click.echo(f"The text is long and was read in {answer['query_windows']} windows.", err=True)
    for number, hit in enumerate(answer["results"], 1):
        where = " › ".join([hit["document"]["title"], *hit["heading_path"]])
        click.echo(f"{number:2}. {hit['similarity']:.2f}  {where}  [{hit['start']}–{hit['end']}]")
        click.echo(f"    {hit['text']}")


if __name__ == "__main__":
    main()
