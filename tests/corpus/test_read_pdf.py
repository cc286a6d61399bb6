import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.errors import CorruptFileError, EncryptedFileError, NoTextError
from corpus.read.pdf import read_pdf
from corpus.read.pieces import is_page_number
from tests.corpus.read_builders import chinese_style, drawn_pdf, latin_style, levels, pdf, shown

TITLE = "关于二〇一八年度办公室综合协调与督查工作情况的总结报告"
CHINESE = [
    "今年以来，办公室紧紧围绕中心工作，充分发挥参谋助手、综合协调和督促检查作用，较好地完成了各项任务，得到了各方面的认可。",
    "一是抓好文稿起草。全年共起草各类文稿四百余篇，做到情况清楚、文字准确、报送及时，没有出现一次差错，为领导决策当好了参谋。",
    "二是抓好会务组织。先后承办大型会议二十余次，从方案拟定到会场布置，都做到了分工到人、环环相扣、责任清楚。",
    "短段落。",
    "三是抓好督查督办。对确定的重点事项逐一分解立项，明确责任单位和完成时限，每月通报一次进展，年底逐项对账销号。",
]
LATIN = [
    "The office coordinated the work of several departments and reported regularly on the progress of each project.",
    "Minutes were written on the same day, sent to everyone concerned, and the decisions were followed up each month "
    "until the department in charge had reported that they were carried out in full and on time.",
    "A short one.",
]


def test_indented_chinese_paragraphs_over_several_pages() -> None:
    paragraphs = [f"第{n}件事。{text}" for n in "甲乙丙丁戊己庚辛" for text in CHINESE]
    source = read_pdf(
        pdf([(text, chinese_style()) for text in paragraphs], header="内部资料　注意保存", footer="— {page} —")
    )
    assert shown(source) == paragraphs
    assert source.notes == ("Page headers, footers and page numbers were left out (10 lines).",)
    assert source.text == "\n".join(paragraphs)


def test_paragraphs_told_apart_by_space_only() -> None:
    paragraphs = [text for n in range(4) for text in (f"Part {n}. {LATIN[0]}", f"Note {n}. {LATIN[1]}", f"End {n}.")]
    assert shown(read_pdf(pdf([(text, latin_style()) for text in paragraphs]))) == paragraphs


def test_paragraphs_told_apart_by_short_last_lines_only() -> None:
    style = chinese_style(indent=0)
    assert shown(read_pdf(pdf([(text, style) for text in CHINESE]))) == CHINESE


def test_large_print_is_a_heading_and_a_title_may_take_two_lines() -> None:
    parts = [(TITLE, chinese_style(22, indent=0, space_after=20, centred=True))]
    parts += [(text, chinese_style()) for text in CHINESE]
    parts += [("下一步打算", chinese_style(19, indent=0)), (CHINESE[0], chinese_style())]
    source = read_pdf(pdf(parts))
    assert shown(source) == [TITLE, *CHINESE, "下一步打算", CHINESE[0]]
    assert levels(source) == [(1, TITLE), (2, "下一步打算")]


def test_divided_words_are_made_whole() -> None:
    lines = [
        "The department reported on infor-",
        "mation exchange and on the coordi-",
        "nation of long-standing work, in-",
        "Depth.",
    ]
    places = [(72.0, 700.0 - 15 * n, line) for n, line in enumerate(lines)]
    expected = (
        "The department reported on information exchange and on the coordination of long-standing work, in-Depth."
    )
    assert shown(read_pdf(drawn_pdf(places))) == [expected]


def test_hanging_indents_of_a_list() -> None:
    lines = [
        (110, "1. 承办各类会议六十余次，从方案拟定到会场布置都"),
        (134, "做到分工到人、环环相扣，没有出现一次差错和任"),
        (134, "何延误。"),
        (110, "2. 办理来文三百余件，件件有回音，事事有着落，群"),
        (134, "众满意。"),
    ]
    places = [(float(x), 700.0 - 24 * n, line) for n, (x, line) in enumerate(lines)]
    assert shown(read_pdf(drawn_pdf(places, size=16))) == [
        "1. 承办各类会议六十余次，从方案拟定到会场布置都做到分工到人、环环相扣，没有出现一次差错和任何延误。",
        "2. 办理来文三百余件，件件有回音，事事有着落，群众满意。",
    ]


