"""Lines over logarithmic axes as SVG, with names in any script where the reader has a font for it."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence

from scripts.benchmarks.tables import Table

_SIDE, _LEFT, _TOP, _LEGEND = 320, 60, 24, 260
_COLOURS = ("#1b6ca8", "#c0392b", "#2e8b57", "#8e44ad", "#d68910", "#555555", "#16a085", "#7f8c8d")
_FONTS = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"


def picture(table: Table) -> str:
    """The columns that the table wants drawn, each a line over the first column."""
    lines = {name: _points(table, name) for name in table.picture}
    lines = {name: points for name, points in lines.items() if points}
    every = [point for points in lines.values() for point in points]
    across, up = _axis([x for x, _ in every]), _axis([y for _, y in every])
    parts = ['<rect width="100%" height="100%" fill="white"/>', *_frame(across, up, table.columns[0])]
    for number, (name, points) in enumerate(lines.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        places = [(_LEFT + _at(x, across) * _SIDE, _TOP + (1 - _at(y, up)) * _SIDE) for x, y in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
        at = _TOP + 14 + 20 * number
        parts.append(f'<rect x="{_LEFT + _SIDE + 16}" y="{at - 9}" width="10" height="10" fill="{colour}"/>')
        parts.append(f'<text x="{_LEFT + _SIDE + 32}" y="{at}">{html.escape(name)}</text>')
    width, height = _LEFT + _SIDE + _LEGEND, _TOP + _SIDE + 44
    about = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="{_FONTS}" font-size="12"'
    return f"<svg {about}>" + "".join(parts) + "</svg>\n"


def _points(table: Table, name: str) -> list[tuple[float, float]]:
    column = list(table.columns).index(name)
    pairs = [(row[0], row[column]) for row in table.rows]
    return [
        (float(x), float(y)) for x, y in pairs if isinstance(x, int | float) and isinstance(y, int | float) and y > 0
    ]


def _axis(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around all values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _at(value: float, axis: tuple[int, int]) -> float:
    return (math.log10(value) - axis[0]) / (axis[1] - axis[0])


def _frame(across: tuple[int, int], up: tuple[int, int], name: str) -> list[str]:
    low = _TOP + _SIDE
    parts = [f'<rect x="{_LEFT}" y="{_TOP}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#999"/>']
    for power in range(across[0], across[1] + 1):
        x = _LEFT + _at(10.0**power, across) * _SIDE
        parts.append(f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{low}" stroke="#eee"/>')
        parts.append(f'<text x="{x:.1f}" y="{low + 16}" text-anchor="middle">{_power(power)}</text>')
    for power in range(up[0], up[1] + 1):
        y = _TOP + (1 - _at(10.0**power, up)) * _SIDE
        parts.append(f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_LEFT + _SIDE}" y2="{y:.1f}" stroke="#eee"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{_power(power)}</text>')
    return [*parts, f'<text x="{_LEFT + _SIDE / 2}" y="{low + 36}" text-anchor="middle">{html.escape(name)}</text>']


def _power(power: int) -> str:
    return f"{10**power:,}" if 0 <= power < 4 else f"{10.0**power:g}" if -4 < power < 0 else f"10^{power}"
