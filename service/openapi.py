"""/openapi.json: what APIFlask makes of the routes, completed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from service.errors import http_fault
from service.schemas.check import CheckIn, CheckManyIn
from service.schemas.common import Answer, Body, ErrorAnswer
from service.schemas.documents import DocumentsIn
from service.schemas.jobs import JobEnvelope
from service.schemas.reports import CorrectedIn, ReportIn
from service.settings import PREFIX, Settings

DESCRIPTION = """离线的公文语义检索：查相似、查重、相似度。Wenheng finds similar wording and near-copies, offline.

All offsets are half-open ranges of Unicode code points. Every error has one shape (`ErrorAnswer`). Unknown fields
are refused by name. `x-setting` names the setting (environment variable) that a limit comes from."""

_REFS = "#/components/schemas/"
_JSON, _FORM = "application/json", "multipart/form-data"
_WITH_FILES: tuple[type[Body], ...] = (CheckIn, CheckManyIn, DocumentsIn, ReportIn, CorrectedIn)
_ERRORS_OF_ALL = (400, 500, 503)
_ERRORS_OF_BODIES = (413, 415, 422)
# Bodies that name a document, a passage, a collection or a deletion, which may not be there.
_NAMED_IN_BODY = frozenset({"/v1/collections/rename", "/v1/compare", "/v1/documents/undo", "/v1/search"})

Spec = dict[str, Any]


def completer(settings: Settings) -> Callable[[Any], Spec]:
    """A spec processor: one copy of each schema, forms with files, the errors, the limits from the settings."""

    def complete(spec: Any) -> Spec:
        schemas = spec["components"]["schemas"]
        for model in (ErrorAnswer, JobEnvelope):
            schemas |= _schemas_of(model)
        for body in _WITH_FILES:
            schemas |= _schemas_of(body.upload) if body.upload else {}
        for path, operations in spec["paths"].items():
            for method, operation in operations.items():
                _complete_operation(operation, path, method)
        completed: Spec = _with_limits(_once_each(spec), settings)
        return completed

    return complete


def _schemas_of(model: type[Any]) -> Spec:
    """A model and the models it is made of, by name."""
    mode = "serialization" if issubclass(model, Answer) else "validation"
    schema = model.model_json_schema(ref_template=_REFS + "{model}", mode=mode)
    return {**schema.pop("$defs", {}), model.__name__: schema}


def _complete_operation(operation: Spec, path: str, method: str) -> None:
    body = operation.get("requestBody")
    if body:
        body["required"] = True
        name = body["content"][_JSON]["schema"]["$ref"].removeprefix(_REFS)
        upload = next((each.upload for each in _WITH_FILES if each.__name__ == name), None)
        if upload:
            body["content"][_FORM] = {"schema": {"$ref": _REFS + upload.__name__}}
    if "202" in operation["responses"]:
        operation["responses"]["202"]["content"][_JSON]["schema"] = {"$ref": _REFS + JobEnvelope.__name__}
    statuses = [*_ERRORS_OF_ALL]
    statuses += _ERRORS_OF_BODIES if body else [422] if operation["parameters"] else []
    statuses += [404] if "{" in path or path in _NAMED_IN_BODY else []
    statuses += [] if path.startswith("/health/") else [401, 403, 429]
    statuses += [507] if method != "get" and path.startswith(("/v1/documents", "/v1/check")) else []
    statuses += [409] if path.startswith("/v1/jobs/") and method != "get" else []
    for status in sorted(set(statuses)):
        operation["responses"][str(status)] = {
            "description": http_fault(status).message,
            "content": {_JSON: {"schema": {"$ref": _REFS + ErrorAnswer.__name__}}},
        }


def _once_each(spec: Spec) -> Spec:
    """APIFlask repeats a nested schema under each parent (``Parent.Child``); here each stands once."""
    once: Spec = json.loads(re.sub(rf'"{_REFS}[^".]+\.([^"]+)"', rf'"{_REFS}\1"', json.dumps(spec)))
    schemas = {name.rpartition(".")[2]: schema for name, schema in once["components"]["schemas"].items()}
    once["components"]["schemas"] = {name: schemas[name] for name in sorted(schemas)}
    return once


def _with_limits(node: Any, settings: Settings) -> Any:
    """Each ``{"maxLength": {"setting": name}}`` with its number, and the variable that sets it."""
    if isinstance(node, list):
        return [_with_limits(each, settings) for each in node]
    if not isinstance(node, dict):
        return node
    filled = {name: _with_limits(value, settings) for name, value in node.items()}
    for name, value in node.items():
        if isinstance(value, dict) and value.keys() == {"setting"}:
            filled[name] = getattr(settings, value["setting"])
            filled["x-setting"] = f"{PREFIX}{value['setting']}".upper()
    return filled
