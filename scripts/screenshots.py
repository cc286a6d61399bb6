"""Pictures of every view for docs/screenshots: ``make screenshots``. Real browser, real model, the sample corpus."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from index import encoder as encoders
from index import model
from index.engine import Engine
from scripts.serve import SAMPLE
from service.app import application
from service.documents import Incoming, ingest_file
from service.server import Server
from service.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "screenshots"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# Word for the add-in's pane: the tests' stand-in.
WORD = ROOT / "tests" / "browser" / "word"
PANE = (350, 820)
SCREEN, TABLET, PHONE = (1440, 900), (768, 1024), (390, 844)
# Two copied sentences, an edited one and a reworded one of the sample's, among the writer's own.
DRAFT = """2024年办公室工作总结（青石县政府办）
一、督查督办
凡反馈材料只讲“已部署”“正推进”而没有时间、没有结果的，一律退回重报。全年共退回材料十七份，比去年少了一半。
二、会务
会务上从严从简，议题须提前三天报送，凡未经部门会商、没有合法性审查意见的，坚决不上会。
下周起请各科室自己报一次用车计划，由小李汇总后贴在一楼。
三、领导批示
全年承办省领导批示31件、市领导批示208件，开展专项督查15次，编发《督查专报》28期，其中20期得到市政府主要领导批示。"""
QUERY = quote("凡反馈材料没有时间、没有结果的，一律退回重报")


@dataclass(frozen=True, slots=True)
class View:
    """A picture: where, what must be there first, and what is done before it is taken."""

    name: str
    path: str
    there: str
    act: Callable[[Page], None] | None = None
    size: tuple[int, int] = SCREEN
    dark: bool = False
    full: bool = False


def _open_first(page: Page) -> None:
    page.locator(".hit .title").first.click()
    page.wait_for_selector("#pane .spot")


def _why(page: Page) -> None:
    page.locator(".similarity").first.hover()


def _pick(page: Page) -> None:
    for at in (1, 2, 4):
        page.locator("tbody .pick input").nth(at).click()


def _edit(page: Page) -> None:
    _pick(page)
    page.locator(".bulk .quiet").first.click()


def _upload(page: Page) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bad = Path(folder) / "扫描件.txt"
        bad.write_bytes(b"")
        page.set_input_files("#files", [bad, *sorted(SAMPLE.iterdir())[:3]])
        page.wait_for_selector(".upload.done >> nth=2")


def _check(page: Page) -> None:
    page.fill("#draft", DRAFT)
    page.locator("#check-form .primary").click()
    page.wait_for_selector("#report:not([hidden]) .draft-text .span")
    page.wait_for_selector("#progress", state="hidden")
    page.locator(".draft-text .span").nth(1).click()


def _in_word(page: Page) -> None:
    page.wait_for_selector("#check-document:enabled", state="attached")
    page.evaluate("text => { wordModel.paragraphs = text.split('\\n'); }", DRAFT)


def _pane_find(page: Page) -> None:
    _in_word(page)
    page.evaluate("wordModel.selection = { from: [4, 0], to: [4, 24] }")
    page.locator("#take-selection").click()
    page.wait_for_selector("#pane-results .hit")


def _pane_check(page: Page) -> None:
    _in_word(page)
    page.locator("#tab-check").click()
    page.locator("#check-document").click()
    page.locator("#pane-report .look").nth(1).click()


def _read_region(page: Page) -> None:
    page.locator(".regions button").first.click()
    page.wait_for_selector(".map-text li")
    page.locator("#map-section").scroll_into_view_if_needed()


VIEWS = (
    View("find", "", "#query"),
    View("found", f"?q={QUERY}", "#facets label", _why),
    View("reading", f"?q={QUERY}", ".hit", _open_first),
    View("grouped-dark-en", f"?q={QUERY}&group=1&lang=en", "#facets label", dark=True),
    View("found-tablet", f"?q={QUERY}", ".hit", size=TABLET),
    View("found-phone", f"?q={QUERY}", ".hit", size=PHONE),
    View("phrases", "phrases?kind=heading&kind=parallel", ".phrase"),
    View("rewrite-dark", f"phrases?view=rewrite&q={QUERY}", ".phrase", dark=True),
    View("phrases-phone-en", "phrases?lang=en", ".phrase", size=PHONE),
    View("check", "check", "#draft"),
    View("report", "check", "#draft", _check),
    View("report-dark-en", "check?lang=en", "#draft", _check, dark=True),
    View("report-phone", "check", "#draft", _check, size=PHONE),
    View("library", "library", "tbody tr", _pick),
    View("library-upload", "library", "tbody tr", _upload),
    View("library-edit-en", "library?lang=en", "tbody tr", _edit),
    View("library-phone-dark", "library", "tbody tr", size=PHONE, dark=True),
    View("document", "documents/2", "#beside li"),
    View("document-tablet-dark-en", "documents/2?lang=en", "#beside li", size=TABLET, dark=True),
    View("document-phone", "documents/2", "#beside li", size=PHONE),
    View("word-find", "office/pane", "#tab-find", _pane_find, size=PANE),
    View("word-check", "office/pane", "#tab-find", _pane_check, size=PANE),
    View("word-check-dark-en", "office/pane?lang=en", "#tab-find", _pane_check, size=PANE, dark=True),
    View("found-phrase", f"?q={quote('牢骚话')}", "#facets label"),
    View("statistics", "library/statistics", ".map-point", full=True),
    View("map-dark-en", "library/statistics?lang=en", ".map-point", _read_region, dark=True),
    View("statistics-phone", "library/statistics", ".map-point", size=PHONE),
)


def main() -> None:
    """Serve the sample corpus from a folder of its own and photograph every view (or those named)."""
    wanted = set(sys.argv[1:])
    folder = model.obtain("default", Path(os.environ.get("WENHENG_DATA") or ROOT / "data") / "models")
    encoder = encoders.load(folder, "onnx")
    PICTURES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        Engine.open(Path(data), encoder) as engine,
        application(settings := _settings(Path(data)), engine) as app,
    ):
        for path in sorted(SAMPLE.iterdir()):
            ingest_file(engine, Incoming(path.name, path.read_bytes(), path.name))
        server = Server(app, settings)
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            _photograph(server.url, [view for view in VIEWS if not wanted or view.name in wanted])
        finally:
            server.stop()
            thread.join()


def _settings(data: Path) -> Settings:
    return Settings.model_validate({"data": data, "port": 0, "office_js": str(WORD)})


@contextmanager
def browsing() -> Iterator[Browser]:
    """A browser without a window."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - for developers only

    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def _photograph(url: str, views: list[View]) -> None:
    with browsing() as browser:
        for view in views:
            _take(browser, url, view)
            print(PICTURES / f"{view.name}.png")


def _take(browser: Browser, url: str, view: View) -> None:
    width, height = view.size
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="dark" if view.dark else "light")
    page.goto(url + view.path)
    page.wait_for_selector(view.there, timeout=120_000)
    if view.act is not None:
        view.act(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)  # transitions
    page.screenshot(path=PICTURES / f"{view.name}.png", full_page=view.full)
    page.close()


if __name__ == "__main__":
    main()
