"""Where keys are in use: the page asks for one, takes it, and leads on to where the reader wanted to go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from index.encoder import TextEncoder
from service.keys.file import KeyFile
from service.settings import Settings
from tests.browser.conftest import WORD, Watch, flaws
from tests.office import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory, encoder: TextEncoder) -> Iterator[tuple[str, str]]:
    """The address of an empty office with keys, and a key."""
    folder = tmp_path_factory.mktemp("locked") / "data"
    folder.mkdir()
    _, token = KeyFile(folder).create("李工", ("search", "check"), ())
    with serving(Settings(data=folder, port=0, office_js=str(WORD)), encoder) as url:
        yield url, token


@pytest.fixture
def page(locked: tuple[str, str], browser: Browser) -> Iterator[Page]:
    watch = Watch(locked[0])
    watch.expected += ["status of 401", "Password forms should have"]  # a key is no password of somebody
    context = browser.new_context(locale="zh-CN")
    context.set_default_timeout(15_000)
    opened = context.new_page()
    watch.over(opened)
    yield opened
    context.close()
    assert watch.complaints() == []


@pytest.mark.parametrize("path", ["check", "office/pane"])
def test_a_key_opens_the_page_that_was_wanted(page: Page, locked: tuple[str, str], path: str) -> None:
    from playwright.sync_api import expect

    url, token = locked
    page.goto(url + path)
    page.fill("#key", "wenheng-none")
    page.keyboard.press("Enter")
    expect(page.locator("#refused")).to_be_visible()
    page.fill("#key", token)
    page.keyboard.press("Enter")
    expect(page.locator("#draft, #pane-query").first).to_be_attached()
    assert page.url == url + path
    page.wait_for_load_state("networkidle")  # its scripts are there
    # A write of the session carries its token.
    if path == "check":
        page.fill("#draft", "各位同志，办不完的当面说清楚。")
        page.locator("#check-form .primary").click()
    else:
        page.locator("#tab-check").click()
        page.evaluate("wordModel.paragraphs = ['各位同志，办不完的当面说清楚。']")
        page.locator("#check-document").click()
    expect(page.locator("#figure-copy_share dd, #pane-figures b").first).to_have_text("0.0%")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_in_the_form(page: Page, locked: tuple[str, str], lang: str) -> None:
    page.goto(f"{locked[0]}login?lang={lang}")
    page.fill("#key", "wenheng-none")
    page.keyboard.press("Enter")
    page.wait_for_selector("#refused")
    assert flaws(page) == []
