"""What runs here and whether it is well."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.schemas.common import Answer


class Limits(Answer):
    """The limits of this server; they are settings."""

    text_chars: int = Field(description="Characters a query, text or draft may have.")
    k: int
    batch: int
    upload_bytes: int = Field(description="Bytes that one request may have.")
    job_bytes: int = Field(description="Uploads larger than this become jobs.")
    job_chars: int = Field(description="Drafts longer than this are checked as jobs.")


class LanguageIndex(Answer):
    """How the vectors of a group of languages are searched, and what that costs."""

    language: str = Field(description="zh, en, ja, ko or other.")
    kind: str = Field(description="exact: each vector is compared; large: cells, with exact re-scoring.")
    rule: str = Field(description="Why this kind, and its layout.")
    vectors: int
    fresh: int = Field(description="Vectors beside a large index, searched exactly until they are merged into it.")
    recall: float | None = Field(
        description="Of the true nearest ten the share that is found, measured when the index was built; 1 for exact."
    )
    milliseconds: float | None = Field(description="Of one search when that was measured.")
    memory_bytes: int
    mapped_bytes: int = Field(description="On disk, mapped into memory as far as it is used.")


class InfoAnswer(Answer):
    """Versions, model, counts, limits."""

    version: str
    model: str
    fingerprint: str = Field(description="Names weights, precision, tokenizer and prompts.")
    dim: int
    window: int = Field(description="Tokens a text may have before it is read in windows.")
    engine: str = Field(description="onnx or torch.")
    index_kind: str = Field(description="exact, or large when one of the indexes is.")
    indexes: list[LanguageIndex] = Field(description="How the vectors of each group of languages are searched.")
    calibrated: bool
    documents: int
    passages: int
    sentences: int
    vectors: int
    store_version: int = Field(description="Rises with each write.")
    schema_version: int
    size_bytes: int
    limits: Limits


class HealthAnswer(Answer):
    """All is well."""

    status: Literal["ok"]
