"""What is logged: each request by its route, and errors by where they happened; never a text, an address or a key.

Every line about a request holds its id, which the answer names in ``X-Request-Id``; a proxy may give it.
"""

from __future__ import annotations

import json
import logging
import re
import time
import traceback
import uuid
from datetime import UTC, datetime

from flask import Flask, Response, g, has_request_context, request

from service.settings import Settings

logger = logging.getLogger("wenheng")
_requests = logging.getLogger("wenheng.requests")

ID_HEADER = "X-Request-Id"
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
# What a line of the structured log may hold besides time, level, logger and message.
_FIELDS = ("request", "method", "route", "status", "ms")


def set_up(settings: Settings) -> None:
    """Log to standard error as the settings say."""
    handler = logging.StreamHandler()
    handler.addFilter(_name_request)
    plain = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(request)s %(message)s")
    handler.setFormatter(_Json() if settings.log_format == "json" else plain)
    logging.basicConfig(level=settings.log_level, handlers=[handler])
    logging.getLogger("httpx").setLevel(logging.WARNING)  # the sample is read through the interface


def log_requests(app: Flask) -> None:
    """Give each request of an application an id, and log it when it is answered."""
    app.before_request(_begin)
    app.after_request(_end)


def log_unexpected(error: BaseException) -> None:
    """Log the kind of an error and the lines it came through, without its words, which may quote a draft."""
    frames = traceback.extract_tb(error.__traceback__)
    path = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    logger.error("unexpected %s at %s", type(error).__name__, path)


def _begin() -> None:
    given = request.headers.get(ID_HEADER, "")
    g.request_id = given if _ID.fullmatch(given) else uuid.uuid4().hex[:16]
    g.request_began = time.perf_counter()


def _end(response: Response) -> Response:
    if "request_id" not in g:  # refused before it began
        return response
    response.headers[ID_HEADER] = g.request_id
    about = {
        "method": request.method,
        "route": request.endpoint or "none",  # the address may hold words of a query
        "status": response.status_code,
        "ms": round(1000 * (time.perf_counter() - g.request_began), 1),
    }
    is_noise = about["route"] in {"static", "system.live", "system.ready", "metrics.metrics"}
    level = logging.DEBUG if is_noise and response.status_code < 400 else logging.INFO
    _requests.log(level, "%(method)s %(route)s %(status)s %(ms)s ms", about, extra=about)
    return response


def _name_request(record: logging.LogRecord) -> bool:
    record.request = g.get("request_id", "-") if has_request_context() else "-"
    return True


class _Json(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__  # its words may quote a draft
        return json.dumps(line, ensure_ascii=False)
