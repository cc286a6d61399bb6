"""Checks: made now or as a job, kept or not, shown again under other thresholds."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal, get_args

from corpus.store import CheckBrief, Filters, KeptCheck
from index.embedding import text_hash
from index.engine import Engine
from index.errors import NotFoundError
from index.nearcopy.findings import Examination
from index.types import CheckOptions, SpanClass
from service import shapes
from service.errors import InvalidRequestError
from service.jobs import Running
from service.schemas.check import CheckAnswer

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
    """The checks of one engine: those in its store and the latest in memory; safe to call from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._memory: dict[str, tuple[KeptCheck, bool]] = {}
        self._lock = threading.Lock()

    def make(self, draft: Draft, options: CheckOptions, keep: Keep) -> shapes.Shape:
        """Check a draft now."""
        examination = self._engine.examine(draft.text, options.filters)
        check_id = None if keep == "no" else self.keep(draft, examination, options, keep)
        return self._shape(check_id, draft, examination, options)

    def make_as_job(self, draft: Draft, options: CheckOptions, keep: Keep, running: Running) -> shapes.Shape:
        """Check a draft as a job's work; its beginning can be seen before the rest.

        :raises CancelledError: If the job is cancelled; then nothing stays.
        """
        check_id = uuid.uuid4().hex
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
        """Keep a check, in memory when it is not to be kept for good; the id it is fetched by."""
        kept = self._kept(check_id or uuid.uuid4().hex, draft, examination, options)
        if keep == "no":
            self._remember(kept, complete=True)
            return kept.id
        if keep == "without_text":
            without = replace(options, template="")
            kept = replace(
                kept,
                draft=None,
                options=_json(asdict(without)),
                report=_without_texts(self._shape(kept.id, draft, examination, replace(options, nearest=0))),
            )
        self._engine.store.checks.put(kept)
        self._forget(kept.id)
        return kept.id

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
            return _as_kept(kept, changes)
        options = replace(_options(kept.options), **changes)
        draft = Draft(kept.name, draft_text, tuple(json.loads(kept.notes)))
        examination = self._examination(draft_text, kept.examination)
        return self._shape(kept.id, draft, examination, options, complete=complete)

    def page(self, limit: int, offset: int) -> tuple[tuple[CheckBrief, ...], int]:
        """One page of the checks that are kept for good, the newest first, and how many there are."""
        return self._engine.store.checks.page(limit, offset)

    def delete(self, check_id: str) -> None:
        """Delete a check and its text from everything.

        :raises NotFoundError: If there is none with that id.
        """
        in_memory = self._forget(check_id)
        if not self._engine.store.checks.delete(check_id) and not in_memory:
            raise NotFoundError("There is no check with that id.")

    def _find(self, check_id: str) -> tuple[KeptCheck, bool]:
        with self._lock:
            if check_id in self._memory:
                return self._memory[check_id]
        kept = self._engine.store.checks.get(check_id)
        if kept is None:
            raise NotFoundError("There is no check with that id.")
        return kept, True

    def _remember(self, kept: KeptCheck, *, complete: bool) -> None:
        with self._lock:
            self._memory.pop(kept.id, None)
            self._memory[kept.id] = kept, complete
            while len(self._memory) > _IN_MEMORY:
                self._memory.pop(next(iter(self._memory)))

    def _forget(self, check_id: str) -> bool:
        with self._lock:
            return self._memory.pop(check_id, None) is not None

    def _kept(self, check_id: str, draft: Draft, examination: Examination, options: CheckOptions) -> KeptCheck:
        names = self._engine.store.checks.text_names(each.document_id for each in examination.findings)
        figures = self._engine.report(examination, replace(options, nearest=0)).figures
        return KeptCheck(
            id=check_id,
            created_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            name=draft.name,
            characters=len(draft.text),
            draft=draft.text,
            draft_hash=text_hash(draft.text),
            notes=_json(draft.notes),
            options=_json(asdict(options)),
            examination=_json(examination.to_json() | {"texts": names}),
            figures=_json(asdict(figures)),
            report=None,
        )

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
        *,
        complete: bool = True,
    ) -> shapes.Shape:
        report = shapes.check(self._engine.report(examination, options))
        return {"id": check_id, "complete": complete, "draft": draft, "options": options} | report


def _options(stored: str) -> CheckOptions:
    """The options of a kept check; lists are tuples again."""
    known = json.loads(stored)
    filters: dict[str, Any] = known["filters"]
    filters = {name: tuple(value) if isinstance(value, list) else value for name, value in filters.items()}
    tuples = {name: tuple(known[name]) for name in ("classes", "exclude")}
    return CheckOptions(**{**known, **tuples, "filters": Filters(**filters)})


def _without_texts(shape: shapes.Shape) -> str:
    """An answer as JSON with offsets only: neither the draft's text nor the sources', which may be the same."""
    answer = CheckAnswer.model_validate(shape | {"took_ms": 0.0}).model_dump(mode="json")
    answer["draft"]["text"] = None
    for span in answer["spans"]:
        for each in (span, span["source"], *span["alternatives"]):
            each["text"] = None
    for phrase in answer["set_phrases"]:
        phrase["text"] = None
    return _json(answer)


def _as_kept(kept: KeptCheck, changes: Mapping[str, Any]) -> shapes.Shape:
    """A check that was kept without text, as it was made.

    :raises InvalidRequestError: If it is asked for under other thresholds.
    """
    if changes.keys() - {"nearest"} or changes.get("nearest"):
        said = "needs the draft's text, which is not kept; send it with POST"
        name = next(each for each in changes if each != "nearest" or changes[each])
        raise InvalidRequestError(f"The request is not valid: {name}: {said}.", {name: [said]})
    report: shapes.Shape = json.loads(kept.report or "{}")
    return report


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _beginning(text: str) -> str:
    """The first paragraphs of a text."""
    end = text.rfind("\n", 1, _BEGINNING_CHARS)
    return text[: end if end > 0 else _BEGINNING_CHARS]


def all_classes() -> tuple[SpanClass, ...]:
    """What counts when no class is named."""
    return get_args(SpanClass)
