from collections.abc import Sequence

import pytest

from corpus.outline import outline
from corpus.read import read_bytes
from corpus.types import Block


def outlined(lines: Sequence[str], extension: str = "txt") -> list[tuple[str, str, str]]:
    """Each block's role, path and first characters."""
    source = read_bytes("\n\n".join(lines).encode(), f"a.{extension}")
    return [
        (each.block.role, " › ".join(each.heading_path), source.text[each.block.start : each.block.end][:12])
        for each in outline(source.text, source.blocks)
    ]


def paths(*lines: str) -> list[str]:
    return [path for _, path, _ in outlined(lines)]


TEXT = "全年共办理来信三百余件，件件有回音，群众反映良好。"


def test_the_usual_nesting() -> None:
    assert outlined(
        [
            "一、信访工作",
            "（一）畅通渠道",
            f"1.接访下沉。{TEXT}",
            f"2.网上受理。{TEXT}",
            "（二）压实责任",
            TEXT,
            "二、下步打算",
            TEXT,
        ]
    ) == [
        ("heading", "", "一、信访工作"),
        ("heading", "一、信访工作", "（一）畅通渠道"),
        ("body", "一、信访工作 › （一）畅通渠道 › 1.接访下沉", "1.接访下沉。全年共办理"),
        ("body", "一、信访工作 › （一）畅通渠道 › 2.网上受理", "2.网上受理。全年共办理"),
        ("heading", "一、信访工作", "（二）压实责任"),
        ("body", "一、信访工作 › （二）压实责任", TEXT[:12]),
        ("heading", "", "二、下步打算"),
        ("body", "二、下步打算", TEXT[:12]),
    ]


def test_run_in_headings_and_points() -> None:
    found = paths(
        "一、主要做法",
        f"（一）抓学习有声有色。{TEXT}",
        f"一是周学习不断线。{TEXT}",
        f"二要以讲促学再上台阶。{TEXT}",
        f"（二）抓调研见人见事。{TEXT}",
    )
    assert found[1:] == [
        "一、主要做法 › （一）抓学习有声有色",
        "一、主要做法 › （一）抓学习有声有色 › 一是周学习不断线",
        "一、主要做法 › （一）抓学习有声有色 › 二要以讲促学再上台阶",
        "一、主要做法 › （二）抓调研见人见事",
    ]


def test_unnumbered_text_after_the_last_run_in_heading_belongs_above_it() -> None:
    found = paths("一、成效", f"（一）甲。{TEXT}", TEXT, f"（二）乙。{TEXT}", "总的看，工作有进展，也有差距。")
    assert found[2] == "一、成效 › （一）甲"  # its sibling comes after
    assert found[4] == "一、成效"


def test_the_document_decides_which_system_lies_under_which() -> None:
    found = paths("1.甲组", "（一）人员", TEXT, "（二）经费", TEXT, "2.乙组", "（一）人员", TEXT, "（二）经费", TEXT)
    assert found[1] == "1.甲组"
    assert found[2] == "1.甲组 › （一）人员"
    assert found[5] == ""
    assert found[9] == "2.乙组 › （二）经费"


@pytest.mark.parametrize(
    "line",
    [
        "2018年，全市上下一心，各项工作都有进展。",
        "1.5亿元专项资金已经拨付到位，用于水库加固。",
        "3个乡镇完成了任务",
        "三、四季度形势向好，全年目标可以完成。",
        "第三条第二款规定的情形，由县级部门处理。",
        "一、二、三产业比重继续优化",
    ],
)
def test_sentences_that_begin_with_a_number_are_no_headings(line: str) -> None:
    assert outlined(["一、回顾", line, TEXT])[1:] == [
        ("body", "一、回顾", line[:12]),
        ("body", "一、回顾", TEXT[:12]),
    ]


