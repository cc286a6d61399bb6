"""Check: a draft in, its report out, worked on and taken away; each flow as a writer goes through it."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

from docx import Document

from tests.browser.conftest import SIZES, Opener, flaws
from tests.browser.words import WORDS
from tests.service.report_files import opened

ZH = WORDS["zh"]
COPIED = "凡反馈材料只讲“已部署”“正推进”而没有时间、没有结果的，一律退回重报"
# Of the sample's meeting rules, in other words.
REWORDED = "会务上从严从简，议题须提前三天报送，凡未经部门会商、没有合法性审查意见的，坚决不上会。"
OWN = "下周起请各科室自己报一次用车计划，由小李汇总后贴在一楼。"
DRAFT = f"\U0001f600各位同志：\n我们规定，{COPIED}，成效明显。\n{REWORDED}\n{OWN}"
HOSTILE = "<img src=x onerror=\"document.title='坏'\"> \u202e甲乙" + "字" * 300 + " {{ 7*7 }}"


def checked(page: Any, text: str = DRAFT) -> Any:
    page.fill("#draft", text)
    page.locator("#check-form .primary").click()
    page.wait_for_selector("#report:not([hidden]) .draft-text p")
    page.wait_for_selector("#progress", state="hidden")
    return page


def word_file(path: Path, text: str = DRAFT) -> Path:
    document = Document()
    for number, line in enumerate(text.split("\n")):
        paragraph = document.add_heading(line, 1) if number == 0 else document.add_paragraph(line)
        paragraph.runs[0].bold = number == 1
    document.save(str(path))
    return path


def put(page: Any, text: str) -> None:
    """As pasting does; playwright's fill types, which takes its time in a long text."""
    page.locator("#draft").evaluate("(box, text) => { box.value = text; }", text)


def share(page: Any, name: str = "copy_share") -> float:
    return float(page.locator(f"#figure-{name} dd").first.inner_text().rstrip("%"))


