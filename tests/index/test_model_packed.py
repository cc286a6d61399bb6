"""The packed file, and the sentence-transformers folder made of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from index.errors import ModelDamagedError
from index.model.assemble import assemble, weights
from index.model.packed import read_packed
from tests.index.tiny_models import FEED_FORWARD, HIDDEN, PIECES, REPLACEMENTS, PackedFile


def test_tensors_are_what_the_blocks_say() -> None:
    file = PackedFile()
    tensors = read_packed(file.write()).tensors
    for name in file.nibbles:
        np.testing.assert_array_equal(tensors[name], file.value(name))
    for name, values in file.plain.items():
        np.testing.assert_array_equal(tensors[name], values)


def test_weights_have_bert_names_and_keep_rows_as_outputs() -> None:
    file = PackedFile()
    named = weights(read_packed(file.write()))
    inner = named["encoder.layer.1.intermediate.dense.weight"]
    assert inner.shape == (FEED_FORWARD, HIDDEN)
    np.testing.assert_array_equal(inner.ravel(), file.value("l1.fi.w"))


def set_(name: str, value: object) -> Callable[[PackedFile], None]:
    return lambda file: setattr(file, name, value)


DAMAGE: dict[str, Callable[[PackedFile], object]] = {
    "magic": set_("magic", b"E5S2"),
    "block size": set_("block", 64),
    "heads that do not divide": lambda file: file.sizes.__setitem__(2, 5),
    "no layers": lambda file: file.sizes.__setitem__(1, 0),
    "fewer words than pieces": lambda file: file.sizes.__setitem__(4, 3),
    "a piece twice": lambda file: file.pieces.__setitem__(5, b"1"),
    "an empty piece": lambda file: file.pieces.__setitem__(5, b""),
    "a piece that is not UTF-8": lambda file: file.pieces.__setitem__(5, b"\xff"),
    "half a character": lambda file: file.replacements.__setitem__("x", "\ud800"),
    "a number that is none": lambda file: file.plain["emb.pos"].__setitem__(0, np.nan),
}


@pytest.mark.parametrize("change", DAMAGE.values(), ids=DAMAGE.keys())
def test_damage_is_noticed(change: Callable[[PackedFile], object]) -> None:
    file = PackedFile()
    change(file)
    with pytest.raises(ModelDamagedError):
        read_packed(file.write())


def test_a_file_cut_anywhere_is_noticed() -> None:
    whole = PackedFile().write()
    for length in range(0, len(whole), 97):
        with pytest.raises(ModelDamagedError):
            read_packed(whole[:length])


def test_a_missing_or_misshapen_tensor_is_noticed() -> None:
    for change in (lambda file: file.plain.pop("l1.oln.b"), lambda file: file.sizes.__setitem__(5, 20)):
        file = PackedFile()
        change(file)
        with pytest.raises(ModelDamagedError):
            weights(read_packed(file.write()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("packed")
    assemble(read_packed(PackedFile().write()), path)
    return path


def test_the_normaliser_is_the_table(folder: Path) -> None:
    normaliser = Tokenizer.from_file(str(folder / "tokenizer.json")).normalizer
    for old, new in REPLACEMENTS.items():
        assert normaliser.normalize_str(f"会{old}议") == f"会{new}议"
    assert normaliser.normalize_str("Ｂ～é\u3000") == "Ｂ～é\u3000"  # neighbours of entries in the byte trie
    assert normaliser.normalize_str("会  \t议") == "会 议"


def test_the_tokenizer_knows_metaspace_and_special_tokens(folder: Path) -> None:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    assert tokenizer.encode("会议 督查Ａ").tokens == ["<s>", "▁会议", "▁", "督查", "A", "</s>"]
    assert [tokenizer.token_to_id(piece) for piece in PIECES] == list(range(len(PIECES)))


def test_sentence_transformers_loads_the_folder(folder: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    assert model.max_seq_length == 16
    assert model.prompts["query"] == "query: "
    assert model.prompts["passage"] == "passage: "
    vectors = model.encode(["督查会议", "1"], prompt_name="query")
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    words = model[0].auto_model.embeddings.word_embeddings.weight.detach().numpy()
    np.testing.assert_array_equal(words.ravel(), PackedFile().value("emb.word"))