def test_a_numbered_paragraph_is_text_and_ends_what_stood_before() -> None:
    long = "二、" + "各单位要按照统一部署，结合自身职能，把任务分解到科室、落实到人头，" * 3 + "确保完成。"
    assert outlined(["一、提高认识", TEXT, long])[2][:2] == ("body", "")


def test_a_sentence_is_a_heading_when_text_stands_under_it() -> None:
    found = outlined(["一、加强学习，提高修养。", TEXT, "二、勤奋工作，当好参谋。", TEXT])
    assert [role for role, _, _ in found] == ["heading", "body", "heading", "body"]
    assert found[1][1] == "一、加强学习，提高修养"


def test_items_after_a_colon_are_no_headings() -> None:
    found = outlined(["一、申报条件", "申报人应当符合下列条件：", "（一）在本县居住。", "（二）无违法记录。", TEXT])
    assert {role for role, _, _ in found[1:]} == {"body"}
    assert {path for _, path, _ in found[1:]} == {"一、申报条件"}


def test_articles() -> None:
    assert outlined(
        [
            "第一章 总则",
            "第一条 为了规范值班工作，制定本办法。",
            "值班工作坚持分级负责。",
            "第二条 有下列情形之一的，应当报告：",
            "（一）火灾；",
            "（二）洪涝。",
            "第二章 附则",
            "第三条 本办法自公布之日起施行。",
        ]
    ) == [
        ("heading", "", "第一章 总则"),
        ("body", "第一章 总则 › 第一条", "第一条 为了规范值班工作"),
        ("body", "第一章 总则 › 第一条", "值班工作坚持分级负责。"),
        ("body", "第一章 总则 › 第二条", "第二条 有下列情形之一的"),
        ("body", "第一章 总则 › 第二条", "（一）火灾；"),
        ("body", "第一章 总则 › 第二条", "（二）洪涝。"),
        ("heading", "", "第二章 附则"),
        ("body", "第二章 附则 › 第三条", "第三条 本办法自公布之日"),
    ]


def test_levels_of_the_format() -> None:
    found = outlined(["# 年度报告", "## 概况", TEXT, f"（一）甲。{TEXT}", "## 展望", TEXT], "md")
    assert [path for _, path, _ in found] == [
        "",
        "年度报告",
        "年度报告 › 概况",
        "年度报告 › 概况 › （一）甲",
        "年度报告",
        "年度报告 › 展望",
    ]


def test_a_heading_that_the_format_forgot_stands_with_its_siblings() -> None:
    found = outlined(["## 总体情况", "## 一、甲", TEXT, "二、乙", TEXT, "## 三、丙", TEXT], "md")
    assert [(role, path) for role, path, _ in found[3:]] == [
        ("heading", ""),
        ("body", "二、乙"),
        ("heading", ""),
        ("body", "三、丙"),
    ]


def test_titles_and_margins_have_no_path() -> None:
    text = "一、甲\n某办\n乙文在此。"
    blocks = (Block(0, 3), Block(4, 6, "notice"), Block(7, 12))
    assert [each.heading_path for each in outline(text, blocks)] == [(), (), ("一、甲",)]
    assert outline("", ()) == ()


def test_english_and_traditional_numbering() -> None:
    assert paths("Chapter 1 Scope", "1. Aim. This plan covers the county.", "2. Means. Funds are set aside.") == [
        "",
        "Chapter 1 Scope › 1. Aim",
        "Chapter 1 Scope › 2. Means",
    ]
    assert paths("壹、前言", "一、緣起", "本縣近年來訪件增加，應予改善。")[2] == "壹、前言 › 一、緣起"


def test_many_numbers_stay_linear() -> None:
    lines = [f"{number}. 事项。{TEXT}" for number in range(1, 100)] * 200
    text = "\n".join(lines)
    blocks, at = [], 0
    for line in lines:
        blocks.append(Block(at, at + len(line)))
        at += len(line) + 1
    assert len(outline(text, blocks)) == len(lines)
