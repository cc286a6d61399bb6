"""The kinds of office documents, as their titles name them."""

from __future__ import annotations

import re

# Name in a title → kind. The fifteen statutory kinds of 党政机关公文处理工作条例, the names of laws and regulations,
# and what offices write for their own use. Longer names come first, so that 述职报告 is not just a 报告.
_NAMES = {
    "政府工作报告": "政府工作报告",
    "述职述廉报告": "述职报告", "述职述责述廉报告": "述职报告", "述责述廉报告": "述职报告", "述职报告": "述职报告",
    "述廉报告": "述职报告", "调研报告": "调研报告", "调查报告": "调研报告", "考察报告": "调研报告",
    "工作报告": "报告", "情况报告": "报告", "年度报告": "报告", "报告书": "报告", "报告": "报告",
    "工作总结": "工作总结", "总结": "工作总结", "工作小结": "工作总结",
    "工作计划": "工作计划", "工作打算": "工作计划", "工作思路": "工作计划", "工作安排": "工作计划", "计划": "工作计划",
    "工作要点": "工作要点", "要点": "工作要点",
    "实施方案": "实施方案", "工作方案": "工作方案", "行动方案": "工作方案", "方案": "方案", "行动计划": "行动计划",
    "应急预案": "预案", "预案": "预案",
    "讲话": "讲话", "讲话稿": "讲话", "发言": "发言", "发言稿": "发言", "发言材料": "发言", "演讲": "讲话",
    "演讲稿": "讲话", "主持词": "主持词", "致辞": "致辞", "致词": "致辞", "贺词": "致辞", "党课": "党课",
    "通知": "通知", "通报": "通报", "通告": "通告", "公告": "公告", "公报": "公报", "意见": "意见", "决定": "决定",
    "决议": "决议", "命令": "命令", "请示": "请示", "批复": "批复", "议案": "议案", "提案": "提案", "函": "函",
    "会议纪要": "纪要", "纪要": "纪要", "汇报": "汇报", "汇报材料": "汇报", "汇报提纲": "汇报",
    "实施细则": "实施细则", "细则": "细则", "条例": "条例", "规定": "规定", "办法": "办法", "规则": "规则",
    "规程": "规程", "规范": "规范", "章程": "章程", "准则": "准则", "守则": "守则", "制度": "制度", "公约": "公约",
    "规划": "规划", "纲要": "纲要", "建议": "建议",
    "心得体会": "心得体会", "学习体会": "心得体会", "心得": "心得体会", "体会": "心得体会", "倡议书": "倡议书",
    "倡议": "倡议书", "公开信": "公开信", "感谢信": "感谢信", "慰问信": "慰问信", "贺信": "贺信", "承诺书": "承诺书",
    "责任书": "责任书", "检查材料": "检查材料", "对照检查": "检查材料", "事迹材料": "事迹材料", "先进事迹": "事迹材料",
    "经验材料": "经验材料", "简报": "简报", "提纲": "提纲", "协议": "协议", "合同": "合同",
}  # fmt: skip
_ENGLISH_NAMES = {
    "annual report": "report", "work report": "report", "report": "report", "work summary": "summary",
    "summary": "summary", "work plan": "work plan", "action plan": "work plan", "plan": "work plan",
    "speech": "speech", "remarks": "speech", "address": "speech", "statement": "statement", "notice": "notice",
    "circular": "notice", "regulations": "regulations", "regulation": "regulations", "measures": "measures",
    "rules": "rules", "provisions": "provisions", "opinions": "opinions", "decision": "decision",
    "letter": "letter", "minutes": "minutes", "memorandum": "memorandum", "proposal": "proposal",
}  # fmt: skip


def _any_of(names: dict[str, str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


# What may stand after the name and belongs to it: 工作总结及2019年工作计划, 讲话提纲, 通知（试行）.
_AT_END = re.compile(rf"({_any_of(_NAMES)})(?:\s*[-—–、]*\s*(?:稿|提纲|材料|摘要|全文|解读|范文|精选|简版|\d+))?$")
# 2018年工作总结和2019年工作计划 is a summary; 事故报告和调查处理条例 is no report.
_REVIEWS = "总结|小结|报告|汇报|计划|要点|安排|打算|思路"
_TWO_IN_ONE = re.compile(rf"({_any_of(_NAMES)})\s*(?:和|及|暨|与|、|以及).*(?:{_REVIEWS})$")
_ENGLISH_NAME = re.compile(rf"\b({_any_of(_ENGLISH_NAMES)})\b", re.IGNORECASE)
_ENGLISH_OBJECT = re.compile(r"\b(?:on|of|for|at|to|concerning|regarding|from|by)\b", re.IGNORECASE)


def kind_of(title: str) -> tuple[str, int]:
    """The kind that a title names, and where its name begins in the title; ("", len(title)) when it names none.

    :param title: In simplified characters, without what stands in parentheses at its end.
    """
    match = _TWO_IN_ONE.search(title) or _AT_END.search(title)
    if match:
        return _NAMES[match.group(1)], match.start(1)
    # Notice on …, Speech at …: in English the name stands before its object, else at the end.
    names = list(_ENGLISH_NAME.finditer(title))
    if names:
        object_at = _ENGLISH_OBJECT.search(title)
        before = [name for name in names if object_at and name.end() <= object_at.start()]
        name = (before or names)[-1]
        return _ENGLISH_NAMES[name.group(1).lower()], name.start(1)
    return "", len(title)
