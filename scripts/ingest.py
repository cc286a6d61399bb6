"""wenheng ingest: files and folders into the corpus."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from corpus.read import FORMATS
from scripts.door import Door, open_door
from scripts.options import as_json, common, print_json
from service.settings import Settings

# How often a job of the server is looked at while a command waits for it.
_POLL_S = 0.2


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--collection", default="default", help="Collection the documents belong to.")
@click.option("--tag", "tags", multiple=True, help="Tag for the documents; may be given several times.")
@as_json
@common
def main(settings: Settings, paths: tuple[Path, ...], collection: str, tags: tuple[str, ...], as_json: bool) -> None:
    """Read files and folders (recursively); what is there already is left alone.

    It goes on after a bad file and can be stopped and started again. The exit code is 1 when a file failed.

    Example: wenheng ingest ~/总结 report.docx --tag 2023
    """
    with open_door(settings) as door:
        report = ingest_paths(door, paths, collection=collection, tags=tags, quiet=as_json)
    if as_json:
        print_json(report)
    elif not any(report.values()):
        click.echo(f"Nothing to read there: no file ends in {', '.join(sorted(FORMATS))}.", err=True)
    sys.exit(1 if report["failed"] else 0)


def ingest_paths(
    door: Door, paths: Sequence[Path], *, collection: str, tags: Sequence[str] = (), quiet: bool = False
) -> dict[str, list[dict[str, Any]]]:
    """Send each file below the paths; what became of its documents, and the files that failed with the reason."""
    report: dict[str, list[dict[str, Any]]] = {"documents": [], "failed": []}
    bar = tqdm(list(files_below(paths)), unit="file", desc="ingest", disable=not sys.stderr.isatty())
    for path in bar:
        try:
            data = path.read_bytes()
            documents = _send(door, path, data, collection, tags, bar.set_postfix_str)
            report["documents"] += documents
            said = f"{_summary(documents)}\t{path}"
        except (click.ClickException, OSError) as error:
            reason = error.message if isinstance(error, click.ClickException) else error.strerror or "not readable"
            report["failed"].append({"path": str(path), "error": reason})
            said = f"failed: {reason}\t{path}"
        if not quiet:
            tqdm.write(said)
    return report


def files_below(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those in the folders named that have a reader; hidden and lock files are passed over."""
    for path in paths:
        if path.is_dir():
            yield from (
                each
                for each in sorted(path.rglob("*"))
                if each.is_file()
                and each.suffix.lower().removeprefix(".") in FORMATS
                and not each.name.startswith("~$")
                and not any(part.startswith(".") for part in each.relative_to(path).parts)
            )
        else:
            yield path


def _send(
    door: Door, path: Path, data: bytes, collection: str, tags: Sequence[str], show: Callable[[str], None]
) -> list[dict[str, Any]]:
    answer = door.upload(
        "/v1/documents", path.name, data, source=str(path.resolve()), collection=collection, tags=list(tags)
    )
    if "job" in answer:
        answer = _wait(door, answer["job"]["id"], show)
    if answer["failed"]:
        raise click.ClickException(answer["failed"][0]["error"]["message"])
    return [dict(document) for document in answer["documents"]]


def _wait(door: Door, job_id: str, show: Callable[[str], None]) -> Any:
    """Look at a job until it is done; who stops waiting stops the job."""
    try:
        while (job := door.get(f"/v1/jobs/{job_id}"))["state"] in {"queued", "running"}:
            if (current := job["current"]) and current["total"]:
                show(f"{current['done']}/{current['total']} texts")
            time.sleep(_POLL_S)
    except KeyboardInterrupt:
        door.delete(f"/v1/jobs/{job_id}")
        raise
    show("")
    if job["state"] == "cancelled":
        raise click.ClickException("Somebody cancelled it.")
    return job["result"]


def _summary(documents: Sequence[dict[str, Any]]) -> str:
    counts = {
        status: sum(each["status"] == status for each in documents) for status in ("added", "replaced", "unchanged")
    }
    return ", ".join(f"{count} {status}" for status, count in counts.items() if count)


if __name__ == "__main__":
    main()
