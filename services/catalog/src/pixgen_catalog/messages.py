"""Converters between the catalog's own values and its protobuf messages."""

import json

from pixgen_common.errors import Code, FieldError, PixGenError
from pixgen_common.objectstore import ObjectStore
from pixgen_common.records import object_key
from pixgen_protos.catalog.v1 import catalog_pb2 as pb
from sqlalchemy import RowMapping

from pixgen_catalog.filters import Filter
from pixgen_catalog.freezing import Wish
from pixgen_catalog.models import Model
from pixgen_catalog.rows import timestamp, to_record
from pixgen_catalog.snapshots import Snapshot
from pixgen_catalog.splits import Split

# Long enough for a worker that read a page of links to come round to the last of them.
LINK_SECONDS = 600


def filter_of(message: pb.ImageFilter) -> Filter:
    """The filter in a message. Args: the message. Returns: the filter."""
    return Filter(
        tone_group=tuple(message.tone_group),
        fitzpatrick=tuple(message.fitzpatrick),
        monk=tuple(message.monk),
        condition=tuple(message.condition),
        site=tuple(message.site),
        image_type=tuple(message.image_type),
        manipulation=tuple(message.manipulation),
        status=tuple(message.status),
        license=tuple(message.license),
        q=message.q,
        account_id=message.account_id,
        consent_scopes=tuple(message.consent_scopes),
    )


def wish_of(message: pb.CreateSnapshotRequest) -> Wish:
    """The wish in a message. Args: the message. Returns: the wish."""
    return Wish(
        filter=filter_of(message.filter),
        scopes=tuple(sorted(message.required_scopes)),
        splits=tuple(Split(split.name, split.share) for split in message.splits),
        seed=message.seed,
        altered=message.include_altered,
        synthetic=message.include_synthetic,
        purpose=message.purpose,
    )


def model_of(message: pb.RecordModelRequest) -> Model:
    """The model in a message.

    Args:
        message: the message.

    Returns:
        The model.

    Raises:
        PixGenError: INVALID when its measures are no JSON object.
    """
    try:
        measures = json.loads(message.measures_json or "{}")
    except ValueError:
        measures = None
    if not isinstance(measures, dict):
        raise PixGenError(
            Code.INVALID,
            "The measures are not as they should be.",
            reason="model.invalid",
            fields=(FieldError("measures_json", "must be a JSON object"),),
        )
    return Model(message.model, message.version, message.snapshot_id, message.manifest_sha256, measures)


def snapshot_message(snapshot: Snapshot) -> pb.Snapshot:
    """A snapshot as a message. Args: the snapshot. Returns: the message."""
    return pb.Snapshot(
        snapshot_id=snapshot.snapshot_id,
        image_count=snapshot.image_count,
        manifest_sha256=snapshot.manifest_sha256,
        split_counts=snapshot.split_counts,
        created_at=timestamp(snapshot.created_at),
        withdrawn_count=snapshot.withdrawn_count,
    )


class ImageMessages:
    """Makes picture messages, with links to the bytes where they are asked for.

    Args:
        store: signs the links.
        bucket: bucket of pictures.
    """

    def __init__(self, store: ObjectStore, bucket: str) -> None:
        self._store = store
        self._bucket = bucket

    def of(self, row: RowMapping, *, with_link: bool) -> pb.CatalogImage:
        """A picture as a message.

        Args:
            row: a row of the view.
            with_link: sign a link on the internal endpoint, good for ten minutes.

        Returns:
            The message.
        """
        key = object_key(row["image_id"], row["format"])
        return pb.CatalogImage(
            record=to_record(row),
            status=row["status"],
            status_reason=row["status_reason"] or "",
            consent_status=row["consent_status"],
            content_url=self._store.presign(self._bucket, key, LINK_SECONDS) if with_link else "",
        )
