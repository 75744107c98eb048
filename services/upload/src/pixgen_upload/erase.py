"""Erasing what the catalog says must go; the catalog keeps the tombstone, the bucket keeps nothing."""

from pixgen_common.ids import is_id
from pixgen_common.logging import logger

from pixgen_upload import telemetry
from pixgen_upload.catalog import Catalog
from pixgen_upload.store import PictureStore

_AT_A_TIME = 100


class Erasure:
    """Pulls erasures from the catalog. Any number of replicas may do so at once: erasing is idempotent.

    Args:
        store: the pictures' bucket.
        catalog: lists what must go, and is told what is gone.
    """

    def __init__(self, store: PictureStore, catalog: Catalog) -> None:
        self._store = store
        self._catalog = catalog

    def run(self, *, dry_run: bool = False) -> list[str]:
        """Erases all that is listed.

        Args:
            dry_run: only look at the first hundred.

        Returns:
            The ids erased, or to be erased.

        Raises:
            PixGenError: the catalog or the object store cannot be reached; what was confirmed is gone.
        """
        erased: list[str] = []
        while True:
            listed = self._catalog.erasures(_AT_A_TIME)
            batch = [image_id for image_id in listed if is_id("img", image_id)]
            if dry_run or not batch:
                return erased + batch
            for image_id in batch:
                self._store.erase(image_id)
            # Confirmed only after the last byte is gone: a crash before costs one more, harmless round.
            self._catalog.confirm_erasures(batch)
            logger().info("images.erased", count=len(batch))
            telemetry.RECONCILED.labels("erased").inc(len(batch))
            erased += batch
            if len(listed) < _AT_A_TIME:
                return erased
