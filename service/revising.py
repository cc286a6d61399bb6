"""What people do to a check after it was made: edit its draft, dismiss its spans."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any

from corpus.store import KeptCheck
from index.dismissed import Dismissal
from index.embedding import text_hash
from index.nearcopy.findings import Examination
from index.revised import Edit, revised
from service.errors import InvalidRequestError

# As many as a person can dismiss one by one.
MAX_DISMISSALS = 1000


def dismissals_of(kept: KeptCheck) -> tuple[Dismissal, ...]:
    """What was dismissed of a check; it stands beside what was found."""
    return tuple(Dismissal(**each) for each in json.loads(kept.examination).get("dismissed", ()))


def dismissing(kept: KeptCheck, dismissal: Dismissal) -> KeptCheck:
    """The check with a range dismissed, in the place of what was dismissed there before.

    :raises InvalidRequestError: If the range is not in the draft, or there are too many.
    """
    if not dismissal.start < dismissal.end <= kept.characters:
        raise _invalid("end", "is not behind start, or behind the draft's end")
    others = [each for each in dismissals_of(kept) if not _meet(each, dismissal.start, dismissal.end)]
    if len(others) >= MAX_DISMISSALS:
        raise _invalid("start", f"at most {MAX_DISMISSALS} spans can be dismissed")
    return _with(kept, [*others, dismissal])


def counting_again(kept: KeptCheck, start: int, end: int) -> KeptCheck:
    """The check with nothing dismissed in a range."""
    return _with(kept, [each for each in dismissals_of(kept) if not _meet(each, start, end)])


def edited(
    kept: KeptCheck, examination: Examination, edit: Edit, examine: Callable[[str], Examination]
) -> tuple[KeptCheck, Examination]:
    """The check with its draft edited, what was dismissed elsewhere kept; and its examination.

    :raises InvalidRequestError: If the range is not in the draft, or nothing would be left of it.
    """
    draft = examination.draft
    if not edit.start <= edit.end <= len(draft):
        raise _invalid("end", "is before start, or behind the draft's end")
    found = revised(examination, edit, examine)
    if not found.draft.strip():
        raise _invalid("text", "leaves nothing of the draft")
    changed = replace(kept, draft=found.draft, draft_hash=text_hash(found.draft), characters=len(found.draft))
    moved = [
        replace(each, start=each.start + edit.growth, end=each.end + edit.growth) if each.start >= edit.end else each
        for each in dismissals_of(kept)
        if each.end <= edit.start or each.start >= edit.end
    ]
    return _with(changed, moved), found


def _with(kept: KeptCheck, dismissals: Sequence[Dismissal]) -> KeptCheck:
    stored: dict[str, Any] = json.loads(kept.examination)
    stored["dismissed"] = [asdict(each) for each in sorted(dismissals, key=lambda each: each.start)]
    return replace(kept, examination=json.dumps(stored, ensure_ascii=False))


def _meet(dismissal: Dismissal, start: int, end: int) -> bool:
    return dismissal.start < end and start < dismissal.end


def _invalid(field: str, said: str) -> InvalidRequestError:
    return InvalidRequestError(f"The request is not valid: {field}: {said}.", {field: [said]})
