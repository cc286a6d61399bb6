"""What an examination of a draft found, before anybody decides what counts: it can be kept and judged again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from index.types import Limit, SpanClass

Range = tuple[int, int]


def shared(one: Range, other: Range) -> int:
    """How many characters two ranges share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def hull(one: Range, other: Range) -> Range:
    """The range from the beginning of the first to the end of the last of two."""
    return min(one[0], other[0]), max(one[1], other[1])


def united(ranges: Iterable[Range]) -> list[Range]:
    """The ranges in order, those that overlap or touch as one."""
    joined: list[Range] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of the draft that a stretch of a document may be the source of.

    :ivar draft: Range in the draft.
    :ivar source: Range in the document's text.
    :ivar span_class: In which way it was copied, if it was.
    :ivar basis: What gave it away: an exact run, its words, or its meaning.
    :ivar nats: The evidence that it was, in nats: the log of how much likelier what is seen is if copied.
    :ivar similarity: How alike the two are, [0, 1].
    :ivar run: The longest run of equal characters, punctuation and spaces aside.
    :ivar words: Words of the draft that it was found by; 0 where these do not matter.
    """

    draft: Range
    document_id: int
    source: Range
    span_class: SpanClass
    basis: Literal["run", "words", "meaning"]
    nats: float
    similarity: float
    run: int
    words: int = 0

    @property
    def length(self) -> int:
        """Characters of the draft."""
        return self.draft[1] - self.draft[0]


@dataclass(frozen=True, slots=True)
class Examination:
    """A draft, all its findings down to the weakest that any sensitivity lets count, and its set phrases.

    ``set_phrases``: range in the draft and the number of documents that carry its most common part. ``limits``: where
    something was left out because there was too much of it.
    """

    draft: str
    findings: tuple[Finding, ...]
    set_phrases: tuple[tuple[int, int, int], ...]
    limits: tuple[Limit, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As JSON's types, without the draft's text."""
        return {
            "findings": [asdict(each) for each in self.findings],
            "set_phrases": self.set_phrases,
            "limits": self.limits,
        }

    @classmethod
    def from_json(cls, draft: str, stored: Mapping[str, Any]) -> Examination:
        """The inverse of to_json."""
        findings = [
            Finding(**{**each, "draft": _range(each["draft"]), "source": _range(each["source"])})
            for each in stored["findings"]
        ]
        phrases = tuple((a, b, many) for a, b, many in stored["set_phrases"])
        return cls(draft, tuple(findings), phrases, tuple(stored.get("limits", ())))  # older checks have none


def _range(stored: Sequence[int]) -> Range:
    start, end = stored
    return start, end
