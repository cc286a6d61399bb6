"""Checks: made now or as a job, kept or not, shown again under other thresholds."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal, get_args

from corpus.store import CheckBrief, KeptCheck
from index.dismissed import Dismissal, without
from index.embedding import text_hash
from index.engine import Engine
from index.errors import CancelledError, NotFoundError
from index.nearcopy.findings import Examination
from index.revised import Edit
from index.types import CheckOptions, SpanClass
from service import shapes
from service.errors import InvalidRequestError
from service.kept import as_kept, options_of, to_json, without_texts
from service.revising import counting_again, dismissals_of, dismissing, edited
from service.running import Running

Keep = Literal["no", "with_text", "without_text"]
# Checks made by jobs for somebody who keeps none: the latest stay in memory until they are fetched.
_IN_MEMORY = 16
# A job shows its draft's beginning first: as much as is examined in a moment, where that is a small part of the whole.
_BEGINNING_CHARS = 3000
_MUCH_LONGER = 4


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it was read."""

    name: str
    text: str
    notes: tuple[str, ...] = ()


class Checks:
    """The checks of one engine: those in its store and the latest in memory; safe to call from several threads.

    :meth:`of` makes what one caller sees of them.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._table = engine.store.checks
        self._owner = ""
        self._sees: str | None = None
        self._memory: dict[str, tuple[KeptCheck, bool]] = {}
        self._lock = threading.Lock()
        self._changing = threading.Lock()
        self._deleted: set[str] = set()  # while their jobs were running; those are few

    def of(self, engine: Engine, owner: str, sees: str | None) -> Checks:
        """The same checks as a caller sees them.

        :param engine: What he checks against.
        :param owner: Whose the checks are that he makes.
        :param sees: Whose checks he sees; None for everybody's.
        """
        his = copy(self)
        his._engine, his._owner, his._sees = engine, owner, sees
        return his

    def make(
        self, draft: Draft, options: CheckOptions, keep: Keep, stopped: Callable[[], bool] | None = None
    ) -> shapes.Shape:
        """Check a draft now.

        :raises CancelledError: If ``stopped`` says so; then nothing stays.
        """
        examination = self._engine.examine(draft.text, options.filters, cancelled=stopped)
        check_id = None if keep == "no" else self.keep(draft, examination, options, keep)
        return self._shape(check_id, draft, examination, options)

    def make_as_job(
        self, draft: Draft, options: CheckOptions, keep: Keep, check_id: str, running: Running
    ) -> shapes.Shape:
        """Check a draft as a job's work; its beginning can be seen before the rest.

        :raises CancelledError: If the job is cancelled, or the check was deleted meanwhile; then nothing stays.
        """
        try:
            if len(draft.text) > _MUCH_LONGER * _BEGINNING_CHARS:
                beginning = replace(draft, text=_beginning(draft.text))
                found = self._engine.examine(beginning.text, options.filters, cancelled=running.stopped)
                self._remember(self._kept(check_id, beginning, found, options), complete=False)
                running.give({"check_id": check_id, "complete": False})
            examination = self._engine.examine(
                draft.text, options.filters, partial(running.show, draft.name), running.stopped
            )
            self.keep(draft, examination, options, keep, check_id)
        except BaseException:
            self._forget(check_id)
            raise
        return {"check_id": check_id, "complete": True}

    def keep(
        self, draft: Draft, examination: Examination, options: CheckOptions, keep: Keep, check_id: str | None = None
    ) -> str:
        """Keep a check, in memory when it is not to be kept for good; the id it is fetched by.

        :raises CancelledError: If it was deleted while a job was at it.
        """
        kept = self._kept(check_id or uuid.uuid4().hex, draft, examination, options)
        if keep == "no":
            self._remember(kept, complete=True)
            return kept.id
        if keep == "without_text":
            kept = self._without_text(kept, draft.text)
        with self._changing:
            self._refuse_deleted(kept.id)
            self._table.put(kept)
        self._forget(kept.id)
        return kept.id

    def _without_text(self, kept: KeptCheck, text: str) -> KeptCheck:
        """What is written down of a check whose text is not to be kept."""
        shape = self._of(kept, text, {"nearest": 0})
        options = replace(options_of(kept.options), template="")
        return replace(kept, draft=None, options=to_json(asdict(options)), report=without_texts(shape))

    def show(self, check_id: str, changes: Mapping[str, Any], text: str | None = None) -> shapes.Shape:
        """A check as it was made, or under other thresholds; it is not made again.

        :param changes: Fields of CheckOptions; those of a check without text need its text.
        :raises NotFoundError: If there is none with that id.
        :raises InvalidRequestError: If the text is needed, or is not the one that was checked.
        """
        kept, complete = self._find(check_id)
        if text is not None and text_hash(text) != kept.draft_hash:
            said = "is not the draft that was checked"
            raise InvalidRequestError(f"The request is not valid: text: {said}.", {"text": [said]})
        draft_text = kept.draft if kept.draft is not None else text
        if draft_text is None:
            return as_kept(kept, changes)
        return self._of(kept, draft_text, changes, complete=complete)

    def _of(self, kept: KeptCheck, text: str, changes: Mapping[str, Any], *, complete: bool = True) -> shapes.Shape:
        options = replace(options_of(kept.options), **changes)
        draft = Draft(kept.name, text, tuple(json.loads(kept.notes)))
        examination = self._examination(text, kept.examination)
        shape = self._shape(kept.id, draft, examination, options, dismissals_of(kept), complete=complete)
        return shape | {"created_at": kept.created_at}

    def text_of(self, check_id: str) -> str | None:
        """The draft's text, with all edits; None when it is not kept.

        :raises NotFoundError: If there is no such check.
        """
        return self._find(check_id)[0].draft

    def edit(self, check_id: str, edit: Edit) -> None:
        """Change the draft of a check; only the paragraphs that it touches are examined again.

        :raises NotFoundError: If there is no such check.
        :raises InvalidRequestError: If the range is not in the draft, or the draft is not kept.
        """

        def change(kept: KeptCheck, draft: str) -> KeptCheck:
            options = options_of(kept.options)
            examination = self._examination(draft, kept.examination)
            return self._rewritten(
                *edited(kept, examination, edit, partial(self._engine.examine, filters=options.filters))
            )

        self._change(check_id, change)

    def dismiss(self, check_id: str, start: int, end: int, why: Dismissal | None) -> None:
        """Let the spans of a range not count, with a reason; or count again, without one.

        :raises NotFoundError: If there is no such check.
        :raises InvalidRequestError: If the range is not in the draft, or the draft is not kept.
        """

        def change(kept: KeptCheck, draft: str) -> KeptCheck:
            changed = counting_again(kept, start, end) if why is None else dismissing(kept, why)
            return self._rewritten(changed, self._examination(draft, changed.examination))

        self._change(check_id, change)

    def keep_for_good(self, check_id: str, keep: Keep) -> None:
        """Keep a check that is in memory only, as :meth:`make` would have.

        :raises NotFoundError: If there is no such check.
        :raises InvalidRequestError: If its text is not there any more.
        """

        def change(kept: KeptCheck, draft: str) -> KeptCheck:
            return kept if keep == "with_text" else self._without_text(kept, draft)

        self._change(check_id, change, for_good=True)

    def _change(self, check_id: str, change: Callable[[KeptCheck, str], KeptCheck], *, for_good: bool = False) -> None:
        with self._changing:
            kept, complete = self._find(check_id)
            if not complete or kept.draft is None:
                said = "needs the draft's text, which is not kept" if complete else "has to wait for the check's end"
                raise InvalidRequestError(f"The request is not valid: check_id: {said}.", {"check_id": [said]})
            changed = change(kept, kept.draft)
            with self._lock:
                is_in_memory = check_id in self._memory
            if is_in_memory and not for_good:
                self._remember(changed, complete=True)
            else:
                self._table.put(changed)
                self._forget(check_id)

    def _rewritten(self, kept: KeptCheck, examination: Examination) -> KeptCheck:
        """A check with another examination, its figures and dismissals following it."""
        stored = json.loads(kept.examination) | self._stored(examination)
        figures = self._figures(examination, options_of(kept.options), dismissals_of(kept))
        return replace(kept, examination=to_json(stored), figures=figures)

    def page(self, limit: int, offset: int) -> tuple[tuple[CheckBrief, ...], int]:
        """One page of the checks that are kept for good, the newest first, and how many there are."""
        return self._table.page(limit, offset, self._sees)

    def delete(self, check_id: str, *, is_being_made: bool = False) -> None:
        """Delete a check and its text from everything.

        :param is_being_made: A job was at it, and may still be; it does not bring it back.
        :raises NotFoundError: If there is none with that id.
        """
        with self._changing:
            if is_being_made:
                self._deleted.add(check_id)
            in_memory = self._in_memory(check_id) is not None and self._forget(check_id)
            if not self._table.delete(check_id, self._sees) and not in_memory and not is_being_made:
                raise NotFoundError("There is no check with that id.")

    def _refuse_deleted(self, check_id: str) -> None:
        if check_id in self._deleted:
            raise CancelledError("The check was deleted.")

    def _find(self, check_id: str) -> tuple[KeptCheck, bool]:
        found = self._in_memory(check_id)
        if found is not None:
            return found
        kept = self._table.get(check_id, self._sees)
        if kept is None:
            raise NotFoundError("There is no check with that id.")
        return kept, True

    def _in_memory(self, check_id: str) -> tuple[KeptCheck, bool] | None:
        with self._lock:
            found = self._memory.get(check_id)
        return found if found and self._sees in {None, found[0].owner} else None

    def _remember(self, kept: KeptCheck, *, complete: bool) -> None:
        with self._lock:
            self._refuse_deleted(kept.id)
            self._memory.pop(kept.id, None)
            self._memory[kept.id] = kept, complete
            while len(self._memory) > _IN_MEMORY:
                self._memory.pop(next(iter(self._memory)))

    def _forget(self, check_id: str) -> bool:
        with self._lock:
            return self._memory.pop(check_id, None) is not None

    def _kept(self, check_id: str, draft: Draft, examination: Examination, options: CheckOptions) -> KeptCheck:
        return KeptCheck(
            id=check_id,
            created_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            name=draft.name,
            characters=len(draft.text),
            draft=draft.text,
            draft_hash=text_hash(draft.text),
            notes=to_json(draft.notes),
            options=to_json(asdict(options)),
            examination=to_json(self._stored(examination)),
            figures=self._figures(examination, options, ()),
            report=None,
            owner=self._owner,
        )

    def _stored(self, examination: Examination) -> dict[str, Any]:
        names = self._engine.store.checks.text_names(each.document_id for each in examination.findings)
        return examination.to_json() | {"texts": names}

    def _figures(self, examination: Examination, options: CheckOptions, dismissals: Sequence[Dismissal]) -> str:
        report = self._engine.report(examination, replace(options, nearest=0))
        return to_json(asdict(without(report, examination.draft, dismissals)[0].figures))

    def _examination(self, text: str, stored: str) -> Examination:
        """What was found, as far as it is in texts that are still the same."""
        kept = json.loads(stored)
        examination = Examination.from_json(text, kept)
        names = self._engine.store.checks.text_names(each.document_id for each in examination.findings)
        same = {each for each, name in names.items() if kept["texts"].get(str(each)) == name}
        return replace(examination, findings=tuple(each for each in examination.findings if each.document_id in same))

    def _shape(
        self,
        check_id: str | None,
        draft: Draft,
        examination: Examination,
        options: CheckOptions,
        dismissals: Sequence[Dismissal] = (),
        *,
        complete: bool = True,
    ) -> shapes.Shape:
        report, dismissed = without(self._engine.report(examination, options), draft.text, dismissals)
        about = {"id": check_id, "created_at": None, "complete": complete, "draft": draft, "options": options}
        return about | shapes.check(report) | {"dismissed": dismissed}


def _beginning(text: str) -> str:
    """The first paragraphs of a text."""
    end = text.rfind("\n", 1, _BEGINNING_CHARS)
    return text[: end if end > 0 else _BEGINNING_CHARS]


def all_classes() -> tuple[SpanClass, ...]:
    """What counts when no class is named."""
    return get_args(SpanClass)
