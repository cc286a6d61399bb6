"""The library: files in, the list, corrections, deleting and undoing it, a document's page, statistics."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.browser.conftest import Opener, Watch
from tests.browser.words import WORDS

ZH = WORDS["zh"]
TEXTS = {
    "甲/2024年会务工作总结（白石县政府办）.txt": "全年承办会议七十二次，材料提前一天送达，会场布置不重不漏。",
    "甲/乙/2024年值班工作总结（白石县政府办）.txt": "值班人员双岗在位，交接班逐项签字，突发事件十五分钟内报告。",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a sub-folder, two texts, an empty file and a picture."""
    for name, text in TEXTS.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{path.stem}\n{text}\n", "utf-8")
    (tmp_path / "甲" / "空.txt").write_text("", "utf-8")
    (tmp_path / "甲" / "图.png").write_bytes(b"\x89PNG")
    return tmp_path / "甲"


@pytest.fixture(autouse=True)
def _as_it_was(office: str) -> Iterator[None]:
    """What a test adds goes when it ends, so that the tests may run in any order."""
    before = _ids(office)
    yield
    added = sorted(_ids(office) - before)
    if added:
        httpx.post(f"{office}v1/documents/delete", json={"ids": added}).raise_for_status()
    assert _ids(office) == before


def _ids(office: str) -> set[int]:
    return {each["id"] for each in httpx.get(f"{office}v1/documents?limit=1000").json()["documents"]}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_folder_comes_in_and_errors_say_what_to_do(open_page: Opener, watch: Watch, folder: Path, lang: str) -> None:
    from playwright.sync_api import expect

    words = WORDS[lang]
    watch.expected.append("status of 422")
    page = open_page("library", lang=lang)
    page.fill("#collection", "白石")
    page.fill("#tags", "年度、会务")
    page.set_input_files("#folder", folder)
    expect(page.locator(".uploads")).to_contain_text(words["uploaded"])
    expect(page.locator(".upload.done")).to_have_count(2)
    failed = page.locator(".upload").first
    expect(failed).to_contain_text("空.txt")
    expect(failed).to_contain_text(words["error_empty_file"])
    expect(page.locator(".uploads")).to_contain_text(words["files_passed_over"].format(count=1))
    expect(page.locator("td.title").first).to_contain_text("2024年")
    page.locator("#filters select").first.select_option("白石")
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("tbody tr .tag").first).to_have_text("会务")
    assert "collection=" in page.url
    page.reload()
    expect(page.locator("tbody tr")).to_have_count(2)


