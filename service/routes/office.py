"""/office: the Word add-in, its manifest and its task pane, and the administrator's copy of Office.js for it."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from apiflask import APIBlueprint
from flask import Response, make_response, render_template, request, send_from_directory

from index.errors import NotFoundError
from service.routes.page import render
from service.security import POLICY, policy
from service.settings import FROM_MICROSOFT, Settings
from service.state import house

blueprint = APIBlueprint("office", __name__, url_prefix="/office", enable_openapi=False)

_MICROSOFT = "https://appsforoffice.microsoft.com"
_CDN = f"{_MICROSOFT}/lib/1/hosted/office.js"
# What the administrator put there changes with a new version of Microsoft's only.
_KEPT_S = 3600


@blueprint.get("/manifest.xml")
def manifest() -> Response:
    """What Word is told of the add-in: where this server's pane is, as this request reached it."""
    settings = house().settings
    scheme = "https" if settings.https else request.scheme
    base = f"{scheme}://{request.host}"
    # Two offices' add-ins are two: the id follows from the address.
    text = render_template(
        "office.xml", base=base, id=uuid5(NAMESPACE_URL, f"{base}/office"), version=_four(version("wenheng"))
    )
    response = make_response(text)
    response.headers["Content-Type"] = "application/xml; charset=utf-8"
    response.headers["Content-Disposition"] = "attachment; filename=wenheng-word.xml"
    return response


@blueprint.get("/pane")
def pane() -> Response:
    """The task pane. Of all pages this one alone may take a script from elsewhere, and only when it was set so."""
    source = _source(house().settings)
    response = make_response(render("office", "office.html", "check", "office", office_js=source))
    response.headers["Content-Security-Policy"] = policy(_MICROSOFT) if source == _CDN else POLICY
    return response


@blueprint.get("/js/<path:name>")
def script(name: str) -> Response:
    """A file of Office.js, from the folder that the administrator set.

    :raises NotFoundError: If there is no folder.
    """
    folder = house().settings.office_js
    if folder in ("", FROM_MICROSOFT):
        raise NotFoundError("There is nothing with that name.")
    return send_from_directory(Path(folder).absolute(), name, max_age=_KEPT_S)


def _source(settings: Settings) -> str:
    """The address of Office.js; empty where none was set."""
    if not settings.office_js:
        return ""
    return _CDN if settings.office_js == FROM_MICROSOFT else "/office/js/office.js"


def _four(known: str) -> str:
    """A version as Office counts: four numbers."""
    numbers = [part for part in known.split(".") if part.isdecimal()]
    return ".".join([*numbers, "0", "0", "0", "0"][:4])
