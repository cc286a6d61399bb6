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


class InfoAnswer(Answer):
    """Versions, model, counts, limits."""

    version: str
    model: str
    fingerprint: str = Field(description="Names weights, precision, tokenizer and prompts.")
    dim: int
    window: int = Field(description="Tokens a text may have before it is read in windows.")
    engine: str = Field(description="onnx or torch.")
    index_kind: str
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
