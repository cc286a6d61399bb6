"""Hostile and unwieldy texts are shown as texts, and nothing breaks the page."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest

from tests.browser.conftest import Opener, axe

MARKUP = "<img src=x onerror=\"document.title='坏'\"><script>document.title='坏'</script>${7*7}{{7*7}}"
TURNED = "甲\u202e乙丙\u2066丁"
EMOJI = "\U0001f468\u200d\U0001f469\u200d\U0001f467e\u0301字"
LONG_WORD = "长" * 300 + "W" * 400
TITLE = f"{MARKUP}{TURNED}{EMOJI}"
# Seven characters a sentence, and a wish in the middle of 100,000 characters.
HUGE = "各项工作有序。" * 7000 + "龙舟竞渡活动须报备安保方案。" + "各项工作有序。" * 7300


@pytest.fixture(scope="module")
def hostile(office: str) -> Iterator[int]:
    """The id of a document that tries everything."""
    text = f"{MARKUP}龙舟竞渡{TURNED}\n{EMOJI}龙舟竞渡的安全\n龙舟竞渡{LONG_WORD}\n{HUGE}"
    body = {"text": text, "title": TITLE, "organ": f"<b>{TURNED}", "kind": LONG_WORD, "source": f"{MARKUP}.txt"}
    document: int = httpx.post(
        f"{office}v1/documents", json=body | {"tags": [MARKUP], "background": False}, timeout=120
    ).json()["documents"][0]["id"]
    yield document
    httpx.delete(f"{office}v1/documents/{document}").raise_for_status()


def shown(text: str) -> str:
    return text.replace("\u202e", "\u25cc").replace("\u2066", "\u25cc")


def test_results_and_the_reading_pane(open_page: Opener, hostile: int) -> None:
    from playwright.sync_api import expect

    page = open_page("?q=龙舟竞渡")
    expect(page.locator(".hit .title").first).to_have_text(shown(TITLE))
    assert "坏" not in page.title()
    # Marks never cut a character in two: each piece of text is whole.
    pieces = page.evaluate("[...document.querySelectorAll('.hit-text *')].map(each => each.textContent)")
    assert not any("\ud800" <= char <= "\udfff" for each in pieces for char in each)
    page.locator(".hit .title").first.click()
    expect(page.locator("#pane h2")).to_have_text(shown(TITLE))
    assert page.locator("main img, main script, main b[style]").count() == 0
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe(page) == []


def test_the_document_and_the_list(open_page: Opener, hostile: int) -> None:
    from playwright.sync_api import expect

    page = open_page(f"documents/{hostile}")
    expect(page.locator("#title")).to_have_text(shown(TITLE))
    expect(page.locator("#text p").nth(1)).to_contain_text(EMOJI)
    assert page.evaluate("[...document.querySelectorAll('#text p')].at(-1).textContent.length") >= 100_000
    began = time.monotonic()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert time.monotonic() - began < 10, "scrolling a huge paragraph hangs"
    for path in (f"documents/{hostile}", "library"):
        page = open_page(path, width=390, height=800)
        page.wait_for_selector("#beside li, tbody tr")
        assert page.locator("main img, main script").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert axe(page) == []
    expect(page.locator("td.title a").first).to_have_text(shown(TITLE))


def test_an_address_is_no_markup_either(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = open_page(f"?q={MARKUP}&year=abc&mode=<b>&sort=x&n=99999999&open=-3&group=9&organ=<script>")
    expect(page.locator("#query")).to_have_value(MARKUP)
    expect(page.locator("#find-status")).not_to_be_empty()
    assert page.locator("main img, main script").count() == 0
