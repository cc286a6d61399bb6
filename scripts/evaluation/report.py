"""What an evaluation hands back: figures for programs, and tables for people."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from scripts.evaluation.measures import Scores


@dataclass(frozen=True, slots=True)
class Table:
    """A title that says what was measured on what, and rows of named figures; all rows have the same names."""

    title: str
    rows: Mapping[str, Scores]


class Result(Protocol):
    """What each kind of evaluation returns for one set."""

    @property
    def name(self) -> str:
        """The set's name."""
        ...

    def figures(self) -> dict[str, Any]:
        """The figures as JSON shows them."""
        ...

    def table(self) -> Table:
        """The figures as people read them."""
        ...


@dataclass(frozen=True, slots=True)
class LikenessResult:
    """The figures of one file of pairs, once for the calibrated similarity and once for the raw cosine."""

    name: str
    title: str
    pairs: int
    similarity: Scores
    cosine: Scores

    def figures(self) -> dict[str, Any]:
        """The similarity's figures, the cosine's under "cosine", and the number of pairs."""
        return {**self.similarity, "cosine": dict(self.cosine), "pairs": self.pairs}

    def table(self) -> Table:
        """A row for the similarity and one for the cosine."""
        return Table(self.title, {"similarity": self.similarity, "cosine": self.cosine})


def render(table: Table) -> str:
    """The title, a line of column names, and a line for each row, in aligned columns; "–" for an undefined figure."""
    columns = list(next(iter(table.rows.values()), {}))
    lines = [["", *columns]]
    lines += [[name, *(_shown(scores[column]) for column in columns)] for name, scores in table.rows.items()]
    widths = [max(_width(line[i]) for line in lines) for i in range(len(columns) + 1)]
    return "\n".join([table.title, *(_aligned(line, widths) for line in lines)])


def counted(used: int, total: int, noun: str) -> str:
    """Says how many of the set were used: "4,221 queries", or "500 of 4,221 queries" under a limit."""
    return f"{total:,} {noun}" if used == total else f"{used:,} of {total:,} {noun}"


def percent(share: float | None) -> str:
    """A share in [0, 1] for a title; "–" when it is undefined."""
    return "–" if share is None else f"{share:.1%}"


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    name, *cells = line
    padded = [name + " " * (widths[0] - _width(name))]
    padded += [" " * (width - _width(cell)) + cell for cell, width in zip(cells, widths[1:], strict=True)]
    return ("  " + "  ".join(padded)).rstrip()


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
