"""The hand-written drafts of tests/data/compendium_drafts.jsonl, over a compendium that is not in this repository.

python -m scripts.fitting.handwritten --source office-summaries-2018.txt --half a --out DIR

The compendium is not quoted there: what was copied from it is stored as offsets into its decoded file. A segment is
the writer's own text, or has a class, the range it comes from, and pieces: ["copy", start, end] or ["text", words].
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from scripts.evaluation.errors import DataError
from scripts.evaluation.files import read_exact, read_objects

DRAFTS = Path(__file__).parents[2] / "tests" / "data" / "compendium_drafts.jsonl"


@click.command()
@click.option("--source", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--half", type=click.Choice(["a", "b"]), required=True, help="a: tuned on; b: for checking.")
def main(source: Path, out: Path, half: str) -> None:
    """Write the drafts and the truth of one half in the layout of `wenheng evaluate nearcopy`."""
    text = read_exact(source)
    rows = [row for _, row in read_objects(DRAFTS)]
    check_source(text, rows[0]["sha256"])
    made = [build(row, text, source.name) for row in rows[1:] if row["half"] == half]
    write(out, {name: draft for name, draft, _ in made}, [case for *_, cases in made for case in cases])
    click.echo(f"{len(made)} drafts, {sum(len(cases) for *_, cases in made)} cases in {out}")


def check_source(text: str, sha256: str) -> None:
    """:raises DataError: If it is another file than the one that the offsets are of."""
    if hashlib.sha256(text.encode()).hexdigest() != sha256:
        raise DataError("The source is not the file that the drafts were written over.")


def build(row: dict[str, Any], source: str, source_name: str) -> tuple[str, str, list[dict[str, Any]]]:
    """A draft's file name, its text, and its lines of the truth."""
    name, text, cases = f"{row['draft']}.txt", "", []
    for segment in row["segments"]:
        if "own" in segment:
            text += segment["own"]
            continue
        start, end = segment["source"]
        written = put_together(segment.get("pieces", [["copy", start, end]]), source)
        cases.append(case(name, segment["class"], (len(text), len(text) + len(written)), source_name, (start, end)))
        text += written
    return name, text, cases


def put_together(pieces: Sequence[Sequence[Any]], source: str) -> str:
    """The text that pieces stand for."""
    return "".join(piece[1] if piece[0] == "text" else source[piece[1] : piece[2]] for piece in pieces)


def case(draft: str, label: str, place: tuple[int, int], source: str, source_place: tuple[int, int]) -> dict[str, Any]:
    """A line of the truth."""
    return {
        "draft": draft,
        "class": label,
        "draft_start": place[0],
        "draft_end": place[1],
        "source": source,
        "source_start": source_place[0],
        "source_end": source_place[1],
    }


def write(out: Path, drafts: dict[str, str], cases: Sequence[dict[str, Any]]) -> None:
    """Write drafts/ and truth.jsonl, newlines as they are."""
    (out / "drafts").mkdir(parents=True, exist_ok=True)
    for name, text in drafts.items():
        (out / "drafts" / name).write_bytes(text.encode())
    lines = [json.dumps(each, ensure_ascii=False) + "\n" for each in cases]
    (out / "truth.jsonl").write_bytes("".join(lines).encode())


if __name__ == "__main__":
    main()
