"""In which way a stretch was copied: word for word, edited, reordered or said anew; line by line where that differs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from corpus.normal import skeleton
from index.fingerprint import K
from index.nearcopy.alignment import Step
from index.nearcopy.evidence import Box, Pair
from index.nearcopy.findings import Finding, Range
from index.nearcopy.sentences import LATIN_PER_HAN
from index.nearcopy.sides import LINE, Sides, equal_within, laid_out
from index.nearcopy.spans import Place, place, with_marks, with_opening
from index.types import SpanClass

# Up to so many characters that are not the same a stretch counts as verbatim: typing slips, a dropped mark.
# Tuned with the two below on the hand-written drafts' tuning half.
VERBATIM = 0.965
# Reordered: so much of the words is there, and so little of them in the same order.
REORDERED_WORDS, REORDERED_ORDER = 0.72, 0.82
# Below this share of words a stretch is said anew though it keeps some words.
EDITED_WORDS = 0.4
# Equal characters that are not there by chance alone: what lies beyond the last of them at an end of the source has
# no counterpart.
_NOT_BY_CHANCE = 2
_BROKEN = re.compile(r"[^\r\n]+")
_CLOSED = re.compile(r"[。！？；.!?;][”’」』）)\"']*\s*\Z")
# A line that no mark closes and that has at most so many characters is a heading; a title has hardly more. It is copied
# when so much of it and of the source's line is equal.
_HEADING, _OF_A_HEADING = 16, 0.5
# Marks that close a sentence, at most.
_CLOSERS = 16
# More than so many one after the other are verse or a table.
_HEADINGS = 2
# A stretch between two marks that close a sentence, or two line ends.
_SENTENCE = re.compile(
    r"(?:[^。！？；!?;.\r\n]|(?<=\d)\.(?=\d))+[。！？；!?;.]*[”’」』）)\"']*[\r\n]*|[。！？；!?;.\r\n]+"
)


@dataclass(frozen=True, slots=True)
class WordFinding:
    """A stretch found by its words, see Finding; in ``run`` as many Latin letters count as one as say what a character
    of Chinese says."""

    place: Place
    span_class: SpanClass
    nats: float
    similarity: float
    run: int
    words: int

    def of(self, document_id: int, draft: int = 0, source: int = 0, by_chance: float = 0.0) -> Finding:
        """The finding in a document, the compared stretches of which begin at these places.

        :param by_chance: Nats that a stretch has by chance alone among so many, taken off.
        """
        (start, end), (begin, stop) = self.place.draft, self.place.source
        return Finding(
            (start + draft, end + draft), document_id, (begin + source, stop + source), self.span_class, "words",
            self.nats - by_chance, self.similarity, self.run, self.words,
        )  # fmt: skip


def _finding(sides: Sides, box: Box) -> WordFinding:
    equal = [step.size for step in sides.steps if step.equal]
    words = shared_words(sides.pair, sides.place)
    order = sum(equal) / max(min(len(sides.ours.text), len(sides.theirs.text)) * words, 1)
    run = max(equal, default=0) / (LATIN_PER_HAN if sides.ours.text.isascii() else 1)
    return WordFinding(
        sides.place,
        _class(sides.similarity, words, order),
        box.nats,
        sides.similarity,
        round(run),
        box.last - box.first,
    )


def findings(pair: Pair, box: Box) -> list[WordFinding]:
    """A stretch as a finding, or as several where whole lines of it are unchanged and others are not; each has the
    evidence of them all."""
    sides = laid_out(pair, place(pair, box))
    whole = _finding(sides, box)
    if whole.span_class not in ("verbatim", "edited"):
        return [whole]
    parts = _parts(_without_strangers(_without_own_headings(_without_own_sentences(sides))))
    return [whole if part is sides else _finding(part, box) for part in parts]


def _without_own_sentences(sides: Sides) -> Sides:
    """A stretch copied word for word without sentences of the draft's own at its ends: a word that the source has near
    by, too, draws them in."""
    sure = _surely_equal(sides)
    if not sure or sum(step.size for step in sure) < VERBATIM * (sure[-1].left[1] - sure[0].left[0]):
        return sides
    (start, end), (begin, stop) = sides.place.draft, sides.place.source
    first, last = (start + each for each in sides.ours.original(sure[0].left[0], sure[-1].left[1]))
    sentences = [match.span() for match in _SENTENCE.finditer(sides.pair.draft.text, start, end)]
    kept = [number for number, each in enumerate(sentences) if _meet(each, (first, last))]
    if len(kept) == len(sentences):
        return sides
    low, high = _in_source(sides, sure)
    if kept[0] > 0:
        start, begin = sentences[kept[0]][0], with_opening(sides.pair.source.text, low, begin)
    if kept[-1] < len(sentences) - 1:
        end, stop = sentences[kept[-1]][1], with_marks(sides.pair.source.text, high, stop)
    return laid_out(sides.pair, Place((start, end), (begin, stop)))


def _without_own_headings(sides: Sides) -> Sides:
    """A copied stretch without headings of the draft's own at its ends: a word that the source has near by, too, draws
    them in."""
    text, source = sides.pair.draft.text, sides.pair.source.text
    lines = [match.span() for match in _BROKEN.finditer(text, *sides.place.draft)]
    ends = lines[: _HEADINGS + 1], lines[-_HEADINGS - 1 :]
    if len(lines) > _HEADINGS + 1 and any(all(_is_own_heading(sides, line) for line in end) for end in ends):
        return sides
    first = next((at for at, line in enumerate(lines) if not _is_own_heading(sides, line)), 0)
    last = next((at for at in range(len(lines) - 1, first, -1) if not _is_own_heading(sides, lines[at])), first)
    if (first, last) == (0, len(lines) - 1) or max(first, len(lines) - 1 - last) > _HEADINGS:
        return sides
    start, end = lines[first][0], lines[last][1]
    equal = _equal_in(sides, (start, end))
    if not equal:
        return sides
    begin, stop = sides.place.source
    low, high = _in_source(sides, equal)
    # What the source has instead of such a line goes with it.
    begin = max(begin, source.rfind("\n", begin, low) + 1) if first else begin
    stop = at if last + 1 < len(lines) and (at := source.find("\n", high, stop)) >= 0 else stop
    return laid_out(sides.pair, Place((start, end), (begin, stop)))


def _is_own_heading(sides: Sides, line: Range) -> bool:
    """Whether a line is a heading that does not stand in the source as a line (its number may be another there)."""
    text, source = sides.pair.draft.text, sides.pair.source.text
    whole = _line_around(text, *line)
    if whole.strip() != text[slice(*line)].strip():  # a part of a line
        return False
    heading = skeleton(whole).text
    if _CLOSED.search(whole) or len(heading) > _HEADING * (LATIN_PER_HAN if heading.isascii() else 1):
        return False
    above = text[: line[0]].rpartition("\n")[0].rstrip()
    if above and not _CLOSED.search(above, max(len(above) - _CLOSERS, 0)):  # a line that was broken anywhere
        return False
    equal = _equal_in(sides, line)
    if max((step.size for step in equal), default=0) >= K:
        return False
    if not equal:
        return True
    low, high = _in_source(sides, equal)
    there = skeleton(_line_around(source, low, high)).text
    return sum(step.size for step in equal) < _OF_A_HEADING * max(len(heading), len(there))


def _line_around(text: str, start: int, end: int) -> str:
    """The lines that a range of a text lies in."""
    after = text.find("\n", end)
    return text[text.rfind("\n", 0, start) + 1 : after if after >= 0 else len(text)]


def _equal_in(sides: Sides, at: Range) -> list[Step]:
    """What of a range of the draft is equal in the source."""
    begin = sides.place.draft[0]
    first, last = np.searchsorted(sides.ours.origins, [at[0] - begin, at[1] - begin]).tolist()
    return equal_within(sides.steps, first, last)


def _surely_equal(sides: Sides) -> list[Step]:
    return [step for step in sides.steps if step.equal and step.size >= _NOT_BY_CHANCE]


def _in_source(sides: Sides, equal: Sequence[Step]) -> Range:
    """From the first of some equal steps to the last, in the source's text."""
    first, last = sides.theirs.original(equal[0].right[0], equal[-1].right[1])
    return sides.place.source[0] + first, sides.place.source[0] + last


