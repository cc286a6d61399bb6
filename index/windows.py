"""A text that is too long for the model, in pieces that fit."""

from __future__ import annotations

from corpus.fit import Window
from index.types import Encoder


def windows(encoder: Encoder, text: str) -> list[str]:
    """The text itself when it fits the encoder's window, else parts of it, cut between clauses if possible."""
    measure = Window(text, encoder.count_tokens, encoder.window)
    whole = (0, len(text))
    ranges = [whole] if measure.fits([whole])[0] else measure.cut([whole])[0]
    return [text[start:end] for start, end in ranges]
