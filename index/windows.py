"""A text that is too long for the model, as pieces that fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.types import Encoder

# What a text is cut into, the best first: sentences, else clauses or words; closing marks and space stay with them.
_PARTS = (
    re.compile(r".+?(?:[。！？!?；;…\n]+[”’」』）)\s]*|\.\s+|\Z)", re.DOTALL),
    re.compile(r".+?(?:[，、：,:]+[”’」』）)\s]*|\s+|\Z)", re.DOTALL),
)


def windows(encoder: Encoder, text: str) -> list[str]:
    """Cut a text so that each piece fits the encoder's window; the pieces joined are the text.

    The pieces are of about equal length, so that none of them is a poor rest. A text that fits is its only piece.
    """
    tokens = encoder.count_tokens([text])[0]
    if tokens <= encoder.window or len(text) == 1:
        return [text]
    aim = tokens / -(-tokens // encoder.window)
    pieces = _joined(list(_units(encoder, [text], 0)), aim, encoder.window)
    if len(pieces) == 1:
        pieces = _equal_parts(text, 2)
    # A tokenizer may find more tokens in a whole than in its parts: such a piece is cut again.
    return [part for piece in pieces for part in windows(encoder, piece)]


def _units(encoder: Encoder, texts: Sequence[str], level: int) -> Iterator[tuple[str, int]]:
    """Pieces that fit, with their tokens: sentences, else clauses, else equal parts."""
    for text, tokens in zip(texts, encoder.count_tokens(texts), strict=True):
        if tokens <= encoder.window or len(text) == 1:
            yield text, tokens
        elif level < len(_PARTS):
            yield from _units(encoder, _PARTS[level].findall(text), level + 1)
        else:
            yield from _units(encoder, _equal_parts(text, -(-tokens // encoder.window)), level)


def _equal_parts(text: str, count: int) -> list[str]:
    size = -(-len(text) // count)
    return [text[start : start + size] for start in range(0, len(text), size)]


def _joined(units: Sequence[tuple[str, int]], aim: float, limit: int) -> list[str]:
    pieces, used = [""], 0
    for text, tokens in units:
        if used and (used >= aim or used + tokens > limit):
            pieces.append("")
            used = 0
        pieces[-1] += text
        used += tokens
    return pieces
