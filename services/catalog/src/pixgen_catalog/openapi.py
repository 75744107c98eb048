"""What the OpenAPI document says beyond the routes' own models: headers, and bytes that are no JSON."""

from typing import Any

from apiflask import APIFlask
from pixgen_common import idempotency

_ONCE = idempotency.header_parameter()
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag that was read: 412 when somebody changed it meanwhile.",
    "schema": {"type": "string"},
}
_HEADERS = {
    ("/v1/images/{image_id}/reviews", "post"): _ONCE,
    ("/v1/consents", "post"): _ONCE,
    ("/v1/consents/{consent_id}/withdraw", "post"): _ONCE,
    ("/v1/snapshots", "post"): _ONCE,
    ("/v1/images/{image_id}", "patch"): _IF_MATCH,
    ("/v1/me", "patch"): _IF_MATCH,
    ("/v1/accounts/{account_id}", "patch"): _IF_MATCH,
}
_BYTES = {
    "/v1/images/{image_id}/content": ("image/jpeg", "image/png"),
    "/v1/images/{image_id}/thumbnail": ("image/webp",),
}


def install(app: APIFlask) -> None:
    """Adds to the document when it is made. Args: the app."""

    @app.spec_processor
    def complete(spec: dict[Any, Any] | str) -> dict[Any, Any] | str:
        if isinstance(spec, str):
            return spec
        paths = spec["paths"]
        for (path, method), header in _HEADERS.items():
            paths[path][method].setdefault("parameters", []).append(header)
        for path, media_types in _BYTES.items():
            for status in ("200", "206"):
                if status in paths[path]["get"]["responses"]:
                    _is_bytes(paths[path]["get"]["responses"][status], media_types)
        return spec


def _is_bytes(response: dict[str, Any], media_types: tuple[str, ...]) -> None:
    binary = {"schema": {"type": "string", "format": "binary"}}
    response["content"] = dict.fromkeys(media_types, binary)
