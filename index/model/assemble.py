"""From the packed model to a folder that sentence-transformers loads like any other."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import save_file

from index.errors import ModelDamagedError
from index.model.packed import PackedModel, Shape, Vocabulary
from index.model.tokenizer import build_tokenizer
from index.types import FloatArray

# Hugging Face's names of a BERT layer's parts, by the packed file's.
_LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def assemble(packed: PackedModel, folder: Path) -> None:
    """Write the model as a sentence-transformers folder with the prompts ``query: `` and ``passage: ``.

    :raises ModelDamagedError: If a tensor is missing or has another size than the header says.
    :raises OSError: If the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        save_file(weights(packed), folder / "model.safetensors", metadata={"format": "pt"})
    except SafetensorError as error:  # a full disk, for one
        raise OSError(str(error)) from error
    (folder / "tokenizer.json").write_text(build_tokenizer(packed.vocabulary).to_str(pretty=True), encoding="utf-8")
    for name, content in _settings(packed.shape, packed.vocabulary).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    shutil.copymode(folder / "config.json", folder / "model.safetensors")  # which is written for its owner alone


def weights(packed: PackedModel) -> dict[str, FloatArray]:
    """The tensors by the names of Hugging Face's ``BertModel``.

    :raises ModelDamagedError: If a tensor is missing or has another size than the header says.
    """
    return dict(_weights(packed))


def _weights(packed: PackedModel) -> Iterator[tuple[str, FloatArray]]:
    shape, hidden = packed.shape, packed.shape.hidden

    def tensor(name: str, *size: int) -> FloatArray:
        values = packed.tensors.get(name)
        if values is None or values.size != np.prod(size):
            raise ModelDamagedError("A tensor of the packed model is missing or has a wrong size.")
        return values.reshape(size)

    yield "embeddings.word_embeddings.weight", tensor("emb.word", shape.vocabulary, hidden)
    yield "embeddings.position_embeddings.weight", tensor("emb.pos", shape.positions, hidden)
    yield "embeddings.token_type_embeddings.weight", tensor("emb.type", shape.types, hidden)
    yield "embeddings.LayerNorm.weight", tensor("emb.ln.w", hidden)
    yield "embeddings.LayerNorm.bias", tensor("emb.ln.b", hidden)
    sizes = {"fi": (shape.feed_forward, hidden), "fo": (hidden, shape.feed_forward), "aln": (hidden,), "oln": (hidden,)}
    for layer in range(shape.layers):
        for part, target in _LAYER_PARTS.items():
            size = sizes.get(part, (hidden, hidden))
            yield f"encoder.layer.{layer}.{target}.weight", tensor(f"l{layer}.{part}.w", *size)
            yield f"encoder.layer.{layer}.{target}.bias", tensor(f"l{layer}.{part}.b", size[0])
    # The package leaves out BERT's pooler, which mean pooling does not use; loading it would warn of missing weights.
    yield "pooler.dense.weight", np.zeros((hidden, hidden), np.float32)
    yield "pooler.dense.bias", np.zeros(hidden, np.float32)


def _settings(shape: Shape, vocabulary: Vocabulary) -> dict[str, Any]:
    special = {
        "bos_token": vocabulary.pieces[vocabulary.bos][0],
        "eos_token": vocabulary.pieces[vocabulary.eos][0],
        "cls_token": vocabulary.pieces[vocabulary.bos][0],
        "sep_token": vocabulary.pieces[vocabulary.eos][0],
        "pad_token": vocabulary.pieces[vocabulary.pad][0],
        "unk_token": vocabulary.pieces[vocabulary.unk][0],
        "mask_token": "<mask>",
    }
    return {
        "config.json": _network(shape, vocabulary),
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            **special,
        },
        "special_tokens_map.json": special,
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "passage": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _network(shape: Shape, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "dtype": "float32",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.types,
        "layer_norm_eps": shape.layer_norm_eps,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "position_embedding_type": "absolute",
        "bos_token_id": vocabulary.bos,
        "eos_token_id": vocabulary.eos,
        "pad_token_id": vocabulary.pad,
    }
