"""The int8 network against torch, for each kind of encoder it describes."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from index import encoder, model
from index.encoder import ModelFolder
from index.model.check import agreement, golden
from index.model.network import UnsupportedNetworkError, read_sizes
from tests.index.tiny_models import write_model

TEXTS = ["督查通报", "the office", "会议材料，工作总结。" * 5, ""]
PLAIN = {"model_type": "bert", "hidden_act": "gelu", "num_hidden_layers": 1, "num_attention_heads": 1}


@pytest.mark.parametrize("kind", ["bert", "xlm-roberta"])
@pytest.mark.parametrize("pooling", ["mean_tokens", "cls_token"])
def test_the_network_agrees_with_torch(tmp_path: Path, kind: Literal["bert", "xlm-roberta"], pooling: str) -> None:
    path = write_model(tmp_path / "given", kind, pooling=pooling, prompts={"query": "query: "})
    folder = model.obtain(str(path), tmp_path / "models")
    exact, small = encoder.load(folder, "torch", device="cpu"), encoder.load(folder, "onnx")
    assert agreement(small.encode_passages(TEXTS), exact.encode_passages(TEXTS)) > 0.998
    assert agreement(small.encode_queries(TEXTS), exact.encode_queries(TEXTS)) > 0.998
    assert small.window == exact.window == 60 - 2 - len("▁query:")
    assert small.fingerprint != exact.fingerprint


@pytest.mark.parametrize(("act", "pooling"), [("relu", "mean_tokens"), ("gelu", "max_tokens")])
def test_other_networks_stay_with_torch(tmp_path: Path, act: str, pooling: str) -> None:
    path = write_model(tmp_path / "given", act=act, pooling=pooling)
    folder = model.obtain(str(path), tmp_path / "models")
    assert not folder.network.exists()
    assert encoder.load(folder).engine.startswith("torch float32")


@pytest.mark.parametrize(
    "change",
    [{"model_type": "gpt2"}, {"hidden_act": "relu"}, {"position_embedding_type": "relative_key"}, {"is_decoder": True}],
)
def test_only_plain_encoders_are_described(change: dict[str, object]) -> None:
    with pytest.raises(UnsupportedNetworkError):
        read_sizes({**PLAIN, "layer_norm_eps": 1e-12, **change})


def test_the_default_model_agrees_with_its_package(model_folder: ModelFolder) -> None:
    known = golden()
    exact, small = encoder.load(model_folder, "torch", device="cpu"), encoder.load(model_folder, "onnx")
    assert agreement(known.encoded(exact), known.vectors) > 0.9995
    assert agreement(known.encoded(small), known.vectors) > 0.995
    assert tuple(small.count_tokens([*known.queries, *known.passages])) == known.tokens
    np.testing.assert_allclose(np.linalg.norm(known.vectors, axis=1), 1, atol=1e-3)
