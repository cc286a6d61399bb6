"""Find: from a phrase to its source and back."""

from __future__ import annotations

from tests.browser.conftest import Opener
from tests.browser.words import WORDS


def test_finding_and_reading(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = open_page()
    page.fill("#query", "领导批示件逐件登记")
    page.press("#query", "Enter")
    expect(page.locator(".hit").first).to_contain_text("批示")
    expect(page.locator(".hit mark").first).to_be_visible()
    assert "q=" in page.url
    page.locator(".hit .title").first.click()
    expect(page.locator("#text mark").first).to_be_in_viewport()
    page.go_back()
    expect(page.locator(".hit").first).to_be_visible()
    page.click("#language")
    expect(page.locator("#to-find")).to_have_text(WORDS["en"]["find"])
    expect(page.locator(".hit").first).to_contain_text("批示")
