"""The phrase bank: by meaning, kind and place; other wordings of a sentence."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Opener
from tests.browser.words import WORDS


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_phrases_by_meaning_and_kind(open_page: Opener, lang: str) -> None:
    from playwright.sync_api import expect

    words = WORDS[lang]
    page = open_page("phrases", lang=lang)
    expect(page.locator(".phrase")).to_have_count(20)
    page.fill("#query", "督查")
    expect(page.locator(".phrase-text").first).to_contain_text("督查")
    page.get_by_role("button", name=words["kind_heading"], exact=True).click()
    expect(page.locator(".phrase .row .tag").first).to_have_text(words["kind_heading"])
    assert "kind=heading" in page.url
    page.locator(".phrase summary").first.click()
    source = page.locator(".phrase li a").first
    title = source.text_content() or ""
    source.click()
    expect(page.locator("#title")).to_have_text(title)
    expect(page.locator("#text mark").first).to_be_in_viewport()
    page.go_back()
    expect(page.locator(".phrase .row .tag").first).to_have_text(words["kind_heading"])
    assert page.input_value("#query") == "督查"


def test_other_wordings_of_a_sentence(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = open_page("phrases")
    page.click("#tab-rewrite")
    page.locator("#answers .chip").first.click()
    first = page.locator(".phrase-text").first
    expect(first).to_be_visible()
    page.locator(".phrase").first.get_by_role("button", name=WORDS["zh"]["copy"], exact=True).click()
    expect(page.locator("#toast")).to_contain_text(WORDS["zh"]["copied"])
    assert page.evaluate("navigator.clipboard.readText()") == first.text_content()


def test_the_question_goes_along_from_find_to_the_bank(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = open_page("?q=督查督办")
    page.click("#to-phrases")
    expect(page.locator("#query")).to_have_value("督查督办")
    expect(page.locator(".phrase").first).to_be_visible()
