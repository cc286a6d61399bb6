"""Reports of a check: all four are opened again; nothing in them is calculated, run or fetched."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from index.encoder import TextEncoder
from index.engine import Engine
from service.reports.content import Region, words
from service.reports.picture import COLOURS, layout, png
from service.reports.table import _cell
from service.settings import Settings
from tests.service import report_files as files
from tests.service.conftest import COPIED
from tests.service.test_errors import error_of
from tests.service.test_jobs import finished

DRAFT = f"各位同志：\n我们{COPIED}，成效明显。\n{files.HOSTILE.replace(chr(1), '')}\n{files.OWN}"


@pytest.fixture
def engine(settings: Settings, encoder: TextEncoder) -> Iterator[Engine]:
    """With the real model."""
    with Engine.open(settings.data, encoder) as opened:
        yield opened


def made(client: FlaskClient, text: str = DRAFT, **options: Any) -> Any:
    response = client.post(
        "/v1/check", json={"text": text, "nearest": 0, "keep": "with_text", "name": "讲话稿.docx", **options}
    )
    assert response.status_code == 200, response.text
    return response.get_json()


def made_of_file(client: FlaskClient, data: bytes, keep: str = "with_text") -> str:
    form = {"files": (io.BytesIO(data), "督查讲话.docx"), "keep": keep, "background": "true"}
    job = finished(client, client.post("/v1/check", data=form).get_json()["job"]["id"])
    return str(job["result"]["check_id"])


def fetched(client: FlaskClient, path: str, **query: Any) -> bytes:
    response = client.get(path, query_string=query)
    assert response.status_code == 200, response.text
    return bytes(response.data)


class _Page(HTMLParser):
    """The visible text of a page, its tags, and every address it names."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_reports_say_the_same_in_both_languages() -> None:
    said = words()
    assert said["zh"].keys() == said["en"].keys()
    for name, chinese in said["zh"].items():
        assert sorted(re.findall(r"{\w+}", chinese)) == sorted(re.findall(r"{\w+}", said["en"][name])), name


def test_a_word_report_has_summary_picture_colours_and_comments(filled: FlaskClient) -> None:
    report = made(filled)
    data = fetched(filled, f"/v1/checks/{report['id']}/report.docx")
    document = files.opened(data)
    summary = [row.cells[0].text for row in document.tables[0].rows]
    assert summary[:4] == ["总文字复制比", "去除引用复制比", "去除套话复制比", "单篇最大文字复制比"]
    assert f"{report['figures']['copy_share']:.1%}" in document.tables[0].rows[0].cells[1].text
    [picture] = document.inline_shapes
    assert picture.width > 0
    assert COPIED in "".join(text for text, fill in files.shaded(document) if fill == "FBE3E0")
    comments = [each.text for each in document.comments]
    assert len(comments) == len(report["spans"])
    assert "照抄" in comments[0]
    assert "2021年督查工作总结" in comments[0]
    body = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert files.OWN in body
    assert "<script>" in body
    assert not files.has_fields(data)


def test_a_word_report_is_written_into_the_drafts_own_file(filled: FlaskClient) -> None:
    original = files.draft_file()
    check_id = made_of_file(filled, original)
    form = {"files": (io.BytesIO(original), "督查讲话.docx")}
    response = filled.post(f"/v1/checks/{check_id}/report.docx", data=form)
    assert response.status_code == 200, response.text
    assert "filename*=UTF-8''" in response.headers["Content-Disposition"]
    document = files.opened(response.data)
    heading = next(each for each in document.paragraphs if each.text == files.HEADING)
    assert heading.style.name == "Heading 1"
    assert files.shaded(document)[0][0] in COPIED or "".join(t for t, _ in files.shaded(document)).find(COPIED) >= 0
    coloured = [
        run for each in document.paragraphs for run in each.runs if run.text and run.text in COPIED and run.bold
    ]
    assert coloured, "the bold part of the sentence stays bold"
    assert [cell.text for cell in document.tables[-1].rows[0].cells] == list(files.CELLS)
    assert len(list(document.comments)) == 1


