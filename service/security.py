"""What a browser on the same machine must not be talked into: foreign names, foreign pages, foreign scripts."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request

from service.errors import CrossOriginError
from service.settings import Settings

_LOCAL = ("localhost", "127.0.0.1", "[::1]")
_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def protect(app: Flask, settings: Settings) -> None:
    """Answer only to this server's names, take writes only from its own pages and from programs, set the headers."""
    app.config["TRUSTED_HOSTS"] = [*_LOCAL, _bracketed(settings.host), *settings.hosts]
    app.before_request(_refuse_other_sites)
    app.after_request(_add_headers)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _refuse_other_sites() -> None:
    """Browsers name the page that writes in Origin; programs name none.

    :raises CrossOriginError: If it is another site's.
    """
    origin = request.headers.get("Origin")
    if request.method not in _READING and origin is not None and urlsplit(origin).netloc != request.host:
        raise CrossOriginError("Pages of other sites may not write here.")


def _add_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
