"""A text that is too long for the model, in pieces that fit."""

from __future__ import annotations

from corpus.split import split_passages
from corpus.types import Block, Document, Facts, OutlinedBlock
from index.types import Encoder


def windows(encoder: Encoder, text: str) -> list[str]:
    """The text itself when it fits the encoder's window, else parts of it, cut as a passage of the corpus would be."""
    if encoder.count_tokens([text])[0] <= encoder.window:
        return [text]
    whole = Document(text, (OutlinedBlock(Block(0, len(text))),), Facts())
    parts = split_passages(whole, encoder.count_tokens, encoder.window)
    return [text[part.start : part.end] for part in parts]
