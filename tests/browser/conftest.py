"""A real office in a real browser: the sample corpus, the real model, headless Chromium; one server for all tests.

Every page is watched: a request to another server, a word on the console, an error of a script or a breach of the
content policy fails the test. Without Chromium (CHROMIUM names one) these tests are skipped, and say so.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from index.encoder import TextEncoder
from service.settings import Settings
from tests.office import SAMPLE, encoded, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Instead of Microsoft's Office.js.
WORD = Path(__file__).parent / "word"
AXE = Path(__file__).parent / "axe" / "axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# What axe holds a page against: WCAG 2.2 A and AA, and axe's own best practices.
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The widths of the issue: a screen, a tablet, a phone.
SIZES = ((1440, 900), (768, 1024), (390, 844))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for each in items:
        if Path(__file__).parent in each.path.parents:
            each.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def office(
    tmp_path_factory: pytest.TempPathFactory, encoder: TextEncoder, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of a service that holds the sample corpus; it ends with a slash."""
    folder = tmp_path_factory.mktemp("office") / "data"
    shutil.copytree(encoded("sample", sorted(SAMPLE.iterdir()), encoder, request.config.cache.mkdir("office")), folder)
    settings = Settings(
        data=folder, port=0, office_js=str(WORD), job_chars=3000, job_bytes=20_000, max_upload_bytes=2_000_000
    )
    with serving(settings, encoder) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium here: the page is not tested (install chromium, or name one in CHROMIUM)")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=20_000)  # a machine that does much else is slow, not wrong
    # Chromium's own calls home are not the page's.
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=arguments)
        yield opened
        opened.close()


class Watch:
    """What a page must not do; ``expected`` holds parts of what a test provokes on purpose."""

    def __init__(self, office: str) -> None:
        self.office = office
        self.told: list[str] = []
        self.expected: list[str] = []

    def over(self, page: Page) -> None:
        """Watch a page, and let nothing out of this machine."""
        page.on("console", lambda message: self.told.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.told.append(f"error: {error}"))
        page.on("request", lambda request: self._ask(request.url))
        page.add_init_script(
            "addEventListener('securitypolicyviolation', e => console.error(e.violatedDirective, e.blockedURI))"
        )

    def _ask(self, url: str) -> None:
        if not url.startswith((self.office, "data:", "blob:")):
            self.told.append(f"asked elsewhere: {url}")

    def complaints(self) -> list[str]:
        return [each for each in self.told if not any(part in each for part in self.expected)]


Opener = Callable[..., Any]


@pytest.fixture
def watch(office: str) -> Watch:
    return Watch(office)


@pytest.fixture
def open_page(office: str, browser: Browser, watch: Watch) -> Iterator[Opener]:
    """Open an address of the office: ``open_page("check", lang="en", theme="dark", width=390)``."""
    contexts = []

    def opened(path: str = "", *, lang: str = "zh", theme: str = "light", width: int = 1440, height: int = 900) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if theme == "dark" else "light",
            locale="zh-CN" if lang == "zh" else "en-GB",
            accept_downloads=True,
        )
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=office.rstrip("/"))
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        watch.over(page)
        page.goto(office + path + ("" if lang == "zh" else f"{'&' if '?' in path else '?'}lang={lang}"))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert watch.complaints() == []


def axe(page: Any) -> list[str]:
    """What axe finds wrong with a page as it is shown now: rule, element, why."""
    # evaluate() and not add_script_tag(): the policy lets no inline script in, and that is as it should be.
    if page.evaluate("!globalThis.axe"):
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", AXE_RULES)
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def flaws(page: Any, sizes: tuple[tuple[int, int], ...] = SIZES) -> list[str]:
    """What is wrong with a page as it is shown now, in light and dark, at each width: axe's findings, and overflow."""
    found = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # no colour halfway between two
        for width, height in sizes:
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            found += [f"{theme}, {width}: {each}" for each in axe(page)]
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found.append(f"{theme}, {width}: {wide} wide")
    return found
