"""Find: from the first key to the source, by mouse and by keyboard, and from an address."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.browser.conftest import Opener
from tests.browser.words import WORDS

QUERY = "领导批示件逐件登记"


def test_results_come_as_one_types_and_open_beside_themselves(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = open_page()
    page.locator("#query").press_sequentially("批示件", delay=30)
    expect(page.locator(".hit").first).to_contain_text("批示")
    expect(page.locator(".hit mark").first).to_be_visible()
    assert "q=" in page.url
    assert page.evaluate("history.length") == 2, "typing leaves no steps behind"
    page.fill("#query", QUERY)
    page.press("#query", "Enter")
    expect(page.locator(".hit u").first).to_be_visible()
    title = page.locator(".hit .title").first
    said = title.text_content()
    title.click()
    expect(page.locator("#pane h2")).to_have_text(said or "")
    expect(page.locator("#pane .spot mark").first).to_be_in_viewport()
    before = page.locator("#pane p:not(.facts)").count()
    page.locator("#pane .wider").first.click()
    assert page.locator("#pane p:not(.facts)").count() > before
    address = page.url
    page.go_back()
    expect(page.locator("#pane")).to_be_hidden()
    expect(page.locator(".hit").first).to_be_visible()
    colleague = open_page(address.split("/", 3)[3])
    expect(colleague.locator("#pane .spot")).to_be_in_viewport()
    assert colleague.input_value("#query") == QUERY


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_similarity_is_explained_where_it_stands(open_page: Opener, lang: str) -> None:
    from playwright.sync_api import expect

    page = open_page("?q=凡反馈材料没有时间、没有结果的，一律退回重报", lang=lang)
    similarity = page.locator(".similarity").first
    assert re.fullmatch(r"[01]\.\d\d", similarity.inner_text().strip())
    why = page.locator(".why").first
    expect(why).to_be_hidden()
    similarity.hover()
    expect(why).to_contain_text(WORDS[lang]["similarity_explained"])
    expect(why).to_contain_text(WORDS[lang]["because"].strip())
    page.mouse.move(0, 0)
    similarity.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(why).to_be_visible()
    page.keyboard.press("Escape")
    expect(why).to_be_hidden()
    expect(similarity).to_be_focused()


def test_facets_narrow_and_the_language_keeps_the_place(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = open_page("?q=督查督办")
    page.locator("#facets label", has_text="2019").click()
    expect(page.locator(".chosen .chip")).to_contain_text("2019")
    expect(page.locator(".hit .facts").first).to_contain_text("2019")
    assert "year=2019" in page.url
    page.click("#language")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#to-find")).to_have_text(WORDS["en"]["find"])
    expect(page.locator(".chosen .chip")).to_contain_text("2019")
    page.locator(".chosen .chip").click()
    expect(page.locator(".chosen")).to_have_count(0)
    assert "year=" not in page.url
    page.go_back()
    expect(page.locator(".chosen .chip")).to_contain_text("2019")


def test_grouping_sorting_and_more(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = open_page("?q=督查督办")
    expect(page.locator(".hit")).to_have_count(10)
    page.click("#more")
    expect(page.locator(".hit")).to_have_count(20)
    assert "n=20" in page.url
    page.get_by_role("button", name=WORDS["zh"]["group_by_document"]).click()
    groups = page.locator(".hit.group")
    titles = groups.locator(".group-title").all_text_contents()
    assert 1 < len(titles) == len(set(titles)) < 20
    page.locator("#tools select").select_option("date")
    expect(page.locator(".group .facts").first).to_contain_text("2023")
    assert {"group=1", "sort=date"} <= set(page.url.split("?")[1].split("&"))


def test_more_like_this_and_copying_with_the_source(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = open_page(f"?q={QUERY}")
    first = page.locator(".hit").first
    title = first.locator(".title").text_content() or ""
    first.get_by_role("button", name=WORDS["zh"]["copy_quotation"]).click()
    expect(page.locator("#toast")).to_contain_text(WORDS["zh"]["copied"])
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("“")
    assert f"（《{title}》" in copied
    first.get_by_role("button", name=WORDS["zh"]["more_like"]).click()
    expect(page.locator("#liked")).to_contain_text(title)
    expect(page.locator(".hit .title").first).not_to_have_text(title)
    assert "like=" in page.url
    assert page.input_value("#query") == ""
    page.go_back()
    assert page.input_value("#query") == QUERY
    expect(page.locator(".hit .title").first).to_have_text(title)


def test_passages_that_say_the_same_stand_under_the_best(open_page: Opener, office: str) -> None:
    from playwright.sync_api import expect

    said = "龙舟竞渡须提前十日报备安保方案，救生艇不少于四艘，未报备的一律不得下水。"
    added = []
    for number in (1, 2):
        body = {"text": f"第{number}号通知\n{said}", "title": f"第{number}号通知", "source": f"{number}.txt"}
        added.append(httpx.post(f"{office}v1/documents", json=body).json()["documents"][0]["id"])
    page = open_page("?q=龙舟竞渡报备")
    page.locator(".hit").first.locator("summary").click()
    expect(page.locator(".twins li a").first).to_contain_text("号通知")
    httpx.post(f"{office}v1/documents/delete", json={"ids": added}).raise_for_status()


def test_all_of_it_by_keyboard(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = open_page()
    page.locator("#theme").focus()
    page.keyboard.press("/")
    expect(page.locator("#query")).to_be_focused()
    page.keyboard.insert_text("会议精简")
    expect(page.locator(".hit").nth(2)).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".title").nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".title").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#pane h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#pane")).to_be_hidden()
    expect(page.locator(".title").nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#query")).to_be_focused()


def test_nothing_found_and_an_error_say_what_to_do(open_page: Opener, watch: object) -> None:
    from playwright.sync_api import expect

    page = open_page('?q="这样的话没有人说过"')
    expect(page.locator("#find-status")).to_have_text(WORDS["zh"]["nothing"])
    watch.expected += ["Failed to load resource", "ERR_FAILED"]  # type: ignore[attr-defined]
    page.route("**/v1/search", lambda route: route.abort())
    page.fill("#query", "督查")
    expect(page.locator("#find-status")).to_have_text(WORDS["zh"]["error_network"])


def test_a_phone_opens_the_source_over_the_results(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = open_page(f"?q={QUERY}", width=390, height=844)
    page.locator(".hit .title").first.click()
    expect(page.locator("#pane .spot").first).to_be_visible()
    box = page.locator("#pane").bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)
    page.get_by_role("button", name=WORDS["zh"]["close"]).click()
    expect(page.locator(".hit .title").first).to_be_in_viewport()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_phrase_is_met_in_words_not_in_low_figures(open_page: Opener, lang: str) -> None:
    from playwright.sync_api import expect

    words = WORDS[lang]
    page = open_page("?q=牢骚话", lang=lang)
    first = page.locator(".hit").first
    expect(first.locator(".similarity")).to_have_text(words["met_phrase"])
    expect(first.locator("mark").first).to_have_text("牢骚话")
    first.locator(".similarity").hover()
    expect(first.locator(".why")).to_contain_text(words["met_explained"])
    expect(first.locator(".why")).to_contain_text(re.compile(r"0\.\d\d"))
    page = open_page("phrases?q=信访", lang=lang)
    expect(page.locator(".phrase", has_text="信访").locator(".met").first).to_have_text(words["met_phrase"])


def test_signs_of_markdown_are_no_wording(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = open_page("?q=耳朵伸长，牢骚话也要记，全街道划分网格")
    hit = page.locator(".hit", has_text="耳朵伸长").first
    hit.locator(".title").click()
    expect(page.locator("#pane .spot")).to_contain_text("（一）耳朵伸长，牢骚话也要记。")
    expect(page.locator("#pane")).to_contain_text("一、主要做法")
    for place in ("#results", "#pane"):
        text = page.locator(place).inner_text()
        assert "**" not in text
        assert "##" not in text
    hit.locator(".hit-actions button").first.click()
    assert page.evaluate("navigator.clipboard.readText()").startswith("“（一）耳朵伸长，牢骚话也要记。")
    page.locator("#pane footer a").click()
    expect(page.locator("#text mark").first).to_contain_text("耳朵伸长")
    assert "**" not in page.locator("#text").inner_text()
