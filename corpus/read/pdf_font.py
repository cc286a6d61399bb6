"""A font of boxes for pdfium, in place of Chinese, Japanese and Korean fonts that a PDF names but does not hold.

pdfium takes the place of a character from its glyph, and leaves out text whose glyphs have no size. Where the machine
has no font for a script, single characters and lines set vertically would be lost without a word. With this font a
page reads the same on every machine, whatever fonts it has.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from ctypes import memmove
from functools import cache
from typing import Any

from pypdfium2 import raw

# Windows' numbers of the character sets: Shift-JIS, Hangul, GB 2312, Big5.
_CHARSETS = frozenset({128, 129, 134, 136})
_HANDLE = 1  # pdfium only hands it back; anything but 0
_UNITS, _ASCENT, _DESCENT = 1000, 880, -120  # an em, and how far Chinese characters reach above and below the line
_SEGMENT_CHARS = 256
_SEGMENTS = 0xFF  # with the closing one: U+0000 to U+FEFF


@cache
def give_font() -> None:
    """Let pdfium take the boxes wherever it would look for such a font on the system; once is enough."""
    raw.FPDF_SetSystemFontInfo(_INFO)


def _map_font(_info: Any, _weight: int, _italic: int, charset: int, _pitch: int, _name: Any, _exact: Any) -> int | None:
    return _HANDLE if charset in _CHARSETS else None


def _font_data(_info: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
    """The size of the whole font (table 0), and the font itself if the buffer has room; single tables are not given."""
    if table:
        return 0
    if buffer and size >= len(_FONT):
        memmove(buffer, _FONT, len(_FONT))
    return len(_FONT)


def _tables() -> dict[str, bytes]:
    """The tables of a TrueType font whose every character is the same box."""
    corners = ((0, _DESCENT), (0, _ASCENT), (_UNITS, _ASCENT), (_UNITS, _DESCENT))
    steps = [(x - a, y - b) for (a, b), (x, y) in zip(((0, 0), *corners), corners, strict=False)]
    box = struct.pack(">hhhhh HH 4B 4h 4h", 1, 0, _DESCENT, _UNITS, _ASCENT, 3, 0, *[1] * 4,
                      *(x for x, _ in steps), *(y for _, y in steps))  # fmt: skip
    box += b"\0" * (-len(box) % 4)
    return {
        "cmap": _cmap(),
        "glyf": box * 2,
        "head": struct.pack(">IIIIHHqqhhhhHHhhh", 0x10000, 0, 0, 0x5F0F3CF5, 0, _UNITS, 0, 0, 0, _DESCENT, _UNITS,
                            _ASCENT, 0, 8, 2, 1, 0),
        "hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, _ASCENT, _DESCENT, 0, _UNITS, 0, 0, _UNITS, 1, 0, 0, 0, 0,
                            0, 0, 0, 1),
        "hmtx": struct.pack(">Hhh", _UNITS, 0, 0),
        "loca": struct.pack(">III", 0, len(box), 2 * len(box)),
        "maxp": struct.pack(">I14H", 0x10000, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    }  # fmt: skip


def _cmap() -> bytes:
    """Every character of the basic plane is glyph 1: segments of equal length that share one row of glyph numbers."""
    count = _SEGMENTS + 1
    starts = [index * _SEGMENT_CHARS for index in range(_SEGMENTS)] + [0xFFFF]
    ends = [start + _SEGMENT_CHARS - 1 for start in starts[:-1]] + [0xFFFF]
    # An offset counts from its own place in the table to the row, which follows the last offset.
    offsets = [(count - index) * 2 for index in range(count)]
    power = count.bit_length() - 1
    body = struct.pack(f">4H{count}HH{count}H{count}H{count}H{_SEGMENT_CHARS}H", count * 2, 2 ** (power + 1), power,
                       count * 2 - 2 ** (power + 1), *ends, 0, *starts, *[0] * count, *offsets,
                       *[1] * _SEGMENT_CHARS)  # fmt: skip
    subtable = struct.pack(">HHH", 4, len(body) + 6, 0) + body
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + subtable


def _assembled(tables: Mapping[str, bytes]) -> bytes:
    """A font file of its tables."""
    count = len(tables)
    power = count.bit_length() - 1
    directory = struct.pack(">IHHHH", 0x10000, count, 16 * 2**power, power, 16 * (count - 2**power))
    at, content = len(directory) + 16 * count, b""
    for name, table in sorted(tables.items()):
        directory += struct.pack(">4sIII", name.encode(), 0, at + len(content), len(table))
        content += table + b"\0" * (-len(table) % 4)
    return directory + content


_FONT = _assembled(_tables())
_FIELDS = dict(raw.FPDF_SYSFONTINFO._fields_)
_INFO = raw.FPDF_SYSFONTINFO(version=1)  # kept here: pdfium holds the address
_INFO.MapFont = _FIELDS["MapFont"](_map_font)
_INFO.GetFontData = _FIELDS["GetFontData"](_font_data)
