"""The page as the server hands it out; how it behaves is seen in tests/browser."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from service.errors import _HTTP, STATUS_AND_CODE
from service.routes.page import WORDS as FOLDER
from tests.browser.words import FILES

TEMPLATES = FOLDER.parent
SCRIPTS = TEMPLATES.parent / "static" / "js"


@pytest.mark.parametrize("file", sorted(FILES))
def test_both_languages_say_the_same_things(file: str) -> None:
    words = FILES[file]
    assert words["zh"].keys() == words["en"].keys()
    assert all(said.strip() for language in words.values() for said in language.values())
    assert file == "common" or not words["zh"].keys() & FILES["common"]["zh"].keys()
    for name, said in words["zh"].items():
        assert set(re.findall(r"\{(\w+)\}", said)) == set(re.findall(r"\{(\w+)\}", words["en"][name])), name


def test_every_word_is_used_and_every_used_word_is_there() -> None:
    markup = "\n".join(path.read_text("utf-8") for path in TEMPLATES.glob("*.html"))
    code = "\n".join(path.read_text("utf-8") for path in SCRIPTS.rglob("*.js"))
    known = {name for file in FILES.values() for name in file["zh"]}
    wanted = set(re.findall(r"\bwords\.(\w+)", markup)) | set(re.findall(r'\bsay\("(\w+)"', code))
    assert not wanted - known
    # A name put together at run time (`class_${name}`) is known by its beginning.
    made = ("error_", *re.findall(r"`(\w+_)\$\{", code))
    quoted = set(re.findall(r"""["'](\w+)["']""", markup + code))
    unused = {name for name in known - wanted - quoted if not name.startswith(made) and not name.endswith("_explained")}
    assert not unused


def test_every_error_is_told_in_the_page_s_own_words() -> None:
    codes = {code for _, code in STATUS_AND_CODE.values()} | {code for code, _ in _HTTP.values()}
    assert not {code for code in codes if f"error_{code}" not in FILES["common"]["zh"]}


@pytest.mark.parametrize(
    ("query", "language"), [("", "zh-Hans"), ("?lang=zh", "zh-Hans"), ("?lang=en", "en"), ("?lang=%00", "zh-Hans")]
)
def test_the_language_is_in_the_address(client: FlaskClient, query: str, language: str) -> None:
    assert f'<html lang="{language}">' in client.get(f"/{query}").text


@pytest.mark.parametrize(
    ("path", "view"),
    [
        ("/", "find"),
        ("/phrases", "phrases"),
        ("/check", "check"),
        ("/library", "library"),
        ("/library/statistics", "library"),
    ],
)
def test_the_navigation_says_where_one_is(client: FlaskClient, path: str, view: str) -> None:
    [here] = re.findall(r'<a id="to-(\w+)" href="[^"]*" aria-current="page">', client.get(path).text)
    assert here == view
