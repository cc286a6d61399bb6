"""Similarity of given texts, in our own shape and in the one of text-embeddings-inference and Hugging Face."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from service.schemas.common import Answer, AtMost, Body, Text, exactly_one

Texts = Annotated[tuple[Text, ...], AtMost("max_batch", "maxItems")]
TextPairs = Annotated[tuple[tuple[Text, Text], ...], AtMost("max_batch", "maxItems")]


class SimilarityIn(Body):
    """One text against others, pairs of texts, or all of a list against each other."""

    source: Text | None = Field(None, description="Compared with each of targets.")
    targets: Texts | None = None
    pairs: TextPairs | None = Field(None, description="Pairs of texts.")
    texts: Texts | None = Field(None, description="Each is compared with each.")

    _one = model_validator(mode="after")(exactly_one("source", "pairs", "texts"))

    @model_validator(mode="after")
    def _source_with_targets(self) -> SimilarityIn:
        if (self.source is None) != (self.targets is None):
            raise ValueError("source and targets go together")
        return self


class SimilarityScore(Answer):
    """How alike two texts are."""

    similarity: float = Field(description="Calibrated, 0 to 1: 0.9 means nine in ten such pairs are judged the same.")
    cosine: float = Field(description="The model's raw cosine, -1 to 1.")


class SimilarityAnswer(Answer):
    """``results`` for targets or pairs, in order; ``matrix`` (rows and columns as the texts) for texts."""

    results: tuple[SimilarityScore, ...] | None = None
    matrix: tuple[tuple[SimilarityScore, ...], ...] | None = None
    calibrated: bool = Field(
        description="Whether similarity was fitted on judged pairs for this model; else derived from unrelated text."
    )
    took_ms: float = Field(description="Milliseconds it took here.")


class SentenceInputs(Body):
    """A sentence and those it is compared with."""

    source_sentence: Text = Field(examples=["加强督查督办，推动领导批示件落实。"])
    sentences: Texts = Field(examples=[["逐件跟踪领导批示的办理情况。", "组织干部体检。"]])


class SentenceSimilarityIn(Body):
    """The shape of text-embeddings-inference and of the Hugging Face pipeline.

    ``parameters`` and ``options`` are what those clients send along; nothing in them changes the answer.
    """

    inputs: SentenceInputs
    parameters: dict[str, Any] | None = Field(None, description="Taken and not used: nothing is ever truncated.")
    options: dict[str, Any] | None = Field(None, description="Taken and not used.")
