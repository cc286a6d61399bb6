"""The page in a real browser: find, check, read; hostile text is shown as text; nothing is asked of other servers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.settings import Settings
from tests.service.conftest import COPIED

WORDS = json.loads((Path(__file__).parents[2] / "service" / "templates" / "words.json").read_text("utf-8"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HOSTILE = "<img src=x onerror=\"document.title='坏'\">\u202e甲乙\U0001f600"


def test_both_languages_say_the_same_things() -> None:
    assert WORDS["zh"].keys() == WORDS["en"].keys()
    assert all(said.strip() for language in WORDS.values() for said in language.values())


@pytest.mark.parametrize(
    ("query", "language"), [("", "zh-Hans"), ("?lang=zh", "zh-Hans"), ("?lang=en", "en"), ("?lang=%00", "zh-Hans")]
)
def test_the_language_is_in_the_address(client: FlaskClient, query: str, language: str) -> None:
    assert f'<html lang="{language}">' in client.get(f"/{query}").text


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Drafts are long from 100 characters on."""
    return settings.model_copy(update={"job_chars": 100})


@pytest.fixture
def page(live: str) -> Iterator[object]:
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no Chromium here")
    told: list[str] = []
    with sync_api.sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        opened = browser.new_page()
        opened.set_default_timeout(15_000)
        opened.on("console", lambda message: told.append(message.text))
        opened.on("pageerror", lambda error: told.append(str(error)))
        opened.on("request", lambda request: None if request.url.startswith(live) else told.append(request.url))
        opened.goto(live)
        yield opened
        browser.close()
    # The browser itself tells of each answer that is an error; one test asks for such an answer.
    assert [each for each in told if "status of 422" not in each] == []


@pytest.mark.browser
def test_finding_and_reading(page: object, filled: FlaskClient) -> None:
    from playwright.sync_api import Page, expect

    assert isinstance(page, Page)
    page.fill("#query", "批示件专人盯办")
    page.press("#query", "Enter")
    expect(page.locator(".hit").first).to_contain_text("专人盯办")
    expect(page.locator(".hit mark").first).to_be_visible()
    assert "q=" in page.url
    page.locator(".hit .title").first.click()
    expect(page.locator("#text mark").first).to_contain_text("专人盯办")
    expect(page.locator("#text mark").first).to_be_in_viewport()
    page.go_back()
    expect(page.locator(".hit").first).to_be_visible()
    page.click("#language")
    expect(page.locator("#tab-find")).to_have_text(WORDS["en"]["find"])
    expect(page.locator(".hit").first).to_contain_text("专人盯办")


@pytest.mark.browser
def test_checking_a_draft(page: object, filled: FlaskClient, tmp_path: Path) -> None:
    from playwright.sync_api import Page, expect

    assert isinstance(page, Page)
    page.click("#tab-check")
    page.fill("#draft", f"\U0001f600各位同志：\n我们{COPIED}，成效明显。")
    page.locator("#check-form .primary").click()
    expect(page.locator(".draft-text .span")).to_contain_text(COPIED)
    expect(page.locator(".spans .hit")).to_contain_text("督查工作总结")
    page.locator(".draft-text .span").click()
    expect(page.locator(".spans .hit")).to_be_in_viewport()
    draft = tmp_path / "讲话稿.txt"
    draft.write_text("大家多到基层去。", "utf-8")
    page.set_input_files("#file", draft)
    expect(page.locator(".clean")).to_be_visible()
    draft.write_text("", "utf-8")
    page.set_input_files("#file", draft)
    expect(page.locator("#check-status")).to_have_text(WORDS["zh"]["error_empty_file"])


@pytest.mark.browser
def test_a_long_draft_is_checked_as_a_job_and_judged_again(page: object, filled: FlaskClient) -> None:
    from playwright.sync_api import Page, expect

    assert isinstance(page, Page)
    page.click("#tab-check")
    page.fill("#draft", f"我们{COPIED}，成效明显。\n甲\u200b乙丙\u200b丁。\n" + "大家多到基层去。\n" * 12)
    with page.expect_response("**/v1/jobs/*"):
        page.locator("#check-form .primary").click()
    expect(page.locator(".draft-text .span").first).to_contain_text(COPIED)
    expect(page.locator(".warning")).to_contain_text(WORDS["zh"]["disguise_invisible"])
    expect(page.locator(".legend .tag").first).to_contain_text(WORDS["zh"]["class_verbatim"])
    expect(page.locator("#stop")).to_be_hidden()
    with page.expect_response("**/v1/checks/*sensitivity=high*") as answered:
        page.select_option("#sensitivity", "high")
    assert answered.value.ok
    expect(page.locator(".draft-text .span").first).to_contain_text(COPIED)
    with page.expect_response("**/v1/checks/*"):
        page.fill("#min-run", "30")
        page.press("#min-run", "Tab")
    expect(page.locator("#report")).to_be_visible()


@pytest.mark.browser
def test_hostile_text_is_text(page: object, filled: FlaskClient, live: str) -> None:
    from playwright.sync_api import Page, expect

    assert isinstance(page, Page)
    body = {"text": f"{HOSTILE}\n这一段讲的是会议精简。", "title": HOSTILE}
    document = filled.post("/v1/documents", json=body).get_json()["documents"][0]["id"]
    page.fill("#query", "会议精简")
    page.press("#query", "Enter")
    seen = HOSTILE.replace("\u202e", "\u25cc")
    expect(page.locator(".hit .title").first).to_have_text(seen)
    page.goto(f"{live}documents/{document}")
    expect(page.locator("#title")).to_have_text(seen)
    expect(page.locator("#text p").first).to_have_text(seen)
    assert page.locator("main img").count() == 0
