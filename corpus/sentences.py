"""Sentences of Chinese and English office text.

A sentence ends at 。！？!?；; and at line ends that are no wraps; a Latin full stop ends one only where it is neither
an abbreviation nor a number. Quotation marks and brackets that close right behind go with it. Inside a quotation, a
title 《》 or brackets nothing ends, unless the quotation stands on its own (他说：“…。…。”).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.numbering import label
from corpus.read.pieces import BLANK, trim
from corpus.types import Sentence

_CLOSING = "”’」』）)】》〉〕]\"'"
_CJK = "\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U000323af“”‘’…—"
_END = re.compile(rf"[。！？!?；;｡][。！？!?；;｡]*[{re.escape(_CLOSING)}]*|[.]+[{re.escape(_CLOSING)}]*|[\r\n]\s*")
# Pairs inside which a sentence goes on; 200 characters bound what an unbalanced mark can hold together.
_PAIRS = (("“", "”"), ("「", "」"), ("『", "』"), ("《", "》"), ("（", "）"), ("(", ")"))
_ENCLOSED = re.compile("|".join(f"{re.escape(a)}[^{re.escape(a + b)}\r\n]{{0,200}}{re.escape(b)}" for a, b in _PAIRS))
# A quotation stands on its own behind these or at the beginning of a sentence.
_BEFORE_OWN = "。！？!?；;：:｡\r\n"
# What continues the sentence that a quotation is part of.
_CONTINUES = re.compile(
    rf"[。！？；，、：:,的地得等之和与及或是为也都而则中上里后说道式型性化率]|[{re.escape(_CLOSING)}]"
)
_WRAP_CHARS = 20  # shorter lines are no wraps: the narrowest column that the text reader knows is 40 half-widths
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Gov|Sen|Rep|Hon|St|Jr|Sr|vs|cf|al|approx|ca|Dept|Est|Inc|Ltd|Co|Corp|Fig|Sec|Art|"
    r"Ch|Vol|pp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|e\.g|i\.e)|(?:^|[\s(])(?:[A-Za-z]\.)*[A-Za-z])$"
)
_NUMBERED = re.compile(r"\b(?:No|Nos|Fig|Art|Sec|p|pp|Vol|Ch)$")
_LATIN_NEXT = re.compile(rf"\s+[“\"'(\[]*[A-Z0-9{_CJK}]|\s*$|[{_CJK}]")
_LIST_NUMBER = re.compile(r"[（(]?(?:\d{1,3}(?:[.]\d{1,3})*|[一二三四五六七八九十]{1,3}|[IVXivx]{1,5}|[A-Za-z])[)）]?")


def sentences(text: str, start: int, end: int) -> tuple[Sentence, ...]:
    """The sentences of ``text[start:end]``, trimmed, in order; together they hold all that is not blank."""
    found = []
    begin = start
    for stop in (*_stops(text, start, end), end):
        first, last = trim(text, begin, stop)
        if first < last:
            found.append(Sentence(first, last))
        begin = stop
    return tuple(found)


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    """Where sentences end, closing marks included."""
    enclosed = _ENCLOSED.finditer(text, start, end)
    pair = next(enclosed, None)
    begin = start
    for match in _END.finditer(text, start, end):
        at, stop = match.span()
        while pair and pair.end() <= at:
            pair = next(enclosed, None)
        if at < begin:
            continue
        if pair and pair.start() < at:
            if not _ends_enclosed(text, pair.start(), pair.end(), match, begin, end):
                continue
        elif not _ends(text, match, begin, end):
            continue
        begin = stop
        yield stop


def _ends_enclosed(text: str, opened: int, closed: int, match: re.Match[str], begin: int, end: int) -> bool:
    """Whether a mark inside a quotation or brackets ends a sentence."""
    before = opened
    while before > begin and text[before - 1] in BLANK:
        before -= 1
    if text[opened] == "《" or (before > begin and text[before - 1] not in _BEFORE_OWN):
        return False
    if match.end() < closed:
        return text[opened] in "“「『" and _ends(text, match, begin, end)
    return _ends(text, match, begin, end) and not _continues(text, match.end(), end)


def _continues(text: str, at: int, end: int) -> bool:
    return _CONTINUES.match(text, at, end) is not None


def _ends(text: str, match: re.Match[str], begin: int, end: int) -> bool:
    mark = match.group()
    if mark[0] in "。！？；｡":
        return True
    if mark[0] == ".":
        return _is_full_stop(text, match.start(), match.end(), begin, end)
    if mark[0] in "!?;":  # not in addresses: ?a=1;b
        return match.end() >= end or not (text[match.end()].isascii() and text[match.end()].isalnum())
    return _is_line_end(text, match.start(), match.end(), begin, end)


def _is_full_stop(text: str, at: int, stop: int, begin: int, end: int) -> bool:
    if not _LATIN_NEXT.match(text, stop, end):
        return False
    before = text[max(begin, at - 24) : at]  # longer than any abbreviation and list number
    if at - begin <= len(before) and _LIST_NUMBER.fullmatch(before.strip(BLANK)):
        return False
    if _NUMBERED.search(before):
        return not text[stop : stop + 2].strip().isdigit()
    return not _ABBREVIATION.search(before)


def _is_line_end(text: str, at: int, stop: int, begin: int, end: int) -> bool:
    """Whether a line end is more than a wrap: a blank line, a short line, a number on the next one."""
    breaks = text[at:stop].replace("\r\n", "\n")
    if sum(breaks.count(mark) for mark in "\r\n") > 1 or stop >= end:
        return True
    line_start = max(text.rfind("\n", begin, at), begin - 1) + 1
    is_wrap = at - line_start >= _WRAP_CHARS and text[at - 1] not in "：:"
    return not is_wrap or label(text, stop, end) is not None
