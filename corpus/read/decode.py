"""Bytes to text: UTF-8, UTF-16, GB18030 and Big5, with and without a byte order mark; strict, and always the same.

A byte order mark decides; then UTF-8 if the bytes are valid UTF-8; then whichever of the others reads most like
Chinese. GB18030 and Big5 share most of their byte pairs, so a valid decoding proves nothing, and counts over whole
pages (charset-normalizer) fail on a single line: each character of a sample is scored by how common it is.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from corpus.errors import UnknownFormatError
from corpus.read.common_characters import SIMPLIFIED, TRADITIONAL

# Longest mark first. Python's names; cp950 is Big5 as Windows writes it, with the euro sign and box characters.
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UTF16 = ("utf-16-le", "utf-16-be")
_BYTE_PAIRS = ("gb18030", "cp950", "big5hkscs")
_SHOWN_AS = {"cp950": "big5", "big5hkscs": "big5-hkscs"}

# A few pages; the answer does not change with more.
_SAMPLE_BYTES = 8192
# Points a character. On 48,000 snippets of office text, simplified and traditional, right decodings of 8 characters
# and more have a mean of 1.5 at least. GB18030 and Big5 may hold text of any kind, as long as it is not mostly
# characters that nobody writes.
_COMMON, _ORDINARY, _RARE, _IMPROBABLE, _BINARY = 3.0, 1.0, -0.5, -4.0, -8.0
_FLOOR_BYTE_PAIRS = -1.0
# Two letters of plain English make a valid UTF-16 Chinese character, so UTF-16 has to read well.
_FLOOR_UTF16 = 1.5

_EVERYDAY = frozenset(
    SIMPLIFIED + TRADITIONAL + "，。、：；！？（）《》“”‘’…—·「」『』【】〔〕　％－～．０１２３４５６７８９"
)
_PLAIN = frozenset(map(chr, [*range(0x20, 0x7F), *b"\t\n\x0b\x0c\r"]))
# Short UTF-16 text without a mark can be valid UTF-8; these give it away (escape and Ctrl-Z do occur in text).
_CONTROLS = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_TWO_BYTES = re.compile("[\x00-@\\[-`{-\u07ff]*")
_MIN_CHANCE_SCORE = 2.0  # mostly everyday characters
_MIN_CHANCE_BYTES = 3  # two characters
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")


def decode(data: bytes) -> tuple[str, str]:
    """Turn bytes into text; newlines stay as they are, a byte order mark is not part of the text.

    :param data: The bytes of a text file.
    :return: The text, and the name of its encoding.
    :raises UnknownFormatError: If the bytes are not text in any of the encodings.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_strict(data[len(mark) :], encoding)), encoding
    utf8 = _strict(data, "utf-8")
    if utf8 is not None and not _CONTROLS.search(utf8) and not _is_chance_utf8(data, utf8):
        return utf8, "utf-8"
    wide_only = b"\0" in data or (utf8 is not None and _CONTROLS.search(utf8))
    for encoding in _likely(data, _UTF16 if wide_only else (*_BYTE_PAIRS, *_UTF16)):
        text = _strict(data, encoding)
        if text is not None and "\0" not in text:
            return text, _SHOWN_AS.get(encoding, encoding)
    return _checked(utf8), "utf-8"


def _checked(text: str | None) -> str:
    if text is None or "\0" in text:
        raise UnknownFormatError("The file is not text in UTF-8, UTF-16, GB18030 or Big5.")
    return text


def _is_chance_utf8(data: bytes, text: str) -> bool:
    """Whether a few Chinese words in GB18030, such as 通知 or 联通, happen to be valid UTF-8.

    They then read as accented, Greek, Hebrew or other letters of two bytes, without a plain letter between them.
    """
    if text.isascii() or not _TWO_BYTES.fullmatch(text):
        return False
    return len(data) > _MIN_CHANCE_BYTES and _score(data, "gb18030") >= _MIN_CHANCE_SCORE


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _likely(data: bytes, candidates: tuple[str, ...]) -> list[str]:
    """Those encodings in which the bytes read like text, likeliest first; equal ones stay in the order given."""
    scores = {encoding: _score(data, encoding) for encoding in candidates}
    likely = [name for name in candidates if scores[name] >= (_FLOOR_UTF16 if name in _UTF16 else _FLOOR_BYTE_PAIRS)]
    return sorted(likely, key=lambda encoding: -scores[encoding])


def _score(data: bytes, encoding: str) -> float:
    """The mean points of a sample's characters, plain ASCII aside."""
    first = None if encoding in _UTF16 else _HIGH_BYTE.search(data)
    start = first.start() if first else 0
    sample = data[start : start + _SAMPLE_BYTES]
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(sample, start + _SAMPLE_BYTES >= len(data))
    except UnicodeDecodeError:
        return _BINARY
    points = [_points(character) for character in text if character not in _PLAIN]
    return sum(points) / len(points) if points else _COMMON


@lru_cache(maxsize=65536)
def _points(character: str) -> float:
    code = ord(character)
    if character in _EVERYDAY:
        return _COMMON
    if code < 0x20 or 0x7F <= code < 0xA0:
        return _BINARY
    if 0x4E00 <= code <= 0x9FFF:
        return _ORDINARY if _is_ordinary(character) else _RARE
    # Latin, Greek, Cyrillic, punctuation, arrows, kana, full-width forms may stand in Chinese text; Hangul, Yi,
    # private use, extension A and whatever else fills the code space hardly ever do.
    possible = code < 0x530 or 0x2000 <= code < 0x2800 or 0x3000 <= code < 0x3400 or 0xFE30 <= code < 0xFFEF
    return _RARE if possible else _IMPROBABLE


def _is_ordinary(character: str) -> bool:
    """Whether a character is in the first, frequent level of GB 2312 (3,755 characters) or of Big5 (5,401)."""
    simplified = character.encode("gb2312", "ignore")
    traditional = character.encode("big5", "ignore")
    return b"\xb0" <= simplified[:1] <= b"\xd7" or b"\xa4" <= traditional[:1] <= b"\xc6"
