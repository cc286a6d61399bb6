"""Every view in every dress: nothing for axe to find, nothing wider than the window."""

from __future__ import annotations

import pytest

from tests.browser.conftest import SIZES, Opener, axe

# An address, what must be there before it is looked at, and what is clicked then.
VIEWS = {
    "find": ("", "#query", None),
    "found": ("?q=督查督办", "#facets label", None),
    "found-open": ("?q=督查督办&group=1&year=2019&open=41", "#pane .spot", None),
    "phrases": ("phrases", ".phrase", None),
    "rewrite": ("phrases?view=rewrite&q=凡反馈材料没有时间、没有结果的，一律退回重报", ".phrase", None),
    "check": ("check", "#draft", None),
    "library": ("library", "tbody tr", "tbody .pick input"),
    "library-edit": ("library", "tbody tr", "td.tools button"),
    "statistics": ("library/statistics", ".map-point, .map-section progress", None),
    "document": ("documents/1", "#beside li", None),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_and_nothing_overflows(open_page: Opener, view: str, theme: str) -> None:
    path, there, clicked = VIEWS[view]
    lang = "zh" if theme == "light" else "en"
    page = open_page(path, lang=lang, theme=theme)
    page.wait_for_selector(there)
    if clicked:
        page.locator(clicked).first.click()
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert axe(page) == [], f"{view} at {width}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{view} is wider than {width}"
