"""A ``tokenizers`` tokenizer from the packed vocabulary: normaliser, metaspace, unigram, XLM-R's special tokens."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from index.model.packed import Vocabulary

_LEAF, _VALUE = 1 << 8, 1 << 31  # flags of darts-clone's double array, which SentencePiece's tables are


def build_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """The tokenizer of XLM-R as the reference implementation has it: ``<s> … </s>`` around every text."""
    tokenizer = Tokenizer(models.Unigram(list(vocabulary.pieces), unk_id=vocabulary.unk, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(precompiled(vocabulary.replacements)), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    bos, eos, pad, unk = (
        vocabulary.pieces[index][0] for index in (vocabulary.bos, vocabulary.eos, vocabulary.pad, vocabulary.unk)
    )
    tokenizer.add_special_tokens([bos, pad, eos, unk, AddedToken("<mask>", lstrip=True, special=True)])
    tokenizer.post_processor = processors.TemplateProcessing(
        single=[bos, "$A", eos],
        pair=[bos, "$A", eos, eos, "$B", eos],
        special_tokens=[(bos, vocabulary.bos), (eos, vocabulary.eos)],
    )
    return tokenizer


def precompiled(replacements: Mapping[str, str]) -> bytes:
    """SentencePiece's binary form of a table of characters and what each becomes.

    A u32 length, a double array over the UTF-8 bytes of the characters, then the replacements, each ended by NUL; an
    entry's value is the byte offset of its replacement. In the array a node at ``i`` has its children at
    ``i ^ offset ^ byte``. Here every inner node has 256 slots of its own, which wastes some 200 kB and needs no search
    for room; UTF-8 has no character that begins another, so that no node is both inner and last.
    """
    inner: dict[bytes, int] = {b"": 0}
    for character in replacements:
        key = character.encode()
        for length in range(1, len(key)):
            inner.setdefault(key[:length], len(inner))
    values_at = (len(inner) + 1) * 256  # block 0 holds only the root, since a node may not be its own child
    units = [0] * (values_at + len(replacements) + 255 & ~255)
    blob = bytearray()

    def slot(prefix: bytes) -> int:
        return (inner[prefix[:-1]] + 1) * 256 + prefix[-1] if prefix else 0

    for prefix, block in inner.items():
        at = slot(prefix)
        units[at] = (at ^ (block + 1) * 256) << 10 | (prefix[-1] if prefix else 0)
    for index, (character, replacement) in enumerate(replacements.items()):
        key = character.encode()
        at, value_at = slot(key), values_at + index
        units[at] = (at ^ value_at) << 10 | _LEAF | key[-1]
        units[value_at] = len(blob) | _VALUE
        blob += replacement.encode() + b"\0"
    return struct.pack(f"<I{len(units)}I", 4 * len(units), *units) + bytes(blob)
