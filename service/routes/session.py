"""/login and /logout: the page's sessions. No JavaScript is needed for them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from apiflask import APIBlueprint
from flask import Response, g, make_response, redirect, render_template, request

from service.errors import CsrfError
from service.keys.caller import of_key
from service.keys.gate import CSRF_COOKIE, SESSION_COOKIE
from service.state import state

blueprint = APIBlueprint("session", __name__, enable_openapi=False)


@blueprint.get("/login")
def log_in() -> str:
    """The form; for who is logged in already, the way out."""
    return _form()


@blueprint.post("/login")
def open_session() -> Response:
    """Open a session with a key."""
    gate = state().gate
    key = gate.keys.of_token(request.form.get("key", "").strip())
    if key is None:
        return make_response(_form(refused=True), 401)
    g.caller = of_key(key)
    cookie, session = gate.sessions.open(key.id)
    response = make_response(redirect(_within(request.form.get("next", "")), 303))
    lasting: dict[str, Any] = {"max_age": int(gate.sessions.lasting_s), "samesite": "Strict", "secure": gate.https}
    response.set_cookie(SESSION_COOKIE, cookie, httponly=True, **lasting)
    response.set_cookie(CSRF_COOKIE, session.csrf, **lasting)
    return response


@blueprint.post("/logout")
def close_session() -> Response:
    """End a session.

    :raises CsrfError: If the request does not come from a page of ours.
    """
    gate = state().gate
    cookie = request.cookies.get(SESSION_COOKIE, "")
    session = gate.sessions.find(cookie)
    if session is not None and not session.is_meant(request.form.get("csrf", "")):
        raise CsrfError("Logging out needs the session's token.")
    gate.sessions.close(cookie)
    response = make_response(redirect("/login", 303))
    response.delete_cookie(SESSION_COOKIE)
    response.delete_cookie(CSRF_COOKIE)
    return response


def _form(*, refused: bool = False) -> str:
    gate = state().gate
    session = gate.sessions.find(request.cookies.get(SESSION_COOKIE, ""))
    return render_template(
        "login.html",
        lang="en" if request.args.get("lang") == "en" else "zh",
        next=_within(request.values.get("next", "")),
        csrf=session.csrf if session else None,
        refused=refused,
        in_use=gate.keys.in_use,
    )


def _within(address: str) -> str:
    """An address of this server, whatever was asked for."""
    parts = urlsplit(address)
    is_ours = (
        not parts.scheme and not parts.netloc and address.startswith("/") and not address.startswith(("//", "/\\"))
    )
    return address if is_ours and address.isprintable() else "/"
