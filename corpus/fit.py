"""Stretches of text made to fit a model's window: long ones cut, short ones put together evenly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

Range = tuple[int, int]

# No tokenizer makes longer tokens of running text (English words have 4 to 5 characters a token); a text of more
# than so many characters a token is over the window without counting.
_MOST_CHARS_PER_TOKEN = 32
# How far back to look for the beginning of a word or number rather than cut it: the longest words are shorter.
_WORD_CHARS = 32
_CLAUSE_END = re.compile(r"(?:[，、：…—]|[:,](?!\d))+[”’」』）)】》〉\"']*\s*|\s+")
_JOINER = "\u200d"


class Window:
    """A model's window over one text.

    :param count_tokens: Tokens of each text, for many texts at once.
    :param tokens: The most tokens that fit.
    """

    def __init__(self, text: str, count_tokens: Callable[[Sequence[str]], list[int]], tokens: int) -> None:
        self.text, self.tokens = text, tokens
        self._count = count_tokens

    def sizes(self, ranges: Sequence[Range]) -> list[int]:
        """The tokens of each range; a very long one is over the window and not counted."""
        most = self.tokens * _MOST_CHARS_PER_TOKEN
        counted = [index for index, (start, end) in enumerate(ranges) if end - start <= most]
        counts = self._count([self.text[slice(*ranges[index])] for index in counted]) if counted else []
        sizes = [self.tokens + 1] * len(ranges)
        for index, count in zip(counted, counts, strict=True):
            sizes[index] = count
        return sizes

    def fits(self, ranges: Sequence[Range]) -> list[bool]:
        """Whether each range fits."""
        return [size <= self.tokens for size in self.sizes(ranges)]

    def cut(self, ranges: Sequence[Range]) -> list[list[Range]]:
        """Each range as pieces that fit, cut between clauses, and where a clause is too long, between characters.

        The pieces of a range are about equally long.
        """
        clauses = [_clauses(self.text, *each) for each in ranges]
        flat = [clause for group in clauses for clause in group]
        long = [clause for clause, does in zip(flat, self.fits(flat), strict=True) if not does]
        pieces = dict(zip(long, self._cut_anywhere(long), strict=True))
        return self.pack([[piece for each in group for piece in pieces.get(each, [each])] for group in clauses])

    def pack(self, groups: Sequence[Sequence[Range]]) -> list[list[Range]]:
        """Put neighbours of each group together to as few and as equal ranges as fit.

        :param groups: Neighbouring ranges in order, each of which fits.
        """
        sizes = iter(self.sizes([each for group in groups for each in group]))
        packed: list[list[Range]] = []
        waiting: list[tuple[int, list[tuple[Range, int]]]] = []  # group, units with their sizes
        for number, group in enumerate(groups):
            packed.append([])
            waiting.extend((number, row) for row in _rows([(each, next(sizes)) for each in group], self.tokens))
        while waiting:  # joined text may have more tokens than its parts: such a row is halved and tried again
            joined = [(row[0][0][0], row[-1][0][1]) for _, row in waiting]
            again: list[tuple[int, list[tuple[Range, int]]]] = []
            for (number, row), whole, does in zip(waiting, joined, self.fits(joined), strict=True):
                if does or len(row) == 1:
                    packed[number].append(whole)
                else:
                    middle = len(row) // 2
                    again += [(number, row[:middle]), (number, row[middle:])]
            waiting = again
        return [sorted(ranges) for ranges in packed]

    def _cut_anywhere(self, ranges: Sequence[Range]) -> list[list[Range]]:
        """Pieces of about as many characters as the window has tokens, halved until they fit."""
        done: list[list[Range]] = [[] for _ in ranges]
        waiting = [
            (number, piece) for number, each in enumerate(ranges) for piece in _chop(self.text, *each, self.tokens)
        ]
        while waiting:
            again = []
            for (number, piece), does in zip(waiting, self.fits([piece for _, piece in waiting]), strict=True):
                halves = [piece] if does else _chop(self.text, *piece, (piece[1] - piece[0] + 1) // 2)
                if len(halves) == 1:  # it fits, or it is one character
                    done[number].append(piece)
                else:
                    again += [(number, half) for half in halves]
            waiting = again
        return [sorted(pieces) for pieces in done]


def _rows(units: list[tuple[Range, int]], capacity: int) -> list[list[tuple[Range, int]]]:
    """Neighbours in as few rows as the capacity allows, the largest row as small as possible."""
    low, high = max((size for _, size in units), default=0), capacity
    fewest = len(_fill(units, capacity))
    while low < high:
        middle = (low + high) // 2
        if len(_fill(units, middle)) <= fewest:
            high = middle
        else:
            low = middle + 1
    return _fill(units, max(low, 1))


def _fill(units: list[tuple[Range, int]], capacity: int) -> list[list[tuple[Range, int]]]:
    rows: list[list[tuple[Range, int]]] = []
    room = -1
    for unit in units:
        if unit[1] > room:
            rows.append([])
            room = capacity
        rows[-1].append(unit)
        room -= unit[1]
    return rows


def _clauses(text: str, start: int, end: int) -> list[Range]:
    cuts = [start, *(match.end() for match in _CLAUSE_END.finditer(text, start, end) if match.end() < end), end]
    return list(pairwise(cuts))


def _chop(text: str, start: int, end: int, size: int) -> list[Range]:
    """Ranges of about ``size`` characters; a lone character with its combining marks stays whole."""
    return list(pairwise([start, *_cuts(text, start, end, max(size, 1)), end]))


def _cuts(text: str, start: int, end: int, size: int) -> Iterator[int]:
    at = start
    while at + size < end:
        cut = _cut_near(text, at, at + size)
        while cut < end and _is_inside(text, cut):
            cut += 1
        if cut >= end:
            return
        yield cut
        at = cut


def _cut_near(text: str, start: int, at: int) -> int:
    """The last place up to ``at`` that is in no word and in no character."""
    cut = at
    while cut > max(start, at - _WORD_CHARS) and (_is_inside(text, cut) or _is_in_word(text, cut)):
        cut -= 1
    if cut > max(start, at - _WORD_CHARS):
        return cut
    cut = at
    while cut > start + 1 and _is_inside(text, cut):
        cut -= 1
    return cut


def _is_in_word(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    return before.isascii() and before.isalnum() and after.isascii() and after.isalnum()


def _is_inside(text: str, at: int) -> bool:
    """Whether a cut at ``at`` would part what is shown as one character."""
    before, after = text[at - 1], text[at]
    return (
        unicodedata.category(after)[0] == "M"
        or _JOINER in (before, after)
        or ("\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff")
        or "\U0001f3fb" <= after <= "\U0001f3ff"  # skin tones
        or ("\U0001f1e6" <= before <= "\U0001f1ff" and "\U0001f1e6" <= after <= "\U0001f1ff")  # flags
        or "\u1160" <= after <= "\u11ff"  # the later letters of a Hangul syllable
        or (before == "\r" and after == "\n")
    )
