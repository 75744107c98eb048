"""The one converter between records, as they lie in the bucket, and rows of the index."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from google.protobuf.json_format import MessageToDict
from pixgen_common.errors import Code, FieldError, PixGenError
from pixgen_protos.catalog.v1.record_pb2 import (
    Diagnosis,
    Generator,
    ImageRecord,
    MonkTone,
    SkinType,
)
from sqlalchemy import RowMapping

# Fields that are the same word or number in record and row; an absent one is null in the row.
_PLAIN = (
    "image_id",
    "account_id",
    "sha256",
    "source_sha256",
    "pixels_x",
    "pixels_y",
    "format",
    "size_bytes",
    "patient_id",
    "lesion_id",
    "case_id",
    "shot_type",
    "image_type",
    "sex",
    "anatom_site_general",
    "condition_duration",
    "country",
    "notes",
    "ita_quality",
    "ita_reason",
    "ita_method",
    "tone_group",
    "consent_id",
    "copyright_license",
    "attribution",
    "image_manipulation",
    "digital_source_type",
    "hold_reason",
)
_OPTIONAL = ("age_approx", "acquisition_day", "ita_deg")
_LISTS = ("thumbnail_edges", "removed", "condition_symptoms", "textures", "consent_scopes", "parents")
_DEFAULTS = {"recognizable_visual_features": "UNKNOWN", "access": "controlled"}
_SIGN = 1 << 63


def to_row(record: ImageRecord) -> dict[str, Any]:
    """The row that a record makes, as JSON values.

    Args:
        record: the record.

    Returns:
        Values by column, decided and generated columns left out.

    Raises:
        PixGenError: INVALID ``record.invalid`` when a value cannot stand in a row.
    """
    row: dict[str, Any] = {name: getattr(record, name) or None for name in _PLAIN}
    row |= {name: getattr(record, name) if record.HasField(name) else None for name in _OPTIONAL}
    row |= {name: list(getattr(record, name)) for name in _LISTS}
    row |= {name: getattr(record, name) or default for name, default in _DEFAULTS.items()}
    row["uploaded_at"] = _time(record.uploaded_at).isoformat()
    row["phash"] = signed(record.phash)
    row["diagnosis"] = [diagnosis_row(entry) for entry in record.diagnosis]
    row["fitzpatrick_skin_type"] = [
        {"value": entry.value, "source": entry.source or "contributor"}
        for entry in record.fitzpatrick_skin_type
    ]
    row["monk_skin_tone"] = [
        {"value": entry.value, "rater": entry.rater or None, "gradable": entry.gradable}
        for entry in record.monk_skin_tone
    ]
    row["generator"] = _generator_row(record.generator) if record.HasField("generator") else None
    return row


def to_record(row: RowMapping | Mapping[str, Any]) -> ImageRecord:
    """The record that a row stands for, edits applied.

    Args:
        row: all columns of the index, by name.

    Returns:
        The record.
    """
    record = ImageRecord(schema_version=1, **{name: row[name] or None for name in _PLAIN})
    for name in _OPTIONAL:
        if row[name] is not None:
            setattr(record, name, row[name])
    for name in _LISTS:
        getattr(record, name).extend(row[name])
    for name in _DEFAULTS:
        setattr(record, name, row[name])
    record.uploaded_at = timestamp(row["uploaded_at"])
    record.phash = unsigned(row["phash"])
    record.diagnosis.extend(Diagnosis(**_given(entry)) for entry in row["diagnosis"])
    record.fitzpatrick_skin_type.extend(SkinType(**entry) for entry in row["fitzpatrick_skin_type"])
    record.monk_skin_tone.extend(MonkTone(**_given(entry)) for entry in row["monk_skin_tone"])
    if row["generator"] is not None:
        record.generator.CopyFrom(_generator(row["generator"]))
    return record


def diagnosis_row(entry: Diagnosis) -> dict[str, Any]:
    """One diagnosis as it stands in a row. Args: the message. Returns: what was given."""
    return MessageToDict(entry, preserving_proto_field_name=True)


def signed(phash: str) -> int:
    """A 64-bit hash as PostgreSQL keeps it. Args: 16 hexadecimal digits. Returns: a signed integer."""
    if len(phash) != 16:
        raise _invalid("phash", "must be 16 hexadecimal digits")
    try:
        value = int(phash, 16)
    except ValueError as error:
        raise _invalid("phash", "must be 16 hexadecimal digits") from error
    return value - 2 * _SIGN if value >= _SIGN else value


def unsigned(phash: int) -> str:
    """A 64-bit hash as the record writes it. Args: a signed integer. Returns: 16 hexadecimal digits."""
    return f"{phash % (2 * _SIGN):016x}"


def timestamp(at: datetime) -> str:
    """A moment as the API writes it: RFC 3339 in UTC. Args: the moment. Returns: text."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _time(value: str) -> datetime:
    try:
        at = datetime.fromisoformat(value)
    except ValueError as error:
        raise _invalid("uploaded_at", "must be an RFC 3339 time") from error
    if at.tzinfo is None:
        raise _invalid("uploaded_at", "must name its time zone")
    return at.astimezone(UTC)


def _generator_row(generator: Generator) -> dict[str, Any]:
    return {
        "kind": generator.kind,
        "model": generator.model or None,
        "version": generator.version or None,
        "method": generator.method or None,
        "seed": generator.seed or None,
        "parameters": _json_object(generator.parameters_json, "generator.parameters_json"),
        "measures": _json_object(generator.measures_json, "generator.measures_json"),
    }


def _generator(row: Mapping[str, Any]) -> Generator:
    return Generator(
        **{name: row[name] for name in ("kind", "model", "version", "method", "seed") if row.get(name)},
        parameters_json=json.dumps(row["parameters"]) if row.get("parameters") else "",
        measures_json=json.dumps(row["measures"]) if row.get("measures") else "",
    )


def _json_object(text: str, field: str) -> dict[str, Any] | None:
    if not text:
        return None
    try:
        value = json.loads(text)
    except ValueError as error:
        raise _invalid(field, "must be JSON") from error
    if not isinstance(value, dict):
        raise _invalid(field, "must be a JSON object")
    return value


def _given(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if value is not None}


def _invalid(field: str, message: str) -> PixGenError:
    return PixGenError(
        Code.INVALID,
        "The record cannot stand in the catalog.",
        reason="record.invalid",
        fields=(FieldError(field, message),),
    )
