"""What APIFlask cannot derive for the OpenAPI document: headers, the multipart body, the second answer."""

from typing import Any

from pixgen_common import idempotency

from pixgen_synthesis.answers import GENERATIONS, PATH
from pixgen_synthesis.schemas import PlanOut, PreviewIn
from pixgen_synthesis.training_answers import RUNS

_REF = "#/components/schemas/{model}"
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_TEXT = {"schema": {"type": "string"}}
# Answers that are no JSON.
_FILES = {
    f"{RUNS}/{{run_id}}/samples/{{step}}.png": {"image/png": _BINARY},
    f"{RUNS}/{{run_id}}/progress.gif": {"image/gif": _BINARY},
    f"{RUNS}/{{run_id}}/report": {"text/html": _TEXT},
    f"{RUNS}/{{run_id}}/events": {"text/event-stream": _TEXT},
}
_LAST_EVENT = {
    "name": "Last-Event-ID",
    "in": "header",
    "required": False,
    "description": "Number of the last event that is known; the stream goes on after it.",
    "schema": {"type": "string", "pattern": "^[0-9]{1,19}$"},
}


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
    for path in (PATH, RUNS, GENERATIONS):
        spec["paths"][path]["post"].setdefault("parameters", []).append(idempotency.header_parameter())
    for path, content in _FILES.items():
        spec["paths"][path]["get"]["responses"]["200"] = {"description": "The file.", "content": content}
    events = spec["paths"][f"{RUNS}/{{run_id}}/events"]["get"]
    events["responses"]["200"]["description"] = "Events, as they happen."
    events.setdefault("parameters", []).append(_LAST_EVENT)
    place = spec["paths"][PATH]["post"]
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
