"""wenheng export: every document in an open form."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import numpy as np
from tqdm import tqdm

from corpus.store import Store
from scripts.archive import write_archive
from scripts.door import Door, open_door
from scripts.options import as_json, common, print_json
from service.settings import Settings

_PAGE = 100


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option(
    "--vectors", type=click.Path(dir_okay=False, path_type=Path), help="Write the vectors to this .npy file instead."
)
@click.option("--all", "folder", type=click.Path(path_type=Path), help="Write everything into this new folder instead.")
@as_json
@common
def main(settings: Settings, file: Path | None, vectors: Path | None, folder: Path | None, as_json: bool) -> None:
    """Write every document with its text, facts and passages to FILE, one JSON object a line.

    Without FILE (or with -) the lines go to standard output; with --json they are one JSON object there.

    With --vectors NAME.npy: all vectors (float32, one row each), their ids in NAME.ids.npy, and in NAME.places.jsonl
    for each passage and sentence its vector's id, document, start and end.

    With --all FOLDER: everything that is no secret, in an open form that `wenheng import` reads: documents with their
    facts, tags, places and passages, kept checks (drafts, too), the office's own dictionary and calibration, and the
    files that documents were read from, where they lie on this machine and still say the same.

    Example: wenheng export corpus.jsonl
    """
    if folder is not None:
        counts = write_archive(settings, folder)
        said = f"{counts['documents']} documents, {counts['checks']} checks and {counts['files']} files in {folder}"
        print_json(counts | {"folder": str(folder)}) if as_json else click.echo(said)
        return
    if vectors is not None:
        count = _write_vectors(settings.data, vectors)
        print_json({"vectors": count, "file": str(vectors)}) if as_json else click.echo(f"{count} vectors in {vectors}")
        return
    with open_door(settings) as door:
        if file is not None and str(file) != "-":
            count = _write(door, file)
            said = f"{count} documents written to {file}"
            print_json({"documents": count, "file": str(file)}) if as_json else click.echo(said)
        elif as_json:
            print_json({"documents": list(_documents(door))})
        else:
            for document in _documents(door):
                click.echo(json.dumps(document, ensure_ascii=False))


def _write_vectors(data: Path, file: Path) -> int:
    """Write what the database holds at one moment, also while a server writes to it; how many vectors there are."""
    store = Store(data, read_only=True)
    try:
        with store.reading():
            model = store.vectors.models()[0] if store.vectors.models() else None
            counts = store.vectors.counts(model.id) if model else {}
            rows = sum(counts.values())
            matrix = np.lib.format.open_memmap(file, "w+", np.float32, (rows, model.dim if model else 0))
            ids = np.empty(rows, np.int64)
            stored = (each for script in counts for each in store.vectors.of_script(model.id if model else 0, script))
            for row, (text_id, vector) in enumerate(stored):
                ids[row], matrix[row] = text_id, np.frombuffer(vector, np.float32)
            matrix.flush()
            np.save(file.with_suffix(".ids.npy"), ids)
            with file.with_suffix(".places.jsonl").open("w", encoding="utf-8") as lines:
                for text_id, document_id, start, end in store.vectors.places():
                    place = {"id": text_id, "document": document_id, "start": start, "end": end}
                    lines.write(json.dumps(place) + "\n")
    finally:
        store.close()
    return rows


def _write(door: Door, file: Path) -> int:
    """Write the lines beside the file, then put them in its place; how many there are."""
    fresh = file.with_name(file.name + ".new")
    count = 0
    with fresh.open("w", encoding="utf-8") as lines:
        for document in _documents(door):
            lines.write(json.dumps(document, ensure_ascii=False) + "\n")
            count += 1
    fresh.replace(file)
    return count


def _documents(door: Door) -> Iterator[Any]:
    total = door.get("/v1/documents", limit=1)["total"]
    with tqdm(total=total, unit="document", disable=not sys.stderr.isatty()) as bar:
        for offset in range(0, total, _PAGE):
            for document in door.get("/v1/documents", limit=_PAGE, offset=offset)["documents"]:
                yield door.get(f"/v1/documents/{document['id']}")
                bar.update()


if __name__ == "__main__":
    main()
