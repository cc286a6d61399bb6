"""From the dataclasses of the index to the shapes of the answers, where these differ."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from index.grammar import FIELDS
from index.twins import Twins
from index.types import CheckReport, Hit, PutResult, Related, SearchAnswer, Similarity, Understood
from service.documents import IngestReport
from service.errors import Fault
from service.jobs import Job
from service.schemas.found import DocumentAnswer

Shape = dict[str, Any]


def hit(found: Hit) -> Shape:
    """A hit: the passage's fields beside its document and why it was found."""
    passage = found.passage
    return {
        "id": passage.id,
        "document": found.document,
        "heading_path": passage.heading_path,
        "kind": passage.kind,
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "paragraph": passage.paragraph,
        "similarity": found.similarity,
        "cosine": found.cosine,
        "sentence": {"start": found.sentence[0], "end": found.sentence[1]} if found.sentence else None,
        "highlights": found.highlights,
        "alike": found.alike,
        "twins": found.twins,
        "joined": found.joined,
        "score": found.score,
    }


def answer(found: SearchAnswer, *, explain: bool = False) -> Shape:
    """One query's answer."""
    shaped: Shape = {
        "results": [hit(each) | (_explanation(each) if explain else {}) for each in found.hits],
        "has_more": found.has_more,
        "query_windows": found.query_windows,
    }
    if found.facets is not None:
        shaped["facets"] = {
            name: [{"value": value, "documents": count} for value, count in values]
            for name, values in found.facets.items()
        }
    if found.considered is not None:
        shaped["considered"] = {"passages": found.considered.passages, "complete": found.considered.complete}
    if found.understood is not None:
        shaped["understood"] = _understood(found.understood)
    return shaped


def _explanation(found: Hit) -> Shape:
    parts = sorted(found.parts.items(), key=lambda part: -abs(part[1]))
    return {"explanation": [{"evidence": name, "adds": adds} for name, adds in parts if adds]}


def _understood(found: Understood) -> Shape:
    named = {field: getattr(found.filters, name) for field, name in FIELDS.items() if field.isascii()}
    return {
        "text": found.text,
        "phrases": found.phrases,
        "excluded": found.excluded,
        "fields": {field: values for field, values in named.items() if values},
    }


def related(found: Sequence[Related]) -> list[Shape]:
    """Documents related to one."""
    return [{"document": each.document, "similarity": each.similarity, "passages": each.passages} for each in found]


def scores(found: Sequence[Similarity]) -> list[Shape]:
    """Similarities as objects."""
    return [{"similarity": each.similarity, "cosine": each.cosine} for each in found]


def check(report: CheckReport) -> Shape:
    """A check's report."""
    return {
        "spans": report.spans,
        "set_phrases": report.set_phrases,
        "disguises": report.disguises,
        "paragraphs": [
            {
                "start": each.start,
                "end": each.end,
                "copied_chars": each.copied_chars,
                "nearest": [hit(near) for near in each.nearest],
            }
            for each in report.paragraphs
        ],
        "sources": report.sources,
        "figures": report.figures,
        "limits": report.limits,
    }


def twins(found: Twins) -> Shape:
    """Groups of twins."""
    return {
        "documents": found.documents,
        "passages": found.passages,
        "document_groups": found.document_groups,
        "passage_groups": found.passage_groups,
    }


def added(reports: Iterable[IngestReport], faults: Iterable[tuple[str, Fault]]) -> Shape:
    """What became of files."""
    reports = tuple(reports)
    return {
        "documents": [_put(result) for report in reports for result in report.results],
        "failed": failed(faults),
        "notes": [{"name": report.name, "notes": report.notes} for report in reports if report.notes],
    }


def failed(faults: Iterable[tuple[str, Fault]]) -> list[Shape]:
    """Files that could not be read, and why."""
    return [{"name": name, "error": {"code": each.code, "message": each.message}} for name, each in faults]


def job(found: Job) -> Shape:
    """A job as it is now."""
    errors: dict[str, list[str]] = {}
    for name, fault in found.faults:
        errors.setdefault(name, []).append(fault.message)
    return {
        "id": found.id,
        "kind": found.kind,
        "state": found.state,
        "done": found.done,
        "total": found.total,
        "rate": round(found.rate, 2),
        "current": found.current,
        "errors": errors,
        "result": added(found.reports, found.faults) if found.kind == "ingest" else found.result,
        "created_at": _time(found.created_at),
        "started_at": _time(found.started_at),
        "finished_at": _time(found.finished_at),
    }


def _put(result: PutResult) -> Shape:
    return {**DocumentAnswer.model_validate(result.document).model_dump(), "status": result.status}


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="milliseconds")


def since(began: float) -> float:
    """Milliseconds since a moment of time.perf_counter()."""
    return round((time.perf_counter() - began) * 1000, 1)
