"""Points that a paragraph strings together: 一是…二是…三是…, 首先…其次…, （1）…（2）…"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.numbering import NEXT, Label, inline_labels


@dataclass(slots=True)
class _Chain:
    """Numbers of one system that count up from one."""

    system: str
    last: int
    starts: list[int]


def find_points(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The ranges of the points in ``text[start:end]``, by their beginnings; a chain has at least two.

    A point ends where the next one of its chain begins, or one of a chain around it; the last ends with the text.
    """
    points: list[tuple[int, int]] = []
    open_chains: list[_Chain] = []

    def close(down_to: int, at: int) -> None:
        while len(open_chains) > down_to:
            chain = open_chains.pop()
            if len(chain.starts) > 1:
                points.extend(zip(chain.starts, [*chain.starts[1:], at], strict=True))

    for number in inline_labels(text, start, end):
        place = _place(open_chains, number)
        if place is not None and number.number in {open_chains[place].last + 1, NEXT}:
            close(place + 1, number.start)
            open_chains[place].last += 1
            open_chains[place].starts.append(number.start)
        elif number.number == 1:
            close(len(open_chains) if place is None else place, number.start)
            open_chains.append(_Chain(number.system, 1, [number.start]))
    close(0, end)
    return tuple(sorted((first, first + len(text[first:last].rstrip())) for first, last in points))


def _place(chains: list[_Chain], number: Label) -> int | None:
    return next((place for place, chain in enumerate(chains) if chain.system == number.system), None)
