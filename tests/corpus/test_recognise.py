import pytest

from corpus.recognise import recognise, title_from_name


@pytest.mark.parametrize(
    ("title", "kind", "organ", "level", "year", "post"),
    [
        ("2019年办公室工作总结（市委办）", "工作总结", "市委办", "市", 2019, ""),
        ("2019年办公室工作总结（区人大办副主任）", "工作总结", "区人大办", "区", 2019, "副主任"),
        ("2019年办公室工作总结（局办公室科员）", "工作总结", "局办公室", "局", 2019, "科员"),
        ("XX县教育局2021年工作总结", "工作总结", "XX县教育局", "县", 2021, ""),
        ("××局2020年工作要点", "工作要点", "××局", "局", 2020, ""),
        ("市应急管理局安全生产工作总结", "工作总结", "市应急管理局", "市", None, ""),
        ("某镇人民政府关于防汛工作的情况报告", "报告", "某镇人民政府", "镇", None, ""),
        ("石桥街道办事处２０２１年工作计划", "工作计划", "石桥街道办事处", "街道", 2021, ""),
        ("县政府办2018年工作总结及2019年工作打算", "工作总结", "县政府办", "县", 2018, ""),
        ("2024年江东省政府工作报告", "政府工作报告", "江东省政府", "省", 2024, ""),
        ("2006年国务院政府工作报告", "政府工作报告", "国务院", "国", 2006, ""),
        ("在2019年全市安全生产工作会议上的讲话", "讲话", "", "市", 2019, ""),
        ("在县政府全体会议上的讲话", "讲话", "", "县", None, ""),
        ("关于社区养老服务的调研报告（区政协办2022年）", "调研报告", "区政协办", "区", 2022, ""),
        ("党支部书记2020年述职述廉报告", "述职报告", "党支部", "", 2020, "书记"),
        ("值班管理暂行办法（试行）", "办法", "", "", None, ""),
        ("城镇供水条例", "条例", "", "", None, ""),
        ("事故报告和调查处理条例", "条例", "", "", None, ""),
        ("国务院关于推进节水的若干意见", "意见", "国务院", "国", None, ""),
        ("仲裁委员会收费办法", "办法", "", "", None, ""),
        ("垃圾分类倡议书", "倡议书", "", "", None, ""),
        ("二〇一八年度民政局工作總結", "工作总结", "民政局", "局", 2018, ""),
        ("2018年工作總結（縣政府辦）", "工作总结", "县政府办", "县", 2018, ""),
        ("2021 Work Summary (Port County Education Bureau)", "summary", "Port County Education Bureau", "县", 2021, ""),
        ("Notice on Winter Heating", "notice", "", "", None, ""),
        ("Speech at the Harvest Report Meeting", "speech", "", "", None, ""),
        ("Work Plan for 2022", "work plan", "", "", 2022, ""),
        ("市场监管工作思考", "", "", "", None, ""),
    ],
)
def test_titles(title: str, kind: str, organ: str, level: str, year: int | None, post: str) -> None:
    found = recognise(title)
    facts = found.facts
    assert (facts.title, facts.kind, facts.organ, facts.level, facts.year) == (title, kind, organ, level, year)
    assert dict(found.metadata) == ({"post": post} if post else {})


def test_the_year_is_sought_in_title_then_dates_then_name() -> None:
    head = ["1998年3月2日 国务院令第240号发布", "2009年5月1日 修订", "2010年1月1日 施行"]
    tail = ["县政府办公室", "二〇二一年三月五日"]
    assert recognise("2007年要点", head=head, tail=tail, name="b 2022年.txt").facts.year == 2007
    assert recognise("供水条例", head=head, tail=tail, name="b 2022年.txt").facts.year == 2009
    assert recognise("关于供水的通知", tail=tail, name="b 2022年.txt").facts.year == 2021
    assert recognise("关于供水的通知", name="b 2022年.txt").facts.year == 2022
    assert recognise("关于第2008号提案的函").facts.year is None


def test_the_organ_is_sought_around_the_text_and_in_the_name() -> None:
    title = "关于供水的通知"
    assert recognise(title, head=["发文机关：清河县水利局"]).facts.organ == "清河县水利局"
    assert recognise(title, head=["来源：清河日报"]).facts.organ == ""
    assert recognise("供水条例", head=["2001年2月3日 中华人民共和国国务院令第299号公布"]).facts.organ == "国务院"
    assert recognise(title, tail=["特此通知。", "清河县水利局", "2021年3月5日"]).facts.organ == "清河县水利局"
    assert recognise(title, tail=["各乡镇要抓好落实", "2021年3月5日"]).facts.organ == ""
    assert recognise(title, name="关于供水的通知（清河县水利局）.docx").facts.organ == "清河县水利局"
    assert recognise(title, name="关于供水的报告（清河县水利局）.docx").facts.organ == ""


def test_the_name_is_the_title_where_there_is_none() -> None:
    assert title_from_name("供水条例(2019-03-24).md") == "供水条例"
    assert title_from_name("供水条例（试行）.md") == "供水条例（试行）"
    assert title_from_name("2.1版说明") == "2.1版说明"
    assert recognise("", name="供水条例(2019-03-24).md").facts.year == 2019


def test_the_language_is_the_texts() -> None:
    assert recognise("供水", text="本縣供水設施已經更新").facts.language == "zh-Hant"
