"""Drafts made from hand-written pairs: some passages said anew, others by somebody who never saw the source."""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAIRS = Path(__file__).parent / "pairs"
_SENTENCE_END = re.compile(r"(?<=[。！？；!?;])")
_LATIN_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
# Consecutive sentences of a translated text that make one passage.
_PASSAGE = 3


@dataclass(frozen=True, slots=True)
class Passage:
    """A source's sentences, the same said anew, which of these carries which, and others' sentences on the subject."""

    source: tuple[str, ...]
    anew: tuple[str, ...]
    links: frozenset[tuple[int, int]]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """Sentences, and for each the places (passage, sentence) of the sources it carries."""

    sentences: tuple[str, ...]
    sources: tuple[frozenset[tuple[int, int]], ...]


def read_passages(path: Path) -> list[Passage]:
    """The passages of a file of pairs."""
    return [_passage(json.loads(line)) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _passage(row: dict[str, Any]) -> Passage:
    source = str(row["source"])
    ends = _LATIN_SENTENCE_END if row.get("lang") == "zh" else _SENTENCE_END
    anew = row["paraphrase"] if "paraphrase" in row else row["translation"]
    return Passage(
        tuple(part for part in ends.split(source) if part.strip()),
        tuple(anew),
        frozenset((ours, theirs) for ours, theirs in row["links"]),
        tuple(row["other"]),
    )


def read_bitext(path: Path) -> list[Passage]:
    """Passages of consecutive sentences of a translated text (columns text1, text2: source and translation)."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row[:2] for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)][1:]
    chinese = 0 if re.search("[\u4e00-\u9fff]{3}", rows[0][0]) else 1
    links = frozenset((at, at) for at in range(_PASSAGE))
    return [
        Passage(tuple(row[chinese] for row in group), tuple(row[1 - chinese] for row in group), links, ())
        for group in _groups(rows)
    ]


def _groups(rows: Sequence[list[str]]) -> Iterator[Sequence[list[str]]]:
    for start in range(0, len(rows) - _PASSAGE + 1, _PASSAGE):
        yield rows[start : start + _PASSAGE]


def drafts(passages: Sequence[Passage], *, size: int, borrowed: float, rounds: int, seed: int) -> list[Draft]:
    """Drafts of ``size`` passages each; a share ``borrowed`` of the passages is said anew, the rest are others'."""
    chance = random.Random(seed)  # noqa: S311
    made = []
    for _ in range(rounds):
        order = list(range(len(passages)))
        chance.shuffle(order)
        made += [
            _draft(passages, order[start : start + size], borrowed, chance) for start in range(0, len(order), size)
        ]
    return [each for each in made if each.sentences]


def _draft(passages: Sequence[Passage], chosen: Sequence[int], borrowed: float, chance: random.Random) -> Draft:
    sentences: list[str] = []
    sources: list[frozenset[tuple[int, int]]] = []
    for number in chosen:
        passage = passages[number]
        if chance.random() < borrowed:
            sentences += passage.anew
            sources += [
                frozenset((number, theirs) for ours, theirs in passage.links if ours == at)
                for at in range(len(passage.anew))
            ]
        else:
            sentences += passage.others
            sources += [frozenset()] * len(passage.others)
    return Draft(tuple(sentences), tuple(sources))
