"""Examples of the library's routes."""

from __future__ import annotations

from service.examples import _BRIEF, _QUEUED, Example

_COUNTED = [
    {"value": "工作总结", "documents": 7, "characters": 21_530},
    {"value": "", "documents": 1, "characters": 840},
]
UNDO = Example({"restored": 2}, asked={"undo": "0f9c4d1ab5f24c71a5a4d2f0d3a3f9b1"})
CORRECT_MANY = Example(
    {"corrected": 2},
    asked={
        "ids": [3, 5],
        "organ": "清河县政府办",
        "year": 2020,
        "title_change": {"find": "（送审稿）", "replace": ""},
        "add_tags": ["已定稿"],
        "remove_tags": ["草稿"],
    },
)
RENAME = Example({"documents": 25}, asked={"collection": "default", "name": "县政府办历年文稿"})
STATISTICS = Example(
    {
        "documents": 8,
        "characters": 22_370,
        "passages": 412,
        "year": [{"value": 2020, "documents": 8, "characters": 22_370}],
        "organ": _COUNTED,
        "kind": _COUNTED,
        "level": _COUNTED,
        "language": [{"value": "zh-Hans", "documents": 8, "characters": 22_370}],
        "collection": [{"value": "default", "documents": 8, "characters": 22_370}],
        "tag": [{"value": "年度", "documents": 3, "characters": 9_120}],
    }
)
MAP = Example(
    {
        "points": [{"passage_id": 41, "document_id": 3, "x": 0.42, "y": 0.17, "region": 0}],
        "regions": [{"x": 0.42, "y": 0.17, "words": ["督查", "批示件", "反馈"], "points": 1}],
    },
    asked={"filters": {"organ": "清河县政府办", "year": [2020, 2021]}},
)
MAP_JOB = Example({"job": _QUEUED | {"kind": "map"}})
OVERLAPS = Example({"documents": [{"document": _BRIEF, "share": 0.62, "is_twin": True}]})
