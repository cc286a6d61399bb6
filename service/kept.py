"""A kept check as it is written down, and what one without its text can still answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from corpus.store import Filters, KeptCheck
from index.types import CheckOptions
from service import shapes
from service.errors import InvalidRequestError
from service.schemas.check import CheckAnswer


def options_of(stored: str) -> CheckOptions:
    """The options of a kept check; lists are tuples again."""
    known = json.loads(stored)
    tuples = {name: tuple(known[name]) for name in ("classes", "exclude")}
    return CheckOptions(**{**known, **tuples, "filters": filters_of(known["filters"])})


def filters_of(known: Mapping[str, Any]) -> Filters:
    """Filters that JSON has been through; lists are tuples again."""
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in known.items()}
    return Filters(**given)


def without_texts(shape: shapes.Shape) -> str:
    """An answer as JSON with offsets only: neither the draft's text nor the sources', which may be the same."""
    answer = CheckAnswer.model_validate(shape | {"took_ms": 0.0}).model_dump(mode="json", context={"is_kept": True})
    answer["draft"]["text"] = None
    for span in (*answer["spans"], *(each["span"] for each in answer["dismissed"])):
        for each in (span, span["source"], *span["alternatives"]):
            each["text"] = None
    for phrase in answer["set_phrases"]:
        phrase["text"] = None
    return to_json(answer)


def as_kept(kept: KeptCheck, changes: Mapping[str, Any]) -> shapes.Shape:
    """A check that was kept without text, as it was made.

    :raises InvalidRequestError: If it is asked for under other thresholds.
    """
    if changes.keys() - {"nearest"} or changes.get("nearest"):
        said = "needs the draft's text, which is not kept; send it with POST"
        name = next(each for each in changes if each != "nearest" or changes[each])
        raise InvalidRequestError(f"The request is not valid: {name}: {said}.", {name: [said]})
    report: shapes.Shape = json.loads(kept.report or "{}")
    return report


def to_json(value: object) -> str:
    """JSON as it is stored."""
    return json.dumps(value, ensure_ascii=False)
