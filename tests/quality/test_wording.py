"""The phrase bank and other wordings, over HTTP with the real model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Ask = Callable[..., Any]


def test_other_wordings_say_the_same(sample: Ask) -> None:
    found = sample("v1/phrases/rewrite", {"text": "对领导批示件要逐件跟踪、件件办结。", "k": 5})["rewordings"]
    assert len(found) > 1
    assert sum("批示" in each["text"] or "办结" in each["text"] or "督" in each["text"] for each in found) >= 4
    assert [each["shared"] for each in found] == sorted(each["shared"] for each in found)


def test_headings_are_found_by_meaning(sample: Ask) -> None:
    found = sample("v1/phrases/search", {"query": "怎样督促落实领导的要求", "place": ["heading"], "k": 5})["phrases"]
    assert any("督" in each["text"] or "批示" in each["text"] for each in found[:3])
