"""Examples of the phrase bank and of rewrite help."""

from __future__ import annotations

from service.examples import _BRIEF, _QUERY, Example

PHRASES = Example(
    asked={"query": "督查工作", "place": ["heading"], "k": 5},
    answered={
        "phrases": [
            {
                "text": "政务督查扎实有效",
                "kind": "heading",
                "place": "heading",
                "level": 2,
                "similarity": 0.81,
                "count": 2,
                "documents": 2,
                "worn": False,
                "occurrences": [{"document": _BRIEF, "start": 98, "end": 106}],
                "similar": ["督查工作扎实有效"],
            }
        ],
        "total": 12,
        "took_ms": 9.8,
    },
)
REWRITE = Example(
    asked={"text": _QUERY, "k": 3},
    answered={
        "rewordings": [
            {
                "text": "对领导交办的事，逐件跟踪问效，件件有回音。",
                "similarity": 0.78,
                "shared": 0.05,
                "document": _BRIEF,
                "start": 310,
                "end": 331,
            }
        ],
        "took_ms": 14.2,
    },
)
