"""Embeddings in the shape of OpenAI's interface, so that its client libraries work."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from service.schemas.common import Answer, AtMost, Body, Label, Text


def _as_texts(value: Any) -> Any:
    texts = tuple(value) if isinstance(value, list) else (value,)
    if any(isinstance(each, int | list) for each in texts):
        raise PydanticCustomError("token_arrays", "must be text; arrays of tokens belong to another model's tokenizer")
    return texts


EmbeddingInput = Annotated[
    tuple[Text, ...],
    AtMost("max_batch", "maxItems"),
    BeforeValidator(_as_texts),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1, "maxLength": {"setting": "max_text_chars"}},
                {
                    "type": "array",
                    "items": {"type": "string", "minLength": 1, "maxLength": {"setting": "max_text_chars"}},
                    "minItems": 1,
                    "maxItems": {"setting": "max_batch"},
                },
            ]
        }
    ),
]


class EmbeddingsIn(Body):
    """One text or several."""

    input: EmbeddingInput = Field(description="A text or several; none over the model's window.")
    model: Label = Field("", description="Any name is taken; the answer names the model that was used.")
    input_type: Literal["query", "passage"] = Field(
        "query", description="Models with prompts encode questions and documents differently."
    )
    encoding_format: Literal["float", "base64"] = Field("float", description="base64: float32, little endian.")
    dimensions: int | None = Field(None, description="Only the model's own number; vectors are never cut.")
    user: Label | None = Field(None, description="Taken and not used.")


class EmbeddingItem(Answer):
    """One vector, of unit length."""

    object: Literal["embedding"] = "embedding"
    index: int
    embedding: tuple[float, ...] | str = Field(description="Numbers, or base64 of them.")


class EmbeddingUsage(Answer):
    """Tokens that were read."""

    prompt_tokens: int
    total_tokens: int


class EmbeddingsAnswer(Answer):
    """The vectors, in the order of the texts."""

    object: Literal["list"] = "list"
    data: tuple[EmbeddingItem, ...]
    model: str
    usage: EmbeddingUsage
