"""Check: a draft in, its report out."""

from __future__ import annotations

from pathlib import Path

from tests.browser.conftest import Opener
from tests.browser.words import WORDS

COPIED = "凡反馈材料只讲“已部署”“正推进”而没有时间、没有结果的，一律退回重报"


def test_checking_a_draft(open_page: Opener, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    page = open_page("check")
    page.fill("#draft", f"\U0001f600各位同志：\n我们规定，{COPIED}，成效明显。")
    page.locator("#check-form .primary").click()
    expect(page.locator(".draft-text .span").first).to_contain_text("没有时间、没有结果的")
    expect(page.locator(".spans .hit").first).to_contain_text("督查")
    page.locator(".draft-text .span").first.click()
    expect(page.locator(".spans .hit").first).to_be_in_viewport()
    draft = tmp_path / "讲话稿.txt"
    draft.write_text("大家多到基层去。", "utf-8")
    page.set_input_files("#file", draft)
    expect(page.locator(".clean")).to_be_visible()


def test_an_empty_file_is_told(open_page: Opener, watch: object, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    watch.expected.append("status of 422")  # type: ignore[attr-defined]
    page = open_page("check")
    draft = tmp_path / "空.txt"
    draft.write_text("", "utf-8")
    page.set_input_files("#file", draft)
    expect(page.locator("#check-status")).to_have_text(WORDS["zh"]["error_empty_file"])


def test_a_long_draft_is_checked_as_a_job_and_judged_again(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = open_page("check")
    page.fill("#draft", f"我们规定，{COPIED}，成效明显。\n甲\u200b乙丙\u200b丁。\n" + "大家多到基层去。\n" * 400)
    with page.expect_response("**/v1/jobs/*"):
        page.locator("#check-form .primary").click()
    expect(page.locator(".draft-text .span").first).to_contain_text("没有时间、没有结果的")
    expect(page.locator(".warning")).to_contain_text(WORDS["zh"]["disguise_invisible"])
    expect(page.locator("#stop")).to_be_hidden()
    with page.expect_response("**/v1/checks/*sensitivity=high*") as answered:
        page.select_option("#sensitivity", "high")
    assert answered.value.ok
    expect(page.locator("#report")).to_be_visible()
