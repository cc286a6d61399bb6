"""What a model's folder says about itself: weights, prompts, pooling and window, read without the big libraries."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from index.errors import ModelDamagedError

Pooling = Literal["mean", "cls"]

# The e5 family was trained with these prompts, but most of its folders do not name them (its model cards do). The
# instruct models have prompts of their own in their folders.
_E5 = re.compile(r"(^|[/_-])e5-(small|base|large)(?!.*instruct)")
_E5_PROMPTS = {"query": "query: ", "passage": "passage: "}
_PASSAGE_NAMES = (
    "passage",
    "document",
    "corpus",
)  # in sentence-transformers' order of use, "passage" first: see prompts


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A model on this disk.

    ``path`` is a folder as sentence-transformers loads it and may be read-only; ``prepared`` is where Wenheng keeps
    what it makes of the model: the int8 network, the choice of engine, hashes.
    """

    name: str
    path: Path
    prepared: Path

    @property
    def tokenizer(self) -> Path:
        """The tokenizer of the int8 network."""
        own = self.prepared / "tokenizer.json"
        return own if own.exists() else self.path / "tokenizer.json"

    @property
    def network(self) -> Path:
        """The int8 network, for onnxruntime; not every model has one."""
        return self.prepared / "model.int8.onnx"


@dataclass(frozen=True, slots=True)
class Prompts:
    """What is put before a query and before a passage; may be empty."""

    query: str
    passage: str


def read_json(path: Path) -> dict[str, Any] | list[Any]:
    """The content of a settings file; an empty mapping when there is none.

    :raises ModelDamagedError: If it is not JSON.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise ModelDamagedError(f"The model's file {path.name} is damaged.") from error
    if not isinstance(content, dict | list):
        raise ModelDamagedError(f"The model's file {path.name} is damaged.")
    return content


def settings(path: Path) -> dict[str, Any]:
    """The content of a settings file that must hold a mapping; empty when there is none."""
    content = read_json(path)
    if not isinstance(content, dict):
        raise ModelDamagedError(f"The model's file {path.name} is damaged.")
    return content


def prompts(folder: ModelFolder) -> Prompts:
    """The prompts the folder names; those of the e5 family for an e5 model that names none; otherwise empty.

    sentence-transformers itself lets an empty "document" go before a "passage" that has text; here text goes first.
    """
    named = settings(folder.path / "config_sentence_transformers.json").get("prompts") or {}
    if not any(named.values()) and _E5.search(folder.name.lower()):
        named = _E5_PROMPTS
    passage = next((named[name] for name in _PASSAGE_NAMES if named.get(name)), "")
    return Prompts(query=named.get("query") or "", passage=passage)


def pooling(folder: ModelFolder) -> Pooling | None:
    """How token vectors become one: None when it is neither the mean nor the first token, or there is more to it."""
    modules = [module for module in read_json(folder.path / "modules.json") if isinstance(module, dict)]
    kinds = [str(module.get("type", "")).rsplit(".", 1)[-1] for module in modules]
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        return None
    pool = settings(folder.path / modules[1].get("path", "1_Pooling") / "config.json")
    modes = {key for key, value in pool.items() if key.startswith("pooling_mode_") and value is True}
    modes |= {f"pooling_mode_{pool['pooling_mode']}"} if isinstance(pool.get("pooling_mode"), str) else set()
    if pool.get("include_prompt", True) is not True:
        return None
    if modes <= {"pooling_mode_mean_tokens", "pooling_mode_mean"} and modes:
        return "mean"
    return "cls" if modes and modes <= {"pooling_mode_cls_token", "pooling_mode_cls"} else None


def window(folder: ModelFolder) -> int | None:
    """The most tokens a text may have, prompt and special tokens included, as the folder states it."""
    stated = settings(folder.path / "sentence_bert_config.json").get("max_seq_length")
    for value in (
        stated,
        settings(folder.path / "tokenizer_config.json").get("model_max_length"),
        settings(folder.path / "config.json").get("max_position_embeddings"),
    ):
        if isinstance(value, int) and 0 < value < 1_000_000:  # transformers writes 10^30 for "no limit"
            return value
    return None
