"""What is said of a result when it enters through upload: what it has of its source, how it was made."""

from typing import Any

from pixgen_protos.catalog.v1.record_pb2 import ImageRecord

from pixgen_synthesis import marking
from pixgen_synthesis.augment import Stylized, Wish

# A diagnosis, a site and an age stay true of the result; what people said of the skin's tone does not, and
# notes are between a contributor and the curators.
_KEPT = (
    "image_type",
    "copyright_license",
    "attribution",
    "access",
    "case_id",
    "shot_type",
    "sex",
    "anatom_site_general",
    "condition_duration",
    "country",
    "recognizable_visual_features",
)
_KEPT_LISTS = ("condition_symptoms", "textures")
_WORD = 120


def metadata(source: ImageRecord, order_item: str, wish: Wish, made: Stylized) -> dict[str, Any]:
    """The part ``metadata`` of the upload.

    Args:
        source: the record of the picture that it was made from.
        order_item: the result's identity.
        wish: what was ordered.
        made: what came of it.

    Returns:
        JSON; patient, lesion and consent are left to upload, which takes them from the source.
    """
    said: dict[str, Any] = {name: getattr(source, name) for name in _KEPT if getattr(source, name)}
    said |= {name: list(getattr(source, name)) for name in _KEPT_LISTS if getattr(source, name)}
    if source.HasField("age_approx"):
        said["age"] = source.age_approx
    if source.HasField("acquisition_day"):
        said["acquisition_day"] = source.acquisition_day
    return said | {
        "consent": {"scopes": list(source.consent_scopes)},
        "diagnosis": _diagnoses(source),
        "parents": [source.image_id],
        "order_item": order_item,
        "generator": _generator(wish, made),
        **_kind(source, wish),
    }


def _diagnoses(source: ImageRecord) -> list[dict[str, Any]]:
    """Each condition once, by whoever said it first."""
    found: dict[str, dict[str, Any]] = {}
    for entry in source.diagnosis:
        said = {"condition_id": entry.condition_id, "confidence": entry.confidence or None}
        found.setdefault(entry.condition_id, said | {"confirm_type": entry.confirm_type or None})
    return list(found.values())


def _kind(source: ImageRecord, wish: Wish) -> dict[str, str]:
    is_made = source.image_manipulation == "synthetic"
    return marking.kind(source.digital_source_type if is_made else None, wish.method)


def _generator(wish: Wish, made: Stylized) -> dict[str, Any]:
    module = made.module or {}
    return {
        "kind": "augment",
        "model": str(module.get("handle") or marking.MODEL)[:_WORD],
        "version": (made.method_version or "unknown")[:_WORD],
        "method": wish.method,
        # The same source and wish give the same result: nothing is drawn.
        "seed": 0,
        "parameters": {
            "target": dict(wish.target),
            "strength": wish.strength,
            **({"module_version": module["version"]} if module.get("version") else {}),
            "warnings": [entry["code"] for entry in made.warnings],
        },
        "measures": dict(made.measures),
    }
