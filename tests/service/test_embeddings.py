"""Embeddings, asked for by OpenAI's own client over a real connection."""

import base64

import numpy as np
import openai
import pytest

from tests.fakes import PairEncoder

TEXTS = ["加强督查督办", "推行按量取餐"]


@pytest.fixture
def client(live: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{live}v1", api_key="none", max_retries=0)


@pytest.mark.parametrize("options", [{}, {"encoding_format": "float"}, {"encoding_format": "base64"}])
def test_vectors_are_those_of_the_encoder(client: openai.OpenAI, options: dict[str, str]) -> None:
    answer = client.embeddings.create(model="any", input=TEXTS, **options)  # type: ignore[call-overload]
    vectors = [
        np.frombuffer(base64.b64decode(each.embedding), "<f4")
        if isinstance(each.embedding, str)
        else np.array(each.embedding, np.float32)
        for each in answer.data
    ]
    np.testing.assert_allclose(np.stack(vectors), PairEncoder().encode_queries(TEXTS), rtol=1e-6)
    assert [each.index for each in answer.data] == [0, 1]
    assert answer.model == "pairs"
    assert answer.usage.prompt_tokens == answer.usage.total_tokens == sum(map(len, TEXTS))


def test_one_text_as_a_passage(client: openai.OpenAI) -> None:
    answer = client.embeddings.create(
        model="any", input=TEXTS[0], dimensions=64, user="甲", extra_body={"input_type": "passage"}
    )
    assert len(answer.data) == 1
    assert np.linalg.norm(answer.data[0].embedding) == pytest.approx(1, abs=1e-6)


def test_errors_are_errors_of_the_client(client: openai.OpenAI) -> None:
    with pytest.raises(openai.UnprocessableEntityError, match="arrays of tokens"):
        client.embeddings.create(model="any", input=[1, 2, 3])
    with pytest.raises(openai.UnprocessableEntityError, match="64 dimensions"):
        client.embeddings.create(model="any", input="督查", dimensions=8)
    with pytest.raises(openai.UnprocessableEntityError, match="window"):
        client.embeddings.create(model="any", input="督" * 501)
