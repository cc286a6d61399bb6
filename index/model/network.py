"""The int8 network for onnxruntime, made straight from a BERT or XLM-R model's weights.

Written by hand instead of exported: the graph is small, the same on every machine (its hash is part of the
fingerprint), needs no torch, and places each quantised product where it costs least. One text goes in without padding,
its unit vector comes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from index.encoder.folder import Pooling
from index.types import FloatArray

Weights = Mapping[str, NDArray[Any]]

OPSET, IR_VERSION = 20, 10  # 20 is the first with everything used here; both are old enough for onnxruntime 1.18+
CONTRIB = "com.microsoft"
# Weights of the products in one int8 step keep to 7 bits: x86 processors without VNNI add pairs of 8-bit products in
# 16 bits, which 8-bit weights overflow. Measured cost: cosine to float32 0.9969 instead of 0.9971.
STEP_LIMIT = 63
# The last product of a layer has activations with few very large values, so that one scale for all of them loses most
# of the precision: cosine to float32 0.9969. With a scale for each 128 of them 0.9991, for a tenth of the speed.
BLOCK = 128


@dataclass(frozen=True, slots=True)
class Sizes:
    """The network's sizes; ``first_position`` is 0 in BERT and the padding id + 1 in XLM-R."""

    layers: int
    heads: int
    eps: float
    first_position: int


class UnsupportedNetworkError(Exception):
    """The model is not one that this graph describes."""


def read_sizes(config: Mapping[str, Any]) -> Sizes:
    """The sizes from a model's ``config.json``.

    :raises UnsupportedNetworkError: If it is not a plain BERT or XLM-R encoder.
    """
    kind = config.get("model_type")
    plain = config.get("hidden_act") == "gelu" and config.get("position_embedding_type", "absolute") == "absolute"
    if kind not in ("bert", "xlm-roberta") or not plain or config.get("is_decoder") or config.get("auto_map"):
        raise UnsupportedNetworkError
    first_position = 0 if kind == "bert" else int(config["pad_token_id"]) + 1
    return Sizes(
        int(config["num_hidden_layers"]),
        int(config["num_attention_heads"]),
        float(config["layer_norm_eps"]),
        first_position,
    )


def write_network(weights: Weights, sizes: Sizes, pooling: Pooling, path: Path) -> None:
    """Quantise the weights and write the graph: ``input_ids`` (1, tokens) int64 → ``embedding`` (1, dim) float32.

    :raises UnsupportedNetworkError: If a weight of the plain encoder is missing.
    """
    try:
        onnx.save(_Graph(weights, sizes).build(pooling), path)
    except KeyError as error:
        raise UnsupportedNetworkError from error


