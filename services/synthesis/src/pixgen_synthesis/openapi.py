"""What APIFlask cannot derive for the OpenAPI document: headers, the multipart body, the second answer."""

from typing import Any

from pixgen_common import idempotency

from pixgen_synthesis.answers import PATH
from pixgen_synthesis.schemas import PlanOut, PreviewIn

_REF = "#/components/schemas/{model}"


def complete(spec: Any) -> Any:
    """Adds what is missing.

    Args:
        spec: the document as far as APIFlask derived it.

    Returns:
        The document, completed.
    """
    if isinstance(spec, str):
        return spec
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    for model in (PlanOut, PreviewIn):
        described = model.model_json_schema(ref_template=_REF)
        schemas.update(described.pop("$defs", {}))
        schemas[model.__name__] = described
    place = spec["paths"][PATH]["post"]
    place.setdefault("parameters", []).append(idempotency.header_parameter())
    place["responses"]["200"] = {
        "description": "With `dry_run`: what would be made.",
        "content": {"application/json": {"schema": {"$ref": _REF.format(model="PlanOut")}}},
    }
    spec["paths"][f"{PATH}/preview"]["post"]["requestBody"] = {
        "required": True,
        "content": {"multipart/form-data": _preview_body()},
    }
    return spec


def _preview_body() -> dict[str, Any]:
    body = {
        "type": "object",
        "additionalProperties": False,
        "required": ["image", "order"],
        "properties": {
            "image": {
                "type": "string",
                "format": "binary",
                "description": "JPEG, PNG, WebP, HEIC or TIFF, up to 30 MiB and 40 megapixels.",
            },
            "order": {"$ref": _REF.format(model="PreviewIn")},
        },
    }
    return {"schema": body, "encoding": {"order": {"contentType": "application/json"}}}
