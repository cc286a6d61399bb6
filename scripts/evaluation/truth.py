"""The truth of planted near-copies: JSON Lines of draft, class and a range on each side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.evaluation.errors import DataError
from scripts.evaluation.files import read_objects
from scripts.evaluation.pan import Annotation

# A verbatim copy in quotation marks: to be found, and to be marked as a quotation.
QUOTATION = "quotation"


@dataclass(frozen=True, slots=True)
class Case:
    """A planted stretch and the class it was planted as: verbatim, edited, … or quotation."""

    place: Annotation
    label: str


def read_truth(path: Path, drafts: Mapping[str, str]) -> tuple[Case, ...]:
    """Read a truth file; ``draft`` and ``source`` are file names, offsets are code points of the decoded files.

    :param drafts: The text of each draft by its file name.
    :raises DataError: If a line is not what it should be, or names a draft or a place that is not there.
    """
    cases = []
    for number, row in read_objects(path):
        case = _parse(row)
        if case is None:
            raise DataError(f"{path}, line {number}: needs draft, class, source and their starts and ends.")
        if case.place.draft not in drafts:
            raise DataError(f"{path}, line {number}: there is no draft {case.place.draft}.")
        if case.place.draft_range[1] > len(drafts[case.place.draft]):
            raise DataError(f"{path}, line {number}: ends after the end of {case.place.draft}.")
        cases.append(case)
    return tuple(cases)


def _parse(row: dict[str, Any]) -> Case | None:
    names = [row.get(name) for name in ("draft", "class", "source")]
    ranges = [(row.get(f"{side}_start"), row.get(f"{side}_end")) for side in ("draft", "source")]
    match names, ranges:
        case [str(draft), str(label), str(source)], [(int(), int()) as in_draft, (int(), int()) as in_source]:
            sound = all((draft, label, source)) and all(0 <= start < end for start, end in (in_draft, in_source))
            return Case(Annotation(draft, in_draft, source, in_source), label) if sound else None
    return None