def _meet(one: Range, other: Range) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _without_strangers(sides: Sides) -> Sides:
    """A copied stretch without what the source has more at an end: a word that both have near by draws it in."""
    sure = _surely_equal(sides)
    if sum(step.size for step in sure) < VERBATIM * len(sides.ours.text):
        return sides
    begin, end = sides.place.source
    low, high = _in_source(sides, sure)
    text = sides.pair.source.text
    source = with_opening(text, low, begin), with_marks(text, high, end)
    return sides if source == sides.place.source else laid_out(sides.pair, Place(sides.place.draft, source))


def _parts(sides: Sides) -> list[Sides]:
    """The lines of a stretch that are unchanged apart from those that are not, each with its part of the source; where
    the source has more between two lines, the unchanged ones end."""
    lines = list(_lines(sides))
    groups = _alike(sides.pair.source.text, lines)
    if len(groups) < 2 or (all(line.unchanged for line in lines) and sides.similarity >= VERBATIM):
        return [sides]
    parts = []
    for number, group in enumerate(groups):
        source = group[0].source[0], group[-1].source[1]
        if not group[0].unchanged:  # all between its neighbours
            source = (
                groups[number - 1][-1].source[1] if number else sides.place.source[0],
                groups[number + 1][0].source[0] if number + 1 < len(groups) else sides.place.source[1],
            )
        if any(map(str.isalnum, sides.pair.source.text[slice(*source)])):  # else lines of one's own between copied ones
            parts.append(laid_out(sides.pair, Place((group[0].draft[0], group[-1].draft[1]), source)))
    return parts


