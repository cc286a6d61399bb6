"""The reliability diagram: in each tenth of similarity, the share of pairs that people judge the same."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle

import numpy as np
from numpy.typing import NDArray

from scripts.evaluation.measures import CALIBRATION_BINS

_SIDE, _LEFT, _TOP, _LEGEND = 320, 48, 16, 190
# Bins with fewer pairs are noise and are not drawn.
_LEAST = 10
_COLOURS = ("#1b6ca8", "#c0392b", "#2e8b57", "#8e44ad", "#d68910", "#555555")


def reliability(values: NDArray[np.float64], positive: NDArray[np.bool_]) -> list[tuple[float, float, int]]:
    """For each tenth with pairs: mean similarity, share judged the same, number of pairs."""
    bins = np.minimum((np.clip(values, 0, 1) * CALIBRATION_BINS).astype(np.int64), CALIBRATION_BINS - 1)
    return [
        (float(values[here].mean()), float(positive[here].mean()), int(here.sum()))
        for each in range(CALIBRATION_BINS)
        if (here := bins == each).any()
    ]


def diagram(sets: Mapping[str, tuple[NDArray[np.float64], NDArray[np.bool_]]]) -> str:
    """An SVG picture with a line for each set; the diagonal is honest."""
    lines = []
    for number, ((name, (values, positive)), colour) in enumerate(zip(sets.items(), cycle(_COLOURS), strict=False)):
        points = [(x, y) for x, y, count in reliability(values, positive) if count >= _LEAST]
        path = " ".join(f"{_LEFT + x * _SIDE:.1f},{_TOP + (1 - y) * _SIDE:.1f}" for x, y in points)
        lines.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        at = _TOP + 14 + 20 * number
        lines.append(f'<rect x="{_LEFT + _SIDE + 16}" y="{at - 9}" width="10" height="10" fill="{colour}"/>')
        lines.append(f'<text x="{_LEFT + _SIDE + 32}" y="{at}">{name}</text>')
    ticks = [
        f'<text x="{_LEFT + tenth / 10 * _SIDE}" y="{_TOP + _SIDE + 16}" text-anchor="middle">{tenth / 10}</text>'
        f'<text x="{_LEFT - 6}" y="{_TOP + (1 - tenth / 10) * _SIDE + 4}" text-anchor="end">{tenth / 10}</text>'
        for tenth in (0, 2, 4, 6, 8, 10)
    ]
    width, height = _LEFT + _SIDE + _LEGEND, _TOP + _SIDE + 40
    low, right = _TOP + _SIDE, _LEFT + _SIDE
    frame = f'<rect x="{_LEFT}" y="{_TOP}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#999"/>'
    honest = f'<line x1="{_LEFT}" y1="{low}" x2="{right}" y2="{_TOP}" stroke="#999" stroke-dasharray="4"/>'
    says = "similarity → share judged the same"
    axis = f'<text x="{_LEFT + _SIDE / 2}" y="{height - 6}" text-anchor="middle">{says}</text>'
    about = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12"'
    white = '<rect width="100%" height="100%" fill="white"/>'
    return f"<svg {about}>" + "".join([white, frame, honest, *ticks, *lines, axis]) + "</svg>\n"
