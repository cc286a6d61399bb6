"""The gate: each request has a caller, and the caller may do what the route needs.

Where no key was ever made, everybody who reaches the address may do everything: that is one person on one machine. From
the first key on nothing but the health routes and the log-in is answered without one. What a route needs hangs on its
blueprint; a blueprint that is not named here needs an administrator, so that a forgotten line opens nothing.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from service.errors import CsrfError, KeyRefusedError, KeyRequiredError, NotAllowedError
from service.keys.caller import EVERYTHING, Caller, of_key
from service.keys.file import SCOPES, KeyFile, Scope
from service.keys.sessions import Sessions
from service.keys.veil import Veil

SESSION_COOKIE = "wenheng_session"
#: Holds the session's CSRF token where our own script can read it.
CSRF_COOKIE = "wenheng_csrf"
CSRF_HEADER = "X-CSRF-Token"
READING = frozenset({"GET", "HEAD", "OPTIONS"})

_OPEN_ENDPOINTS = frozenset({"static", "system.live", "system.ready"})
_OPEN_BLUEPRINTS = frozenset({"session"})
# Who comes here without a log-in is led to it.
_PAGES = frozenset({"page", "office"})
_ANY = SCOPES
_LOOKING: tuple[Scope, ...] = ("search", "check", "write")
# Blueprint → scopes of which one is enough, for reading and for all else.
_NEEDED: Mapping[str, tuple[tuple[Scope, ...], tuple[Scope, ...]]] = {
    "search": (("search",), ("search",)),
    "phrases": (("search",), ("search",)),
    "similarity": (("search", "check"), ("search", "check")),
    "embeddings": (("search",), ("search",)),
    "check": (("check",), ("check",)),
    "checks": (("check",), ("check",)),
    "reports": (("check",), ("check",)),
    "compare": (("check",), ("check",)),
    "documents": (_LOOKING, ("write",)),
    "library": (_LOOKING, ("write",)),
    "statistics": (_LOOKING, _LOOKING),
    "passages": (_LOOKING, ("write",)),
    "jobs": (_ANY, _ANY),  # one sees and stops one's own only
    "system": (_ANY, ("admin",)),
    "metrics": (("admin",), ("admin",)),
    "page": (_ANY, _ANY),
    "office": (_ANY, _ANY),
    "openapi": (_ANY, _ANY),
}
# Work on what belongs to all.
_OF_ALL = frozenset({"jobs.start", "metrics.metrics"})


class Gate:
    """Lets requests in.

    :ivar keys: The data folder's keys.
    :ivar local_token: For commands on this machine that can read the data folder anyway; another one each start.
    """

    def __init__(self, keys: KeyFile, session_s: float, *, https: bool = False) -> None:
        self.keys = keys
        self.sessions = Sessions(session_s)
        self.https = https
        self.local_token = f"local-{secrets.token_urlsafe(32)}"

    def admit(self) -> Response | None:
        """Find out who asks and whether they may; a page that needs a log-in leads to it.

        :raises KeyRequiredError: If there is no key.
        :raises KeyRefusedError: If there is one that opens nothing.
        :raises CsrfError: If a session's write does not come from a page of ours.
        :raises NotAllowedError: If the key is not for this.
        """
        if not self.keys.in_use:
            g.caller = EVERYTHING
            return None
        if request.endpoint in _OPEN_ENDPOINTS or request.blueprint in _OPEN_BLUEPRINTS:
            return None
        if request.blueprint in _PAGES and not self._shows_something():
            return redirect(url_for("session.log_in", next=request.full_path.rstrip("?")), 303)
        g.caller = self._caller()
        self._refuse_what_is_not_theirs(g.caller)
        if g.caller.is_limited:
            g.veil = Veil(self.keys.veil, g.caller.collections)
            if request.view_args and request.path.startswith("/v1/"):
                request.view_args = {
                    name: g.veil.reveal(value) if isinstance(value, int) else value
                    for name, value in request.view_args.items()
                }
        return None

    def _shows_something(self) -> bool:
        if "Authorization" in request.headers:
            return True
        session = self.sessions.find(request.cookies.get(SESSION_COOKIE, ""))
        return session is not None and self.keys.live(session.key_id) is not None

    def _caller(self) -> Caller:
        if "Authorization" in request.headers:
            return self._of_token(request.headers["Authorization"])
        session = self.sessions.find(request.cookies.get(SESSION_COOKIE, ""))
        key = self.keys.live(session.key_id) if session else None
        if session is None or key is None:
            raise KeyRequiredError("A key is needed: send it as “Authorization: Bearer …”, or log in at /login.")
        if request.method not in READING and not session.is_meant(request.headers.get(CSRF_HEADER, "")):
            raise CsrfError(f"A write of a session needs its token in {CSRF_HEADER}.")
        return of_key(key)

    def _of_token(self, header: str) -> Caller:
        kind, _, token = header.partition(" ")
        token = token.strip()
        if hmac.compare_digest(token.encode("utf-8", "surrogatepass"), self.local_token.encode()):
            return EVERYTHING
        key = self.keys.of_token(token)
        if key is None or kind.lower() != "bearer":
            raise KeyRefusedError("This key is not known, or it has expired or was revoked.")
        return of_key(key)

    @staticmethod
    def _refuse_what_is_not_theirs(who: Caller) -> None:
        reading, writing = _NEEDED.get(request.blueprint or "", (("admin",), ("admin",)))
        needed = reading if request.method in READING else writing
        if request.blueprint is None and request.endpoint is None:
            return  # there is nothing at this address, which everybody with a key may know
        of_all = request.endpoint in _OF_ALL or request.blueprint not in _NEEDED
        if not who.may(*needed) or (of_all and not (who.may("admin") and not who.is_limited)):
            raise NotAllowedError(f"This key is not for that; it would take: {' or '.join(needed)}.")
