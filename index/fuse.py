"""One order from two kinds of evidence: closeness in meaning and shared words."""

from __future__ import annotations

from collections.abc import Mapping

from index.types import Mode

# Weights found on the tuning half of the sample corpus' queries and of eval/search; see docs/quality.md.
_OWN = 0.3
_WORDS = 4.0


def meaning_score(nearest: float, own: float | None) -> float:
    """A passage's closeness: its nearest text (mostly a sentence), helped by the passage as a whole.

    :param own: None in another language, where the vector of a long passage says little but its genre.
    """
    return nearest if own is None else (nearest + _OWN * own) / (1 + _OWN)


def fuse(meaning: Mapping[int, float], words: Mapping[int, float], mode: Mode) -> dict[int, float]:
    """The score that orders each passage.

    :param meaning: Closeness of every candidate.
    :param words: Share of the query's words, about 1 for all, of the candidates that have any.
    """
    if mode == "meaning":
        return dict(meaning)
    if mode == "words":
        return {passage: words.get(passage, 0.0) for passage in meaning}
    return {passage: closeness + _WORDS * words.get(passage, 0.0) for passage, closeness in meaning.items()}
