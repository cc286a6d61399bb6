"""A text as a row of Milvus, and filters as its expressions.

A row is a distinct text in a collection: its key is (number of the collection, text id), so that writing it again
changes nothing, and the collection is the partition key. Years and kinds are those of all documents there that say it.
An expression lets through at least what a filter lets through; the database decides about each hit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from corpus.store import Filters
from corpus.store.elsewhere import Occurrence

# Text ids have the lower bits of a key: 10^12 texts, and four million collections.
_TEXT_BITS = 40
# Milvus limits the entries of an array field; a text of more years or kinds than this is let through by any.
MOST_VALUES = 64
# Stands in the array of a text that any value of a filter lets through (no year is this, and no kind).
ANY_YEAR, ANY_KIND = -(2**31), "*"
# A document without a year.
_NO_YEAR = -(2**31) + 1
# Longest name of a kind that is compared; kinds are the genre's (通知, 工作总结), longer ones come from hand.
_MOST_KIND_BYTES = 60
# Would end a string in an expression, or begin an escape.
_SPECIAL = re.compile(r"[\"'\\\x00-\x1f]")


def key(number: int, text_id: int) -> int:
    """The primary key of a text in a numbered collection."""
    return number << _TEXT_BITS | text_id


def text_of(row_key: int) -> int:
    """The text of a primary key."""
    return row_key & (1 << _TEXT_BITS) - 1


def row(found: Occurrence, number: int, vector: bytes) -> dict[str, Any]:
    """A row to be written."""
    years = [_NO_YEAR if each is None else each for each in sorted(found.years, key=lambda year: year or 0)]
    kinds = sorted({_kind(each) for each in found.kinds})
    return {
        "id": key(number, found.text_id),
        "text": found.text_id,
        "coll": number,
        "years": years if len(years) <= MOST_VALUES else [ANY_YEAR],
        "kinds": kinds if len(kinds) <= MOST_VALUES else [ANY_KIND],
        "vec": np.frombuffer(vector, np.float32),
    }


def expression(filters: Filters, numbers: Mapping[str, int], *, keys_only: bool = False) -> str:
    """What is left to Milvus of a filter; an empty string when nothing is.

    :param numbers: Those of the collections; one that has none holds nothing.
    :param keys_only: Only the collections, by which Milvus keeps rows apart.
    """
    parts = []
    if filters.collections:
        parts.append(f"coll in {json.dumps([numbers.get(each, 0) for each in filters.collections])}")
    if filters.years and not keys_only:
        parts.append(f"array_contains_any(years, {json.dumps([*filters.years, ANY_YEAR])})")
    if filters.kinds and not keys_only:
        kinds = [*sorted({_kind(each) for each in filters.kinds}), ANY_KIND]
        parts.append("array_contains_any(kinds, [" + ", ".join(f'"{each}"' for each in kinds) + "])")
    parts += [part for part in (expression(each, numbers, keys_only=keys_only) for each in filters.also) if part]
    return " and ".join(parts)


def texts_are(ids: Iterable[int]) -> str:
    """The rows of texts."""
    return f"text in {json.dumps(list(ids))}"


def other_rows(wanted: Mapping[int, Sequence[int]]) -> str:
    """Rows of texts other than the keys that each text should have."""
    keys = [each for row_keys in wanted.values() for each in row_keys]
    return f"{texts_are(wanted)} and id not in {json.dumps(keys)}" if keys else texts_are(wanted)


def _kind(name: str) -> str:
    return _SPECIAL.sub("_", name).encode()[:_MOST_KIND_BYTES].decode(errors="ignore")
