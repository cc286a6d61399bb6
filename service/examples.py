"""An example in Chinese for each route, shown in /openapi.json; a test holds each against its schema."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Example:
    """What is asked and what is answered."""

    answered: Any
    asked: Any = field(default=None)

    def response(self, status: int, description: str) -> dict[int | str, dict[str, str | dict[str, dict[str, Any]]]]:
        """The answer as one of an operation's ``responses``, where APIFlask's ``output`` cannot say it."""
        return {status: {"description": description, "content": {"application/json": {"example": self.answered}}}}


_BRIEF = {
    "id": 3,
    "title": "2020年办公室工作总结（清河县政府办）",
    "organ": "县政府办",
    "level": "县",
    "year": 2020,
    "kind": "工作总结",
    "language": "zh-Hans",
    "collection": "default",
    "source": "2020年办公室工作总结.docx",
    "tags": ["年度"],
}
_KNOWN = _BRIEF | {
    "source_start": None,
    "source_end": None,
    "metadata": {"经办": "综合科"},
    "corrected": ["organ"],
    "characters": 4210,
    "added_at": "2026-01-05T08:30:00+00:00",
}
_DOCUMENT = _KNOWN | {"passages": 38}
_TEXT = "对领导批示件逐件登记、逐件督办、逐件反馈，全年办结率达到百分之九十八。"
_PATH = ["二、主要工作", "（一）加强督查督办"]
_PASSAGE = {
    "id": 41,
    "document_id": 3,
    "kind": "paragraph",
    "start": 120,
    "end": 120 + len(_TEXT),
    "paragraph": [120, 120 + len(_TEXT)],
    "heading_path": _PATH,
    "text": _TEXT,
}
_HIT = {
    "id": 41,
    "document": _BRIEF,
    "heading_path": _PATH,
    "kind": "paragraph",
    "text": _TEXT,
    "start": 120,
    "end": 120 + len(_TEXT),
    "paragraph": [120, 120 + len(_TEXT)],
    "similarity": 0.87,
    "cosine": 0.91,
    "sentence": {"start": 120, "end": 120 + len(_TEXT)},
    "highlights": [[121, 126], [133, 135]],
    "alike": [[120, 120 + len(_TEXT)]],
    "twins": [57],
    "joined": [],
    "score": 11.4,
}
_SCORE = {"similarity": 0.87, "cosine": 0.91}
_QUERY = "加强督查督办，推动领导批示件落实"

SEARCH = Example(
    asked={"query": _QUERY, "k": 5, "filters": {"kind": "工作总结", "year": [2019, 2020]}},
    answered={"results": [_HIT], "has_more": True, "query_windows": 1, "took_ms": 12.4},
)
RELATED = Example(answered={"documents": [{"document": _BRIEF, "similarity": 0.64, "passages": 4}]})
SIMILARITY = Example(
    asked={"source": _QUERY, "targets": ["逐件跟踪领导批示的办理情况。", "组织干部职工体检。"]},
    answered={"results": [_SCORE, {"similarity": 0.03, "cosine": 0.71}], "calibrated": True, "took_ms": 8.1},
)
SENTENCE_SIMILARITY = Example(
    asked={"inputs": {"source_sentence": _QUERY, "sentences": ["逐件跟踪领导批示的办理情况。", "组织干部职工体检。"]}},
    answered=[0.87, 0.03],
)
EMBEDDINGS = Example(
    asked={"input": ["加强督查督办", "严格公文办理"], "input_type": "passage"},
    answered={
        "object": "list",
        "data": [
            {"object": "embedding", "index": 0, "embedding": [0.6, -0.8]},
            {"object": "embedding", "index": 1, "embedding": [0.8, 0.6]},
        ],
        "model": "multilingual-e5-small",
        "usage": {"prompt_tokens": 12, "total_tokens": 12},
    },
)
_DRAFT = "我办对领导批示件逐件登记、逐件督办、逐件反馈，推动各项工作落到实处。"
_RUN = "对领导批示件逐件登记、逐件督办、逐件反馈，"
_WORN = "推动各项工作落到实处"
_FIGURES = {
    "characters": len(_DRAFT),
    "copied_chars": len(_RUN),
    "copy_share": round(len(_RUN) / len(_DRAFT), 3),
    "without_quotations": round(len(_RUN) / len(_DRAFT), 3),
    "without_set_phrases": round(len(_RUN) / len(_DRAFT), 3),
    "largest_source_share": round(len(_RUN) / len(_DRAFT), 3),
    "by_class": {"verbatim": len(_RUN)},
    "set_phrase_chars": len(_WORN),
}
_SPAN = {
    "start": 2,
    "end": 2 + len(_RUN),
    "text": _RUN,
    "class": "verbatim",
    "confidence": 0.99,
    "similarity": 1.0,
    "marks": [],
    "edits": [{"op": "equal", "draft": [2, 2 + len(_RUN)], "source": [120, 120 + len(_RUN)]}],
    "source": {"document": _BRIEF, "start": 120, "end": 120 + len(_RUN), "text": _RUN, "heading_path": _PATH},
    "alternatives": [],
}
_CHECK = {
    "id": None,
    "created_at": None,
    "complete": True,
    "draft": {"name": "", "text": _DRAFT, "notes": []},
    "options": {
        "min_run_chars": 13,
        "min_span_chars": 0,
        "sensitivity": "normal",
        "classes": ["verbatim", "edited", "reordered", "paraphrased", "translated"],
        "exclude": [],
    },
    "spans": [_SPAN],
    "dismissed": [],
    "set_phrases": [
        {"start": 2 + len(_RUN), "end": len(_DRAFT) - 1, "text": _WORN, "documents": 41},
    ],
    "disguises": [{"kind": "invisible", "start": 5, "end": 6, "count": 2}],
    "paragraphs": [{"start": 0, "end": len(_DRAFT), "copied_chars": len(_RUN), "nearest": [_HIT]}],
    "sources": [{"document": _BRIEF, "copied_chars": len(_RUN), "spans": 1}],
    "figures": _FIGURES,
    "limits": [],
    "took_ms": 35.2,
}
_CHECK_ID = "5d0e7f4a3b6c41d2a9e8f7c6b5a49382"
CHECK = Example(
    asked={
        "text": _DRAFT,
        "sensitivity": "normal",
        "exclude": ["quotation"],
        "filters": {"exclude_id": [17], "exclude_collection": "本人旧稿"},
        "keep": "with_text",
    },
    answered=_CHECK | {"id": _CHECK_ID},
)
KEPT_CHECK = Example(_CHECK | {"id": _CHECK_ID, "created_at": "2026-01-05T08:30:00.000+00:00"})
REPORT = Example(asked={"text": _DRAFT, "lang": "zh"}, answered=None)
EDIT = Example(
    asked={"start": 2, "end": 2 + len(_RUN), "text": "对每件批示都记了账，", "sensitivity": "normal"}, answered=None
)
DISMISS = Example(
    asked={"start": 2, "end": 2 + len(_RUN), "reason": "agreed", "note": "与市政府办会签的统一表述"}, answered=None
)
CORRECTED = Example(asked={"name": "讲话稿（二稿）"}, answered=None)
KEEP = Example(asked={"keep": "with_text"}, answered=None)
CHECK_AGAIN = Example(asked={"text": _DRAFT, "sensitivity": "high"}, answered=_CHECK | {"id": _CHECK_ID})
CHECKS = Example(
    {
        "checks": [
            {
                "id": _CHECK_ID,
                "created_at": "2026-01-05T08:30:00.000+00:00",
                "name": "讲话稿.docx",
                "characters": len(_DRAFT),
                "has_text": True,
                "figures": _FIGURES,
            }
        ],
        "total": 1,
        "limit": 50,
        "offset": 0,
    }
)
COMPARE = Example(
    asked={"draft": _DRAFT, "source_id": 3, "sensitivity": "normal"},
    answered={
        "spans": [_SPAN],
        "set_phrases": [],
        "disguises": [],
        "figures": _FIGURES | {"set_phrase_chars": 0},
        "limits": [],
        "took_ms": 4.7,
    },
)
_ADDED = {
    "documents": [_DOCUMENT | {"status": "added"}],
    "failed": [{"name": "密件.docx", "error": {"code": "encrypted_file", "message": "The file asks for a password."}}],
    "notes": [],
}
ADD = Example(
    asked={
        "title": "2020年办公室工作总结（清河县政府办）",
        "text": "一年来，办公室紧紧围绕中心工作……\n一、主要工作\n（一）加强督查督办。\n" + _TEXT,
        "source": "清河县/2020年总结",
        "tags": ["年度"],
        "metadata": {"经办": "综合科"},
    },
    answered=_ADDED,
)
DOCUMENTS = Example({"documents": [_DOCUMENT], "total": 1, "limit": 50, "offset": 0})
DOCUMENT = Example(_KNOWN | {"text": "……" + _TEXT, "passages": [_PASSAGE]})
PATCH = Example(_DOCUMENT, asked={"organ": "县政府办", "year": 2020, "tags": ["年度", "已定稿"]})
DELETE = Example({"deleted": 2, "undo": "0f9c4d1ab5f24c71a5a4d2f0d3a3f9b1"}, asked={"ids": [3, 5]})
PASSAGE = Example(_PASSAGE | {"document": _DOCUMENT, "neighbours": [_PASSAGE]})
_JOB = {
    "id": "9f2c6a1be0d94c0f8f6f3c54d8c7a311",
    "kind": "ingest",
    "state": "running",
    "done": 1,
    "total": 3,
    "rate": 41.5,
    "current": {"name": "2018年工作总结汇编.txt", "done": 512, "total": 1980},
    "errors": {"密件.docx": ["The file asks for a password."]},
    "result": _ADDED,
    "created_at": "2026-01-05T08:30:00.000+00:00",
    "started_at": "2026-01-05T08:30:00.120+00:00",
    "finished_at": None,
}
JOB = Example({"job": _JOB})
REBUILD = Example(
    asked={"kind": "rebuild"},
    answered={
        "job": _JOB
        | {"kind": "rebuild", "state": "queued", "done": 0, "total": 0, "rate": 0.0}
        | {"current": None, "errors": {}, "result": None, "started_at": None}
    },
)
_QUEUED = _JOB | {"state": "queued", "done": 0, "total": 1, "rate": 0.0, "current": None, "errors": {}}
_QUEUED |= {"result": None, "started_at": None}
CHECK_JOB = Example({"job": _QUEUED | {"kind": "check"}})
CHECK_MANY = Example(
    asked={"drafts": [{"name": "甲稿", "text": _DRAFT}, {"name": "乙稿", "text": _TEXT}], "sensitivity": "normal"},
    answered={
        "drafts": [{"name": "甲稿", "characters": len(_DRAFT), "figures": _FIGURES, "check_id": None}],
        "failed": [],
        "matrix": [[0.0]],
    },
)
TWINS = Example(
    asked={"filters": {"collection": ["default", "往年"]}, "limit": 200},
    answered={
        "documents": [[{"document": _BRIEF, "similarity": 1.0, "equal": True}]],
        "passages": [],
        "document_groups": 1,
        "passage_groups": 0,
    },
)
TWINS_JOB = Example({"job": _QUEUED | {"kind": "twins"}})
_DONE = _QUEUED | {"state": "done", "done": 1, "finished_at": _JOB["started_at"]}
JOBS = Example(
    {
        "jobs": [
            _DONE | {"kind": "check", "result": {"check_id": _CHECK_ID, "complete": True}},
            _DONE | {"kind": "check_many", "result": CHECK_MANY.answered},
            _DONE | {"kind": "twins", "result": TWINS.answered},
            _JOB,
        ]
    }
)
INFO = Example(
    {
        "version": "0.1.0",
        "model": "multilingual-e5-small",
        "fingerprint": "3f1c9a7e5b2d",
        "dim": 384,
        "window": 508,
        "engine": "onnx",
        "index_kind": "exact",
        "indexes": [
            {
                "language": "zh",
                "kind": "exact",
                "rule": "up to 100000 vectors each is compared",
                "vectors": 2715,
                "fresh": 0,
                "recall": 1.0,
                "milliseconds": None,
                "memory_bytes": 4191960,
                "mapped_bytes": 0,
            }
        ],
        "calibrated": True,
        "documents": 25,
        "passages": 812,
        "sentences": 2140,
        "vectors": 2715,
        "store_version": 27,
        "schema_version": 2,
        "size_bytes": 9437184,
        "limits": {
            "text_chars": 200000,
            "k": 1000,
            "batch": 256,
            "upload_bytes": 67108864,
            "job_bytes": 262144,
            "job_chars": 20000,
        },
    }
)
HEALTH = Example({"status": "ok"})
