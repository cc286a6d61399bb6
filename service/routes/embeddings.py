"""POST /v1/embeddings, as OpenAI's client libraries call it."""

from __future__ import annotations

import base64

from apiflask import APIBlueprint

from index.types import FloatArray
from service import shapes
from service.errors import InvalidRequestError
from service.examples import EMBEDDINGS
from service.schemas.embeddings import EmbeddingsAnswer, EmbeddingsIn
from service.state import engine

blueprint = APIBlueprint("embeddings", __name__, url_prefix="/v1", tag="Embeddings 向量")


@blueprint.post("/embeddings")
@blueprint.input(EmbeddingsIn, arg_name="asked", example=EMBEDDINGS.asked)
@blueprint.output(EmbeddingsAnswer, example=EMBEDDINGS.answered)
def embeddings(asked: EmbeddingsIn) -> shapes.Shape:
    """Turn texts into unit vectors, in the shape of OpenAI's interface."""
    encoder = engine().encoder
    if asked.dimensions not in {None, encoder.dim}:
        said = f"this model has {encoder.dim} dimensions; vectors are not cut"
        raise InvalidRequestError(f"The request is not valid: dimensions: {said}.", {"dimensions": [said]})
    vectors = engine().embed(asked.input, asked.input_type)
    tokens = sum(encoder.count_tokens(asked.input))
    return {
        "object": "list",
        "data": [
            {"object": "embedding", "index": index, "embedding": _encoded(vector, asked.encoding_format)}
            for index, vector in enumerate(vectors)
        ],
        "model": encoder.name,
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }


def _encoded(vector: FloatArray, encoding_format: str) -> str | list[float]:
    if encoding_format == "base64":
        return base64.b64encode(vector.astype("<f4").tobytes()).decode("ascii")
    return [float(each) for each in vector]
