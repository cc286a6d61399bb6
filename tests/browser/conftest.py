"""A real office in a real browser: the sample corpus, the real model, headless Chromium; one server for all tests.

Every page is watched: a request to another server, a word on the console, an error of a script or a breach of the
content policy fails the test. Without Chromium (CHROMIUM names one) these tests are skipped, and say so.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from index.encoder import TextEncoder
from index.engine import Engine
from service.app import create_app
from service.documents import Incoming, ingest_file
from service.server import Server
from service.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "corpus" / "sample" / "documents"
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


def _sample(encoder: TextEncoder, cache: Path) -> Path:
    """A data folder with the sample corpus; encoded once for each state of the code and the texts it is made of."""
    state = hashlib.sha256(encoder.fingerprint.encode())
    for path in sorted(each for room in ("corpus", "index") for each in (ROOT / room).rglob("*") if each.is_file()):
        if "__pycache__" not in path.parts:
            state.update(path.name.encode() + path.read_bytes())
    made = cache / f"office-{state.hexdigest()[:16]}"
    if not made.exists():
        for old in cache.glob("office-*"):
            shutil.rmtree(old)
        fresh = cache / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        with Engine.open(fresh, encoder) as engine:
            for path in sorted(SAMPLE.iterdir()):
                ingest_file(engine, Incoming(path.name, path.read_bytes(), path.name, collection="sample"))
        fresh.rename(made)
    return made


@pytest.fixture(scope="session")
def office(
    tmp_path_factory: pytest.TempPathFactory, encoder: TextEncoder, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of a service that holds the sample corpus; it ends with a slash."""
    folder = tmp_path_factory.mktemp("office") / "data"
    shutil.copytree(_sample(encoder, request.config.cache.mkdir("office")), folder)
    settings = Settings(data=folder, port=0, job_chars=3000, max_upload_bytes=2_000_000)
    with Engine.open(settings.data, encoder) as engine:
        app = create_app(settings, engine)
        server = Server(app, settings)
        thread = threading.Thread(target=server.run)
        thread.start()
        yield server.url
        server.stop()
        thread.join(20)
        app.extensions["wenheng"].jobs.close()
        assert not thread.is_alive()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium here: the page is not tested (install chromium, or name one in CHROMIUM)")
    from playwright.sync_api import sync_playwright

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
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("rules => axe.run(document, { runOnly: rules })", AXE_RULES)
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]
