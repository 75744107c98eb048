"""What APIFlask cannot derive for the OpenAPI document: the streamed multipart body."""

from typing import Any

from pixgen_upload.metadata import Metadata

_REF = "#/components/schemas/{model}"


def describe_body(spec: Any) -> Any:
    """Adds the body of ``POST /v1/uploads``.

    Args:
        spec: the document as far as APIFlask derived it.

    Returns:
        The document, completed.
    """
    schema = Metadata.model_json_schema(ref_template=_REF)
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(schema.pop("$defs", {}))
    schemas["Metadata"] = schema
    body = {
        "type": "object",
        "additionalProperties": False,
        "required": ["image", "metadata"],
        "properties": {
            "image": {
                "type": "string",
                "format": "binary",
                "description": "JPEG, PNG, WebP, HEIC or TIFF, up to 30 MiB and 40 megapixels.",
            },
            "metadata": {"$ref": _REF.format(model="Metadata")},
        },
    }
    multipart = {"schema": body, "encoding": {"metadata": {"contentType": "application/json"}}}
    post = spec["paths"]["/v1/uploads"]["post"]
    post["requestBody"] = {"required": True, "content": {"multipart/form-data": multipart}}
    created = post["responses"]["201"]
    for status, words in {
        "200": "The same bytes were here already.",
        "202": "Stored; registration follows.",
    }.items():
        post["responses"][status] = {**created, "description": words}
    return spec
