"""Making a committed picture findable: one step shared by the upload itself and the reconciler."""

from collections.abc import Sequence
from dataclasses import dataclass

from pixgen_common.errors import PixGenError
from pixgen_common.logging import logger
from pixgen_protos.catalog.v1.record_pb2 import ImageRecord

from pixgen_upload.catalog import Catalog, Near, Standing, is_away, is_final
from pixgen_upload.picture import CAPTURE
from pixgen_upload.store import PictureStore


@dataclass(frozen=True)
class Registered:
    """The catalog took the picture.

    Args:
        standing: what it holds of it.
        near: nearly equal pictures that the owner may see.
    """

    standing: Standing
    near: Sequence[Near] = ()


class Registration:
    """Registers committed pictures.

    Args:
        store: the pictures' bucket.
        catalog: the catalog.
    """

    def __init__(self, store: PictureStore, catalog: Catalog) -> None:
        self._store = store
        self._catalog = catalog

    def register(self, record: ImageRecord) -> Registered | None:
        """Registers one picture exactly as its record lies in the bucket.

        Never with anything changed: whoever registers it first or again, and a later reindex, must say the
        same of it.

        Args:
            record: the committed record.

        Returns:
            None when it stays outstanding: its marker stands, and the reconciler will try again.

        Raises:
            PixGenError: CONFLICT when it may never be there (withdrawn); all its objects are erased then.
        """
        try:
            standing, near = self._catalog.register(record)
        except PixGenError as error:
            if is_final(error):
                self._erase_refused(record.image_id, error)
                raise
            if not is_away(error):
                # Our fault or the catalog's, never the contributor's: the picture is safe and stays marked.
                logger().error("image.registration_failed", image_id=record.image_id, reason=error.reason)
            return None
        # Only now: a crash before this line costs one more, idempotent registration.
        self._store.finish(record.image_id)
        self._tell_near_made(record, near)
        return Registered(standing, near)

    def _erase_refused(self, image_id: str, error: PixGenError) -> None:
        self._store.erase(image_id)
        logger().info("image.refused_by_catalog", image_id=image_id, reason=error.reason)

    def _tell_near_made(self, record: ImageRecord, near: Sequence[Near]) -> None:
        """A capture that entered uncompared was held; if it has a made double, operators see it at once."""
        made = [entry.image_id for entry in near if entry.image_manipulation != CAPTURE]
        if made and record.hold_reason:
            logger().warning("image.held_near_made", image_id=record.image_id, near=made)
