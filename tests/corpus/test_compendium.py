from collections.abc import Iterable

import pytest

from corpus.compendium import split_documents
from corpus.read import read_bytes
from corpus.types import Block, Document, SourceText

TEXT = "今年以来，我们坚持问题导向，把上级部署落到具体的人和具体的事上，各项工作有了新的进展。"
NOTICE = "本稿由网友投稿，仅供内部学习，请勿照抄！"


def split(text: str, name: str = "a.txt") -> tuple[Document, ...]:
    source = read_bytes(text.encode(), name)
    documents = split_documents(source, name)
    for document in documents:
        assert source.text[document.file_start : document.file_end] == document.text
        for each in document.blocks:
            shown = document.text[each.block.start : each.block.end]
            assert shown == shown.strip() != ""
    return documents


def titles(documents: Iterable[Document]) -> list[str]:
    return [document.facts.title for document in documents]


def lines(document: Document, *roles: str) -> list[str]:
    return [document.text[each.block.start : each.block.end] for each in document.blocks if each.block.role in roles]


def body(title: str) -> str:
    return f"{title}\n\n{TEXT}\n一、主要做法\n（一）抓学习。{TEXT}\n二、下步打算\n{TEXT}\n"


SUMMARIES = ["2021年办公室工作总结（县委办）", "2021年办公室工作总结（县委办）", "2021年办公室工作总结（镇党政办主任）"]


def test_a_compendium_with_contents_and_notices() -> None:
    contents = "".join(f"{title}\t{page}\n" for page, title in enumerate(SUMMARIES, 2))
    documents = split(f"目录\n{contents}\n{NOTICE}\n" + f"\n{NOTICE}\n".join(map(body, SUMMARIES)))
    assert titles(documents) == SUMMARIES
    assert [document.facts.organ for document in documents] == ["县委办", "县委办", "镇党政办"]
    assert [document.facts.level for document in documents] == ["县", "县", "镇"]
    assert {document.facts.year for document in documents} == {2021}
    assert [dict(document.metadata) for document in documents] == [{}, {}, {"post": "主任"}]
    for document in documents:
        assert document.text.startswith(document.facts.title)
        assert document.text.endswith(TEXT)
        assert NOTICE not in document.text
        assert [each.heading_path for each in document.blocks][-1] == ("二、下步打算",)


SPEECHES = ["在全县安全生产工作会议上的讲话", "在全县教师节座谈会上的讲话", "在县直机关作风建设会议上的讲话"]


def test_speeches_without_contents() -> None:
    text = "\n".join(
        f"{title}\n（2022年{month}月9日）\n同志们：\n{TEXT}\n一、认识要到位。{TEXT}\n谢谢大家！"
        for month, title in enumerate(SPEECHES, 3)
    )
    documents = split(text)
    assert titles(documents) == SPEECHES
    assert {(document.facts.kind, document.facts.year) for document in documents} == {("讲话", 2022)}
    assert lines(documents[1], "title") == [SPEECHES[1], "（2022年4月9日）"]
    assert lines(documents[1], "body")[-1] == "谢谢大家！"


def test_plans_without_contents() -> None:
    plans = [f"{organ}2020年工作计划" for organ in ("××局", "××县教育局", "XX街道办事处")]
    documents = split("\n".join(map(body, plans)))
    assert titles(documents) == plans
    assert [document.facts.organ for document in documents] == ["××局", "××县教育局", "XX街道办事处"]


def test_reports_with_dot_leaders_and_page_numbers() -> None:
    reports = [f"关于{subject}情况的调研报告" for subject in ("农村供水", "校外托管", "老旧小区改造")]
    contents = "".join(f"{at}. {title}…………{at * 7}\n" for at, title in enumerate(reports, 1))
    text = f"目　录\n{contents}" + "".join(f"{body(title)}— {page} —\n" for page, title in enumerate(reports, 1))
    documents = split(text)
    assert titles(documents) == reports
    assert all("—" not in document.text for document in documents)


def test_contents_without_pages() -> None:
    text = "目录\n" + "\n".join(SPEECHES) + "\n\n" + "\n".join(f"{title}\n同志们：\n{TEXT}" for title in SPEECHES)
    assert titles(split(text)) == SPEECHES


def test_parts_of_a_book_and_broken_titles() -> None:
    documents = split(
        "目录\n讲话篇\n在全县经济工作会议上的讲话……1\n总结篇\n县政府办2018年工作总结……9\n"
        f"讲话篇\n在全县经济工作会议\n上的讲话\n{TEXT}\n总结篇\n县政府办2018年工作总结\n{TEXT}\n"
    )
    assert titles(documents) == ["在全县经济工作会议上的讲话", "县政府办2018年工作总结"]
    assert "总结篇" not in documents[0].text


def test_notices_alone_tell_documents_apart() -> None:
    kinds = ["2020年党建工作总结", "2020年纪检工作总结", "2020年统战工作总结"]
    notice = "更多材料请关注公众号，仅供参考"
    assert titles(split("".join(f"{notice}\n{body(title)}" for title in kinds))) == kinds


def test_a_compendium_in_traditional_characters() -> None:
    documents = split(
        "目錄\n在鄉鎮長會議上的講話\t1\n縣政府辦2018年工作總結\t5\n\n"
        f"在鄉鎮長會議上的講話\n各位同仁：\n{'本年度各項工作均有進展，感謝大家。' * 3}\n"
        f"縣政府辦2018年工作總結\n{'本年度各項工作均有進展，感謝大家。' * 3}\n"
    )
    assert titles(documents) == ["在鄉鎮長會議上的講話", "縣政府辦2018年工作總結"]
    assert [document.facts.kind for document in documents] == ["讲话", "工作总结"]
    assert {document.facts.language for document in documents} == {"zh-Hant"}


