"""What is read from a model's folder: prompts, pooling, window."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.encoder.folder import ModelFolder, Prompts, pooling, prompts, window
from index.errors import ModelDamagedError


def folder(path: Path, name: str = "model", **files: Any) -> ModelFolder:
    for file, content in files.items():
        target = path / f"{file.replace('__', '/')}.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(content))
    return ModelFolder(name, path, path / "prepared")


@pytest.mark.parametrize(
    ("name", "named", "expected"),
    [
        ("a", None, Prompts("", "")),
        ("a", {"query": "q ", "document": "d "}, Prompts("q ", "d ")),
        ("a", {"query": "q ", "document": "", "passage": "p "}, Prompts("q ", "p ")),
        ("intfloat/multilingual-e5-base", None, Prompts("query: ", "passage: ")),
        ("intfloat/e5-large-v2", {"query": "", "document": ""}, Prompts("query: ", "passage: ")),
        ("intfloat/multilingual-e5-small", {"query": "ask "}, Prompts("ask ", "")),
        ("intfloat/multilingual-e5-large-instruct", None, Prompts("", "")),
        ("someone/note5-small", None, Prompts("", "")),
    ],
)
def test_prompts(tmp_path: Path, name: str, named: dict[str, str] | None, expected: Prompts) -> None:
    assert prompts(folder(tmp_path, name, config_sentence_transformers={"prompts": named})) == expected


MODULES = [
    {"path": path, "type": f"sentence_transformers.models.{path[2:] or 'Transformer'}"} for path in ("", "1_Pooling")
]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False}, "mean"),
        ({"pooling_mode_cls_token": True}, "cls"),
        ({"pooling_mode": "mean"}, "mean"),
        ({"pooling_mode": "lasttoken"}, None),
        ({"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": True}, None),
        ({"pooling_mode_mean_tokens": True, "include_prompt": False}, None),
        ({}, None),
    ],
)
def test_pooling(tmp_path: Path, settings: dict[str, Any], expected: str | None) -> None:
    files = {"modules": MODULES, "1_Pooling__config": settings}
    assert pooling(folder(tmp_path, **files)) == expected


def test_a_further_module_is_more_than_pooling(tmp_path: Path) -> None:
    files = {"modules": [*MODULES, {"type": "sentence_transformers.models.Dense"}]}
    assert pooling(folder(tmp_path, **files, **{"1_Pooling__config": {"pooling_mode_mean_tokens": True}})) is None


def test_the_window_is_the_first_that_is_stated(tmp_path: Path) -> None:
    given = folder(tmp_path, tokenizer_config={"model_max_length": 10**30}, config={"max_position_embeddings": 512})
    assert window(given) == 512
    assert window(folder(tmp_path, sentence_bert_config={"max_seq_length": 128})) == 128


def test_damaged_settings_are_named(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text("[")
    with pytest.raises(ModelDamagedError, match=r"modules\.json"):
        pooling(folder(tmp_path))
