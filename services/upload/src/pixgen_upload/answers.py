"""What the routes answer: the shapes of the OpenAPI document, and the way from a record to them."""

import json
from typing import Annotated, Any

from pixgen_common.schema import StrictModel
from pixgen_protos.catalog.v1.record_pb2 import ImageRecord
from pydantic import BaseModel, Field, StringConstraints

from pixgen_upload.catalog import Standing
from pixgen_upload.receive import Received

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
# The catalog tells the hold as the status' reason.
_KEPT_INSIDE = {"schema_version", "account_id", "hold_reason"}
_TONE_REASONS = {
    "b_not_positive": "the skin looks bluish or grey, as under a wrong white balance",
    "little_skin": "too little plain skin is to be seen",
    "colour_cast": "the picture has a strong colour cast",
    "over_exposed": "the skin is over-exposed",
}


class Warned(BaseModel):
    """Something the contributor should know."""

    code: str
    message: str
    image_ids: list[str] = []


class Upload(BaseModel):
    """A picture as its uploader sees it."""

    image_id: str
    state: str = Field(description="registered, registering, rejected or withdrawn.")
    status: str | None = Field(description="pending, published, rejected or withdrawn; null while unknown.")
    created: bool = Field(description="False when it was here already.")
    removed: list[str] = Field(description="What de-identification removed.")
    warnings: list[Warned]
    record: dict[str, Any] = Field(description="The image record, with the catalog's field names.")


class UploadList(BaseModel):
    """One page of uploads."""

    items: list[Upload]
    next_cursor: str | None


class CheckIn(StrictModel):
    """Which pictures a client is about to send."""

    source_sha256: list[Sha256] = Field(min_length=1, max_length=100, description="SHA-256 of the files.")


class CheckItem(BaseModel):
    """Whether one picture is here."""

    source_sha256: str
    image_id: str
    uploaded: bool


class CheckOut(BaseModel):
    """One item for each that was asked for, in order."""

    items: list[CheckItem]


class Page(StrictModel):
    """Which page of a list."""

    cursor: str = Field("", max_length=1000, description="`next_cursor` of the page before.")
    limit: int = Field(50, ge=1, le=100, description="Items a page.")


def upload(received: Received) -> Upload:
    """The answer for a submission or a stored picture. Args: what became of it. Returns: the answer."""
    record, standing = received.record, received.standing
    if standing is None and not received.registered:
        # Nothing is decided before it is registered.
        standing = Standing("pending", record.hold_reason)
    return Upload(
        image_id=record.image_id,
        state=_state(received),
        status=standing.status if standing else None,
        created=received.created,
        removed=list(record.removed),
        warnings=_warnings(received),
        record=image(record, standing),
    )


def image(record: ImageRecord, standing: Standing | None) -> dict[str, Any]:
    """The record as the catalog's REST shows a picture to its owner.

    Args:
        record: the stored record.
        standing: what the catalog holds of it, when that is known.

    Returns:
        All public fields, null where nothing was given.
    """
    shown: dict[str, Any] = {}
    for field in ImageRecord.DESCRIPTOR.fields:
        if field.name not in _KEPT_INSIDE:
            shown[field.name] = _value(record, field)
    for opinion in shown["diagnosis"]:
        # proto3 writes a confidence that was not given as 0.
        opinion["confidence"] = opinion["confidence"] or None
    base = f"/v1/images/{record.image_id}"
    shown.update(
        mine=True,
        status=standing.status if standing else None,
        status_reason=(standing.status_reason or None) if standing else None,
        consent_status=(standing.consent_status or None) if standing else None,
        links={
            "content": f"{base}/content",
            "thumbnail_256": f"{base}/thumbnail?edge=256",
            "thumbnail_1024": f"{base}/thumbnail?edge=1024",
        },
    )
    return shown


def _value(record: Any, field: Any) -> Any:
    """A field as JSON: messages as objects, nothing given as null."""
    value = getattr(record, field.name)
    if field.is_repeated:
        return [_message(entry) for entry in value] if field.message_type else list(value)
    if field.message_type:
        return _message(value) if record.HasField(field.name) else None
    if field.has_presence and not record.HasField(field.name):
        return None
    if field.name.endswith("_json"):
        return json.loads(value) if value else None
    return value if value != "" else None


def _message(message: Any) -> dict[str, Any]:
    return {field.name.removesuffix("_json"): _value(message, field) for field in message.DESCRIPTOR.fields}


def _state(received: Received) -> str:
    if not received.registered:
        return "registering"
    if received.standing and received.standing.status in {"rejected", "withdrawn"}:
        return received.standing.status
    return "registered"


def _warnings(received: Received) -> list[Warned]:
    record, found = received.record, []
    if not received.registered:
        text = "The picture is stored safely; it will be found in the catalog as soon as that can be reached."
        found.append(Warned(code="catalog.away", message=text))
    if received.differing:
        fields = ", ".join(received.differing)
        text = f"The picture was here already; what you say now differs in {fields}. Edit it in the catalog."
        found.append(Warned(code="metadata.differs", message=text))
    if received.near:
        text = "It looks nearly like pictures that are here already."
        ids = [entry.image_id for entry in received.near]
        found.append(Warned(code="image.near_duplicate", message=text, image_ids=ids))
    if record.hold_reason:
        found.append(Warned(code="image.held", message=f"A curator looks at it first: {record.hold_reason}"))
    if record.ita_quality == "unreliable":
        why = _TONE_REASONS.get(record.ita_reason, record.ita_reason.replace("_", " "))
        text = f"The skin tone could not be measured reliably: {why}."
        found.append(Warned(code="tone.unreliable", message=text))
    return found