def test_a_single_character_in_a_font_that_is_not_there_is_read() -> None:
    # The font is named and not embedded; whether this machine has one like it must not matter.
    assert shown(read_pdf(drawn_pdf([(72, 700, "督"), (72, 600, "查")]))) == ["督查"]


def test_wide_spacing_is_no_space_and_parts_of_a_line_are_one() -> None:
    spaced = [(72 + 14.0 * n, 700.0, sign) for n, sign in enumerate("督促检查工作")]
    columns = [(72.0, 660.0, "张三"), (200.0, 660.0, "科长")]
    assert shown(read_pdf(drawn_pdf([*spaced, *columns]))) == ["督促检查工作", "张三 科长"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages(turn: int) -> None:
    step = {90: (15.0, 0.0), 180: (0.0, 15.0), 270: (-15.0, 0.0)}[turn]
    lines = ["办公室承办各类会议六十余次，从方案拟定到会场布置都做到了分工", "到人、环环相扣。"]
    places = [(300 + step[0] * n, 400 + step[1] * n, line) for n, line in enumerate(lines)]
    assert shown(read_pdf(drawn_pdf(places, turn=turn))) == ["".join(lines)]


def test_the_size_that_is_seen_makes_the_heading() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for scale, y, text in ((20, 740, "标题"), (12, 700, CHINESE[0][:30]), (12, 680, CHINESE[0][30:])):
        canvas.saveState()
        canvas.translate(110, y)
        canvas.scale(scale, scale)
        canvas.setFont("STSong-Light", 1)
        canvas.drawString(0, 0, text)
        canvas.restoreState()
    canvas.save()
    source = read_pdf(buffer.getvalue())
    assert shown(source) == ["标题", CHINESE[0]]
    assert levels(source) == [(1, "标题")]


def test_a_slanted_watermark_is_no_text() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.setFont("STSong-Light", 12)
    canvas.drawString(72, 700, "正文在此，并无他意，请各单位遵照执行。")
    canvas.rotate(45)
    canvas.setFont("STSong-Light", 60)
    canvas.drawString(300, 100, "内部")
    canvas.save()
    assert shown(read_pdf(buffer.getvalue())) == ["正文在此，并无他意，请各单位遵照执行。"]


def test_furniture_stays_where_nothing_else_is() -> None:
    assert shown(read_pdf(drawn_pdf([(72, 800, "唯一的一行")], pages=2))) == ["唯一的一行", "唯一的一行"]


def test_a_line_that_returns_in_the_middle_of_pages_stays() -> None:
    places = [(72.0, 800.0, "页眉"), (72.0, 500.0, "同一句话。"), (290.0, 40.0, "5")]
    assert shown(read_pdf(drawn_pdf(places, pages=3))) == ["同一句话。"] * 3


@pytest.mark.parametrize(
    "text", ["3", "— 3 —", "-12-", "第3页", "第 3 页 共 10 页", "第三页", "3/10", "Page 3 of 10", "iv", "１２"]
)
def test_page_numbers(text: str) -> None:
    assert is_page_number(text)


@pytest.mark.parametrize("text", ["", "2018年", "三、", "第三章", "3. 总结", "共 10 人", "civil", "附件1"])
def test_not_page_numbers(text: str) -> None:
    assert not is_page_number(text)


def test_a_password_is_asked_for() -> None:
    with pytest.raises(EncryptedFileError):
        read_pdf(pdf([(CHINESE[0], chinese_style())], password="secret"))


def test_a_scan_has_no_text() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.rect(72, 72, 300, 500, fill=1)
    canvas.showPage()
    canvas.save()
    with pytest.raises(NoTextError):
        read_pdf(buffer.getvalue())


def test_a_page_without_text_is_noted() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.setFont("STSong-Light", 12)
    canvas.drawString(72, 700, CHINESE[3])
    canvas.showPage()
    canvas.rect(72, 72, 300, 500)
    canvas.showPage()
    canvas.save()
    assert read_pdf(buffer.getvalue()).notes == ("Pages without text, perhaps scans: 2.",)


def test_a_damaged_file() -> None:
    data = pdf([(text, chinese_style()) for text in CHINESE])
    with pytest.raises(CorruptFileError):
        read_pdf(b"%PDF-1.7\n" + data[len(data) // 2 : -200][:50])
