"""Every view in every dress: nothing for axe to find, nothing wider than the window."""

from __future__ import annotations

import pytest

from tests.browser.conftest import SIZES, Opener, axe

# An address, and what must be there before it is looked at.
VIEWS = {
    "find": ("", "#query"),
    "found": ("?q=督查督办", "#facets label"),
    "found-open": ("?q=督查督办&group=1&year=2019&open=41", "#pane .spot"),
    "phrases": ("phrases", ".phrase"),
    "rewrite": ("phrases?view=rewrite&far=1&q=让群众少跑腿、数据多跑路", ".phrase"),
    "check": ("check", "#draft"),
    "document": ("documents/1", "#text p"),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_and_nothing_overflows(open_page: Opener, view: str, theme: str) -> None:
    path, there = VIEWS[view]
    lang = "zh" if theme == "light" else "en"
    page = open_page(path, lang=lang, theme=theme)
    page.wait_for_selector(there)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert axe(page) == [], f"{view} at {width}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{view} is wider than {width}"