def test_a_large_file_is_read_in_the_background(open_page: Opener, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    large = tmp_path / "汇编.txt"
    large.write_text("会议材料的说明\n" + "材料提前一天送达，会场布置不重不漏。\n" * 800, "utf-8")
    page = open_page("library")
    with page.expect_response("**/v1/jobs/*"):
        page.set_input_files("#files", large)
    expect(page.locator(".upload.done")).to_contain_text(ZH["upload_added"].format(count=1))
    page.set_input_files("#files", large)
    expect(page.locator(".upload.done").first).to_contain_text(ZH["upload_unchanged"].format(count=1))


def test_dropped_files_come_in(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = open_page("library")
    page.evaluate(
        """text => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([text], "会务.txt", { type: "text/plain" }));
            for (const kind of ["dragenter", "dragover", "drop"])
                document.body.dispatchEvent(
                    new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true })
                );
        }""",
        "2024年会务工作总结（白石县政府办）\n全年承办会议七十二次。",
    )
    expect(page.locator(".upload.done")).to_contain_text(ZH["upload_added"].format(count=1))
    page.locator(".upload a").click()
    expect(page.locator("#title")).to_contain_text("2024年会务工作总结")


def test_sorting_filtering_and_the_address(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = open_page("library")
    page.locator("th.year button").click()
    expect(page.locator("td.year").first).to_have_text("2023")
    expect(page.locator("th.year")).to_have_attribute("aria-sort", "descending")
    page.locator("th.year button").click()
    expect(page.locator("th.year")).to_have_attribute("aria-sort", "ascending")
    page.fill("#title-filter", "总结")
    expect(page.locator("#list-status")).to_contain_text("7")
    page.go_back()
    expect(page.locator("th.year")).to_have_attribute("aria-sort", "descending")
    page.goto(page.url.split("?")[0] + "?kind=工作总结&sort=-characters")
    counts = [int(each.replace(",", "")) for each in page.locator("td.characters").all_text_contents()]
    expect(page.locator("td.kind").first).to_have_text("工作总结")
    assert counts == sorted(counts, reverse=True)


def test_many_are_corrected_deleted_and_come_back(open_page: Opener, folder: Path) -> None:
    from playwright.sync_api import expect

    page = open_page("library")
    page.fill("#collection", "白石")
    page.set_input_files("#files", sorted(folder.rglob("*结*.txt")))
    expect(page.locator(".upload.done")).to_have_count(2)
    page.locator("#filters select").first.select_option("白石")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.locator("th.pick input").check()
    page.get_by_role("button", name=ZH["correct"], exact=True).click()
    page.fill("#edit [name=organ]", "白石县人民政府办公室")
    page.fill("#edit [name=find]", "工作总结")
    page.fill("#edit [name=replace]", "情况报告")
    page.fill("#edit [name=add]", "已核")
    page.locator("#edit .primary").click()
    expect(page.locator("td.organ").first).to_have_text("白石县人民政府办公室")
    expect(page.locator("td.title").first).to_contain_text("情况报告")
    expect(page.locator("td.title .tag").first).to_have_text("已核")
    page.locator("th.pick input").check()
    page.get_by_role("button", name=ZH["delete"], exact=True).click()
    expect(page.locator("#list-status")).to_have_text(ZH["none_listed"])
    expect(page.locator("#toast").get_by_role("button", name=ZH["undo"])).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("td.title").first).to_contain_text("情况报告")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_document_with_outline_relatives_and_overlaps(open_page: Opener, office: str, lang: str) -> None:
    from playwright.sync_api import expect

    words = WORDS[lang]
    source = httpx.get(f"{office}v1/documents?title=督查工作总结").json()["documents"][0]
    text = httpx.get(f"{office}v1/documents/{source['id']}").json()["text"]
    changed = text.replace("市政府", "县政府")
    httpx.post(
        f"{office}v1/documents", json={"text": changed, "title": "改写", "source": "改写.txt"}
    ).raise_for_status()
    page = open_page(f"documents/{source['id']}", lang=lang)
    expect(page.locator("#overlapping + ul li").first).to_contain_text("改写")
    expect(page.locator("#overlapping + ul li").first).to_contain_text(words["twin"])
    expect(page.locator("#related + ul li").first).to_be_visible()
    heading = page.locator("#outline a").nth(2)
    named = heading.text_content() or ""
    heading.click()
    expect(page.locator("#text h2", has_text=named)).to_be_in_viewport()
    page.locator("#text p").nth(3).hover()
    page.locator("#text p").nth(3).get_by_role("button", name=words["quote_paragraph"]).click()
    assert source["title"] in page.evaluate("navigator.clipboard.readText()")
    page.locator("#text p").nth(3).get_by_role("link", name=words["like_paragraph"]).click()
    expect(page.locator("#liked")).to_contain_text(words["like_this"])
    expect(page.locator(".hit").first).to_be_visible()


def test_a_document_is_corrected_deleted_and_restored_from_its_page(open_page: Opener, office: str) -> None:
    from playwright.sync_api import expect

    body = {"text": "关于车辆管理的通知\n公务用车一律入库。", "source": "车辆.txt"}
    document = httpx.post(f"{office}v1/documents", json=body).json()["documents"][0]["id"]
    page = open_page(f"documents/{document}")
    page.get_by_role("button", name=ZH["correct"], exact=True).click()
    page.fill("#edit [name=title]", "车辆管理通知")
    page.fill("#edit [name=year]", "2024")
    page.fill("#edit [name=tags]", "车辆、通知")
    page.locator("#edit .primary").click()
    expect(page.locator("#title")).to_have_text("车辆管理通知")
    expect(page.locator("#facts")).to_contain_text("2024")
    page.get_by_role("button", name=ZH["delete"], exact=True).click()
    expect(page.locator("#document-status")).to_have_text(ZH["deleted_here"])
    page.locator("#toast").get_by_role("button", name=ZH["undo"]).click()
    expect(page.locator("#document-status")).to_have_text("")
    page.reload()
    expect(page.locator("#title")).to_have_text("车辆管理通知")


def test_statistics_a_map_that_can_be_read_and_worn_phrases(open_page: Opener) -> None:
    from playwright.sync_api import expect

    page = open_page("library/statistics")
    expect(page.locator(".total b").first).to_have_text("25")
    expect(page.locator("#worn li").first).to_be_visible()
    page.locator(".regions button").first.click(timeout=60_000)
    expect(page.locator(".map-text li").first).to_be_visible()
    assert page.locator("svg .map-point.dim").count() > 0
    words = (page.locator(".regions button").first.text_content() or "").split()
    read = "".join(page.locator(".map-passage").all_text_contents())
    assert any(word in read for word in words[:-1]), words
    page.locator(".map-text li a").first.click()
    expect(page.locator("#text mark").first).to_be_in_viewport()
    page.go_back()
    page.locator("svg a", has_text="2020").click()
    expect(page.locator("td.year").first).to_have_text("2020")


def test_a_collection_is_renamed_and_gets_its_name_back(open_page: Opener, watch: Watch, folder: Path) -> None:
    from playwright.sync_api import expect

    watch.expected.append("status of 409")
    page = open_page("library")
    page.fill("#collection", "白石")
    page.set_input_files("#files", sorted(folder.rglob("*结*.txt")))
    expect(page.locator(".upload.done")).to_have_count(2)
    page.locator("#filters select").first.select_option("白石")
    page.locator("#rename").click()
    page.fill("#edit [name=name]", "sample")
    page.locator("#edit .primary").click()
    expect(page.locator("#edit [role=alert]")).to_have_text(ZH["error_collection_exists"])
    page.fill("#edit [name=name]", "白石县历年文稿")
    page.keyboard.press("Enter")
    expect(page.locator("#edit")).to_be_hidden()
    expect(page.locator("#filters select").first).to_have_value("白石县历年文稿")
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("td.title").first).to_contain_text("白石县历年文稿")
    page.locator("#toast").get_by_role("button", name=ZH["undo"]).click()
    expect(page.locator("#filters select").first).to_have_value("白石")
    expect(page.locator("tbody tr")).to_have_count(2)
