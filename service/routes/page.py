"""The page: find and check at /, a document at /documents/{id}, the interface's documentation at /docs."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from apiflask import APIBlueprint
from flask import render_template, request

blueprint = APIBlueprint("page", __name__, enable_openapi=False)

LANGUAGES = {"zh": "zh-Hans", "en": "en"}
_WORDS = Path(__file__).parent.parent / "templates" / "words.json"


@blueprint.get("/")
def home() -> str:
    """Find and check."""
    return _render("home.html")


@blueprint.get("/documents/<int:document_id>")
def document(document_id: int) -> str:
    """A document, opened at the spot that the address names after ``#``."""
    return _render("document.html", document_id=document_id)


@blueprint.get("/docs")
def docs() -> str:
    """The interface's documentation."""
    return _render("docs.html")


def _render(template: str, **values: Any) -> str:
    """A template in the language of ``?lang=``, Chinese unless it is en."""
    language = request.args.get("lang", "zh")
    language = language if language in LANGUAGES else "zh"
    return render_template(template, lang=language, html_lang=LANGUAGES[language], words=_words()[language], **values)


@cache
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = json.loads(_WORDS.read_text("utf-8"))
    return words
