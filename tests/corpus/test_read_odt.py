import pytest

from corpus.errors import CorruptFileError, EmptyFileError, EncryptedFileError
from corpus.read.odt import read_odt
from tests.corpus.read_builders import levels, odt, shown, shown_as, zipped

LISTS = """
<text:list-style style:name="L1">
  <text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..." style:num-suffix="、"/>
  <text:list-level-style-number text:level="2" style:num-format="1" style:num-prefix="（" style:num-suffix="）"/>
  <text:list-level-style-number text:level="3" style:num-format="1" text:display-levels="2" text:start-value="4"/>
</text:list-style>
<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>
"""


def item(text: str, *inner: str, start: str = "") -> str:
    return f"<text:list-item{start}><text:p>{text}</text:p>{''.join(inner)}</text:list-item>"


def listed(*items: str, style: str = ' text:style-name="L1"', more: str = "") -> str:
    return f"<text:list{style}{more}>{''.join(items)}</text:list>"


def test_paragraphs_headings_and_white_space() -> None:
    body = (
        '<text:h text:outline-level="1">工作  总结</text:h><text:p>\n  第一<text:s text:c="2"/>段<text:tab/>制表'
        "<text:line-break/>换行<text:span>样式</text:span>尾\n</text:p><text:p/>"
        '<text:section><text:h text:outline-level="12">深</text:h></text:section>'
        "<text:p>全角\u3000空格<text:a>链接</text:a><text:ruby><text:ruby-base>拼</text:ruby-base><text:ruby-text>pin"
        "</text:ruby-text></text:ruby></text:p>"
    )
    source = read_odt(odt(body, title="工作 总结"))
    assert shown(source) == ["工作 总结", "第一  段\t制表\n换行样式尾", "深", "全角\u3000空格链接拼"]
    assert levels(source) == [(1, "工作 总结"), (9, "深")]
    assert source.title == "工作 总结"


@pytest.mark.parametrize("style", ["Title", "P1"])
def test_the_title_by_its_style(style: str) -> None:
    automatic = '<style:style style:name="P1" style:parent-style-name="Title"/>'
    body = f'<text:p text:style-name="{style}">关于工作<text:line-break/>的报告</text:p><text:p>正文</text:p>'
    source = read_odt(odt(body, automatic=automatic, title="正文"))
    assert source.title == "关于工作的报告"
    assert [block.role for block in source.blocks] == ["title", "body"]


def test_tracked_changes_comments_and_hidden_text() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>删去</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:p>留<text:change/>下<office:annotation><text:p>批注</text:p>"
        '</office:annotation><text:span text:style-name="H">隐</text:span></text:p>'
        '<text:p text:style-name="H">隐段</text:p>'
        '<text:section text:display="none"><text:p>隐节</text:p></text:section>'
    )
    hidden = '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
    assert shown(read_odt(odt(body, automatic=hidden))) == ["留下"]


def test_lists_are_numbered_and_bullets_dropped() -> None:
    body = (
        listed(
            item("甲", listed(item("子"), item("丑", listed(item("深"), style="")), style="")),
            item("乙"),
            "<text:list-header><text:p>无号</text:p></text:list-header>",
        )
        + "<text:p>插话</text:p>"
        + listed(item("丙"), more=' text:continue-numbering="true"')
        + listed(item("从头"), item("跳号", start=' text:start-value="8"'))
        + listed(item("点"), style=' text:style-name="L2"')
    )
    assert shown(read_odt(odt(body, automatic=LISTS))) == [
        "一、甲", "（1）子", "（2）丑", "2.4 深", "二、乙", "无号", "插话", "三、丙", "一、从头", "八、跳号", "点",
    ]  # fmt: skip


def test_numbered_headings() -> None:
    outline = (
        '<office:styles><text:outline-style><text:outline-level-style text:level="1" '
        'style:num-format="一, 二, 三, ..." style:num-suffix="、"/>'
        '<text:outline-level-style text:level="2" style:num-format=""/></text:outline-style></office:styles>'
    )
    heads = [(1, "甲"), (2, "子"), (1, "乙")]
    body = "".join(f'<text:h text:outline-level="{level}">{text}</text:h>' for level, text in heads)
    assert levels(read_odt(odt(body, styles=outline))) == [(1, "一、甲"), (2, "子"), (1, "二、乙")]


def test_tables_boxes_contents_and_notes() -> None:
    box = "<draw:frame><draw:text-box><text:p>框内</text:p></draw:text-box><svg:title>替代文字</svg:title></draw:frame>"
    cell = "<table:table-cell><text:p>内</text:p></table:table-cell>"
    nested = f"<table:table><table:table-row>{cell}</table:table-row></table:table>"
    body = (
        "<text:table-of-content><text:table-of-content-source><text:index-title-template>模板</text:index-title-template>"
        "</text:table-of-content-source><text:index-body><text:p>目录项</text:p></text:index-body></text:table-of-content>"
        f"<text:p>锚{box}段<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>脚注</text:p>"
        "</text:note-body></text:note></text:p><table:table><table:table-header-rows><table:table-row><table:table-cell>"
        "<text:p>姓名</text:p></table:table-cell><table:table-cell><text:p>职务</text:p></table:table-cell>"
        "</table:table-row></table:table-header-rows><table:table-row><table:table-cell><text:p>张三</text:p>"
        f"</table:table-cell><table:covered-table-cell><text:p>盖住</text:p></table:covered-table-cell><table:table-cell>{nested}"
        "</table:table-cell></table:table-row></table:table><draw:frame><draw:text-box><text:p>页框</text:p></draw:text-box></draw:frame>"
    )
    source = read_odt(odt(body))
    assert shown(source) == ["目录项", "锚段", "框内", "姓名\t职务", "张三\t内", "页框", "脚注"]
    assert shown_as(source, "contents") == ["目录项"]
    assert shown_as(source, "table") == ["姓名\t职务", "张三\t内"]
    assert shown_as(source, "footnote") == ["脚注"]


def test_headers_and_footers_come_last_and_once() -> None:
    styles = (
        "<office:master-styles><style:master-page><style:header><text:p>单位</text:p></style:header>"
        "<style:header-left><text:p>单位</text:p></style:header-left>"
        "<style:footer><text:p>第<text:page-number>3</text:page-number>页</text:p><text:p>电话</text:p></style:footer>"
        '<style:footer-left style:display="false"><text:p>不显示</text:p></style:footer-left></style:master-page>'
        "</office:master-styles>"
    )
    source = read_odt(odt("<text:p>正文</text:p>", styles=styles))
    assert shown(source) == ["正文", "单位", "电话"]
    assert [block.role for block in source.blocks] == ["body", "header", "footer"]


def test_encrypted() -> None:
    entry = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    with pytest.raises(EncryptedFileError):
        read_odt(odt("<text:p>密</text:p>", manifest=entry))


@pytest.mark.parametrize("members", [{"a": "b"}, {"content.xml": "<x"}, {"content.xml": "<office/>"}])
def test_damaged(members: dict[str, str]) -> None:
    with pytest.raises(CorruptFileError):
        read_odt(zipped(members))


def test_nothing_to_read() -> None:
    with pytest.raises(EmptyFileError):
        read_odt(odt("<text:p> </text:p>"))
