"""A draft taken apart: its paragraphs and the sentences that are worth looking for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from corpus.split import sentences
from index.nearcopy.findings import Finding, Range
from index.nearcopy.resolve import WORDS_NATS
from index.nearcopy.sentences import LATIN_PER_HAN

# A sentence that is shorter (in characters of Chinese) says too little to be told from others; most are headings.
_LEAST_SIZE = 10
# A paragraph of office prose has 160 characters; one of fewer than this has few rare words to ask for.
_LEAST_ASKED = 120
# A sentence most of which is found by words needs not be found by meaning.
_COVERED = 0.5


def paragraphs(text: str) -> list[Range]:
    """The lines of a text that hold more than blanks, without the blanks behind."""
    found, at = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            found.append((at, at + len(line.rstrip())))
        at += len(line)
    return found


def questions(text: str) -> list[Range]:
    """The paragraphs of a text as they are asked for by their words: short ones go with those behind them, so that a
    text broken into lines costs no more than one that is not."""
    found: list[Range] = []
    for start, end in paragraphs(text):
        if found and found[-1][1] - found[-1][0] < _LEAST_ASKED:
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found


def draft_sentences(text: str) -> tuple[Range, ...]:
    """The sentences of a text that say enough to be looked for."""
    return tuple(
        (each.start, each.end)
        for start, end in paragraphs(text)
        for each in sentences(text, start, end)
        if _size(text[each.start : each.end]) >= _LEAST_SIZE
    )


def _size(sentence: str) -> float:
    letters = sum(map(str.isalnum, sentence))
    latin = sum(each.isascii() and each.isalpha() for each in sentence)
    return letters - latin + latin / LATIN_PER_HAN


def covered_sentences(text: str, ranges: Sequence[Range], findings: Iterable[Finding]) -> list[bool]:
    """Which sentences are found by words already."""
    mark = np.zeros(len(text) + 1, dtype=bool)
    for finding in findings:
        if finding.nats >= WORDS_NATS["normal"]:
            mark[slice(*finding.draft)] = True
    return [bool(mark[start:end].mean() > _COVERED) for start, end in ranges]


def stretches(text: str, ranges: Sequence[Range], covered: Sequence[bool]) -> list[int]:
    """A number for each sentence: of one line, without one that is found by words between them, it is the same."""
    numbers: list[int] = []
    for at, (start, _) in enumerate(ranges):
        apart = at > 0 and (covered[at] or covered[at - 1] or "\n" in text[ranges[at - 1][1] : start])
        numbers.append(numbers[-1] + apart if numbers else 0)
    return numbers
