import pytest

from corpus.errors import CorruptFileError, EmptyFileError
from corpus.read.html import read_html
from tests.corpus.read_builders import levels, shown, shown_as


def test_blocks_headings_and_title() -> None:
    page = """<!DOCTYPE html><html><head><title> 工作
    总结 &amp; 计划</title><style>p{}</style></head><body><nav>导航</nav><h1>标题</h1><div>散文字<p>第一段，
    换行不加空格；English
    words keep one.</p>后文</div><h3>小<b>标</b>题</h3><p>a&nbsp;b &lt;c&gt; &#x4e2d;</p><!-- 注释 --></body></html>"""
    source = read_html(page.encode())
    assert shown(source) == [
        "标题", "散文字", "第一段，换行不加空格；English words keep one.", "后文", "小标题", "a\u00a0b <c> 中",
    ]  # fmt: skip
    assert levels(source) == [(1, "标题"), (3, "小标题")]
    assert source.title == "工作 总结 & 计划"
    assert source.text == "\n".join(shown(source))


def test_only_what_is_visible() -> None:
    page = (
        "<p>见</p><script>var a</script><template><p>模板</p></template><noscript>无脚本</noscript><p hidden>隐</p>"
        '<div style="color:red; DISPLAY : none"><p>隐</p></div>'
        "<select><option>选</option></select><p>到<del>删</del></p>"
        "<svg><text>图</text></svg><ruby>拼<rt>pin</rt></ruby><button>按</button>"
    )
    assert shown(read_html(page.encode())) == ["见", "到", "拼"]


def test_breaks_within_and_between_paragraphs() -> None:
    page = "<div>一行<br>二行<br/><br/>另段<br>　　缩进的段<br>&nbsp;&nbsp;又一段<br>尾</div><pre>甲\n  乙\n\n丙</pre>"
    assert shown(read_html(page.encode())) == ["一行\n二行", "另段", "缩进的段", "又一段\n尾", "甲\n乙\n\n丙"]


def test_lists() -> None:
    page = (
        '<ol start="3"><li>甲<ul><li>子</li></ul></li><li value="7"><p>乙</p><p>续</p></li><li></li>'
        "<li>1、自带</li></ol>"
        '<ol type="A"><li>丙</li></ol><ul><li>点</li></ul>'
    )
    assert shown(read_html(page.encode())) == ["3. 甲", "子", "7. 乙", "续", "1、自带", "A. 丙", "点"]


def test_tables_of_values_and_tables_for_layout() -> None:
    page = (
        "<table><caption>表一</caption><tr><th>姓名</th><th>职务</th></tr><tr><td>张三</td><td><p>科长</p><p>主任</p></td></tr>"
        "<tr><td></td><td hidden>隐</td></tr></table>"
        "<table><tr><td><h2>栏目</h2><p>段一</p><p>段二</p></td><td></td></tr>"
        "<tr><td>左<table><tr><td>内甲</td><td>内乙</td></tr></table></td><td>右</td></tr></table>"
    )
    source = read_html(page.encode())
    assert shown(source) == ["表一", "姓名\t职务", "张三\t科长\n主任", "栏目", "段一", "段二", "左", "内甲\t内乙", "右"]
    assert levels(source) == [(2, "栏目")]
    assert shown_as(source, "table") == ["姓名\t职务", "张三\t科长\n主任", "段一", "段二", "内甲\t内乙"]


@pytest.mark.parametrize(
    ("head", "written_in", "encoding"),
    [
        ('<meta charset="gb2312">', "gb18030", "gb2312"),
        ('<META http-equiv="Content-Type" content="text/html; charset=big5">', "big5", "big5"),
        ('<?xml version="1.0" encoding="UTF-8"?>', "utf-8", "utf-8"),
        ("", "gb18030", "gb18030"),
        ('<meta charset="big5">', "utf-8-sig", "utf-8"),  # a mark weighs more than the page's word
        ('<meta charset="utf-8">', "gb18030", "gb18030"),  # a wrong word is not believed
        ('<meta charset="martian">', "utf-8", "utf-8"),
        ('<meta charset="utf-8">', "utf-16-le", "utf-16-le"),
    ],
)
def test_encodings(head: str, written_in: str, encoding: str) -> None:
    source = read_html(f"{head}<p>關於報告</p>".encode(written_in))
    assert shown(source) == ["關於報告"]
    assert source.encoding == encoding


def test_control_characters_never_come_out() -> None:
    source = read_html("<p>甲&#1;乙&#xD800;丙&#xFFFE;丁\x08</p>".encode())
    assert not set(source.text) & {"\x01", "\x08", "\ud800", "\ufffe", "\0"}
    assert source.text[0] == "甲"


def test_endless_nesting_is_refused_at_once() -> None:
    with pytest.raises(CorruptFileError):
        read_html(b"<div>" * 1_000_000)


@pytest.mark.parametrize("page", ["", "<html></html>", "<title>只有题名</title>", "<p> &nbsp; </p>"])
def test_nothing_to_read(page: str) -> None:
    with pytest.raises(EmptyFileError):
        read_html(page.encode())
