"""What the commands that check drafts have in common: their options, a check of a file, its report as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from index.types import Mark, Sensitivity, SpanClass
from scripts.door import Door
from scripts.waiting import wait
from service.schemas.reports import ReportFormat

R = TypeVar("R")
FORMATS: tuple[str, ...] = get_args(ReportFormat)

language = click.option("--lang", default="zh", type=click.Choice(["zh", "en"]), help="The report's language.")


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A draft's file as it was read."""

    name: str
    data: bytes


def thresholds(command: Callable[..., R]) -> Callable[..., R]:
    """The options that say what counts; they come to the command as ``options``."""
    for option in (
        click.option(
            "--sensitivity", default="normal", type=click.Choice(get_args(Sensitivity)), help="high finds more."
        ),
        click.option("--class", "classes", multiple=True, type=click.Choice(get_args(SpanClass)), help="Only these."),
        click.option("--exclude", multiple=True, type=click.Choice(get_args(Mark)), help="Spans that do not count."),
        click.option("--min-run", "min_run_chars", default=13, type=click.IntRange(4, 200), help="Shortest exact run."),
        click.option("--min-span", "min_span_chars", default=0, type=click.IntRange(0, 10_000), help="Shortest span."),
    ):
        command = option(command)
    return command


def comparing(command: Callable[..., R]) -> Callable[..., R]:
    """The options that say what a draft is compared with."""
    for option in (
        click.option("--collection", multiple=True, help="Compare with this collection only."),
        click.option(
            "--leave-out", multiple=True, help="A document's id or a collection not to compare with (去除本人)."
        ),
        click.option(
            "--template", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The template used."
        ),
    ):
        command = option(command)
    return command


def fields_of(options: dict[str, Any], leave_out: Sequence[str], collection: Sequence[str]) -> dict[str, Any]:
    """The options as the fields of a form."""
    return options | {
        "classes": list(options["classes"]),
        "exclude": list(options["exclude"]),
        "exclude_id": [each for each in leave_out if each.isdigit()],
        "exclude_collection": [each for each in leave_out if not each.isdigit()],
        "collection": list(collection),
    }


def template_of(path: Path | None) -> list[tuple[str, tuple[str, bytes]]]:
    """A template as a file of the form."""
    return [("template_file", (path.name, path.read_bytes()))] if path else []


def format_of(path: Path) -> str:
    """The format that a report's name says.

    :raises ClickException: If it says none.
    """
    ending = path.suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        raise click.UsageError(f"{path.name}: a report's name ends in .{', .'.join(FORMATS)}.")
    return ending


def check(door: Door, draft: DraftFile, files: Sequence[Any], fields: dict[str, Any]) -> dict[str, Any]:
    """The check of a draft, waited for."""
    answer = door.send("/v1/check", [("files", (draft.name, draft.data)), *files], fields)
    if "job" in answer:
        answer = door.get(f"/v1/checks/{wait(door, answer['job'], 'check')['check_id']}")
    return dict(answer)


def report_on(door: Door, check_id: str, draft: DraftFile, wanted: str, lang: str) -> bytes:
    """A report as a file; one in Word is written into the draft's own Word file."""
    path = f"/v1/checks/{check_id}/report.{wanted}"
    if wanted == "docx" and draft.name.lower().endswith(".docx"):
        return door.exchange(path, [("files", (draft.name, draft.data))], {"lang": lang})
    return door.download(path, lang=lang)
