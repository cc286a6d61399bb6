import pytest

from corpus.read.docx import read_docx
from corpus.read.numerals import numeral
from tests.corpus.read_builders import docx, paragraph, shown


def level(index: int, kind: str, text: str, extra: str = "", start: int = 1) -> str:
    stated = f'<w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{extra}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{index}">{stated}</w:lvl>'


def shared(shared_id: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{shared_id}">{"".join(levels)}</w:abstractNum>'


def num(num_id: int, shared_id: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{num_id}"><w:abstractNumId w:val="{shared_id}"/>{overrides}</w:num>'


def item(text: str, num_id: int = 1, index: int = 0) -> str:
    return paragraph(text, properties=f'<w:numPr><w:ilvl w:val="{index}"/><w:numId w:val="{num_id}"/></w:numPr>')


def numbered(body: str, numbering: str, styles: str = "") -> list[str]:
    return shown(read_docx(docx(body, parts={"numbering": numbering, "styles": styles})))


OFFICIAL = shared(
    0,
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimalEnclosedCircle", "%4", '<w:suff w:val="nothing"/>'),
) + num(1, 0)


def test_the_numbering_of_official_documents() -> None:
    body = (
        item("基本情况")
        + item("队伍", index=1)
        + item("学习", index=2)
        + item("培训", index=2)
        + item("要点", index=3)
        + item("作风", index=1)
        + item("纪律", index=2)
        + paragraph("没有编号")
        + item("打算")
        + item("重点", index=1)
    )
    assert numbered(body, OFFICIAL) == [
        "一、基本情况", "（一）队伍", "1. 学习", "2. 培训", "①要点", "（二）作风", "1. 纪律",
        "没有编号", "二、打算", "（一）重点",
    ]  # fmt: skip


def test_levels_in_one_label_and_legal_numbers() -> None:
    numbering = shared(
        0,
        level(0, "chineseCounting", "第%1章"),
        level(1, "decimal", "%1.%2", "<w:isLgl/>"),
        level(2, "lowerLetter", "%3)"),
    ) + num(1, 0)
    body = item("总则") + item("目的", index=1) + item("范围", index=2) + item("依据", index=2) + item("附则")
    assert numbered(body, numbering) == ["第一章 总则", "1.1 目的", "a) 范围", "b) 依据", "第二章 附则"]


def test_lists_that_share_a_definition_count_on_unless_they_state_a_start() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = shared(0, level(0, "decimal", "%1、", start=3)) + num(1, 0) + num(2, 0) + num(3, 0, override)
    body = item("a", 1) + item("b", 2) + item("c", 3) + item("d", 3) + item("e", 1)
    assert numbered(body, numbering) == ["3、a", "4、b", "5、c", "6、d", "7、e"]


def test_a_replaced_level() -> None:
    replaced = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1.")}</w:lvlOverride>'
    numbering = shared(0, level(0, "decimal", "%1、")) + num(1, 0, replaced)
    assert numbered(item("a") + item("b"), numbering) == ["I. a", "II. b"]


@pytest.mark.parametrize(("restart", "expected"), [("", "1."), ('<w:lvlRestart w:val="0"/>', "2.")])
def test_levels_restart_unless_told_not_to(restart: str, expected: str) -> None:
    numbering = shared(0, level(0, "decimal", "%1、"), level(1, "decimal", "%2.", restart)) + num(1, 0)
    body = item("甲") + item("子", index=1) + item("乙") + item("丑", index=1)
    assert numbered(body, numbering) == ["1、甲", "1. 子", "2、乙", f"{expected} 丑"]


def test_a_level_that_restarts_only_after_the_first() -> None:
    numbering = shared(
        0,
        level(0, "decimal", "%1、"),
        level(1, "decimal", "%2、"),
        level(2, "decimal", "%3、", '<w:lvlRestart w:val="1"/>'),
    ) + num(1, 0)
    body = item("a", index=2) + item("b", index=1) + item("c", index=2) + item("d") + item("e", index=2)
    assert numbered(body, numbering) == ["1、a", "1、b", "2、c", "1、d", "1、e"]


def test_bullets_empty_items_and_lists_that_do_not_exist() -> None:
    numbering = shared(0, level(0, "bullet", "\uf06c")) + num(1, 0) + shared(1, level(0, "decimal", "%1.")) + num(2, 1)
    body = item("点") + item("一", 2) + item("", 2) + item("三", 2) + item("零", 0) + item("九", 9)
    assert numbered(body, numbering) == ["点", "1. 一", "3. 三", "零", "九"]


def test_numbering_by_style() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="h1"><w:name w:val="heading 1"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="h2"><w:name w:val="heading 2"/><w:basedOn w:val="h1"/></w:style>'
        '<w:style w:type="numbering" w:styleId="list"><w:name w:val="列表"/></w:style>'
    )
    numbering = (
        shared(0, '<w:numStyleLink w:val="list"/>')
        + shared(
            1,
            '<w:styleLink w:val="list"/>',
            level(0, "chineseCounting", "%1、", '<w:pStyle w:val="h1"/>'),
            level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="h2"/>'),
        )
        + num(1, 0)
    )
    body = "".join(
        paragraph(text, properties=f'<w:pStyle w:val="{style}"/>{off}')
        for style, text, off in (
            ("h1", "甲", ""),
            ("h2", "乙", ""),
            ("h2", "丙", ""),
            ("h1", "丁", '<w:numPr><w:numId w:val="0"/></w:numPr>'),
            ("h1", "戊", ""),
        )
    )
    assert numbered(body, numbering, styles) == ["一、甲", "（一）乙", "（二）丙", "丁", "二、戊"]


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 7, "07"),
        ("decimalFullWidth", 12, "１２"),
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 21, "二十一"),
        ("chineseCounting", 105, "一〇五"),
        ("chineseCountingThousand", 14, "十四"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 1005, "一千零五"),
        ("chineseCountingThousand", 12345, "12345"),
        ("chineseLegalSimplified", 23, "贰拾叁"),
        ("ideographDigital", 10, "一〇"),
        ("ideographTraditional", 3, "丙"),
        ("ideographTraditional", 11, "11"),
        ("ideographZodiac", 12, "亥"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("lowerRoman", 4, "iv"),
        ("upperRoman", 4000, "4000"),
        ("lowerLetter", 28, "bb"),
        ("upperLetter", 26, "Z"),
        ("decimalEnclosedCircle", 20, "⑳"),
        ("decimalEnclosedCircle", 35, "㉟"),
        ("decimalEnclosedCircleChinese", 50, "㊿"),
        ("decimalEnclosedCircle", 51, "51"),
        ("decimalEnclosedParen", 2, "⑵"),
        ("decimalEnclosedFullstop", 20, "⒛"),
        ("ideographEnclosedCircle", 10, "㊉"),
        ("numberInDash", 3, "- 3 -"),
        ("ordinal", 22, "22nd"),
        ("ordinal", 113, "113th"),
        ("unheard of", 4, "4"),
        ("lowerLetter", 0, "0"),
    ],
)
def test_numerals(kind: str, value: int, text: str) -> None:
    assert numeral(value, kind) == text
