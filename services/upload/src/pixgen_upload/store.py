"""The pictures' bucket: originals, thumbnails, records and the markers of unfinished work.

Every method raises PixGenError UNAVAILABLE when the object store cannot be reached.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from pixgen_common import records
from pixgen_common.errors import Code, PixGenError
from pixgen_common.objectstore import ObjectMissing, ObjectStore
from pixgen_protos.catalog.v1.record_pb2 import ImageRecord

_JSON = "application/json"
# Stands under a record's key while an abandoned upload is cleared away; no record is of this type.
_CLEARING = "application/vnd.pixgen.clearing"
_CLEARING_PREFIX = b"clearing "


class BeingCleared(PixGenError):  # noqa: N818 - a domain error, named as the field says it
    """An abandoned earlier try of this upload is being cleared away at this moment."""

    def __init__(self) -> None:
        super().__init__(
            Code.UNAVAILABLE,
            "An earlier, unfinished try of this upload is just being cleared away; please send it again.",
            reason="upload.being_cleared",
            retry_after=2,
        )


class PictureStore:
    """Reads and writes pictures by image id.

    Args:
        objects: the object store.
        bucket: the pictures' bucket.
    """

    def __init__(self, objects: ObjectStore, bucket: str) -> None:
        self._objects = objects
        self._bucket = bucket

    def check(self) -> None:
        """Proves that the bucket can be used."""
        self._objects.check(self._bucket)

    def record(self, image_id: str) -> ImageRecord | None:
        """The committed record.

        Args:
            image_id: the picture.

        Returns:
            The record, or None when there is none.

        Raises:
            BeingCleared: its key is held while an abandoned try is cleared away.
        """
        try:
            data = self._objects.get(self._bucket, records.record_key(image_id))
        except ObjectMissing:
            return None
        if data.startswith(_CLEARING_PREFIX):
            raise BeingCleared
        return records.from_json(data)

    def has_record(self, image_id: str) -> bool:
        """Whether the picture is committed, without reading its record. Args: the id."""
        found = self._objects.stat(self._bucket, records.record_key(image_id))
        return found is not None and found.content_type != _CLEARING

    def commit(self, record: ImageRecord) -> bool:
        """Stores the record: the moment from which the picture exists.

        Args:
            record: the complete record.

        Returns:
            False when there is one already.
        """
        key = records.record_key(record.image_id)
        return self._objects.put(self._bucket, key, records.to_json(record), content_type=_JSON)

    def put_original(self, image_id: str, image_format: str, data: bytes) -> bool:
        """Stores the de-identified bytes once. Returns: False when there are some already."""
        key = records.object_key(image_id, image_format)
        kind = records.MEDIA_TYPES[image_format]
        return self._objects.put(self._bucket, key, data, content_type=kind)

    def original(self, image_id: str, image_format: str) -> bytes:
        """The stored bytes. Raises: ObjectMissing."""
        return self._objects.get(self._bucket, records.object_key(image_id, image_format))

    def has_original(self, record: ImageRecord) -> bool:
        """Whether the bytes that a record speaks of are there. Args: the record."""
        key = records.object_key(record.image_id, record.format)
        return self._objects.stat(self._bucket, key) is not None

    def put_thumbnail(self, image_id: str, edge: int, data: bytes) -> None:
        """Stores a thumbnail once."""
        key = records.thumbnail_key(image_id, edge)
        self._objects.put(self._bucket, key, data, content_type="image/webp")

    def thumbnail(self, image_id: str, edge: int) -> bytes:
        """A stored thumbnail, WebP. Raises: ObjectMissing."""
        return self._objects.get(self._bucket, records.thumbnail_key(image_id, edge))

    def begin(self, image_id: str) -> None:
        """Sets the marker of unfinished work, afresh at every try: its age says when the last one began."""
        now = datetime.now(UTC).isoformat().encode()
        key = records.pending_key(image_id)
        self._objects.put(self._bucket, key, now, content_type="text/plain", if_absent=False)

    def begun(self, image_id: str) -> datetime | None:
        """When the last try began; None when nothing is outstanding."""
        try:
            text = self._objects.get(self._bucket, records.pending_key(image_id)).decode()
        except ObjectMissing:
            return None
        return datetime.fromisoformat(text)

    def finish(self, image_id: str) -> None:
        """Removes the marker: nothing is outstanding any more."""
        self._objects.remove(self._bucket, records.pending_key(image_id))

    def unfinished(self) -> Iterator[str]:
        """Image ids with a marker, in order."""
        for key in self._objects.list(self._bucket, records.PENDING):
            yield key.removeprefix(records.PENDING)

    def hold_for_clearing(self, image_id: str, stale_before: datetime) -> bool:
        """Takes the record's key, so that no try can commit while its objects are removed.

        Args:
            image_id: the picture.
            stale_before: a hold older than this was left by a process that died, and is taken over.

        Returns:
            True for the one caller that may clear; False when the picture is committed, or another is at it.
        """
        key = records.record_key(image_id)
        text = _CLEARING_PREFIX + datetime.now(UTC).isoformat().encode()
        if self._objects.put(self._bucket, key, text, content_type=_CLEARING):
            return True
        try:
            found = self._objects.get(self._bucket, key)
        except ObjectMissing:
            return False
        if not found.startswith(_CLEARING_PREFIX):
            return False
        return datetime.fromisoformat(found.removeprefix(_CLEARING_PREFIX).decode()) < stale_before

    def release_hold(self, image_id: str) -> None:
        """Gives the record's key back. Only for who holds it: nothing can be committed until then."""
        self._objects.remove(self._bucket, records.record_key(image_id))

    def remove_bytes(self, image_id: str) -> None:
        """Removes thumbnails and original, whatever their formats and sizes.

        In this order, the reverse of an upload's: an original that is there afterwards was put by a try
        whose thumbnails come after it, and are there too.
        """
        for prefix in (f"{records.THUMBNAILS}{image_id}_", f"{records.ORIGINALS}{image_id}."):
            for key in list(self._objects.list(self._bucket, prefix)):
                self._objects.remove(self._bucket, key)

    def erase(self, image_id: str) -> None:
        """Removes all there is of a picture: the record first, so that nobody finds what is going."""
        self._objects.remove(self._bucket, records.record_key(image_id))
        self.remove_bytes(image_id)
        self.finish(image_id)
