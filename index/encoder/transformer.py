"""A model as sentence-transformers has it: opened, or taken apart to weights and tokenizer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from index.encoder.folder import ModelFolder
from index.errors import ModelDamagedError, ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


@dataclass(frozen=True, slots=True)
class Transformer:
    """Weights by Hugging Face's names, float32, and the content of a ``tokenizer.json``."""

    weights: Mapping[str, NDArray[Any]]
    tokenizer: str


def open_model(folder: ModelFolder, device: str) -> SentenceTransformer:
    """The model in float32, without code of its own (``trust_remote_code``).

    :raises ModelDamagedError: If its files cannot be loaded.
    """
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - seconds, and 200 MB with torch
    from transformers.utils.logging import disable_progress_bar  # noqa: PLC0415

    disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(
            str(folder.path),
            device=device,
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"dtype": "float32"},
        )
    except Exception as error:  # what a model's files can break is open-ended
        raise ModelDamagedError(f"sentence-transformers cannot load {folder.name}.") from error


def tokenizer_json(model: SentenceTransformer) -> str:
    """The content of a ``tokenizer.json`` equal to the model's tokenizer.

    :raises ModelError: If the model's tokenizer is not one of the tokenizers library.
    """
    backend = getattr(model.tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise ModelError("The model has no tokenizer of the tokenizers library.")
    return str(backend.to_str())


def read_transformer(folder: ModelFolder) -> Transformer:
    """Take a model apart whose first module is a transformer.

    :raises ModelError: If it cannot be loaded, or its tokenizer is not one of the tokenizers library.
    """
    model = open_model(folder, "cpu")
    network: Any = model[0]
    state = network.auto_model.state_dict()
    return Transformer({name: weight.numpy() for name, weight in state.items()}, tokenizer_json(model))