def taken(page: Any, menu: str, name: str, to: Path) -> Path:
    page.locator(f"#{menu} summary").click()
    with page.expect_download() as download:
        page.locator(f"#{menu} button", has_text=name).click()
    path = to / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_a_draft_and_its_sources_are_looked_at_together(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = checked(open_page("check"))
    assert "id=" in page.url
    assert COPIED[:6] not in page.url
    span = page.locator(".draft-text .span", has_text="坚决不上会").first
    span.click()
    expect(span).to_have_class(re.compile("active"))
    expect(span.locator("mark").first).to_be_visible()
    card = page.locator(".card.active")
    expect(card).to_be_in_viewport()
    expect(card.locator("mark").first).to_be_visible()
    page.locator(".card .number").first.click()
    expect(page.locator(".draft-text .active").first).to_contain_text("没有时间、没有结果的")
    assert page.locator("#map rect").count() > 2
    figure = share(page)
    assert figure > 30
    page.reload()
    expect(page.locator("#figure-copy_share dd").first).to_have_text(f"{figure:.1f}%")
    page.locator("#language").click()
    expect(page.locator("#sources-head")).to_have_text(WORDS["en"]["spans"])
    page.go_back()
    page.locator("#new-check").click()
    expect(page.locator("#draft")).to_be_focused()
    page.go_back()
    expect(page.locator("#report")).to_be_visible()


def test_filters_and_sliders_act_at_once_and_figures_follow(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = checked(open_page("check"))
    before = share(page)
    edited = page.locator(".class-filter", has_text=ZH["class_edited"])
    with page.expect_response("**/v1/checks/*classes=*"):
        edited.click()
    expect(page.locator(".draft-text .span.edited")).to_have_count(0)
    assert share(page) < before
    edited.click()
    expect(page.locator("#figure-copy_share dd").first).to_have_text(f"{before:.1f}%")
    with page.expect_response("**/v1/checks/*min_span_chars=100*"):
        page.locator("#slider-min_span").fill("100")
    expect(page.locator(".draft-text .span")).to_have_count(0)
    page.locator("#slider-min_span").fill("0")
    expect(page.locator(".draft-text .span").first).to_be_visible()
    with page.expect_response("**/v1/checks/*sensitivity=high*"):
        page.locator("#slider-sensitivity").press("ArrowRight")
    expect(page.locator(".slider output").first).to_have_text(ZH["sensitivity_high"])
    sources = page.locator("#source-filter option")
    assert sources.count() > 1
    page.select_option("#source-filter", index=1)
    one = page.locator("#source-filter option:checked").inner_text()
    assert page.locator("#figure-copied_chars dd").first.inner_text().split(" ")[0] == one.split("· ")[-1]


def test_a_draft_is_edited_in_place_and_taken_away_in_its_own_formatting(open_page: Opener, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    page = open_page("check")
    page.set_input_files("#file", word_file(tmp_path / "讲话稿.docx"))
    page.wait_for_selector(".draft-text .span")
    page.wait_for_selector("#progress", state="hidden")
    before = share(page)
    card = page.locator(".card", has_text="没有时间、没有结果的").first
    card.locator(".card-actions button").first.click()
    expect(page.locator(".editor textarea")).to_be_focused()
    page.wait_for_selector(".wordings .hint")
    page.fill(".editor textarea", "我们改了办法，办不完的当面说清楚。")
    with page.expect_response("**/edit"):
        page.locator(".editor .primary").click()
    expect(page.locator(".draft-text")).to_contain_text("办不完的当面说清楚")
    assert share(page) < before
    page.locator("#undo").click()
    expect(page.locator("#figure-copy_share dd").first).to_have_text(f"{before:.1f}%")
    expect(page.locator("#undo")).to_be_disabled()
    page.locator("#edit-mode").click()
    page.locator(".draft-text > p").nth(3).press("Enter")
    page.fill(".editor textarea", "请各科室报用车计划。")
    page.locator(".editor textarea").press("Control+Enter")
    expect(page.locator(".draft-text")).to_contain_text("请各科室报用车计划。")
    document = opened(taken(page, "take-draft", "Word", tmp_path).read_bytes())
    assert [each.text for each in document.paragraphs] == [*DRAFT.split("\n")[:3], "请各科室报用车计划。"]
    assert document.paragraphs[0].style.name == "Heading 1"
    assert document.paragraphs[1].runs[0].bold
    text = taken(page, "take-draft", ZH["draft_txt"], tmp_path).read_text("utf-8")
    assert text.split("\n")[-1] == "请各科室报用车计划。"


def test_a_span_is_dismissed_with_a_reason_that_every_report_tells(open_page: Opener, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    page = open_page("check")
    page.set_input_files("#file", word_file(tmp_path / "讲话稿.docx"))
    page.wait_for_selector(".draft-text .span")
    page.wait_for_selector("#progress", state="hidden")
    before = share(page)
    page.locator(".card .card-actions button", has_text=ZH["dismiss"]).first.click()
    page.select_option("#dismiss-reason", "agreed")
    page.fill("#dismiss-note", "=会签过的话")
    page.locator("#dismiss-dialog .primary").click()
    expect(page.locator(".draft-text .dismissed").first).to_be_visible()
    assert share(page) < before
    reports = {
        name: taken(page, "take-report", ZH[f"report_{name}"], tmp_path) for name in ("docx", "html", "json", "csv")
    }
    assert reports["docx"].name == "讲话稿-查重报告.docx"
    document = opened(reports["docx"].read_bytes())
    assert any("会签过的话" in each.text for each in document.comments)
    assert any(each.style.name == "Heading 1" for each in document.paragraphs), "the draft's own formatting"
    assert "会签过的话" in reports["html"].read_text("utf-8")
    assert json.loads(reports["json"].read_text("utf-8"))["dismissed"][0]["note"] == "=会签过的话"
    assert "会签过的话" in [*csv.reader(reports["csv"].read_text("utf-8-sig").splitlines())][-1][-1]
    page.locator(".more-found button", has_text=ZH["restore"]).click()
    expect(page.locator("#figure-copy_share dd").first).to_have_text(f"{before:.1f}%")


def test_the_page_that_is_taken_away_works_by_itself(open_page: Opener, browser: Any, tmp_path: Path) -> None:
    page = checked(open_page("check"))
    path = taken(page, "take-report", ZH["report_html"], tmp_path)
    context = browser.new_context(offline=True)
    alone = context.new_page()
    told: list[str] = []
    alone.on("console", lambda message: told.append(message.text))
    alone.on("request", lambda request: None if request.url.startswith("file:") else told.append(request.url))
    alone.goto(path.as_uri())
    assert COPIED[:10] in alone.locator("main").inner_text()
    alone.locator(".text a").first.click()
    assert "#s1" in alone.url
    assert flaws(alone) == []
    assert alone.pdf()[:4] == b"%PDF"
    assert told == []
    context.close()


def test_several_drafts_are_a_table_and_compared_with_one_another(open_page: Opener, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    first, second, bad = tmp_path / "甲.txt", tmp_path / "乙.txt", tmp_path / "坏.docx"
    first.write_text(f"{OWN}我们规定，{COPIED}。", "utf-8")
    second.write_text(f"通知如下。{OWN}", "utf-8")
    bad.write_bytes(b"PK nothing")
    page = open_page("check")
    page.set_input_files("#file", [first, second, bad])
    expect(page.locator("#between")).to_contain_text("乙.txt ← 甲.txt")
    expect(page.locator("#many tbody tr").first).to_contain_text("甲.txt")
    expect(page.locator("#many .failure")).to_contain_text("坏.docx")
    page.locator("#many .link").first.click()
    expect(page.locator(".draft-text .span").first).to_contain_text("没有时间、没有结果的")


def test_what_a_draft_is_compared_with_can_be_chosen(open_page: Opener, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    page = open_page("check")
    page.locator("#from-library").click()
    page.fill("#picker-query", "督查")
    expect(page.locator("#picker-found .pick").first).to_contain_text("督查")
    page.locator("#picker-found .pick").first.click()
    page.wait_for_selector("#report:not([hidden]) .draft-text p")
    title = page.locator(".report-head h2").inner_text()
    expect(page.locator("#sources")).not_to_contain_text(title)
    page.locator("#new-check").click()
    page.locator(".options summary").click()
    page.fill("#leave-collections", "sample")
    checked(page)
    expect(page.locator("#sources .empty")).to_have_text(ZH["clean"])
    page.locator("#new-check").click()
    page.fill("#leave-collections", "")
    template = tmp_path / "模板.txt"
    template.write_text(f"我们规定，{COPIED}，成效明显。", "utf-8")
    page.set_input_files("#template", template)
    checked(page)
    before = share(page)
    page.locator('input[name="exclude-template"]').check()
    expect(page.locator("#figure-copy_share dd").first).not_to_have_text(f"{before:.1f}%")
    assert share(page) < before


def test_a_check_is_kept_listed_and_deleted(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = checked(open_page("check"), DRAFT + "列表")
    page.locator("#keep").click()
    expect(page.locator(".report-actions .tag")).to_have_text(ZH["is_kept"])
    page.locator("#new-check").click()
    expect(page.locator("#kept tbody tr")).to_have_count(1)
    assert flaws(page) == []
    page.locator("#kept a").click()
    expect(page.locator(".draft-text")).to_contain_text("列表")
    page.locator("#new-check").click()
    page.locator("#kept .icon-button").click()
    page.locator("#delete-dialog .danger").click()
    expect(page.locator("#kept tbody tr")).to_have_count(0)


def test_an_empty_file_is_told(open_page: Opener, watch: Any, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    watch.expected.append("status of 422")
    page = open_page("check")
    draft = tmp_path / "空.txt"
    draft.write_text("", "utf-8")
    page.set_input_files("#file", draft)
    expect(page.locator("#check-status")).to_have_text(ZH["error_empty_file"])


def test_a_long_draft_shows_its_beginning_and_scrolls_and_stops(open_page: Opener) -> None:
    from playwright.sync_api import expect

    part = f"我们规定，{COPIED}，成效明显。\n" + f"{'一切正常。' * 40}\n" * 25
    page = open_page("check")
    put(page, f"甲\u200b乙丙\u200b丁。\n{part * (199_000 // len(part))}")
    page.locator("#check-form .primary").click()
    expect(page.locator("#stop")).to_be_visible()
    page.wait_for_selector("#report:not([hidden]) .draft-text .span", timeout=120_000)
    for said in ("disguise_invisible", "limit_repetition"):
        expect(page.locator(".warning").filter(has_text=ZH[said])).to_be_visible()
    page.wait_for_selector("#progress", state="hidden", timeout=240_000)
    pane = page.locator("#draft-text")
    assert pane.evaluate("each => each.textContent.length") > 190_000
    page.locator("#sides").evaluate("each => each.scrollIntoView()")
    pane.evaluate("each => each.scrollTo(0, each.scrollHeight)")
    expect(page.locator(".draft-text > p").nth(-2)).to_be_in_viewport()
    page.locator("#map").click(position={"x": 8, "y": 1})
    expect(page.locator(".draft-text > p").first).to_be_in_viewport()
    page.locator("#new-check").click()
    put(page, "".join(f"第{n}项工作由第{n * 7}组承办，{OWN}\n" for n in range(800)))
    page.locator("#check-form .primary").click()
    page.locator("#stop").click()
    expect(page.locator("#check-status")).to_have_text(ZH["stopped"])


def test_hostile_text_is_text(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = checked(
        open_page("check"),
        f"{HOSTILE}\n{DRAFT}",
    )
    seen = HOSTILE.replace("\u202e", "\u25cc")
    expect(page.locator(".draft-text > p").first).to_have_text(seen)
    assert page.locator("main img").count() == 0
    assert page.title() != "坏"
    for width, _ in SIZES:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_check_that_was_opened_again_takes_its_word_file_anew(open_page: Opener, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    page = open_page("check")
    file = word_file(tmp_path / "讲话稿.docx")
    page.set_input_files("#file", file)
    page.wait_for_selector(".draft-text .span")
    page.wait_for_selector("#progress", state="hidden")
    page.reload()
    page.wait_for_selector(".draft-text .span")
    assert opened(taken(page, "take-draft", ZH["draft_docx_plain"], tmp_path).read_bytes()).paragraphs[
        0
    ].style.name != ("Heading 1")
    page.locator("#take-draft summary").click()
    with page.expect_file_chooser() as chooser, page.expect_download() as download:
        page.locator("#take-draft button", has_text=ZH["choose_word"]).click()
        chooser.value.set_files(file)
    download.value.save_as(tmp_path / "again.docx")
    assert opened((tmp_path / "again.docx").read_bytes()).paragraphs[0].style.name == "Heading 1"
    page.locator("#take-draft summary").click()
    expect(page.locator("#take-draft")).to_contain_text(ZH["draft_docx"])


def test_a_check_that_is_gone_is_told_as_such(open_page: Opener, watch: Any) -> None:
    from playwright.sync_api import expect

    watch.expected.append("status of 404")
    page = open_page("check?id=none")
    expect(page.locator("#check-status")).to_have_text(ZH["check_gone"])
    expect(page.locator("#draft")).to_be_visible()


DROP = """(element, name) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(["各位同志，办不完的当面说清楚。"], name, { type: "text/plain" }));
  for (const type of ["dragover", "drop"])
    element.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
}"""


def test_files_may_be_dropped_anywhere(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = checked(open_page("check"))
    page.locator(".top").evaluate(DROP, "另一篇.txt")
    expect(page.locator(".report-head h2")).to_have_text("另一篇.txt")
    page = open_page("?q=督查")
    page.wait_for_selector(".hit")
    page.locator(".hit").first.evaluate(DROP, "稿.txt")
    expect(page.locator(".toast")).to_contain_text(ZH["dropped"])


def test_wordings_on_offer_are_other_ones(open_page: Opener) -> None:
    """Never the very sentence that was copied, which the corpus holds, too."""
    page = checked(open_page("check"))
    for card in page.locator(".card").all():
        card.locator(".card-actions button").first.click()
        page.wait_for_selector(".wordings .hint:not(:has-text('……'))")
        for offered in page.locator(".wording").all():
            assert "一律退回重报" not in offered.inner_text()
        page.keyboard.press("Escape")
