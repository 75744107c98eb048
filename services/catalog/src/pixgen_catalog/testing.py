"""A valid record for tests; each states only what is different."""

import hashlib
from typing import Any

from pixgen_common.ids import keyed_id
from pixgen_protos.catalog.v1.record_pb2 import Diagnosis, Generator, ImageRecord, SkinType

_KEY = b"test"
ADA, BEN, CURATOR = (keyed_id("acc", _KEY, name) for name in ("ada", "ben", "curator"))


def a_record(seed: object = 0, **changes: Any) -> ImageRecord:
    """A record that the catalog takes.

    Args:
        seed: pictures with other seeds have other ids, bytes and hashes.
        changes: fields that differ; ``patient`` and ``condition`` are short for the fields they make.

    Returns:
        The record.
    """
    account = changes.pop("account_id", ADA)
    patient = changes.pop("patient", "")
    condition = changes.pop("condition", "psoriasis")
    fitzpatrick = changes.pop("fitzpatrick", "V")
    digest = hashlib.sha256(f"{account} {seed}".encode()).hexdigest()
    fields: dict[str, Any] = {
        "schema_version": 1,
        "image_id": keyed_id("img", _KEY, account, digest),
        "account_id": account,
        "uploaded_at": "2026-01-02T03:04:05.123456Z",
        "sha256": digest,
        "source_sha256": hashlib.sha256(digest.encode()).hexdigest(),
        "phash": digest[:16],
        "pixels_x": 640,
        "pixels_y": 480,
        "format": "JPEG",
        "size_bytes": 12345,
        "thumbnail_edges": [256, 1024],
        "removed": ["GPS position"],
        "patient_id": keyed_id("pat", _KEY, account, patient) if patient else "",
        "image_type": "clinical: close-up",
        "anatom_site_general": "upper extremity",
        "diagnosis": [Diagnosis(condition_id=condition, confidence=4, rater=account)] if condition else [],
        "fitzpatrick_skin_type": [SkinType(value=fitzpatrick, source="contributor")] if fitzpatrick else [],
        "recognizable_visual_features": "NO",
        "ita_deg": -35.5,
        "ita_quality": "ok",
        "ita_method": "test 1",
        "tone_group": "dark",
        "consent_id": keyed_id("con", _KEY, account, patient),
        "consent_scopes": ["share", "ml_training"],
        "copyright_license": "CC-BY",
        "access": "open",
        "image_manipulation": "instrument only",
        "digital_source_type": "digitalCapture",
    }
    return ImageRecord(**(fields | changes))


def a_synthetic(seed: object = 0, **changes: Any) -> ImageRecord:
    """A synthetic record that the catalog takes. Args: as for `a_record`. Returns: the record."""
    made: dict[str, Any] = {
        "image_manipulation": "synthetic",
        "digital_source_type": "algorithmicMedia",
        "generator": Generator(kind="phantom", seed="7", parameters_json='{"lesion": "round"}'),
    }
    return a_record(f"synthetic {seed}", **(made | changes))
