"""The Word add-in's icons, drawn from the page's own: ``make icons``. Office takes PNG only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.screenshots import ROOT, browsing

if TYPE_CHECKING:
    from playwright.sync_api import Browser

STATIC = ROOT / "service" / "static"
# What a ribbon asks for; 32 and 80 stand in the list of add-ins, too.
SIZES = (16, 32, 80)


def main() -> None:
    """Draw every size into service/static/office."""
    (STATIC / "office").mkdir(exist_ok=True)
    with browsing() as browser:
        for size in SIZES:
            _draw(browser, size)


def _draw(browser: Browser, size: int) -> None:
    page = browser.new_page(viewport={"width": size, "height": size})
    page.set_content(f"<body style='margin:0'>{(STATIC / 'favicon.svg').read_text('utf-8')}</body>")
    page.locator("svg").screenshot(path=STATIC / "office" / f"icon-{size}.png", omit_background=True)
    page.close()


if __name__ == "__main__":
    main()
