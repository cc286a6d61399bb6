"""The folder that `wenheng export --all` writes and `wenheng import` reads.

``archive.json`` (form, version, counts), ``documents.jsonl``, ``checks.jsonl``, the small files of the data folder that
an office writes itself, and ``files/`` with ``files.jsonl``, which says what lies there under which source.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tqdm import tqdm

from corpus.errors import ReadError, StoreError
from corpus.read.apart import POOL
from corpus.store import KeptCheck, Store, archive
from corpus.store.database import store_errors
from index.embedding import text_hash
from index.engine import Engine
from service.settings import Settings

# What an office writes into its data folder itself; keys are secrets, the rest is derived.
OWN_FILES = ("dictionary.txt", "calibration.json")
HEAD = "archive.json"
# Documents that are stored in one step: some hundred thousand characters, seconds of encoding.
_LOT = 20


def write_archive(settings: Settings, target: Path) -> dict[str, int]:
    """Write everything into a new folder that is its owner's alone; how many documents, checks and files.

    :raises StoreError: If the folder exists, or cannot be written; then there is no folder of that name.
    """
    if target.exists():
        raise StoreError(f"{target} exists already; everything is written to a new folder.")
    fresh = target.with_name(f"{target.name}.part")
    store = Store(settings.data, read_only=True)
    try:
        with store_errors():
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir(mode=0o700, parents=True)
            sources: dict[str, set[bytes]] = {}
            documents = _write_lines(fresh / "documents.jsonl", _noting(archive.records(store), sources))
            counts = {
                "documents": documents,
                "checks": _write_lines(fresh / "checks.jsonl", archive.kept_checks(store)),
                "files": _copy_files(fresh, sources, settings.max_upload_bytes),
            }
            for name in OWN_FILES:
                if (settings.data / name).is_file():
                    shutil.copyfile(settings.data / name, fresh / name)
            head = {"format": archive.FORMAT, "version": version("wenheng"), **counts}
            (fresh / HEAD).write_text(json.dumps(head), "utf-8")
            fresh.rename(target)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    finally:
        store.close()
    return counts


def read_head(folder: Path) -> Mapping[str, Any]:
    """What an archive says of itself.

    :raises StoreError: If it is none, or a newer Wenheng's.
    """
    try:
        head: dict[str, Any] = json.loads((folder / HEAD).read_text("utf-8"))
        form = int(head["format"])
    except (OSError, ValueError, KeyError, TypeError):
        raise StoreError(f"{folder} is not what “wenheng export --all” writes: it has no {HEAD}.") from None
    if form > archive.FORMAT:
        raise StoreError(f"A newer Wenheng wrote {folder}; please install that version.")
    return head


def read_documents(engine: Engine, folder: Path) -> tuple[int, bool]:
    """Store the documents of an archive, some at a time. It can be begun again.

    :returns: How many were not there yet, and whether all have the ids they had.
    :raises StoreError: If a line is damaged; what stands before it is stored.
    """
    total, brought = int(read_head(folder)["documents"]), 0
    names: dict[int, bytes] = {}
    with tqdm(total=total, unit="document", disable=not sys.stderr.isatty()) as bar:
        for lot in _lots(_lines(folder / "documents.jsonl")):
            try:
                brought += engine.take_in(lot)
            except ValueError:
                raise StoreError("A document of the archive is damaged; those before it are stored.") from None
            names |= {each["id"]: text_hash(each["text"]) for each in lot}
            bar.update(len(lot))
    return brought, names.items() <= engine.store.text_hashes().items()


def read_checks(engine: Engine, folder: Path) -> int:
    """Keep the checks of an archive, which name documents by their ids; how many.

    :raises StoreError: If a line is damaged; the checks before it are kept.
    """
    kept = 0
    for each in _lines(folder / "checks.jsonl"):
        try:
            check = KeptCheck(**each | {"draft_hash": bytes.fromhex(each["draft_hash"])})
        except (TypeError, ValueError, KeyError):
            raise StoreError("A check of the archive is damaged; those before it are kept.") from None
        engine.store.checks.put(check)
        kept += 1
    return kept


def _noting(records: Iterable[archive.Record], sources: dict[str, set[bytes]]) -> Iterator[archive.Record]:
    """The records, noting meanwhile which texts came from which source."""
    for record in records:
        for place in record["places"]:
            sources.setdefault(place["source"], set()).add(text_hash(record["text"]))
        yield record


def _copy_files(folder: Path, sources: Mapping[str, set[bytes]], most_bytes: int) -> int:
    """Copy the files that documents came from.

    A source is a name that anybody who may write has given. So a file is taken only if what is read out of it is the
    document: else a name like /etc/shadow would bring that file into the export.
    """
    with (folder / "files.jsonl").open("w", encoding="utf-8") as lines:
        count = 0
        for source, texts in tqdm(sources.items(), unit="file", disable=not sys.stderr.isatty()):
            path = Path(source)
            data = _original(path, texts, most_bytes)
            if data is None:
                continue
            count += 1
            (folder / "files").mkdir(exist_ok=True)
            name = f"files/{count:06}-{path.name}"
            (folder / name).write_bytes(data)
            lines.write(json.dumps({"source": source, "file": name}, ensure_ascii=False) + "\n")
    return count


def _original(path: Path, texts: set[bytes], most_bytes: int) -> bytes | None:
    try:
        if not path.is_absolute() or not path.is_file() or path.stat().st_size > most_bytes:
            return None
        data = path.read_bytes()
        _, documents = POOL.documents(data, path.name)
    except (OSError, ValueError, ReadError):
        return None
    return data if any(text_hash(each.text) in texts for each in documents) else None


def _write_lines(path: Path, records: Iterable[Mapping[str, Any]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as lines:
        for each in records:
            lines.write(json.dumps(each, ensure_ascii=False) + "\n")
            count += 1
    return count


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """:raises StoreError: If a line is no JSON object."""
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                found = json.loads(line)
                if not isinstance(found, dict):
                    raise StoreError(f"Line {number} of {path.name} is damaged.")
                yield found
    except FileNotFoundError:
        raise StoreError(f"The archive has no {path.name}.") from None
    except json.JSONDecodeError:
        raise StoreError(f"A line of {path.name} is damaged; what stands before it is stored.") from None


def _lots(records: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    lot: list[dict[str, Any]] = []
    for each in records:
        lot.append(each)
        if len(lot) == _LOT:
            yield lot
            lot = []
    if lot:
        yield lot
