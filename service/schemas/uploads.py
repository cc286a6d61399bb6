"""Files that come with a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, InstanceOf, WithJsonSchema


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file as it was sent; ``name`` is a label and never a path on disk."""

    name: str
    data: bytes


Files = Annotated[
    tuple[InstanceOf[UploadedFile], ...],
    Field(min_length=1),
    WithJsonSchema({"type": "array", "minItems": 1, "items": {"type": "string", "format": "binary"}}),
]
