"""A picture of the whole draft: one stroke for each stretch of characters, in the colour and pattern of its class."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from service.reports.content import Region

# Ink on white for each kind, with the pattern that tells it from the others without colour.
COLOURS = {
    "verbatim": "#b3261e", "edited": "#b86100", "reordered": "#6b3fa0", "paraphrased": "#0b57a4",
    "translated": "#1e6b34", "worn": "#9aa0a6", "dismissed": "#5f6368",
}  # fmt: skip
PATTERNS = {
    "verbatim": "solid", "edited": "rising", "reordered": "crossed", "paraphrased": "falling",
    "translated": "upright", "worn": "dotted", "dismissed": "level",
}  # fmt: skip
# Rows of the picture: as many as a page of Word holds beside the figures, and no more than the draft needs.
_MOST_ROWS, _CHARS_A_ROW = 12, 200
_WIDTH, _ROW_HEIGHT, _GAP = 1000, 22, 6
# Twice the size on paper, so that print is sharp.
_SCALE = 2
_STEP = 6


@dataclass(frozen=True, slots=True)
class Stroke:
    """A box of the picture: pixels from the left, from the top, width, height."""

    x: float
    y: float
    width: float
    height: float
    region: Region


@dataclass(frozen=True, slots=True)
class Picture:
    """The draft as rows of strokes."""

    width: int
    height: int
    rows: tuple[tuple[float, float], ...]
    strokes: tuple[Stroke, ...]


def layout(characters: int, regions: Sequence[Region]) -> Picture:
    """Where each region lies; ``rows`` are (top, width) of the draft's own rows."""
    count = min(_MOST_ROWS, max(1, -(-characters // _CHARS_A_ROW)))
    a_row = max(1, -(-characters // count))
    scale = _WIDTH / a_row
    rows = [
        (row * (_ROW_HEIGHT + _GAP), min(a_row, characters - row * a_row) * scale)
        for row in range(count)
        if characters > row * a_row
    ]
    strokes = []
    for region in regions:
        for row in range(region.start // a_row, (max(region.end, 1) - 1) // a_row + 1):
            first, last = max(region.start, row * a_row), min(region.end, (row + 1) * a_row)
            # No stroke is too thin to be seen.
            width = max((last - first) * scale, 2.0)
            strokes.append(
                Stroke((first - row * a_row) * scale, row * (_ROW_HEIGHT + _GAP), width, _ROW_HEIGHT, region)
            )
    height = max(len(rows), 1) * (_ROW_HEIGHT + _GAP) - _GAP
    return Picture(_WIDTH, height, tuple(rows), tuple(strokes))


def png(picture: Picture) -> bytes:
    """The picture as PNG."""
    image = Image.new("RGB", (picture.width * _SCALE, picture.height * _SCALE), "white")
    draw = ImageDraw.Draw(image)
    for top, width in picture.rows:
        draw.rectangle(_box(0, top, width, _ROW_HEIGHT), fill="#eceae4")
    for stroke in picture.strokes:
        box = _box(stroke.x, stroke.y, stroke.width, stroke.height)
        image.paste(_swatch(stroke.region.kind, box[2] - box[0] + 1, box[3] - box[1] + 1, box[0]), box[:2])
    to = io.BytesIO()
    image.save(to, "PNG", optimize=True)
    return to.getvalue()


def _box(x: float, y: float, width: float, height: float) -> tuple[int, int, int, int]:
    left, top = round(x * _SCALE), round(y * _SCALE)
    return left, top, max(left, round((x + width) * _SCALE) - 1), top + round(height * _SCALE) - 1


def _swatch(kind: str, width: int, height: int, left: int) -> Image.Image:
    """A box filled with a kind's pattern; patterns go on from box to box."""
    colour = COLOURS[kind]
    pattern = PATTERNS[kind]
    swatch = Image.new("RGB", (width, height), colour if pattern == "solid" else _paler(colour))
    draw, step = ImageDraw.Draw(swatch), _STEP * _SCALE
    for at in range(-height - left % step, width + height, step):
        if pattern in ("rising", "crossed"):
            draw.line((at, height, at + height, 0), fill=colour, width=_SCALE)
        if pattern in ("falling", "crossed"):
            draw.line((at, 0, at + height, height), fill=colour, width=_SCALE)
        if pattern == "upright":
            draw.line((at, 0, at, height), fill=colour, width=2 * _SCALE)
    for at in range(0, height, step):
        if pattern == "level":
            draw.line((0, at, width, at), fill=colour, width=_SCALE)
        if pattern == "dotted":
            for x in range(-left % step, width, step):
                draw.ellipse((x, at, x + 2 * _SCALE, at + 2 * _SCALE), fill=colour)
    return swatch


def _paler(colour: str) -> str:
    """A colour with three quarters of white in it."""
    return "#" + "".join(f"{(int(colour[at : at + 2], 16) + 3 * 255) // 4:02x}" for at in (1, 3, 5))
