"""Where lines break: what text and PDF readers look at to tell a wrapped line from the end of a paragraph."""

from __future__ import annotations

import re

from corpus.read.pieces import WIDE

SENTENCE_END = re.compile("[。！？!?.;；：:…][”’」』\"')）]*$")
# How the items of a list begin: 1. （一） 一、 a) • - 第一条 一是.
LIST_MARK = re.compile(
    r"[（(]?(?:\d{1,3}|[一二三四五六七八九十百]{1,4}|[A-Za-z])[)）、．.](?!\d)|[•●·■◆○※*\-–—>]\s"
    r"|第[\d一二三四五六七八九十百]+[章节条篇]|[一二三四五六七八九十]+是"
)
# What stays together at the start of a line: a word, or a character with the punctuation that clings to it.
_FIRST_TOKEN = re.compile(r"[（《“‘「『【(\[]*(?:[^\s\u2e80-\uffef]+|.)[，。、；：！？）》”’」』】…,.;:!?)\]]*")


def columns(text: str) -> int:
    """The width of a text where a Chinese character takes two columns and a letter one."""
    return len(text) + len(WIDE.findall(text))


def first_token(text: str) -> str:
    """What a line begins with and cannot be divided: a word, or a character with its punctuation."""
    token = _FIRST_TOKEN.match(text)
    return token[0] if token else ""
