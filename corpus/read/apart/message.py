"""What goes between this process and the child: lengths and JSON. Never pickles, which would run what a child says."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, BinaryIO

from corpus.types import Block, Document, Facts, OutlinedBlock, SourceText

_LENGTH = struct.Struct(">Q")


def send(stream: BinaryIO, *parts: bytes) -> None:
    """Write parts, each after its length."""
    for part in parts:
        stream.write(_LENGTH.pack(len(part)))
        stream.write(part)
    stream.flush()


def receive(stream: BinaryIO) -> bytes:
    """Read the next part.

    :raises EOFError: If the other side has ended.
    """
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    wanted = _LENGTH.unpack(head)[0]
    part = stream.read(wanted)
    if len(part) < wanted:
        raise EOFError
    return part


def to_bytes(value: Mapping[str, Any]) -> bytes:
    """A message; lone surrogates, which a file may hold, come through."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def from_bytes(part: bytes) -> dict[str, Any]:
    """The inverse of to_bytes."""
    value: dict[str, Any] = json.loads(part.decode("utf-8", "surrogatepass"))
    return value


def of_source(source: SourceText) -> dict[str, Any]:
    """A text as JSON."""
    known = {name: getattr(source, name) for name in ("text", "format", "is_file_text", "encoding", "title", "notes")}
    return known | {"blocks": [_of_block(each) for each in source.blocks]}


def to_source(value: Mapping[str, Any]) -> SourceText:
    """The inverse of of_source."""
    lists = {"blocks": tuple(Block(*each) for each in value["blocks"]), "notes": tuple(value["notes"])}
    return SourceText(**{**value, **lists})


def of_document(document: Document) -> dict[str, Any]:
    """A document as JSON, without its text, which is the file's from start to end."""
    return {
        "file_start": document.file_start,
        "file_end": document.file_end,
        "facts": asdict(document.facts),
        "metadata": dict(document.metadata),
        "blocks": [[*_of_block(each.block), each.heading_path] for each in document.blocks],
    }


def to_document(value: Mapping[str, Any], source: SourceText) -> Document:
    """The inverse of of_document."""
    blocks = tuple(OutlinedBlock(Block(*each[:-1]), tuple(each[-1])) for each in value["blocks"])
    text = source.text[value["file_start"] : value["file_end"]]
    return Document(text, blocks, Facts(**value["facts"]), value["file_start"], value["file_end"], value["metadata"])


def _of_block(block: Block) -> list[Any]:
    return [block.start, block.end, block.role, block.level]