def test_a_page_needs_nothing_and_shows_text_as_text(filled: FlaskClient) -> None:
    report = made(filled)
    for lang, name in (("zh", "总文字复制比"), ("en", "Copied share")):
        page = fetched(filled, f"/v1/checks/{report['id']}/report.html", lang=lang).decode()
        seen = _Page(page)
        assert name in seen.texts
        assert "script" not in seen.tags
        assert all(link.startswith("#") for link in seen.links)
        assert not re.search(r"url\((?!#)|@import|https?:", page.replace("http-equiv", ""))
        text = "".join(seen.texts)
        assert "<script>alert('坏')</script>" in text
        assert "\u202e" not in page
        assert COPIED in text


def test_json_is_the_check_itself(filled: FlaskClient) -> None:
    report = made(filled)
    told = json.loads(fetched(filled, f"/v1/checks/{report['id']}/report.json"))
    assert told["spans"] == report["spans"]
    assert told["figures"] == report["figures"]
    assert told["created_at"]


def test_csv_is_a_row_a_span(filled: FlaskClient) -> None:
    report = made(filled)
    data = fetched(filled, f"/v1/checks/{report['id']}/report.csv")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == 1 + len(report["spans"])
    assert rows[0][1] == "类别"
    assert rows[1][5] == report["spans"][0]["text"]


@pytest.mark.parametrize("text", ["=1+1", "＝1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "　＝1", "\n=1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert str(_cell(text)).startswith("'")
    assert _cell("甲=1") == "甲=1"


def test_a_source_named_like_a_formula_stays_a_name(filled: FlaskClient) -> None:
    said = "公务用车夜间一律入库，钥匙统一交值班室保管，次日凭派车单领取。"
    name = '=HYPERLINK("http://x","y")'
    filled.post("/v1/documents", json={"text": f"{said}\n值班室每日登记。", "title": name})
    report = made(filled, f"我们要求{said}请遵照执行。")
    data = fetched(filled, f"/v1/checks/{report['id']}/report.csv").decode("utf-8-sig")
    assert f"'{name}" in next(row[6] for row in csv.reader(io.StringIO(data)) if name in row[6])
    word = fetched(filled, f"/v1/checks/{report['id']}/report.docx")
    assert not files.has_fields(word)
    assert name in next(iter(files.opened(word).comments)).text


def test_thresholds_reach_a_report(filled: FlaskClient) -> None:
    report = made(filled)
    told = json.loads(fetched(filled, f"/v1/checks/{report['id']}/report.json", classes="translated"))
    assert told["spans"] == []
    page = fetched(filled, f"/v1/checks/{report['id']}/report.html", classes="translated").decode()
    assert "没有发现雷同" in page
    assert "只计 翻译" in page


def test_a_check_without_text_needs_it_for_a_report(filled: FlaskClient) -> None:
    report = made(filled, keep="without_text")
    path = f"/v1/checks/{report['id']}/report"
    assert fetched(filled, f"{path}.csv")
    assert error_of(filled.get(f"{path}.docx"), 422, "invalid_request")["fields"].keys() == {"text"}
    again = filled.post(f"{path}.html", json={"text": DRAFT})
    assert again.status_code == 200, again.text
    assert COPIED in "".join(_Page(again.text).texts)
    assert error_of(filled.post(f"{path}.html", json={"text": "别的稿子。"}), 422, "invalid_request")
    assert filled.get(f"{path}.pdf").status_code == 404


def test_the_picture_shows_every_span_in_its_colour() -> None:
    regions = [
        Region(0, 30, "verbatim", 1, ""),
        Region(390, 410, "paraphrased", 2, ""),
        Region(999, 1000, "worn", 0, ""),
    ]
    drawn = layout(1000, regions)
    assert sum(stroke.region.number == 2 for stroke in drawn.strokes) == 2, "it goes over the end of a row"
    assert all(stroke.x + stroke.width <= drawn.width + 2 for stroke in drawn.strokes)
    image = Image.open(io.BytesIO(png(drawn))).convert("RGB")
    seen = {colour for _, colour in image.getcolors(1 << 24) or []}
    for kind in ("verbatim", "paraphrased", "worn"):
        assert tuple(bytes.fromhex(COLOURS[kind][1:])) in seen
    assert png(layout(0, []))
