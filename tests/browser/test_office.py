"""The Word add-in: its pane in a real browser, over a stand-in of Word's object model (tests/browser/word/office.js).

The stand-in lies where an administrator puts Microsoft's files. No Word was asked: docs/word.md says what that leaves.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.browser.conftest import Opener, flaws
from tests.browser.words import WORDS

COPIED = "凡反馈材料只讲“已部署”“正推进”而没有时间、没有结果的，一律退回重报"
REWORDED = "会务上从严从简，议题须提前三天报送，凡未经部门会商、没有合法性审查意见的，坚决不上会。"
OWN = "下周起请各科室自己报一次用车计划，由小李汇总后贴在一楼。"
# A sign of two UTF-16 units before all; Word's own: a caret, a tab, a line break within a paragraph; an empty line.
PARAGRAPHS = ["\U0001f600^\t各位同志：", "", f"我们规定：\v{COPIED}，成效明显。", REWORDED, OWN]
# Word's narrowest pane, and one drawn wide.
WIDTHS = ((320, 800), (480, 800))


def in_word(open_page: Opener, paragraphs: list[str] = PARAGRAPHS, **dress: Any) -> Any:
    page = open_page("office/pane", **{"width": 350, "height": 800} | dress)
    page.wait_for_selector("#check-document:enabled", state="attached")
    page.evaluate("paragraphs => { wordModel.paragraphs = paragraphs; }", paragraphs)
    return page


def selected(page: Any) -> str:
    return str(
        page.evaluate(
            """() => Word.run(async (context) => {
              const selection = context.document.getSelection().load("text");
              await context.sync();
              return selection.text;
            })"""
        )
    )


def checked(page: Any) -> Any:
    page.locator("#tab-check").click()
    page.locator("#check-document").click()
    page.wait_for_selector("#pane-report .card")
    return page


def test_the_selection_is_looked_up_and_a_quotation_comes_behind_it(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = in_word(open_page, ["", "一律退回重报。完"])
    page.locator("#take-selection").click()
    expect(page.locator(".toast")).to_contain_text(WORDS["zh"]["nothing_selected"])
    page.evaluate("wordModel.selection = { from: [1, 0], to: [1, 6] }")
    page.locator("#take-selection").click()
    expect(page.locator("#pane-query")).to_have_value("一律退回重报")
    hit = page.locator("#pane-results .hit", has_text="没有时间、没有结果的").first
    hit.locator(".insert").click()
    expect(page.locator(".toast")).to_contain_text(WORDS["zh"]["inserted"])
    text = page.evaluate("wordModel.paragraphs[1]")
    assert text.startswith("一律退回重报“")
    assert text.endswith("）。完")
    assert COPIED in text
    title = hit.locator(".title").inner_text()
    assert f"（《{title}》" in text
    assert selected(page) == text[len("一律退回重报") : -len("。完")]


def test_the_document_is_checked_and_a_click_selects_the_span(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = checked(in_word(open_page))
    assert float(page.locator("#pane-figures b").inner_text().rstrip("%")) > 30
    for wording, index in (("没有时间、没有结果的", 2), ("坚决不上会", 3)):
        card = page.locator(".card", has_text=wording)
        card.locator(".look").click()
        expect(card).to_have_class("hit card active")
        expect(card.locator("blockquote")).not_to_be_empty()
        page.wait_for_function("index => wordModel.selection?.from[0] === index", arg=index)
        expect(card.locator(".look")).to_have_attribute("aria-pressed", "true")
        assert wording in selected(page)
        assert OWN not in selected(page)
    assert selected(page) in REWORDED
    assert (
        page.locator("#pane-report a", has_text=WORDS["zh"]["full_report"])
        .get_attribute("href")
        .startswith("/check?id=")
    )


def test_what_was_moved_is_found_and_what_was_changed_is_said(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = checked(in_word(open_page))
    page.evaluate("wordModel.paragraphs.unshift('新的一段。', '又一段。')")
    page.locator(".card", has_text="坚决不上会").locator(".look").click()
    page.wait_for_function("wordModel.selection?.from[0] === 5")
    page.evaluate("wordModel.paragraphs[5] = '会务从简。'")
    page.locator(".card", has_text="坚决不上会").locator(".look").click()
    expect(page.locator(".toast")).to_contain_text(WORDS["zh"]["text_changed"])
    page.locator("#comment-all").click()
    expect(page.locator(".toast")).to_contain_text(
        WORDS["zh"]["commented_some"].format(count=page.locator(".card").count() - 1, missing=1)
    )


def test_a_long_repeated_stretch_over_paragraphs_is_the_one_that_was_meant(open_page: Opener) -> None:
    """Words that stand twice in a paragraph, more than Word searches at once, and two paragraphs in one span."""
    page = in_word(open_page, ["开头。"])
    line = "一二三四五六七八九十" * 30
    asked = """async ([texts, start, end]) => {
      const word = await import("/static/js/office/word.js");
      wordModel.paragraphs = texts;
      await word.select(word.stretchOf(texts, start, end));
      return wordModel.selection;
    }"""
    assert page.evaluate(asked, [["甲乙甲乙甲乙"], 2, 4]) == {"from": [0, 2], "to": [0, 4]}
    assert page.evaluate(asked, [[f"{line}。{line}"], 301, 601]) == {"from": [0, 301], "to": [0, 601]}
    assert page.evaluate(asked, [["头甲", "乙丙", "丁尾"], 1, 7]) == {"from": [0, 1], "to": [2, 1]}
    # Word finds aaa once in aaaa, at its beginning: then the paragraph is shown.
    assert page.evaluate(asked, [["aaaa"], 1, 4]) == {"from": [0, 0], "to": [0, 4]}


def test_spans_become_comments_that_name_the_source(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = checked(in_word(open_page))
    page.locator("#comment-all").click()
    expect(page.locator(".toast")).to_contain_text("批注")
    comments = page.evaluate("wordModel.comments")
    assert len(comments) == page.locator(".card").count()
    [edited] = [each for each in comments if "坚决不上会" in each["on"]]
    assert "《2020年办公室工作总结（清河县政府办）》" in edited["text"]
    assert WORDS["zh"]["class_edited"] in edited["text"]
    page.evaluate("wordModel.comments = []")
    page.locator(".look").first.click()
    page.locator(".card.active .quiet").click()
    page.wait_for_function("wordModel.comments.length === 1")


def test_an_older_word_has_no_comments_and_a_refusal_is_said(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = in_word(open_page)
    page.add_init_script(f"wordAsTested = {json.dumps({'versions': {'WordApi': 1.3}, 'paragraphs': PARAGRAPHS})}")
    page.reload()
    page.wait_for_selector("#check-document:enabled", state="attached")
    checked(page)
    expect(page.locator("#comment-all")).to_have_count(0)
    page.evaluate("wordModel.refuses = 'AccessDenied'")
    page.locator(".look").first.click()
    expect(page.locator(".toast")).to_contain_text("AccessDenied")


def test_hostile_text_stays_text(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = in_word(open_page, ["<img src=x onerror=alert(1)> \u202e" + COPIED, "<script>", "字" * 100_000])
    checked(page)
    page.locator(".look").first.click()
    expect(page.locator(".card.active")).to_be_visible()
    assert page.locator("#pane-report img, #pane-report script").count() == 0


def test_outside_of_word_it_says_so(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = in_word(open_page)
    page.add_init_script("wordAsTested = { host: null }")
    page.reload()
    expect(page.locator("#pane-notice")).to_contain_text(WORDS["zh"]["not_in_word"])
    expect(page.locator("#take-selection")).to_be_disabled()
    page.fill("#pane-query", "一律退回重报")
    page.locator("#pane-form button").click()
    expect(page.locator("#pane-results .hit").first).to_be_visible()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_in_the_pane(open_page: Opener, lang: str) -> None:
    page = in_word(open_page, lang=lang)
    page.evaluate("wordModel.selection = { from: [3, 0], to: [3, 20] }")
    page.locator("#take-selection").click()
    page.wait_for_selector("#pane-results .hit")
    assert flaws(page, WIDTHS) == []
    checked(page).locator(".look").first.click()
    page.wait_for_selector(".card.active")
    assert flaws(page, WIDTHS) == []
