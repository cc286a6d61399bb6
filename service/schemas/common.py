"""The pieces every request is made of: limited texts and lists, "one or many", the filters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    ValidationInfo,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from corpus.store import Filters
from service.keys.veil import hidden, revealed
from service.settings import Settings

# SQLite's largest integer: a larger number is no id.
MAX_ID = 2**63 - 1
# Longer labels (titles, tags, organs, sources) are a mistake; 1000 leaves room for a full path.
MAX_LABEL_CHARS = 1000
MAX_LABELS = 100
MAX_IDS = 1000

T = TypeVar("T")


class Body(BaseModel):
    """What a caller sends as JSON: no other fields, no other types.

    :cvar upload: What the same route takes as a form with files instead, where it does.
    """

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)
    upload: ClassVar[type[BaseModel] | None] = None


class Form(BaseModel):
    """What a caller sends in the address or as a form, where every value is a string."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """What a caller gets; made from the dataclasses of the index."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


@dataclass(frozen=True)
class AtMost:
    """A limit that is a setting: checked with the settings of the application, stated by them in OpenAPI.

    :ivar setting: The name in Settings.
    :ivar keyword: What JSON schema calls it: maxLength, maxItems or maximum.
    """

    setting: str
    keyword: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.with_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        # The number is filled in by service.openapi, which knows the settings.
        least = {"minItems": 1} if self.keyword == "maxItems" else {}
        return {**handler(schema), **least, self.keyword: {"setting": self.setting}}

    def _check(self, value: Any, info: ValidationInfo) -> Any:
        settings: Settings = (info.context or {})["settings"]
        limit = int(getattr(settings, self.setting))
        if (value if self.keyword == "maximum" else len(value)) > limit:
            unit = {"maxLength": " characters", "maxItems": " items", "maximum": ""}[self.keyword]
            raise PydanticCustomError("over_limit", "at most {limit}{unit}", {"limit": limit, "unit": unit})
        if self.keyword == "maxItems" and not value:
            raise PydanticCustomError("empty", "at least 1 item")
        return value


def _without_nul(value: str) -> str:
    if "\0" in value:
        raise PydanticCustomError("nul", "must not hold NUL characters")
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("blank", "must not be blank")
    return value


class OneOrMany:
    """Marks a tuple that may also be given as a single value."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(_as_tuple, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        array = handler(schema)
        return {"anyOf": [array["items"], array]}


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else (value,)


PlainText = Annotated[str, AfterValidator(_without_nul)]
_NotBlank = Field(json_schema_extra={"pattern": r"\S"})
LimitedText = Annotated[PlainText, AtMost("max_text_chars", "maxLength")]
Text = Annotated[PlainText, AfterValidator(_not_blank), _NotBlank, AtMost("max_text_chars", "maxLength")]
Label = Annotated[str, AfterValidator(_without_nul), Field(max_length=MAX_LABEL_CHARS)]
Name = Annotated[Label, AfterValidator(_not_blank), _NotBlank]
# Ids as they are sent and as they are answered; limited keys see others (service.keys.veil).
Id = Annotated[int, Field(ge=1, le=MAX_ID), AfterValidator(revealed)]
ShownId = Annotated[int, PlainSerializer(hidden, return_type=int, when_used="json")]
Year = Annotated[int, Field(ge=0, le=9999)]
Share = Annotated[float, Field(ge=0, le=1)]
Labels = Annotated[tuple[Name, ...], Field(max_length=MAX_LABELS)]
Metadata = Annotated[dict[Name, Label], Field(max_length=MAX_LABELS)]

ManyIds = Annotated[tuple[Id, ...], Field(max_length=MAX_IDS), OneOrMany()]
ManyNames = Annotated[tuple[Name, ...], Field(max_length=MAX_LABELS), OneOrMany()]
ManyLabels = Annotated[tuple[Label, ...], Field(max_length=MAX_LABELS), OneOrMany()]
ManyYears = Annotated[tuple[Year, ...], Field(max_length=MAX_LABELS), OneOrMany()]


class FilterFields(Body):
    """Which documents are meant; several values of a field mean any of them, several fields all of them."""

    id: ManyIds = Field(default=(), description="Documents by id.", examples=[[3, 5]])
    exclude_id: ManyIds = Field(default=(), description="All documents but these.")
    collection: ManyNames = Field(default=(), description="Collections.", examples=["default"])
    exclude_collection: ManyNames = Field(default=(), description="All collections but these.")
    title: ManyNames = Field(default=(), description="A part of the title.", examples=["工作总结"])
    kind: ManyLabels = Field(default=(), description="Kinds of document.", examples=[["工作总结", "工作计划"]])
    organ: ManyLabels = Field(default=(), description="Organs.", examples=["市政府办"])
    level: ManyLabels = Field(default=(), description="Levels.", examples=["市"])
    year: ManyYears = Field(default=(), description="Years.", examples=[[2018, 2019]])
    language: ManyNames = Field(default=(), description="Languages.", examples=["zh-Hans"])
    tag: ManyNames = Field(default=(), description="Tags.", examples=["年度"])
    source: ManyNames = Field(default=(), description="Names of files or callers they came from.")


class FiltersIn(FilterFields):
    """Filters as JSON, with the caller's own metadata."""

    metadata: Metadata = Field(default_factory=dict, description="Pairs that must all hold.")


def filters_of(asked: FilterFields) -> Filters:
    """What the store understands."""
    return Filters(
        document_ids=asked.id,
        exclude_document_ids=asked.exclude_id,
        collections=asked.collection,
        exclude_collections=asked.exclude_collection,
        titles=asked.title,
        kinds=asked.kind,
        organs=asked.organ,
        levels=asked.level,
        years=asked.year,
        languages=asked.language,
        tags=asked.tag,
        sources=asked.source,
        metadata=getattr(asked, "metadata", {}),
    )


def exactly_one(*names: str) -> Callable[[T], T]:
    """A model validator: exactly one of these fields is given."""

    def check(asked: T) -> T:
        if sum(getattr(asked, name) is not None for name in names) != 1:
            raise PydanticCustomError("exactly_one", "give exactly one of {names}", {"names": ", ".join(names)})
        return asked

    return check


class ErrorBody(Answer):
    """What went wrong."""

    code: str = Field(description="A fixed word for programs.", examples=["invalid_request"])
    message: str = Field(description="A sentence for people; it never quotes what was sent.")
    fields: dict[str, list[str]] = Field(
        description="What is wrong with which field, by its path.", examples=[{"k": ["at most 1000"]}]
    )


class ErrorAnswer(Answer):
    """The shape of every error."""

    error: ErrorBody
