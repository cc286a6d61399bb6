"""wenheng check: what a draft has in common with the corpus."""

from __future__ import annotations

from pathlib import Path

import click

from scripts.door import open_door
from scripts.options import as_json, common, print_json
from service.settings import Settings


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
@common
def main(settings: Settings, file: Path, as_json: bool) -> None:
    """Check the draft in FILE (txt, md, docx, pdf, html, odt) for near-copies.

    Example: wenheng check 讲话稿.docx
    """
    with open_door(settings) as door:
        report = door.upload("/v1/check", file.name, file.read_bytes())
    if as_json:
        print_json(report)
        return
    figures = report["figures"]
    click.echo(
        f"总文字复制比 {figures['copy_share']:.1%}  重复字数 {figures['copied_chars']} / {figures['characters']}"
    )
    for span in report["spans"]:
        source = span["source"]
        click.echo(f"[{span['start']}–{span['end']}] {span['class']}  {span['text']}")
        click.echo(f"    ← {source['document']['title']} [{source['start']}–{source['end']}]")


if __name__ == "__main__":
    main()