def test_an_english_compendium() -> None:
    documents = split(
        "Contents\nAnnual Report of the County Office ........ 1\nSpeech at the Safety Conference ........ 4\n\n"
        "Annual Report of the County Office\nThe office answered every letter within ten days this year.\n"
        "Speech at the Safety Conference\nColleagues, nothing that we do here matters more than safety.\n"
    )
    assert [(each.facts.title, each.facts.kind) for each in documents] == [
        ("Annual Report of the County Office", "report"),
        ("Speech at the Safety Conference", "speech"),
    ]


def test_documents_under_the_highest_headings() -> None:
    text = f"# 县财政局2019年工作总结\n\n{TEXT}\n\n## 一、收入\n\n{TEXT}\n\n# 县审计局2019年工作总结\n\n{TEXT}\n"
    assert titles(split(text, "a.md")) == ["县财政局2019年工作总结", "县审计局2019年工作总结"]


def test_a_preface_is_a_document_and_loses_nothing() -> None:
    documents = split(f"编者的话\n{TEXT}{TEXT}\n" + "".join(map(body, SPEECHES)))
    assert titles(documents) == ["编者的话", *SPEECHES]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("chapters in the contents", "清河县2020年发展报告\n目录\n一、2020年工作总结…1\n二、2021年工作计划…5\n"
         f"一、2020年工作总结\n{TEXT}\n二、2021年工作计划\n{TEXT}\n"),
        ("unnumbered chapters", "营商环境评估报告\n目录\n前言\t1\n评估情况\t2\n工作计划\t8\n"
         f"前言\n{TEXT}\n评估情况\n{TEXT}\n工作计划\n{TEXT}\n"),
        ("a notice and what it issues", "清河县政府办公室关于印发清河县防汛预案的通知\n各乡镇：\n"
         f"现将《清河县防汛预案》印发给你们，请认真执行。\n2021年5月6日\n清河县防汛预案\n一、总则\n{TEXT}\n"),
        ("an attachment", f"县政府办关于开展大检查的通知\n{TEXT}\n附件1\n县直单位自查工作方案\n{TEXT}\n"),
        ("two sections", f"县政府办2018年工作总结和2019年工作计划\n{TEXT}\n"
         f"2018年工作总结\n{TEXT}\n2019年工作计划\n{TEXT}\n"),
        ("a running header", "".join(f"清河县2020年工作报告\n{TEXT}{TEXT}\n" for _ in range(4))),
        ("a list of documents", f"县档案局归档工作规定\n{TEXT}\n"
         f"关于甲的通知\n关于乙的通知\n关于丙的报告\n关于丁的意见\n{TEXT}\n"),
        ("titles with nothing under them", "\n".join(SPEECHES)),
    ],
)  # fmt: skip
def test_an_ordinary_file_stays_one_document(name: str, text: str) -> None:
    documents = split(text)
    assert len(documents) == 1, name
    assert documents[0].text == text


def test_an_ordinary_file_gets_its_roles() -> None:
    (document,) = split(
        f"清河县人民政府办公室文件\n清政办〔2021〕5号\n清河县人民政府办公室\n关于做好汛期值班工作的通知\n"
        f"各乡镇人民政府：\n{TEXT}\n- 1 -\n一、值班要求\n{TEXT}\n清河县人民政府办公室\n2021年6月1日\n- 2 -\n"
        "版权归编者所有，未经许可不得转载\n"
    )
    assert document.facts.title == "清河县人民政府办公室关于做好汛期值班工作的通知"
    assert (document.facts.organ, document.facts.kind, document.facts.year) == ("清河县人民政府办公室", "通知", 2021)
    assert lines(document, "title") == ["清河县人民政府办公室", "关于做好汛期值班工作的通知"]
    assert lines(document, "footer") == ["- 1 -", "- 2 -"]
    assert lines(document, "notice") == ["版权归编者所有，未经许可不得转载"]
    assert lines(document, "heading") == ["一、值班要求"]


def test_the_name_serves_where_the_text_has_no_title() -> None:
    (document,) = split(f"{TEXT}\n{TEXT}\n", "2020年信访工作总结（清河县信访局）.txt")
    assert document.facts.title == "2020年信访工作总结（清河县信访局）"
    assert (document.facts.organ, document.facts.year) == ("清河县信访局", 2020)
    assert lines(document, "title") == []


@pytest.mark.parametrize("text", ["加强督查督办", "各位代表：", "12", "目录", NOTICE])
def test_a_lone_line_is_a_document(text: str) -> None:
    (document,) = split(text)
    assert document.text == text
    assert lines(document, "title") == []


def test_bare_numbers_are_pages_only_when_they_count() -> None:
    (pages,) = split(f"{TEXT}\n1\n{TEXT}\n2\n{TEXT}\n3\n")
    assert lines(pages, "footer") == ["1", "2", "3"]
    (table,) = split(f"{TEXT}\n17\n{TEXT}\n5\n{TEXT}\n")
    assert lines(table, "footer") == []


def test_what_else_a_format_calls_a_title_is_a_heading() -> None:
    text = f"年度报告\n概况\n{TEXT}"
    blocks = (Block(0, 4, "title"), Block(5, 7, "title"), Block(8, len(text)))
    (document,) = split_documents(SourceText(text, blocks, "docx"))
    assert [each.block.role for each in document.blocks] == ["title", "heading", "body"]


def test_nothing_is_one_empty_document() -> None:
    (document,) = split_documents(SourceText("", (), "txt"))
    assert (document.text, document.blocks) == ("", ())
