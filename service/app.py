"""The application: routes, errors, limits and the page over one engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from importlib.metadata import version
from typing import Any, cast

from apiflask import APIFlask
from flask import Response, jsonify, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import SecurityError
from werkzeug.routing import IntegerConverter

from corpus.read.apart import POOL, Limits
from index.engine import Engine
from index.errors import NotFoundError
from service import openapi
from service.audit import Audit
from service.errors import Fault, NotReadyError, fault_of, http_fault
from service.keys import KeyFile, caller
from service.keys.gate import Gate
from service.log import log_requests, log_unexpected
from service.routes import (
    check,
    checks,
    compare,
    documents,
    embeddings,
    jobs,
    library,
    metrics,
    office,
    page,
    passages,
    phrases,
    reports,
    search,
    session,
    similarity,
    statistics,
    system,
)
from service.schemas.common import MAX_ID
from service.security import protect
from service.settings import MIB, Settings
from service.state import House, house, keep

BLUEPRINTS = (
    search,
    phrases,
    similarity,
    check,
    checks,
    reports,
    compare,
    documents,
    library,
    statistics,
    passages,
    jobs,
    embeddings,
    system,
    page,
    office,
    session,
    metrics,
)
# A form of the largest size still has its separators and fields.
_FORM_OVERHEAD_BYTES = MIB // 4
_NEEDS_ENGINE = ("/v1/", "/similarity")


class _Json(DefaultJSONProvider):
    """Chinese as it is, fields in the order of the schema."""

    ensure_ascii = False
    sort_keys = False
    compact = True


class _IdConverter(IntegerConverter):
    """Ids in addresses. A number beyond SQLite's integers is the largest id, which nobody has.

    Refused here it would end as 404 or, where another method takes the address, as 405.
    """

    def to_python(self, value: str) -> int:
        """The id; 20 digits are beyond all ids already, and 5,000 are more than ``int`` takes."""
        return min(int(value.lstrip("0")[:20] or 0), MAX_ID)


@contextmanager
def application(settings: Settings, engine: Engine, *, jobs_last: bool = False) -> Iterator[APIFlask]:
    """The application over an engine, until its jobs, its metrics and all that it opened are closed.

    :param jobs_last: Jobs outlive the process: for a server, which resumes them (:meth:`service.jobs.Jobs.resume`).
    """
    app = _app(settings, engine, jobs_last=jobs_last)
    try:
        yield app
    finally:
        with app.app_context():
            house().close()


def describe(settings: Settings) -> dict[str, Any]:
    """The OpenAPI description of the application, without an engine."""
    return cast("dict[str, Any]", _interface(settings).spec)


def _app(settings: Settings, engine: Engine, *, jobs_last: bool) -> APIFlask:
    app = _interface(settings)
    POOL.limits = Limits(settings.read_seconds, settings.read_bytes)
    gate = Gate(KeyFile(settings.data), 3600 * settings.session_hours, https=settings.https)
    whole = House(settings, gate, engine, jobs_last=jobs_last and not settings.read_only)
    keep(app.extensions, whole)
    whole.metrics.watch(app)
    log_requests(app)
    protect(app, settings)
    app.before_request(gate.admit)
    whole.admission.guard(app)
    if settings.audit:
        Audit(settings.data).watch(app)
    app.before_request(_wait_for_engine)
    app.error_processor(lambda error: respond(_told(http_fault(error.status_code), settings), error.headers))
    for kind in (Exception, SecurityError):
        app.register_error_handler(kind, _handle)
    return app


def _interface(settings: Settings) -> APIFlask:
    app = APIFlask(__name__, title="Wenheng 文衡", version=version("wenheng"), docs_path=None)
    app.config |= {
        "MAX_CONTENT_LENGTH": settings.max_upload_bytes + _FORM_OVERHEAD_BYTES,
        "OPENAPI_VERSION": "3.1.0",
        "DESCRIPTION": openapi.DESCRIPTION,
        "LICENSE": {"name": "MIT"},
        "SERVERS": [{"url": "/"}],
        "AUTO_404_RESPONSE": False,
        "AUTO_VALIDATION_ERROR_RESPONSE": False,
        "AUTO_OPERATION_ID": True,
    }
    app.json = _Json(app)
    app.url_map.converters["int"] = _IdConverter
    app.spec_processor(openapi.completer(settings))
    for module in BLUEPRINTS:
        app.register_blueprint(module.blueprint)
    return app


def respond(fault: Fault, headers: Any = None) -> Response:
    """An error in the one shape."""
    response = jsonify(fault.body())
    response.status_code = fault.status
    response.headers.extend(headers or {})
    if fault.retry_after_s is not None:
        response.headers["Retry-After"] = str(fault.retry_after_s)
    return response


def _told(fault: Fault, settings: Settings) -> Fault:
    """A plain HTTP error; that of a request too large says how large it may be."""
    if fault.status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return fault
    limit = f"{settings.max_upload_bytes / MIB:.3g} MiB"
    return replace(fault, message=f"The request is over the limit of {limit} (WENHENG_MAX_UPLOAD_BYTES).")


def _handle(error: Exception) -> Response:
    fault = fault_of(error)
    if fault.status == 500:
        log_unexpected(error)
    if isinstance(error, NotFoundError) and caller().is_limited:
        fault = replace(fault, message="There is nothing with that id.")  # the id as it is stored is not to be shown
    challenge = {"WWW-Authenticate": 'Bearer realm="wenheng"'} if fault.status == HTTPStatus.UNAUTHORIZED else None
    return respond(fault, challenge)


def _wait_for_engine() -> None:
    """Nothing is asked of an engine that is not ready.

    :raises NotReadyError: If it is not.
    """
    if request.path.startswith(_NEEDS_ENGINE) and not house().engine.ready:
        raise NotReadyError("The model or the index is still being loaded.")
