"""Texts of the project's own that the tests of near-copies share; S_ sentences stand in the sample corpus."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from corpus.compendium import split_documents
from corpus.read import read_bytes
from index.engine import Engine
from index.types import CheckReport, CheckSpan

SAMPLE = Path(__file__).parents[3] / "corpus" / "sample"

COMMUNITY = "2023年社区治理工作总结（石桥街道办）.txt"
SUPERVISION = "2019年督查工作总结（云岭市政府办公室）.txt"
ENVIRONMENT = "2021年生态环境保护工作总结（云岭市生态环境局）.txt"
ENGLISH = "2020 Annual Work Summary (Yunling Municipal Government Office).txt"

S_COMMUNITY = "网格员每天在网格内走访不少于20户，把听到的牢骚话、埋怨话原样记下来，当天录入、当天分流。"
S_SUPERVISION = "任务卡上只认姓名、不认单位，换了人要办交接，交接不清的由前任继续负责。"
S_ENVIRONMENT = "河里的问题根子在岸上，岸上的问题根子在管网，管网不补，水清不了几天。"

# A writer's own sentences, of which nothing stands in the corpus.
OWN_BEFORE = "我县今年的桃花节办了九天，来的人比往年多出一半，停车场挤到了河滩上。"
OWN_AFTER = "明年打算把摊位往北挪，给游客留一条能走婴儿车的路。"

# A document that is in no corpus, for comparing two texts.
SOURCE = """图书馆服务情况报告（柳湾县图书馆）
一、开放时间
自三月起，总馆每晚延迟到十点闭馆，自习座位由八十个增加到一百九十个，仍然常常坐满。
二、送书下乡
流动书车每月第二个星期六开往北山五个村，司机兼任管理员，村民凭身份证借书，还书可以托小学老师代收。
古籍修复室招收了两名学徒，跟着退休师傅学补虫洞、溜书口，一年修好县志残卷四十七册。
三、不足
少儿区的隔音没有做好，楼下办讲座，楼上就没法安静看书。
"""


def put(engine: Engine, name: str, text: str) -> int:
    """Store a text as one document; its id."""
    [result] = engine.put(name, split_documents(read_bytes(text.encode(), name), name))
    return result.document.id


def put_sample(engine: Engine) -> None:
    """Store the sample corpus."""
    for path in sorted((SAMPLE / "documents").iterdir()):
        engine.put(path.name, split_documents(read_bytes(path.read_bytes(), path.name), path.name))


def within(text: str) -> str:
    """A borrowed text inside a paragraph of one's own."""
    return OWN_BEFORE + text + OWN_AFTER


def covered(spans: Sequence[CheckSpan]) -> set[int]:
    """The characters of the draft that spans cover."""
    return {at for span in spans for at in range(span.start, span.end)}


def assert_sound(draft: str, report: CheckReport, engine: Engine) -> None:
    """What holds for each report: texts and offsets agree on both sides, and the figures are sums of the spans."""
    spans, figures = report.spans, report.figures
    for before, after in pairwise(spans):
        assert before.end <= after.start
    for span in spans:
        assert 0 <= span.start < span.end <= len(draft)
        assert span.text == draft[span.start : span.end]
        assert 0 <= span.confidence <= 1
        assert 0 <= span.similarity <= 1
        for side in (span.source, *span.alternatives):
            text = engine.document_text(side.document.id)
            assert 0 <= side.start < side.end <= len(text)
            assert side.text == text[side.start : side.end]
        assert span.source.document.id not in {side.document.id for side in span.alternatives}
    lengths = [span.end - span.start for span in spans]
    assert figures.characters == len(draft)
    assert figures.copied_chars == sum(lengths) == sum(figures.by_class.values())
    assert figures.copied_chars == sum(source.copied_chars for source in report.sources)
    assert len(spans) == sum(source.spans for source in report.sources)
    for name in figures.by_class:
        assert figures.by_class[name] == sum(span.end - span.start for span in spans if span.span_class == name)
    size = max(len(draft), 1)
    assert round(figures.copy_share * size) == figures.copied_chars
    largest = max((source.copied_chars for source in report.sources), default=0)
    assert round(figures.largest_source_share * size) == largest
    quoted = sum(span.end - span.start for span in spans if {"quotation", "citation"} & {*span.marks})
    assert round(figures.without_quotations * size) == figures.copied_chars - quoted
    worn = sum(span.end - span.start for span in spans if "set_phrase" in span.marks)
    assert round(figures.without_set_phrases * size) == figures.copied_chars - worn
    assert figures.set_phrase_chars == sum(phrase.end - phrase.start for phrase in report.set_phrases)
    assert not covered(spans) & {at for phrase in report.set_phrases for at in range(phrase.start, phrase.end)}
    for paragraph in report.paragraphs:
        inside = covered(spans) & {*range(paragraph.start, paragraph.end)}
        assert paragraph.copied_chars == len(inside)
