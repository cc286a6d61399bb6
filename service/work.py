"""The kinds of work that jobs do: how each is ordered, and what is done when its turn has come.

An order holds plain values only (:mod:`service.order`). Each kind can be done twice without harm: texts that are stored
already are unchanged, and a check that is kept already is kept again under the same id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from corpus.store import Filters
from index.cross import cross
from index.engine import Engine
from index.errors import CancelledError
from index.types import CheckOptions, PutResult
from service import shapes
from service.checks import Checks, Draft, Keep
from service.documents import Incoming, IngestReport, ingest_file
from service.errors import Fault, fault_of
from service.kept import filters_of, options_of, to_json
from service.log import log_unexpected
from service.order import Kind, Order
from service.running import Act, Running

#: What an order says beyond its kind: arguments, uploads, and how many files or drafts there are.
Wish = tuple[Mapping[str, Any], tuple[bytes, ...], int]
REBUILDING: Wish = ({}, (), 0)


def ingesting(files: Sequence[Incoming]) -> Wish:
    """Files to be stored."""
    names = ("name", "source", "collection", "metadata", "facts")
    told = [{name: getattr(each, name) for name in names} | {"tags": list(each.tags)} for each in files]
    return {"files": told}, tuple(each.data for each in files), len(files)


def checking(
    drafts: Sequence[Draft], options: CheckOptions, keep: Keep, failed: Sequence[tuple[str, Fault]] = ()
) -> Wish:
    """Drafts to be checked, and files that could not be read as such."""
    arguments = {
        "drafts": [asdict(each) for each in drafts],
        "options": to_json(asdict(options)),
        "keep": keep,
        "failed": [[name, asdict(fault)] for name, fault in failed],
    }
    return arguments, (), len(drafts)


def looking(filters: Filters, limit: int = 0) -> Wish:
    """Twins to be found (``limit`` groups of each kind), or a map to be drawn."""
    return {"filters": asdict(filters), "limit": limit}, (), 1


def act_of(order: Order, engine: Engine, checks: Checks) -> Act:
    """The work of an order.

    :param engine: As its owner sees it.
    :param checks: The same.
    """
    return partial(_ACTS[order.kind], order, engine, checks)


def _ingest(order: Order, engine: Engine, _: Checks, running: Running) -> None:
    for noted in running.past:
        if "fault" in noted:
            running.failed(noted["name"], Fault(**noted["fault"]), is_past=True)
        else:
            running.took(_report_of(engine, noted), is_past=True)
    left = list(zip(order.arguments["files"], order.files, strict=True))[len(running.past) :]
    for told, data in left:
        if running.stopped():
            raise CancelledError("The job was cancelled.")
        incoming = Incoming(data=data, **told)
        running.show(incoming.name, 0, 0)
        try:
            report = ingest_file(engine, incoming, partial(running.show, incoming.name), running.stopped)
        except CancelledError:
            raise
        except Exception as error:  # A bad file must not keep the others out; what is not foreseen is logged.
            fault = fault_of(error)
            if fault.status == 500:
                log_unexpected(error)
            running.failed(incoming.name, fault)
        else:
            running.took(report)


def _report_of(engine: Engine, noted: Mapping[str, Any]) -> IngestReport:
    """What was reported of a file, with its documents as they are now; those that are gone are left out."""
    infos = engine.store.document_infos([document_id for document_id, _ in noted["documents"]])
    results = tuple(
        PutResult(infos[document_id], status) for document_id, status in noted["documents"] if document_id in infos
    )
    return IngestReport(noted["name"], results, tuple(noted["notes"]))


def _rebuild(_: Order, engine: Engine, __: Checks, ___: Running) -> None:
    engine.rebuild()


def _check(order: Order, _: Engine, checks: Checks, running: Running) -> shapes.Shape:
    [draft], options, keep = _asked(order)
    return checks.make_as_job(draft, options, keep, order.check_id(), running)


def _check_many(order: Order, engine: Engine, checks: Checks, running: Running) -> shapes.Shape:
    """Each draft against the corpus, then the drafts against one another; what is kept already stays."""
    drafts, options, keep = _asked(order)
    found: list[shapes.Shape] = []
    failed = [(name, Fault(**fault)) for name, fault in order.arguments["failed"]]
    result: dict[str, Any] = {"drafts": [], "failed": shapes.failed(failed), "matrix": None}
    for number, draft in enumerate(drafts):
        if running.stopped():
            raise CancelledError("The job was cancelled.")
        running.show(draft.name, 0, 0)
        examination = engine.examine(draft.text, options.filters, cancelled=running.stopped)
        figures = engine.report(examination, replace(options, nearest=0)).figures
        check_id = None if keep == "no" else checks.keep(draft, examination, options, keep, order.check_id(number))
        found.append({"name": draft.name, "characters": len(draft.text), "figures": figures, "check_id": check_id})
        running.give(result | {"drafts": tuple(found)})
        running.finished(number + 1)
    texts = [each.text for each in drafts]
    matrix = cross(
        texts, options, partial(engine.compare, cancelled=running.stopped), partial(running.show, ""), running.stopped
    )
    return result | {"drafts": tuple(found), "matrix": matrix}


def _twins(order: Order, engine: Engine, _: Checks, running: Running) -> shapes.Shape:
    found = engine.twins(
        filters_of(order.arguments["filters"]),
        limit=order.arguments["limit"],
        progress=partial(running.show, ""),
        cancelled=running.stopped,
    )
    return shapes.twins(found)


def _map(order: Order, engine: Engine, _: Checks, running: Running) -> None:
    engine.maps.draw(filters_of(order.arguments["filters"]), running.stopped)


def _asked(order: Order) -> tuple[list[Draft], CheckOptions, Keep]:
    drafts = [replace(Draft(**each), notes=tuple(each["notes"])) for each in order.arguments["drafts"]]
    return drafts, options_of(order.arguments["options"]), order.arguments["keep"]


_ACTS: Mapping[Kind, Callable[[Order, Engine, Checks, Running], Mapping[str, Any] | None]] = {
    "ingest": _ingest,
    "rebuild": _rebuild,
    "check": _check,
    "check_many": _check_many,
    "twins": _twins,
    "map": _map,
}
