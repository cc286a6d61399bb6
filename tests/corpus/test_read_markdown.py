import pytest

from corpus.errors import EmptyFileError
from corpus.read.markdown import read_markdown
from tests.corpus.read_builders import levels, shown, shown_as

REGULATION = """# 档案借阅办法

2018年5月1日 办公室令第3号公布

<!-- INFO END -->

## 第一章 总则 ##

第一条 为了规范档案借阅，制定本办法。

　　第二条 借阅人应当登记姓名，
并按时归还。
"""


def test_headings_paragraphs_and_comments() -> None:
    source = read_markdown(REGULATION.encode())
    assert source.text == REGULATION
    assert source.is_file_text
    assert shown(source) == [
        "档案借阅办法",
        "2018年5月1日 办公室令第3号公布",
        "第一章 总则",
        "第一条 为了规范档案借阅，制定本办法。",
        "第二条 借阅人应当登记姓名，\n并按时归还。",
    ]
    assert levels(source) == [(1, "档案借阅办法"), (2, "第一章 总则")]


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_other_line_ends_keep_their_offsets(ending: str) -> None:
    text = REGULATION.replace("\n", ending)
    source = read_markdown(text.encode())
    assert source.text == text
    assert [block.replace(ending, "\n") for block in shown(source)] == shown(read_markdown(REGULATION.encode()))


def test_separators_that_markdown_does_not_know_keep_offsets() -> None:
    text = "# 一\x0b二\n\n三\u2028四\x85五\n\n## 六\n"
    assert shown(read_markdown(text.encode())) == ["一\x0b二", "三\u2028四\x85五", "六"]


def test_lists_keep_numbers_and_lose_bullets() -> None:
    text = "1. 起草\n   文稿\n2) 校对\n\n- 印发\n  * 归档\n  1. 登记\n\n     另附说明\n"
    assert shown(read_markdown(text.encode())) == ["1. 起草\n   文稿", "2) 校对", "印发", "归档", "1. 登记", "另附说明"]


def test_tables_quotes_code_and_setext_headings() -> None:
    table = "| 姓名 | 职务 |\n|---|---|\n| 张三 | 科长 |"
    text = f"标题\n两行\n===\n\n{table}\n\n> 引文\n> 续行\n\n```text\n甲\n\n乙\n```\n\n~~~\n丙"
    source = read_markdown(text.encode())
    assert shown(source) == ["标题\n两行", "姓名 | 职务", "张三 | 科长", "引文\n> 续行", "甲\n\n乙", "丙"]
    assert shown_as(source, "table") == ["姓名 | 职务", "张三 | 科长"]
    assert levels(source) == [(1, "标题\n两行")]


def test_lines_that_only_look_blank_at_the_ends_of_a_paragraph() -> None:
    assert shown(read_markdown("\u3000\n正文\n续行\n\u3000\u3000\n\n\x0b\n## 标题\n- \u3000\n  项".encode())) == [
        "正文\n续行",
        "标题",
        "项",
    ]


def test_indented_paragraphs_are_not_code() -> None:
    text = "    第一段。\n\n\t第二段。\n\n    第三段。\n"
    assert shown(read_markdown(text.encode())) == ["第一段。", "第二段。", "第三段。"]


def test_html_shows_its_words_only() -> None:
    text = (
        '<div align="center">\n<b>通知</b>\n</div>\n\n<script>\nlet x = 1\n</script>\n\n<!--\n注释\n-->\n\n'
        "正文 <!-- 批注 -->\n\n![图](a.png)\n\n***\n"
    )
    assert shown(read_markdown(text.encode())) == ["通知", "正文"]


def test_front_matter_is_no_text_but_gives_the_title() -> None:
    text = '---\ntitle: "年度总结"\ntags:\n  - 办公\n---\n# 正文标题\n'
    source = read_markdown(text.encode())
    assert source.title == "年度总结"
    assert shown(source) == ["正文标题"]


def test_a_rule_at_the_start_is_not_front_matter() -> None:
    assert shown(read_markdown("---\n\n第一部分：\n\n正文在此\n\n---\n\n尾声".encode())) == [
        "第一部分：",
        "正文在此",
        "尾声",
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "<!-- 仅有注释 -->", "---\ntitle: 空\n---\n", "#\n\n***\n"])
def test_nothing_to_read(text: str) -> None:
    with pytest.raises(EmptyFileError):
        read_markdown(text.encode())
