"""The page: find, phrases, check and library, a document at /documents/{id}, the interface's documentation at /docs."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from apiflask import APIBlueprint
from flask import render_template, request

blueprint = APIBlueprint("page", __name__, enable_openapi=False)

LANGUAGES = {"zh": "zh-Hans", "en": "en"}
WORDS = Path(__file__).parent.parent / "templates" / "words"


@blueprint.get("/")
def find() -> str:
    """Find similar wording."""
    return render("find", "find.html", "find")


@blueprint.get("/phrases")
def phrases() -> str:
    """The phrase bank, and other wordings of a sentence."""
    return render("phrases", "phrases.html", "phrases")


@blueprint.get("/check")
def check() -> str:
    """Check a draft."""
    return render("check", "check.html", "check")


@blueprint.get("/library")
def library() -> str:
    """The documents: adding, listing, correcting, deleting."""
    return render("library", "library.html", "library")


@blueprint.get("/library/statistics")
def statistics() -> str:
    """What the library consists of, in numbers and pictures."""
    return render("library", "statistics.html", "statistics")


@blueprint.get("/documents/<int:document_id>")
def document(document_id: int) -> str:
    """A document, opened at the spot that the address names after ``#``."""
    return render("library", "document.html", "document", document_id=document_id)


@blueprint.get("/docs")
def docs() -> str:
    """The interface's documentation."""
    return render("docs", "docs.html")


def render(view: str, template: str, *files: str, **values: Any) -> str:
    """A template in the language of ``?lang=``, Chinese unless it is en.

    :param view: Which of the views it belongs to, for the navigation.
    """
    language = request.args.get("lang", "zh")
    language = language if language in LANGUAGES else "zh"
    said = {name: text for file in ("common", *files) for name, text in _words(file)[language].items()}
    return render_template(template, view=view, lang=language, html_lang=LANGUAGES[language], words=said, **values)


@cache
def _words(file: str) -> dict[str, dict[str, str]]:
    """A file of words: name → text, for each language."""
    words: dict[str, dict[str, str]] = json.loads((WORDS / f"{file}.json").read_text("utf-8"))
    return words
