"""No synthetic picture may pose as a capture: by what it says of itself, then by what it looks like."""

import numpy as np
from numpy.typing import NDArray
from pixgen_common.errors import Code, FieldError, PixGenError
from pixgen_common.logging import logger
from pixgen_common.objectstore import ObjectMissing
from pixgen_imaging.decode import decode
from pixgen_imaging.hashing import nearly_equal
from pixgen_imaging.marks import DeclaredSource
from pixgen_protos.catalog.v1.record_pb2 import ImageRecord

from pixgen_upload.catalog import Catalog, Near, is_away
from pixgen_upload.picture import CAPTURE, EDGES, Measured
from pixgen_upload.store import PictureStore

HELD_UNCOMPARED = "It could not be compared with the known synthetic pictures when it was uploaded."
HELD_NEAR = "It looks much like a known altered or synthetic picture."
_SMALL = EDGES[0]


def check_declared(declared: DeclaredSource | None, description: ImageRecord) -> None:
    """Compares what the file said of itself with what the contributor says.

    Args:
        declared: digital source type or generator mark found in the file before it was stripped.
        description: the contributor's words.

    Raises:
        PixGenError: UNPROCESSABLE ``image.says_synthetic``.
    """
    if declared is None or not declared.is_synthetic or description.image_manipulation == "synthetic":
        return
    # An altered picture may say that it was altered, not that no camera ever saw it.
    if description.image_manipulation == "altered" and not declared.is_wholly_made:
        return
    raise PixGenError(
        Code.UNPROCESSABLE,
        "The file says of itself that a program made or altered it, the metadata says otherwise; nothing was "
        "stored. Give image_manipulation and generator, or upload the camera's own file.",
        reason="image.says_synthetic",
        fields=(
            FieldError("metadata.image_manipulation", "the file itself says that it is no plain capture"),
        ),
    )


class Guard:
    """Compares captures with the altered and synthetic pictures that are known.

    Args:
        catalog: finds near ones.
        store: their thumbnails.
    """

    def __init__(self, catalog: Catalog, store: PictureStore) -> None:
        self._catalog = catalog
        self._store = store

    def hold_reason(self, record: ImageRecord, measured: Measured) -> str:
        """Why a curator must look at this picture before anything else.

        Args:
            record: its record; what it calls itself, and its own id, which is never its double.
            measured: its hash and thumbnails.

        Returns:
            The reason, empty when there is none.

        Raises:
            PixGenError: UNPROCESSABLE ``image.near_synthetic`` when it is said to be a capture and equals a
                known picture that is none.
        """
        if record.image_manipulation != CAPTURE:
            return ""
        try:
            near = self._catalog.near_made_pictures(measured.phash)
        except PixGenError as error:
            if not is_away(error):
                logger().error("guard.failed", reason=error.reason)
            # A contributor must not wait for the catalog, and nothing may slip by while it is away.
            return HELD_UNCOMPARED
        others = [entry for entry in near if entry.image_id != record.image_id]
        if not others:
            return ""
        self._refuse_equal(measured, others)
        return HELD_NEAR

    def _refuse_equal(self, measured: Measured, others: list[Near]) -> None:
        ours = decode(measured.thumbnails[_SMALL])
        for other in others:
            # An altered picture keeps the structure of the one it was made from. What equals both may be
            # another copy of that capture: no ground to refuse it, and enough to hold it.
            if self._equals(ours, other.image_id) and not any(
                self._equals(ours, parent) for parent in other.parents
            ):
                raise PixGenError(
                    Code.UNPROCESSABLE,
                    "The picture equals one that is known to be altered or synthetic: it cannot enter as a "
                    "capture. Nothing was stored.",
                    reason="image.near_synthetic",
                    fields=(FieldError("metadata.image_manipulation", "is not what the picture shows"),),
                )

    def _equals(self, ours: NDArray[np.uint8], image_id: str) -> bool:
        try:
            theirs = decode(self._store.thumbnail(image_id, _SMALL))
        except ObjectMissing:
            # Withdrawn a moment ago: nothing to compare with, so it stays at being held.
            return False
        return nearly_equal(ours, theirs)
