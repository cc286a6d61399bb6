"""Every view in every dress: nothing for axe to find, nothing wider than the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Opener, flaws
from tests.browser.test_check import COPIED, OWN, checked


def click(selector: str, there: str = "") -> Callable[[Any], None]:
    """Click the first of these, and wait for what comes of it."""

    def clicked(page: Any) -> None:
        page.locator(selector).first.click()
        if there:
            page.wait_for_selector(there)

    return clicked


def report(page: Any) -> None:
    checked(page).locator(".draft-text .span").first.click()


def editor(page: Any) -> None:
    report(page)
    page.locator(".card .card-actions button").first.click()
    page.wait_for_selector(".wordings .hint")
    page.evaluate("scrollTo(0, 0)")  # nothing half under the header


def dismissing(page: Any) -> None:
    report(page)
    page.locator(".card .card-actions button").nth(1).click()


def several(page: Any) -> None:
    drafts = {"甲.txt": f"{OWN}我们规定，{COPIED}。", "乙.txt": f"通知如下。{OWN}", "坏.docx": "PK nothing"}
    files = [{"name": name, "mimeType": "", "buffer": text.encode()} for name, text in drafts.items()]
    page.set_input_files("#file", files)
    page.wait_for_selector("#between li")


def nothing_found(page: Any) -> None:
    page.wait_for_selector("#find-status:not(:empty)")


# An address, what must be there before it is looked at, and what is done then.
VIEWS: dict[str, tuple[str, str, Callable[[Any], None] | None]] = {
    "find": ("", "#query", None),
    "found": ("?q=督查督办", "#facets label", None),
    "found-why": ("?q=督查督办", "#facets label", lambda page: page.locator(".hit .similarity").first.hover()),
    "found-open": ("?q=督查督办&group=1&year=2019&open=41", "#pane .spot", None),
    "found-nothing": ("?q=督查督办&year=1949", "#find-status", nothing_found),
    "phrases": ("phrases", ".phrase", None),
    "rewrite": ("phrases?view=rewrite&q=凡反馈材料没有时间、没有结果的，一律退回重报", ".phrase", None),
    "check": ("check", "#draft", click(".options summary")),
    "check-picker": ("check", "#draft", click("#from-library", "#picker-found .pick")),
    "report": ("check", "#draft", report),
    "report-editor": ("check", "#draft", editor),
    "report-dismiss": ("check", "#draft", dismissing),
    "check-several": ("check", "#draft", several),
    "library": ("library", "tbody tr", click("tbody .pick input")),
    "library-edit": ("library", "tbody tr", click("td.tools button")),
    "statistics": ("library/statistics", ".map-point, .map-section progress", None),
    "document": ("documents/1", "#beside li", None),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_and_nothing_overflows(open_page: Opener, view: str, lang: str) -> None:
    path, there, act = VIEWS[view]
    page = open_page(path, lang=lang)
    page.wait_for_selector(there)
    if act:
        act(page)
    assert flaws(page) == []