def _alike(source: str, lines: Sequence[_Line]) -> list[list[_Line]]:
    groups: list[list[_Line]] = []
    for line in lines:
        before = groups[-1][-1] if groups else None
        passed = sum(map(str.isalnum, source[before.source[1] : line.source[0]])) if before else 0
        if before is None or before.unchanged != line.unchanged or (line.unchanged and passed >= K):
            groups.append([])
        groups[-1].append(line)
    return groups


class _Line(NamedTuple):
    draft: Range
    source: Range
    unchanged: bool


def _lines(sides: Sides) -> Iterator[_Line]:
    """The lines of a stretch and what each has in the source; one that says too little goes with the one before."""
    begin, source_begin = sides.place.draft[0], sides.place.source[0]
    text, source = sides.pair.draft.text, sides.pair.source.text
    held: _Line | None = None
    for match in LINE.finditer(text, *sides.place.draft):
        first, last = np.searchsorted(sides.ours.origins, [match.start() - begin, match.end() - begin]).tolist()
        here = equal_within(sides.steps, first, last)
        there = (here[0].right[0], here[-1].right[1]) if here else (0, 0)
        same = sum(step.size for step in here)
        unchanged = same >= VERBATIM * max(last - first, there[1] - there[0]) > 0
        low, high = sides.theirs.original(*there)
        end = with_marks(source, source_begin + high, sides.place.source[1])
        if last - first < K and held:
            reached = max(end, held.source[1]) if unchanged else held.source[1]
            held = _Line((held.draft[0], match.end()), (held.source[0], reached), held.unchanged)
            continue
        if held:
            yield held
        low = with_opening(source, source_begin + low, sides.place.source[0])
        held = _Line(match.span(), (low, end), unchanged)
    if held:
        yield held


def _class(similarity: float, words: float, order: float) -> SpanClass:
    if similarity >= VERBATIM:
        return "verbatim"
    if words >= REORDERED_WORDS and order < REORDERED_ORDER:
        return "reordered"
    return "edited" if words >= EDITED_WORDS else "paraphrased"


def shared_words(pair: Pair, place: Place) -> float:
    """The share of the shorter stretch's information that the other holds, too, [0, 1]."""
    ours = pair.d[slice(*np.searchsorted(pair.draft.starts, place.draft).tolist())]
    theirs = pair.s[slice(*np.searchsorted(pair.source.starts, place.source).tolist())]
    counts = Counter(ours.tolist()) & Counter(theirs.tolist())
    weights = pair.weights
    shared = sum(weights[word] * count for word, count in counts.items())
    return float(shared / max(min(np.sum(weights[ours]), np.sum(weights[theirs])), 1e-9))
