"""Text to token ids, for both engines; safe in several threads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tokenizers import Encoding, Tokenizer

from index.errors import ModelDamagedError, QueryError

# Texts that begin in the ways texts do: what a prompt costs in tokens may depend on what follows it.
_BEGINNINGS = ("会议", "the", "2018", "（一）", "“")


class Tokens:
    """A tokenizer that neither cuts nor pads.

    Its settings never change after this: the library refuses ("Already borrowed") only when one thread changes them
    while another encodes.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        tokenizer.no_truncation()
        tokenizer.no_padding()

    @classmethod
    def load(cls, path: Path) -> Tokens:
        """Read a ``tokenizer.json``.

        :raises ModelDamagedError: If there is none, or it cannot be read.
        """
        try:
            return cls(Tokenizer.from_file(str(path)))
        except Exception as error:  # the library raises Exception itself
            raise ModelDamagedError(f"The model's tokenizer in {path.parent.name} cannot be read.") from error

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text, special tokens included."""
        return [encoding.ids for encoding in self._encoded(texts, special=True)]

    def count(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, special tokens left out."""
        return [len(encoding) for encoding in self._encoded(texts, special=False)]

    def cost(self, prompt: str) -> int:
        """The most tokens that a prompt and the special ones add to a text."""
        with_prompt = self.ids([prompt + text for text in _BEGINNINGS])
        return max(len(ids) - count for ids, count in zip(with_prompt, self.count(_BEGINNINGS), strict=True))

    def _encoded(self, texts: Sequence[str], *, special: bool) -> list[Encoding]:
        try:
            return self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=special)
        except (TypeError, UnicodeEncodeError) as error:
            raise QueryError("A text holds half a character (a lone surrogate).") from error
