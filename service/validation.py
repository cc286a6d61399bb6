"""Requests against their schemas: APIFlask's adapter for pydantic, made strict.

APIFlask's own adapter reads any body as JSON whatever it is called, keeps one value of a repeated parameter, and
lets Python's lenient JSON through (NaN, lone surrogates).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apiflask.schema_adapters import registry
from apiflask.schema_adapters.pydantic import PydanticAdapter
from flask import Request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.datastructures import MultiDict

from service.errors import InvalidJsonError, InvalidRequestError, UnsupportedBodyError
from service.schemas.common import Answer, Body
from service.schemas.uploads import UploadedFile
from service.state import state

_FORM = "multipart/form-data"
# The form's name for its files; "file" is what many clients say for one.
_FILE_FIELDS = ("files", "file")
_PLAIN = {"extra_forbidden": "unknown field", "missing": "is required"}
# A wrong field is named as the caller wrote it, but not at any length.
_MAX_NAME_CHARS = 80
_MAX_FIELDS = 50


class StrictAdapter(PydanticAdapter):
    """Reads JSON bodies, forms with files and address parameters; every complaint is an InvalidRequestError."""

    def validate_input(self, request: Request, location: str, **_: Any) -> BaseModel:
        """The request as its model.

        :raises InvalidRequestError: If it is not what the model says.
        :raises UnsupportedBodyError: If the body is of a kind the route does not take.
        """
        try:
            if location == "json":
                return self._body(request)
            return _from_strings(self.model_class, _values(request.args))
        except ValidationError as error:
            raise _complaint(error) from None

    def serialize_output(self, data: Any, many: bool = False) -> Any:
        """The answer as JSON; what a dict leaves out stays out."""
        answer = self.model_class.model_validate(data)
        return answer.model_dump(mode="json", by_alias=True, exclude_unset=True)

    def get_openapi_schema(self, **_: Any) -> dict[str, Any]:
        """The model's JSON schema: answers as they are sent, bodies as they are taken."""
        return super().get_openapi_schema(
            mode="serialization" if issubclass(self.model_class, Answer) else "validation"
        )

    def _body(self, request: Request) -> BaseModel:
        upload = self.model_class.upload if issubclass(self.model_class, Body) else None
        if upload is not None and request.mimetype == _FORM:
            return _from_strings(upload, _values(request.form) | _files(request))
        if not request.is_json:
            wanted = "application/json" + (f" or {_FORM}" if upload else "")
            raise UnsupportedBodyError(f"The body must be {wanted}; Content-Type says which it is.")
        return self.model_class.model_validate_json(request.get_data(), context={"settings": state().settings})


def install() -> None:
    """Make this the adapter of all pydantic models in APIFlask."""
    registry.register("pydantic", StrictAdapter)


def _from_strings(model: type[BaseModel], values: Mapping[str, Any]) -> BaseModel:
    return model.model_validate(values, context={"settings": state().settings})


def _values(given: MultiDict[str, str]) -> dict[str, Any]:
    return {name: values[0] if len(values) == 1 else values for name, values in given.lists()}


def _files(request: Request) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, files in request.files.lists():
        field = "files" if name in _FILE_FIELDS else name
        found[field] = (*found.get(field, ()), *(UploadedFile(each.filename or "", each.read()) for each in files))
    return found


def _complaint(error: ValidationError) -> InvalidRequestError:
    details = error.errors(include_url=False, include_context=False, include_input=False)
    if details[0]["type"] == "json_invalid":
        message = details[0]["msg"]
        hint = " (half a surrogate pair is no character)" if "hex escape" in message else ""
        return InvalidJsonError(f"{message}{hint}.")
    fields: dict[str, list[str]] = {}
    for each in details[:_MAX_FIELDS]:
        fields.setdefault(_path(each), []).append(_PLAIN.get(each["type"], each["msg"].removeprefix("Value error, ")))
    first, said = next(iter(fields.items()))
    return InvalidRequestError(f"The request is not valid: {first}: {said[0]}.", fields)


def _path(detail: ErrorDetails) -> str:
    return ".".join(str(part)[:_MAX_NAME_CHARS] for part in detail["loc"]) or "body"
