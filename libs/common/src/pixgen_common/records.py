"""The record beside each picture: how it is written, read and where things lie in the bucket."""

from google.protobuf import json_format
from pixgen_protos.catalog.v1.record_pb2 import ImageRecord

from pixgen_common.errors import Code, PixGenError

SCHEMA_VERSION = 1
RECORDS, ORIGINALS, THUMBNAILS, PENDING = "records/", "originals/", "thumbnails/", "pending/"
EXTENSIONS = {"JPEG": "jpg", "PNG": "png"}
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}


def to_json(record: ImageRecord) -> bytes:
    """The record as it lies in the bucket.

    Args:
        record: the record.

    Returns:
        UTF-8 JSON with the proto's field names, the same bytes for the same record.
    """
    text = json_format.MessageToJson(
        record, preserving_proto_field_name=True, sort_keys=True, ensure_ascii=False
    )
    return (text + "\n").encode()


def from_json(data: bytes) -> ImageRecord:
    """Reads a record from the bucket.

    Args:
        data: UTF-8 JSON.

    Returns:
        The record.

    Raises:
        PixGenError: INTERNAL ``record.unreadable`` when it is no record of a schema this version knows.
    """
    try:
        record = json_format.Parse(data, ImageRecord())
    except (json_format.ParseError, ValueError, AttributeError, TypeError) as error:
        raise PixGenError(
            Code.INTERNAL, "A stored record cannot be read.", reason="record.unreadable"
        ) from error
    if record.schema_version != SCHEMA_VERSION:
        raise PixGenError(
            Code.INTERNAL,
            f"A stored record has schema {record.schema_version}; this program reads {SCHEMA_VERSION}.",
            reason="record.schema",
        )
    return record


def object_key(image_id: str, image_format: str) -> str:
    """Key of the picture's bytes. Args: the id and JPEG or PNG. Returns: e.g. ``originals/img_x.jpg``."""
    return f"{ORIGINALS}{image_id}.{EXTENSIONS[image_format]}"


def record_key(image_id: str) -> str:
    """Key of the picture's record."""
    return f"{RECORDS}{image_id}.json"


def thumbnail_key(image_id: str, edge: int) -> str:
    """Key of a thumbnail. Args: the id and its long edge in pixels. Returns: the key."""
    return f"{THUMBNAILS}{image_id}_{edge}.webp"


def pending_key(image_id: str) -> str:
    """Key of the marker that stands while registration is outstanding."""
    return f"{PENDING}{image_id}"
