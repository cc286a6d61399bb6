"""wenheng check: what a draft, or each draft of a folder, has borrowed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from scripts import wording
from scripts.checking import (
    DraftFile,
    check,
    comparing,
    fields_of,
    format_of,
    language,
    report_on,
    template_of,
    thresholds,
)
from scripts.door import Door, open_door
from scripts.ingest import files_below
from scripts.options import as_json, common, print_json
from scripts.waiting import wait
from service.settings import Settings

# Names of drafts stand above their columns up to so many; beyond, a matrix is no help to the eye.
_WIDEST_MATRIX = 12


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@thresholds
@comparing
@click.option("--keep", default="no", type=click.Choice(["no", "with_text", "without_text"]), help="Keep the check.")
@click.option(
    "--report",
    "reports",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the report: a name ending in .docx, .html, .json or .csv; may be given several times.",
)
@language
@as_json
@common
def main(
    settings: Settings,
    path: Path,
    template: Path | None,
    leave_out: tuple[str, ...],
    collection: tuple[str, ...],
    reports: tuple[Path, ...],
    lang: str,
    as_json: bool,
    **options: Any,
) -> None:
    """Check the draft in PATH (txt, md, docx, pdf, html, odt) for near-copies; of a folder, every draft in it.

    The drafts of a folder are compared with the corpus and with one another.

    Example: wenheng check 讲话稿.docx --exclude quotation --leave-out 本人旧稿 --report 查重报告.docx
    """
    fields = fields_of(options, leave_out, collection)
    files = template_of(template)
    if reports and path.is_dir():
        raise click.UsageError("--report is for one draft, not for a folder (wenheng watch reports on a folder).")
    for each in reports:
        format_of(each)
    with open_door(settings) as door:
        if path.is_dir():
            _folder(door, path, files, fields, as_json)
        else:
            _one(door, path, files, fields, as_json, dict.fromkeys(reports, lang))


def _one(
    door: Door, path: Path, files: Sequence[Any], fields: dict[str, Any], as_json: bool, reports: dict[Path, str]
) -> None:
    draft = DraftFile(path.name, path.read_bytes())
    report = check(door, draft, files, fields | ({"background": "true"} if reports else {}))
    for to, lang in reports.items():
        to.write_bytes(report_on(door, report["id"], draft, format_of(to), lang))
    if as_json:
        print_json(report)
        return
    lines = [*wording.figures(report["figures"]), *wording.spans(report["spans"])]
    lines += [f"套话 {wording.one_line(each['text'])}（{each['documents']} 篇有）" for each in report["set_phrases"]]
    lines += [f"伪装 {wording.DISGUISES[each['kind']]}：{each['count']} 处" for each in report["disguises"]]
    lines += [f"查重编号 {report['id']}"] if fields["keep"] != "no" else []
    click.echo("\n".join(lines))


def _folder(door: Door, folder: Path, files: Sequence[Any], fields: dict[str, Any], as_json: bool) -> None:
    drafts = list(files_below([folder]))
    if not drafts:
        raise click.ClickException(f"There are no drafts in {folder}.")
    sent = [("files", (str(each.relative_to(folder)), each.read_bytes())) for each in drafts]
    result = wait(door, door.send("/v1/check/many", [*sent, *files], fields)["job"], "check")
    if as_json:
        print_json(result)
    else:
        click.echo("\n".join(_overview(result)))
    sys.exit(1 if result["failed"] else 0)


def _overview(result: dict[str, Any]) -> list[str]:
    """The drafts with their figures, and the shares they have from one another."""
    lines = []
    for number, draft in enumerate(result["drafts"], 1):
        first, second = wording.figures(draft["figures"])
        kept = [f"    查重编号 {draft['check_id']}"] if draft["check_id"] else []
        lines += [f"{number}. {draft['name']}", f"    {first}", f"    {second}", *kept]
    lines += [f"读不出 {each['name']}：{each['error']['message']}" for each in result["failed"]]
    matrix = result["matrix"]
    names = [draft["name"] for draft in result["drafts"]]
    pairs = [
        (share, row, column) for row, shares in enumerate(matrix) for column, share in enumerate(shares) if share > 0
    ]
    if pairs:
        lines += ["", "稿件之间（每稿有多少出自另一稿）："]
        lines += [
            f"  {names[row]} ← {names[column]}  {share:.1%}" for share, row, column in sorted(pairs, reverse=True)
        ]
    if pairs and len(names) <= _WIDEST_MATRIX:
        lines += ["", "      " + "".join(f"{number:>7}" for number in range(1, len(names) + 1))]
        lines += [
            f"{number:>6}" + "".join(f"{share:>7.1%}" if share else "      ·" for share in shares)
            for number, shares in enumerate(matrix, 1)
        ]
    return lines


if __name__ == "__main__":
    main()
