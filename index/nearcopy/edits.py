"""From the source's wording to the draft's, step by step, for marking side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from rapidfuzz.distance import Indel

from corpus.normal import fold
from index.nearcopy.findings import Range
from index.types import Edit

_Op = Literal["equal", "replace", "insert", "delete"]

# An island of fewer equal characters between two changes is chance; a reader sees one change.
_ISLAND = 2
# Beyond this the table of all steps takes too much memory (length² / 4 bytes); such a span is shown as one change.
_LONGEST = 30_000


def edits(draft: str, at: Range, source: str, source_at: Range) -> tuple[Edit, ...]:
    """The steps between two stretches; offsets into the two whole texts.

    What folding makes equal (width, case, script variant, blanks) counts as equal.
    """
    here, there = fold(draft[at[0] : at[1]]), fold(source[source_at[0] : source_at[1]])
    if max(len(here.text), len(there.text)) > _LONGEST:
        return (Edit("replace", at, source_at),)
    steps = []
    for op, left, right in _merged(_opcodes(there.text, here.text)):
        ours, theirs = here.original(*right), there.original(*left)
        steps.append(Edit(op, (at[0] + ours[0], at[0] + ours[1]), (source_at[0] + theirs[0], source_at[0] + theirs[1])))
    return tuple(steps)


def _opcodes(left: str, right: str) -> Iterator[tuple[bool, Range, Range]]:
    """(equal, range of left, range of right), in order."""
    for step in Indel.opcodes(left, right):
        yield step.tag == "equal", (step.src_start, step.src_end), (step.dest_start, step.dest_end)


def _merged(steps: Iterable[tuple[bool, Range, Range]]) -> Iterator[tuple[_Op, Range, Range]]:
    """Changes that only an island keeps apart become one."""
    all_steps = list(steps)
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
