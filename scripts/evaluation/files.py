"""Reading data files byte by byte: UTF-8, newlines as they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripts.evaluation.errors import DataError


def read_exact(path: Path) -> str:
    """The decoded file, no newline translated, so that character offsets given by others hold.

    :raises DataError: If the file cannot be read or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8.") from error
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from error


def read_rows(path: Path) -> Iterator[tuple[int, str]]:
    r"""The lines that hold something, numbered from 1, without a byte order mark and without ``\n`` or ``\r\n``.

    :raises DataError: As read_exact.
    """
    # Not splitlines(): U+2028 and the like are text inside a line.
    for number, line in enumerate(read_exact(path).removeprefix("\ufeff").split("\n"), start=1):
        row = line.removesuffix("\r")
        if row.strip():
            yield number, row


def read_objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The JSON objects of a JSON Lines file with their line numbers.

    :raises DataError: If a line is not a JSON object; as read_exact.
    """
    for number, row in read_rows(path):
        try:
            value = json.loads(row)
        except ValueError as error:
            raise DataError(f"{path}, line {number}: not JSON.") from error
        if not isinstance(value, dict):
            raise DataError(f"{path}, line {number}: not a JSON object.")
        yield number, value