class _Graph:
    def __init__(self, weights: Weights, sizes: Sizes) -> None:
        prefix = next(
            name.removesuffix("embeddings.word_embeddings.weight")
            for name in [*weights, "embeddings.word_embeddings.weight"]
            if name.endswith("embeddings.word_embeddings.weight")
        )
        self._weights, self._prefix, self._sizes = weights, prefix, sizes
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def build(self, pooling: Pooling) -> onnx.ModelProto:
        states = self._embeddings()
        for layer in range(self._sizes.layers):
            states = self._layer(states, f"encoder.layer.{layer}")
        if pooling == "mean":
            pooled = self._node("ReduceMean", states, self._constant("axis", np.array([1])), keepdims=0)
        else:
            pooled = self._node("Gather", states, self._constant("first", np.array(0)), axis=1)
        self._node("LpNormalization", pooled, axis=-1, p=2)
        self._nodes[-1].output[0] = "embedding"
        dim = len(self._weight("embeddings.LayerNorm.bias"))
        graph = helper.make_graph(
            self._nodes,
            "encoder",
            [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "tokens"])],
            [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [1, dim])],
            self._constants,
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)

    def _weight(self, name: str) -> FloatArray:
        return self._weights[self._prefix + name].astype(np.float32)

    def _constant(self, name: str, value: NDArray[Any]) -> str:
        self._constants.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def _nodes_out(self, kind: str, inputs: tuple[str, ...], outputs: int, attributes: dict[str, Any]) -> list[str]:
        names = [f"{kind}_{len(self._nodes)}_{index}" for index in range(outputs)]
        self._nodes.append(helper.make_node(kind, inputs, names, **attributes))
        return names

    def _node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        return self._nodes_out(kind, inputs, 1, attributes)[0]

    def _embeddings(self) -> str:
        # A scale for each token: the table is four fifths of a small multilingual model and is only looked up.
        words = self._weight("embeddings.word_embeddings.weight")
        scales = _scales(words, 127)
        rows = self._node("Gather", self._constant("words", _quantised(words, scales)), "input_ids")
        scale = self._node("Gather", self._constant("words.scales", scales), "input_ids")
        word = self._node("Mul", self._node("Cast", rows, to=TensorProto.FLOAT), scale)
        positions = self._weight("embeddings.position_embeddings.weight")[self._sizes.first_position :]
        positions = positions + self._weight("embeddings.token_type_embeddings.weight")[0]
        tokens = self._node("Shape", "input_ids", start=1, end=2)
        zero = self._constant("zero", np.array([0]))
        place = self._node("Slice", self._constant("positions", positions), zero, tokens)
        return self._add_norm(word, place, "embeddings.LayerNorm")

    def _layer(self, states: str, layer: str) -> str:
        parts = [f"{layer}.attention.self.{part}" for part in ("query", "key", "value")]
        heads = self._nodes_out("Split", (self._step(states, *parts),), 3, {"axis": -1, "num_outputs": 3})
        attended = self._node("MultiHeadAttention", *heads, domain=CONTRIB, num_heads=self._sizes.heads)
        attended = self._step(attended, f"{layer}.attention.output.dense")
        states = self._add_norm(states, attended, f"{layer}.attention.output.LayerNorm")
        inner = self._node("Gelu", self._step(states, f"{layer}.intermediate.dense"), domain=CONTRIB)
        return self._add_norm(states, self._blocked(inner, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")

    def _add_norm(self, left: str, right: str, name: str) -> str:
        # Apart and not as one SkipLayerNormalization: that kernel took 5.6 ms of a text's 33, the two here 1.3.
        scale = self._constant(f"{name}.weight", self._weight(f"{name}.weight"))
        bias = self._constant(f"{name}.bias", self._weight(f"{name}.bias"))
        total = self._node("Add", left, right)
        return self._node("LayerNormalization", total, scale, bias, axis=-1, epsilon=self._sizes.eps)

    def _step(self, values: str, *names: str) -> str:
        """A product with a scale for each output channel and one for the activations; several are joined into one."""
        weight = np.concatenate([self._weight(f"{name}.weight") for name in names])
        bias = np.concatenate([self._weight(f"{name}.bias") for name in names])
        scales = _scales(weight, STEP_LIMIT)
        return self._node(
            "DynamicQuantizeMatMul",
            values,
            self._constant(f"{names[0]}.weight", _quantised(weight, scales).T),
            self._constant(f"{names[0]}.scales", scales[:, 0]),
            self._constant(f"{names[0]}.zeros", np.zeros(len(weight), np.int8)),
            self._constant(f"{names[0]}.bias", bias),
            domain=CONTRIB,
        )

    def _blocked(self, values: str, name: str) -> str:
        """A product with a scale for each block of weights and of activations."""
        weight = self._weight(f"{name}.weight")
        outputs, inputs = weight.shape
        blocks = np.pad(weight, ((0, 0), (0, -inputs % BLOCK))).reshape(outputs, -1, BLOCK)
        scales = _scales(blocks, 127)
        return self._node(
            "MatMulNBits",
            values,
            self._constant(f"{name}.weight", (_quantised(blocks, scales).astype(np.int16) + 128).astype(np.uint8)),
            self._constant(f"{name}.scales", scales[..., 0]),
            "",
            "",
            self._constant(f"{name}.bias", self._weight(f"{name}.bias")),
            domain=CONTRIB,
            K=inputs,
            N=outputs,
            bits=8,
            block_size=BLOCK,
            accuracy_level=4,  # int8 activations
        )


def _scales(values: FloatArray, limit: int) -> FloatArray:
    """The scale of each last axis, kept as an axis of one; 1 where all is zero."""
    scales = np.abs(values).max(axis=-1, keepdims=True) / np.float32(limit)
    return np.where(scales > 0, scales, np.float32(1)).astype(np.float32)


def _quantised(values: FloatArray, scales: FloatArray) -> NDArray[np.int8]:
    rounded: NDArray[np.int8] = np.rint(values / scales).astype(np.int8)
    return rounded
