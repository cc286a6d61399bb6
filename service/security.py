"""What a browser on the same machine must not be talked into: foreign names, foreign pages, foreign scripts."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import SecurityError

from service.errors import CrossOriginError
from service.settings import Settings

_LOCAL = ("localhost", "127.0.0.1", "::1")


def policy(*scripts: str) -> str:
    """The content policy of a page that may take scripts from these servers besides this one."""
    allowed = " ".join(("'self'", *scripts))
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


#: Nothing comes from elsewhere.
POLICY = policy()
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # With no-referrer browsers send a form's Origin as null, and the log-in is refused as another site's.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# Who came by https once comes by https only, for a year: what browsers' lists ask for.
_HTTPS_ONLY = "max-age=31536000"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def protect(app: Flask, settings: Settings) -> None:
    """Answer only to this server's names, take writes only from its own pages and from programs, set the headers."""
    names = frozenset(_as_sent(name) for name in (*_LOCAL, settings.host, *settings.hosts))

    def refuse_other_names() -> None:
        # werkzeug's own TRUSTED_HOSTS cuts IPv6 addresses at their first colon.
        if urlsplit(f"//{request.host}").hostname not in names:
            raise SecurityError

    app.before_request(refuse_other_names)
    app.before_request(_refuse_other_sites)
    app.after_request(_add_headers)
    if settings.https:
        app.after_request(_keep_https)


def _as_sent(name: str) -> str:
    """A name as browsers send it: 文衡.内网 is xn--…"""
    return name.lower() if name.isascii() else name.encode("idna").decode()


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


def _keep_https(response: Response) -> Response:
    response.headers.setdefault("Strict-Transport-Security", _HTTPS_ONLY)
    return response
