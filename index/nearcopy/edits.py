"""From the source's wording to the draft's, step by step, for marking side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from corpus.normal import fold
from index.nearcopy.alignment import Step, steps
from index.nearcopy.findings import Range
from index.types import Edit

_Op = Literal["equal", "replace", "insert", "delete"]

# An island of fewer equal characters between two changes is chance; a reader sees one change.
_ISLAND = 2


def edits(draft: str, at: Range, source: str, source_at: Range) -> tuple[Edit, ...]:
    """The steps between two stretches; offsets into the two whole texts.

    What folding makes equal (width, case, script variant, blanks) counts as equal.
    """
    here, there = fold(draft[at[0] : at[1]]), fold(source[source_at[0] : source_at[1]])
    found = []
    for op, left, right in _merged(steps(there.text, here.text)):
        ours, theirs = here.original(*right), there.original(*left)
        found.append(Edit(op, (at[0] + ours[0], at[0] + ours[1]), (source_at[0] + theirs[0], source_at[0] + theirs[1])))
    return tuple(found)


def _merged(all_steps: Sequence[Step]) -> Iterator[tuple[_Op, Range, Range]]:
    """Changes that only an island keeps apart become one."""
    held: tuple[Range, Range] | None = None
    for index, (equal, left, right) in enumerate(all_steps):
        inner = 0 < index < len(all_steps) - 1
        if equal and not (inner and left[1] - left[0] < _ISLAND):
            if held:
                yield _change(*held)
            held = None
            yield "equal", left, right
        else:
            held = (left, right) if held is None else ((held[0][0], left[1]), (held[1][0], right[1]))
    if held:
        yield _change(*held)


def _change(left: Range, right: Range) -> tuple[_Op, Range, Range]:
    if left[0] == left[1]:
        return "insert", left, right
    return ("delete" if right[0] == right[1] else "replace"), left, right
