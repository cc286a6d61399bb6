"""What of a document is worth keeping as a phrase, and in which place of the text it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from corpus.store.saying import Part

Kind = Literal["heading", "parallel", "series", "sentence"]
Place = Literal["heading", "opening", "transition", "closing", "body"]
KINDS: tuple[Kind, ...] = ("heading", "parallel", "series", "sentence")
PLACES: tuple[Place, ...] = ("heading", "opening", "transition", "closing", "body")

# 四字格: three or more items of four characters.
_HAN = r"[\u4e00-\u9fff]"
_SERIES = re.compile(rf"(?:(?<!{_HAN}){_HAN}{{4}}[、，]|{_HAN}{{4}}、)(?:{_HAN}{{4}}[、，])+{_HAN}{{4}}(?!{_HAN})")
_CLAUSE = re.compile(r"[^，；。！？：、,;!?:\n“”\"]+")
_QUOTE = re.compile(r"[“”\"]")
_NUMBER = re.compile(
    r"(?:[（(]\s*[一二三四五六七八九十\d]+\s*[）)]|第?[一二三四五六七八九十]+[、，.．是要]|\d+\s*[、.．)）])\s*"
)
_TRANSITION = re.compile(
    r"(?:同时|此外|另外|与此同时|在此基础上|在总结|在肯定|在取得|总结成绩|回顾|展望|下一步|下步|今后|"
    r"现将|为此|总之|综上|虽然|尽管|但是?[，也]|尤其是|特别是|具体来说|主要表现在|对于这些)"
)
# A longer sentence that begins like a transition says something of its own.
_LONGEST_TRANSITION = 60
_SHORTEST, _LONGEST = 4, 120
# Parallel members: up to so many clauses each; together so many characters in the same place, and such a share of all.
# Two members of one clause each are parallel only when they share more.
_MOST_CLAUSES = 4
_SHARED, _SHARE, _SHARE_OF_TWO = 2, 0.25, 0.33
# What may lead in to the first member (我们重诚信、抓根基).
_LONGEST_LEAD = 8


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of one document; offsets into its text. ``text_id`` names the vector it is found by: its own, or that of
    the sentence it lies in. ``level`` is 1 for the outermost headings, 0 for what is no heading."""

    text: str
    kind: Kind
    place: Place
    level: int
    start: int
    end: int
    text_id: int


def phrases(text: str, parts: Sequence[Part]) -> Iterator[Phrase]:
    """The phrases of a document.

    :param parts: Its headings and sentences in reading order.
    """
    body = [part.paragraph_start for part in parts if not part.is_heading]
    first, last = (min(body), max(body)) if body else (-1, -1)
    seen: set[tuple[int, int]] = set()
    for part in parts:
        if part.is_heading:
            start = _after_number(text, part.start, part.end)
            yield from _kept(text, "heading", "heading", part.level, start, part.end, part.text_id)
            continue
        place = _place(text, part, first, last)
        if place != "body":
            yield from _kept(text, "sentence", place, 0, part.start, part.end, part.text_id)
        for kind, start, end in _figures(text, part, parts):
            if not any(low <= start and end <= high for low, high in seen):
                seen.add((start, end))
                yield from _kept(text, kind, place, 0, start, end, part.text_id)


def _kept(text: str, kind: Kind, place: Place, level: int, start: int, end: int, text_id: int) -> Iterator[Phrase]:
    phrase = text[start:end].rstrip("，；。：、,;:. \n")
    if _SHORTEST <= len(phrase) <= _LONGEST:
        yield Phrase(phrase, kind, place, level, start, start + len(phrase), text_id)


def _after_number(text: str, start: int, end: int) -> int:
    found = _NUMBER.match(text, start, end)
    return found.end() if found else start


def _place(text: str, part: Part, first: int, last: int) -> Place:
    said = text[part.start : part.end]
    if part.paragraph_start == first:
        return "opening"
    if len(said) <= _LONGEST_TRANSITION and (_TRANSITION.match(said) or said.rstrip().endswith(("：", ":"))):
        return "transition"
    return "closing" if part.paragraph_start == last else "body"


def _figures(text: str, part: Part, parts: Sequence[Part]) -> Iterator[tuple[Kind, int, int]]:
    """Series and parallels that begin in a sentence; a parallel may run over the sentences after it."""
    for found in _SERIES.finditer(text, part.start, part.end):
        yield "series", found.start(), found.end()
    end = max((each.end for each in parts if each.paragraph_start == part.paragraph_start), default=part.end)
    for start, stop in parallels(text, part.start, end):
        if part.start <= start < part.end:
            yield "parallel", start, stop


def parallels(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Ranges of clauses built alike: at least two members of one or several clauses each."""
    clauses = [(found.start(), found.end()) for found in _CLAUSE.finditer(text, start, end)]
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(clauses):
        begin, used = _longest_run(text, clauses, at)
        if used:
            found.append((begin, clauses[at + used - 1][1]))
        at += used or 1
    return found


def _longest_run(text: str, clauses: Sequence[tuple[int, int]], at: int) -> tuple[int, int]:
    """Where parallel members begin that start with a clause, and how many clauses they have in all; 0 for none."""
    for period in range(_MOST_CLAUSES, 0, -1):
        members = [list(clauses[start : start + period]) for start in range(at, len(clauses) - period + 1, period)]
        if len(members) > 1:
            members[0][0] = _without_lead(text, members[0][0], members[1][0])
        count = 1
        for one, other in pairwise(members):
            if not _adjoin(text, [*one, *other]) or not _alike(text, one, other, _SHARE):
                break
            count += 1
        if count > 2 or (count == 2 and (period > 1 or _are_two(text, members[0][0], members[1][0]))):
            return members[0][0][0], period * count
    return at, 0


def _are_two(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two clauses are parallel without a third: more in place than in chance pairs, and no mere same ending."""
    return _alike(text, [one], [other], _SHARE_OF_TWO) and text[one[1] - 1] != text[other[1] - 1]


def _without_lead(text: str, clause: tuple[int, int], like: tuple[int, int]) -> tuple[int, int]:
    """A clause without the words that lead in to it: as long as the one it is like, beginning with its character."""
    start = clause[1] - (like[1] - like[0])
    leads = 0 < start - clause[0] <= _LONGEST_LEAD and text[start] == text[like[0]]
    return (start, clause[1]) if leads else clause


def _adjoin(text: str, clauses: Sequence[tuple[int, int]]) -> bool:
    """Whether no quotation mark stands between the clauses: what is quoted is built alike by itself only."""
    return not any(_QUOTE.search(text, one[1], other[0]) for one, other in pairwise(clauses))


def _alike(text: str, one: Sequence[tuple[int, int]], other: Sequence[tuple[int, int]], share: float) -> bool:
    """Whether two members are built alike: clauses of the same length, some characters in the same place."""
    pairs = [(text[a:b], text[c:d]) for (a, b), (c, d) in zip(one, other, strict=True)]
    if any(abs(len(left) - len(right)) > 1 or min(len(left), len(right)) < 3 or left == right for left, right in pairs):
        return False
    shared = sum(max(_in_place(left, right), _in_place(left[::-1], right[::-1])) for left, right in pairs)
    least = 1 if len(pairs) == 1 and len(pairs[0][0]) == 3 else _SHARED
    return shared >= least and shared >= share * sum(len(left) for left, _ in pairs)


def _in_place(one: str, other: str) -> int:
    """How many characters stand in the same place, counted from the beginning."""
    return sum(a == b for a, b in zip(one, other, strict=False))
