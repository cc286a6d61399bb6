import io
import zipfile

import docx as python_docx
import pytest

from corpus.errors import CorruptFileError, EmptyFileError
from corpus.read.docx import read_docx
from tests.corpus.read_builders import STRICT_W, W, docx, levels, paragraph, shown, shown_as, zipped

STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="mine"><w:name w:val="我的小标题"/><w:basedOn w:val="1"/>
  <w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="heir"><w:name w:val="传承"/><w:basedOn w:val="mine"/></w:style>
<w:style w:type="paragraph" w:styleId="t"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="toc"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="loop"><w:name w:val="环"/><w:basedOn w:val="loop2"/></w:style>
<w:style w:type="paragraph" w:styleId="loop2"><w:name w:val="环二"/><w:basedOn w:val="loop"/></w:style>
<w:style w:type="paragraph" w:styleId="dark"><w:name w:val="暗段"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="hid"><w:name w:val="暗"/><w:rPr><w:vanish/></w:rPr></w:style>
"""


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def cell(*paragraphs: str, properties: str = "") -> str:
    inner = "".join(item if item.startswith("<") else paragraph(item) for item in paragraphs)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl><w:tblPr/>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def styled(style: str, text: str) -> str:
    return paragraph(text, properties=f'<w:pStyle w:val="{style}"/>')


def test_paragraphs_as_word_itself_writes_them() -> None:
    document = python_docx.Document()
    document.add_heading("办公室工作总结", level=0)
    document.add_heading("一、主要做法", level=1)
    document.add_paragraph("  第一段\t有制表符。")
    document.add_paragraph("")
    document.add_paragraph("换行前").add_run().add_break()
    document.paragraphs[-1].add_run("换行后\n再换")
    grid = document.add_table(rows=2, cols=2)
    for index, text in enumerate(["姓名", "职务", "张三", "科长"]):
        grid.rows[index // 2].cells[index % 2].text = text
    document.add_heading("（一）督查", level=2)
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.sections[0].footer.paragraphs[0].text = "— 1 —"
    buffer = io.BytesIO()
    document.save(buffer)
    source = read_docx(buffer.getvalue())
    assert shown(source) == [
        "办公室工作总结", "一、主要做法", "第一段\t有制表符。", "换行前\n换行后\n再换",
        "姓名\t职务", "张三\t科长", "（一）督查", "内部资料",
    ]  # fmt: skip
    assert levels(source) == [(1, "一、主要做法"), (2, "（一）督查")]
    assert source.title == "办公室工作总结"
    assert source.text == "\n".join(shown(source))
    assert not source.is_file_text


def test_tracked_changes_as_accepted() -> None:
    body = (
        f"<w:p>{run('保留')}<w:ins>{run('增加')}</w:ins><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run('移动')}</w:moveFrom></w:p><w:p><w:moveTo>{run('移动')}</w:moveTo></w:p>"
        f"<w:ins><w:p>{run('新段')}</w:p></w:ins>"
        + paragraph("前半，", properties="<w:rPr><w:del/></w:rPr>")
        + paragraph("后半。")
        + table(f"<w:trPr><w:del/></w:trPr>{cell('删行')}", cell("留行"))
    )
    assert shown(read_docx(docx(body))) == ["保留增加", "移动", "新段", "前半，后半。", "留行"]


def test_text_boxes_once_after_the_paragraph_that_holds_them() -> None:
    inner = f"<w:txbxContent>{paragraph('内框')}</w:txbxContent>"
    nested = f"<w:p><w:r><w:pict><v:textbox>{inner}</v:textbox></w:pict></w:r>{run('外框')}</w:p>"
    box = f"<w:txbxContent>{nested}</w:txbxContent>"
    body = (
        f"<w:p>{run('锚段')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx>"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        f"</mc:AlternateContent></w:r>{run('续')}</w:p>" + paragraph("下段")
    )
    assert shown(read_docx(docx(body))) == ["锚段续", "外框", "内框", "下段"]


def test_content_controls_links_and_fields() -> None:
    body = (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('块控件')}</w:sdtContent></w:sdt>"
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{paragraph('单击此处')}</w:sdtContent></w:sdt>"
        f"<w:p><w:sdt><w:sdtContent>{run('行控件')}</w:sdtContent></w:sdt><w:hyperlink>{run('链接')}</w:hyperlink>"
        f"<w:fldSimple w:instr='DATE'>{run('五月')}</w:fldSimple>"
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>"
        f"{run('指令')}<w:r><w:fldChar w:fldCharType='separate'/></w:r>{run('结果')}"
        f"<w:r><w:fldChar w:fldCharType='end'/></w:r>{run('尾')}</w:p>"
        "<w:p><w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/><w:t>c</w:t><w:tab/><w:t>d</w:t><w:cr/><w:t>e</w:t>"
        f"<w:ruby><w:rt>{run('pin')}</w:rt><w:rubyBase>{run('拼')}</w:rubyBase></w:ruby></w:r></w:p>"
    )
    assert shown(read_docx(docx(body))) == ["块控件", "行控件链接五月结果尾", "a-bc\td\ne拼"]


def test_hidden_text_is_left_out() -> None:
    body = (
        f"<w:p>{run('见')}{run('隐', '<w:vanish/>')}"
        + run("示", '<w:vanish w:val="0"/>')
        + run("样式隐", '<w:rStyle w:val="hid"/>')
        + "</w:p>"
        + styled("dark", "整段隐")
    )
    assert shown(read_docx(docx(body, parts={"styles": STYLES}))) == ["见示"]


def test_tables_nested_and_merged_cells_once() -> None:
    start, rest = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(
        cell("综合科", properties=start) + cell("甲") + cell("乙", properties='<w:gridSpan w:val="2"/>'),
        cell("", properties=rest) + cell("丙") + cell(table(cell("丁") + cell("戊")), "己"),
        cell("") + cell("独段一", "独段二"),
        cell("") + cell(""),
    )
    source = read_docx(docx(body + paragraph("后文")))
    assert shown(source) == ["综合科\t甲\t乙", "丙\t丁\t戊\n己", "独段一", "独段二", "后文"]
    assert shown_as(source, "table") == shown(source)[:-1]


def test_heading_levels_by_name_outline_and_inheritance() -> None:
    body = (
        styled("1", "一级")
        + styled("mine", "三级")
        + styled("heir", "承三级")
        + paragraph("直接二级", properties='<w:outlineLvl w:val="1"/>')
        + paragraph("正文", properties='<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>')
        + styled("loop", "环")
        + styled("none", "无")
        + styled("toc", "目录项")
    )
    source = read_docx(docx(body, parts={"styles": STYLES}))
    assert levels(source) == [(1, "一级"), (3, "三级"), (3, "承三级"), (2, "直接二级")]
    assert shown_as(source, "body") == ["正文", "环", "无"]
    assert shown_as(source, "contents") == ["目录项"]


def test_notes_headers_and_footers_come_last_and_once() -> None:
    sections = "".join(
        f'<w:sectPr><w:headerReference w:type="{kind}" r:id="{part}"/>'
        f'<w:footerReference w:type="{kind}" r:id="footer1"/></w:sectPr>'
        for kind, part in (("default", "header1"), ("even", "header2"), ("first", "header1"))
    )
    parts = {
        "header1": paragraph("单位名称"),
        "header2": paragraph("单位名称"),
        "header3": paragraph("没有用到"),
        "footer1": paragraph("第 3 页 共 9 页") + paragraph("电话：12345"),
        "footnotes": f'<w:footnote w:type="separator">{paragraph("线")}</w:footnote>'
        f'<w:footnote w:id="1">{paragraph("脚注")}</w:footnote>',
        "endnotes": f'<w:endnote w:id="1">{paragraph("尾注")}</w:endnote>',
    }
    source = read_docx(docx(paragraph("正文") + sections, parts=parts))
    assert shown(source) == ["正文", "脚注", "尾注", "单位名称", "电话：12345"]
    assert [block.role for block in source.blocks] == ["body", "footnote", "footnote", "header", "footer"]


@pytest.mark.parametrize(
    ("stated", "title"), [("年度 总结", "年度 总结"), ("Microsoft Word - 文档1.doc", ""), ("", "")]
)
def test_core_title_only_if_the_text_confirms_it(stated: str, title: str) -> None:
    assert read_docx(docx(paragraph("年度总结") + paragraph("正文"), core_title=stated)).title == title


def test_a_title_over_two_lines() -> None:
    body = (
        '<w:p><w:pPr><w:pStyle w:val="t"/></w:pPr><w:r><w:t>关于工作</w:t><w:br/><w:t>情况的报告</w:t></w:r></w:p>'
        + paragraph("正文")
    )
    assert read_docx(docx(body, parts={"styles": STYLES}, core_title="正文")).title == "关于工作情况的报告"


def test_the_strict_edition_of_the_format() -> None:
    parts = zipfile.ZipFile(io.BytesIO(docx(paragraph("严格"))))
    members = {name: parts.read(name).replace(W.encode(), STRICT_W.encode()) for name in parts.namelist()}
    assert shown(read_docx(zipped(members))) == ["严格"]


def test_control_characters_never_come_out() -> None:
    assert shown(read_docx(docx(paragraph("甲\x85乙\x9f\u00ad丙")))) == ["甲\n乙丙"]


def test_links_into_nowhere_do_no_harm() -> None:
    data = docx(paragraph("正文") + '<w:sectPr><w:headerReference r:id="header9"/></w:sectPr>')
    members = {
        name: zipfile.ZipFile(io.BytesIO(data)).read(name) for name in zipfile.ZipFile(io.BytesIO(data)).namelist()
    }
    relations = members["word/_rels/document.xml.rels"].decode()
    members["word/_rels/document.xml.rels"] = relations.replace(
        "</R", '<Relationship Id="s" Type="x/styles" Target="NULL"/></R'
    ).encode()
    assert shown(read_docx(zipped(members))) == ["正文"]


@pytest.mark.parametrize(
    "members",
    [
        {"a.txt": "not a document"},
        {"word/document.xml": "<w:document"},
        {"word/document.xml": "<document/>"},
        {"word/document.xml": '<!DOCTYPE d [<!ENTITY e "x">]><document><body><p><t>&e;</t></p></body></document>'},
    ],
)
def test_damaged_documents(members: dict[str, str]) -> None:
    with pytest.raises(CorruptFileError):
        read_docx(zipped(members))


def test_a_document_without_text() -> None:
    with pytest.raises(EmptyFileError):
        read_docx(docx(paragraph(" \u3000") + table(cell(""))))
