"""Pydantic at the REST edge: strict bodies, repeated query parameters, errors per field."""

import json
from typing import Any, get_origin

from apiflask.schema_adapters.pydantic import PydanticAdapter
from apiflask.schema_adapters.registry import registry
from flask import Request
from pydantic import BaseModel, ConfigDict, ValidationError

from pixgen_common.errors import Code, FieldError, PixGenError

MAX_JSON_BYTES = 1 << 20


class StrictModel(BaseModel):
    """Base of what comes in: unknown fields are errors, ``"1"`` is not 1, and nothing is changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def parse_json(model: type[BaseModel], raw: bytes, *, where: str = "") -> Any:
    """Reads one JSON document into a model.

    Args:
        model: the Pydantic model.
        raw: UTF-8 JSON.
        where: prefix of the field names in errors, e.g. ``metadata``.

    Returns:
        The validated model.

    Raises:
        PixGenError: INVALID when it is no JSON object or names a key twice, UNPROCESSABLE with one entry
            per field otherwise.
    """
    try:
        document = json.loads(raw, object_pairs_hook=_unique, parse_constant=_no_constant)
    except _DuplicateKeyError as error:
        field = FieldError(_path(where, str(error)), "is given twice; give it once")
        raise _unprocessable((field,), reason="json.duplicate_key") from error
    except (ValueError, RecursionError) as error:
        raise PixGenError(Code.INVALID, "The body is not valid JSON.", reason="json.malformed") from error
    if not isinstance(document, dict):
        raise PixGenError(Code.INVALID, "The body must be a JSON object.", reason="json.not_an_object")
    try:
        return model.model_validate_json(raw, strict=True)
    except ValidationError as error:
        raise _unprocessable(field_errors(error, where)) from error


def parse_query(model: type[BaseModel], request: Request) -> Any:
    """Reads query parameters into a model; fields that are lists take repeated parameters.

    Args:
        model: the Pydantic model.
        request: the request.

    Returns:
        The validated model.

    Raises:
        PixGenError: UNPROCESSABLE with one entry per parameter.
    """
    values: dict[str, Any] = {}
    for name, given in request.args.lists():
        field = model.model_fields.get(name)
        if field is not None and _takes_many(field.annotation):
            values[name] = given
        elif len(given) > 1:
            raise _unprocessable((FieldError(name, "is given more than once; give it once"),))
        else:
            values[name] = given[0]
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise _unprocessable(field_errors(error)) from error


def field_errors(error: ValidationError, where: str = "") -> tuple[FieldError, ...]:
    """Pydantic's findings as ours; the values given are never repeated, they may name a patient.

    Args:
        error: what Pydantic raised.
        where: prefix of the field names.

    Returns:
        One entry per finding.
    """
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return tuple(
        FieldError(_path(where, *map(str, entry["loc"])), entry["msg"].removeprefix("Value error, "))
        for entry in found
    )


class _Adapter(PydanticAdapter):
    """APIFlask's Pydantic adapter with our parsing: its own is lax and drops repeated parameters."""

    def validate_input(self, request: Request, location: str, **_: Any) -> Any:
        if location == "json":
            if request.mimetype != "application/json":
                raise PixGenError(
                    Code.UNSUPPORTED_MEDIA,
                    "Send this with Content-Type: application/json.",
                    reason="body.not_json",
                )
            return parse_json(self.model_class, request.get_data(cache=True))
        if location == "query":
            return parse_query(self.model_class, request)
        message = f"no input is taken from {location}"
        raise ValueError(message)


registry.register("pydantic", _Adapter)


class _DuplicateKeyError(ValueError):
    """A JSON object names a key twice."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _DuplicateKeyError(key[:64])
        found[key] = value
    return found


def _no_constant(name: str) -> Any:
    message = f"{name} is not JSON"
    raise ValueError(message)


def _takes_many(annotation: Any) -> bool:
    return get_origin(annotation) in {list, tuple, set, frozenset}


def _path(*parts: str) -> str:
    return ".".join(part for part in parts if part)


def _unprocessable(fields: tuple[FieldError, ...], reason: str = "fields.invalid") -> PixGenError:
    return PixGenError(
        Code.UNPROCESSABLE,
        "Some of what was sent is not as it should be; nothing was stored.",
        reason=reason,
        fields=fields,
    )
