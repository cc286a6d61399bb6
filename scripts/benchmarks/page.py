"""What a reader of the page waits for, in Chromium, from a service that has just started: ``--only page``."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.benchmarks.over_http import serving
from scripts.benchmarks.tables import Cell, Table
from scripts.screenshots import browsing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# A reader who opens the page begins to type no sooner; what is warmed is warmed in this time or it is not.
_READS_MS = 2_000
_VIEWS = ("", "phrases", "check", "library", "documents/1", "library/statistics")
_PHRASES = ("督查督办", "信访代办", "一网通办", "加强作风建设", "精简会议", "应急值守", "政务公开", "乡村振兴")
_ROUNDS = 5

# From the key to the marks of its answer on the screen: until the frame after they were drawn.
_TYPE = """phrase => new Promise(done => {
  const box = document.getElementById("query");
  const place = document.getElementById("results-place");
  const began = performance.now();
  const seen = new MutationObserver(() => {
    if (!place.querySelector(".hit")) return;
    const marks = [...place.querySelectorAll("mark")].map(each => each.textContent).join("");
    if (![...phrase].some(sign => marks.includes(sign))) return;
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
  });
  seen.observe(place, { childList: true, subtree: true, characterData: true });
  box.value = phrase;
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
})"""
_CHECK = """draft => new Promise(done => {
  document.getElementById("draft").value = draft;
  const began = performance.now();
  const seen = new MutationObserver(() => {
    if (!document.querySelector(".draft-text .span") || !document.getElementById("progress").hidden) return;
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
  });
  seen.observe(document.body, { childList: true, subtree: true, attributes: true });
  document.getElementById("check-form").requestSubmit();
})"""


def waiting(folder: Path, model: str, models: Path, draft: str) -> Table:
    """First paint of each view, from a key to the marks, and a check, in a browser that knows nothing of the page."""
    with serving(folder, model, models) as (port, _), browsing() as browser:
        url = f"http://127.0.0.1:{port}/"
        paints = _painted(browser, url, "")[:1] + [each for view in _VIEWS for each in _painted(browser, url, view)]
        page = browser.new_page()
        page.goto(url)
        page.wait_for_timeout(_READS_MS)
        typed = [float(page.evaluate(_TYPE, phrase)) for phrase in _PHRASES]
        again = [float(page.evaluate(_TYPE, phrase)) for phrase in _PHRASES]
        checks = [_checked(page, url, draft) for _ in range(_ROUNDS)]
    return Table(
        "page",
        "How long does a reader of the page wait?",
        f"The sample corpus, a service that has just started, headless Chromium on the same cores with an empty cache "
        f"for each paint; {_READS_MS // 1000} s between opening the page and the first key; a draft of {len(draft)} "
        "characters, every tenth paragraph from the corpus.",
        ("what", "first, ms", "median of the rest, ms", "longest of the rest, ms", "wanted, ms"),
        [
            _row("first contentful paint, all views", paints, 1000),
            _row("from a key to the marks on the screen, phrases never asked before", typed, 150),
            _row("the same phrases again", again, 150),
            _row("from the button to the report, spans drawn", checks, 2000),
        ],
    )


def _row(what: str, times: Sequence[float], wanted: int) -> tuple[Cell, ...]:
    first, *rest = times
    return (what, first, statistics.median(rest), max(rest), wanted)


def _painted(browser: Browser, url: str, view: str) -> list[float]:
    times = []
    for _ in range(2):
        page = browser.new_page()  # each has a context, and so a cache, of its own
        page.goto(url + view)
        paint = "performance.getEntriesByName('first-contentful-paint')[0]"
        page.wait_for_function(paint)
        times.append(float(page.evaluate(f"{paint}.startTime")))
        page.close()
    return times


def _checked(page: Page, url: str, draft: str) -> float:
    page.goto(f"{url}check")
    page.wait_for_load_state("networkidle")
    return float(page.evaluate(_CHECK, draft))
