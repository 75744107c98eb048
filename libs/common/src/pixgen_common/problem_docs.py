"""What every route's errors look like, in the OpenAPI document: problems, and never APIFlask's own shape."""

from http import HTTPStatus
from typing import Any

from pixgen_common.problem import MEDIA_TYPE

_TEXT = {"type": "string"}
_PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail", "reason", "request_id"],
    "properties": {
        "type": _TEXT | {"format": "uri"},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT | {"description": "One or two sentences for people."},
        "reason": _TEXT | {"description": "A stable word for programs, such as `token.expired`."},
        "request_id": _TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": _TEXT, "message": _TEXT},
            },
        },
    },
}
_CONTENT = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_REPLACED = ("HTTPError", "ValidationError")
# A token that is not believed is refused at every route, public ones included.
_ALWAYS = ("401",)
_WITH_BODY = ("400", "413", "415")


def complete(spec: dict[Any, Any]) -> dict[Any, Any]:
    """Describes the errors of every operation.

    Args:
        spec: the OpenAPI document as APIFlask makes it; it is changed.

    Returns:
        The same document.
    """
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    for name in _REPLACED:
        schemas.pop(name, None)
    schemas["Problem"] = _PROBLEM
    for operations in spec.get("paths", {}).values():
        for operation in operations.values():
            if isinstance(operation, dict) and "responses" in operation:
                _describe(operation)
    return spec


def _describe(operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    body = operation.get("requestBody")
    if body is not None:
        # APIFlask leaves it out, which means that a body is optional.
        body["required"] = True
    for status in (*_ALWAYS, *(_WITH_BODY if body is not None else ())):
        responses.setdefault(status, {})
    for status, response in responses.items():
        if status.isdigit() and int(status) >= 400:
            response["content"] = _CONTENT
            response["description"] = HTTPStatus(int(status)).phrase
    operation["responses"] = dict(sorted(responses.items()))
