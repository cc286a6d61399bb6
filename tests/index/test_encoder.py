"""The encoder with the real default model: shapes, order, limits, equal vectors for equal texts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index import encoder as encoders
from index.encoder import ModelFolder, TextEncoder
from index.errors import ModelError, QueryError
from index.types import Encoder
from tests.index.tiny_models import write_model

ONE = "办公室全年收文1260件，发文318件，办结率达到九成以上。"
OTHER = "机关食堂推行光盘行动，餐厨垃圾减少三成。"
TEXTS = [ONE, OTHER, "会", "The committee met twice in March.", ONE * 6, "督查通报"]


@pytest.fixture(scope="module")
def torch_encoder(model_folder: ModelFolder) -> TextEncoder:
    return encoders.load(model_folder, "torch", device="cpu")


@pytest.fixture(params=["encoder", "torch_encoder"])
def either(request: pytest.FixtureRequest) -> TextEncoder:
    given: TextEncoder = request.getfixturevalue(request.param)
    return given


def test_it_keeps_the_contract(either: TextEncoder) -> None:
    known: Encoder = either
    assert (known.name, known.dim, known.window) == ("multilingual-e5-small", 384, 507)
    for encode in (known.encode_queries, known.encode_passages):
        vectors = encode(TEXTS)
        assert (vectors.shape, vectors.dtype) == ((len(TEXTS), 384), np.float32)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=2e-6)
        assert encode([]).shape == (0, 384)


def test_equal_texts_have_equal_vectors_in_any_company(either: TextEncoder) -> None:
    alone = np.concatenate([either.encode_passages([text]) for text in TEXTS])
    order = [3, 0, 5, 1, 4, 2, 0, 0]
    together = either.encode_passages([TEXTS[index] for index in order])
    # float32 adds up in another order among other texts; int8 texts run one by one.
    tolerance = 0 if either.engine.startswith("onnx") else 1e-6
    np.testing.assert_allclose(together, alone[order], rtol=0, atol=tolerance)
    np.testing.assert_array_equal(together[1], together[-1])


def test_meaning_is_in_the_vectors(either: TextEncoder) -> None:
    queries = either.encode_queries(["一年处理了多少公文", "食堂怎样节约粮食"])
    passages = either.encode_passages([ONE, OTHER])
    assert (queries @ passages.T).argmax(axis=1).tolist() == [0, 1]


def test_queries_and_passages_have_prompts_of_their_own(encoder: TextEncoder) -> None:
    cosine = float((encoder.encode_queries([ONE]) @ encoder.encode_passages([ONE]).T)[0, 0])
    assert 0.9 < cosine < 0.9999


def test_tokens_are_counted_without_prompt_and_special_tokens(encoder: TextEncoder) -> None:
    assert encoder.count_tokens(["", "今天开会", "今天开会"]) == [0, 3, 3]
    assert encoder.count_tokens([]) == []


def test_the_window_is_used_to_the_end_and_never_passed(either: TextEncoder) -> None:
    beginnings = [(ONE * 100)[:length] for length in range(either.window, 2 * either.window)]
    counts = either.count_tokens(beginnings)
    full, over = (beginnings[counts.index(either.window + more)] for more in (0, 1))
    assert either.encode_queries([full]).shape == (1, 384)
    with pytest.raises(QueryError, match=r"1 token.* over") as raised:
        either.encode_queries([ONE, over])
    assert "办公室" not in str(raised.value)


def test_half_a_character_is_refused(encoder: TextEncoder) -> None:
    with pytest.raises(QueryError, match="surrogate"):
        encoder.encode_queries(["会\ud83d议"])


def test_threads_do_not_disturb_each_other(either: TextEncoder) -> None:
    expected = either.encode_passages(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: either.encode_passages(TEXTS), range(8)))
    for answer in answers:  # torch encodes them together with their neighbours: float32's rounding
        np.testing.assert_allclose(answer, expected, atol=0 if either.engine.startswith("onnx") else 1e-6)


def test_a_fingerprint_is_of_weights_and_prompts(tmp_path: Path) -> None:
    names = set()
    for number, (seed, prompts) in enumerate([(1, {}), (2, {}), (1, {"query": "q"}), (1, {"passage": "q"}), (1, {})]):
        path = write_model(tmp_path / str(number) / "same", seed=seed, prompts=prompts)
        folder = ModelFolder("same", path, tmp_path / str(number) / "prepared")
        names.add(encoders.load(folder, "torch", device="cpu").fingerprint)
    assert len(names) == 4
    assert all(name.startswith("same:") and len(name) == len("same:") + 16 for name in names)


def test_an_engine_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = write_model(tmp_path / "tiny")
    with pytest.raises(ModelError, match="use the engine torch"):
        encoders.load(ModelFolder("tiny", path, tmp_path / "prepared"), "onnx")


def test_a_start_without_torch_is_offline(model_folder: ModelFolder) -> None:
    code = """
import json, os, sys
from pathlib import Path
from index import encoder, model
folder = model.obtain("default", Path(sys.argv[1]))
encoder.load(folder, "onnx").encode_queries(["会议"])
heavy = {"torch", "transformers", "sentence_transformers", "huggingface_hub"} & set(sys.modules)
print(json.dumps([sorted(heavy), os.environ["HF_HUB_OFFLINE"], os.environ["HF_HOME"]]))
"""
    models_dir = model_folder.path.parent.absolute()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))}
    done = subprocess.run(
        [sys.executable, "-c", code, str(models_dir)], env=environment, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [[], "1", str(models_dir)]
    assert done.stderr == ""
