"""One upload from received bytes to a registered picture; the order of its steps keeps it from loss."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from pixgen_common.errors import Code, PixGenError
from pixgen_common.logging import logger
from pixgen_protos.catalog.v1.record_pb2 import ImageRecord

from pixgen_upload import telemetry
from pixgen_upload.catalog import Catalog, Near, Standing, is_away
from pixgen_upload.describe import differing
from pixgen_upload.guard import Guard
from pixgen_upload.prepare import Prepared, Submission, from_stored, prepare, rebuilt
from pixgen_upload.registration import Registration
from pixgen_upload.store import PictureStore


@dataclass(frozen=True)
class Received:
    """What became of a submission.

    Args:
        record: the stored record.
        created: whether this call stored it.
        registered: whether the catalog has it; else the reconciler brings it there.
        standing: what the catalog holds, None when it could not be asked.
        near: nearly equal pictures that the owner may see.
        differing: fields in which the stored record says something else than was sent now.
    """

    record: ImageRecord
    created: bool
    registered: bool
    standing: Standing | None = None
    near: Sequence[Near] = ()
    differing: Sequence[str] = ()


class Receive:
    """The use case of the service.

    Args:
        store: the pictures' bucket.
        catalog: the catalog.
        decodes_at_once: pictures decoded at a time; the others wait with their bytes on disk.
    """

    def __init__(self, store: PictureStore, catalog: Catalog, decodes_at_once: int) -> None:
        self._store = store
        self._catalog = catalog
        # A picture of 40 megapixels takes most of a gigabyte while it is decoded; more of them at a time
        # than there are cores would only fill the memory.
        self._decoding = threading.BoundedSemaphore(decodes_at_once)
        self._guard = Guard(catalog, store)
        self._registration = Registration(store, catalog)

    def __call__(self, submission: Submission) -> Received:
        """Takes a picture in, or finds it already here.

        Args:
            submission: what came in.

        Returns:
            What became of it: nothing that is returned can be lost any more.

        Raises:
            PixGenError: nothing was stored that anybody can see.
        """
        with telemetry.STAGE_SECONDS.labels("look_up").time():
            stored = self._store.record(submission.image_id)
        if stored is None:
            with telemetry.STAGE_SECONDS.labels("prepare").time(), self._decoding:
                prepared = prepare(submission)
            with telemetry.STAGE_SECONDS.labels("guard").time():
                prepared.record.hold_reason = self._guard.hold_reason(prepared.record, prepared.measured)
            with telemetry.STAGE_SECONDS.labels("store").time():
                stored, created = self._store_all(prepared)
            if created:
                return self._register(stored, created=True)
        return self._again(submission, stored)

    def _store_all(self, prepared: Prepared) -> tuple[ImageRecord, bool]:
        """Stores everything; the record last, for it alone makes the picture exist.

        Returns:
            The picture's record, and whether this call committed it.
        """
        image_id = prepared.record.image_id
        # The marker first: whatever a crash leaves behind after this line, the reconciler finds and
        # either registers (there is a record) or clears away (there is none).
        self._store.begin(image_id)
        if not self._store.put_original(image_id, prepared.format.value, prepared.data):
            # An earlier try got this far and was never acknowledged, or one runs beside us. Objects are
            # written once: its bytes stay, and everything is computed from them.
            stored = self._store.original(image_id, prepared.format.value)
            with self._decoding:
                prepared = from_stored(prepared, stored)
        self._put_thumbnails(prepared)
        # The commit point. It is a conditional create: of two tries at once exactly one wins.
        if not self._store.commit(prepared.record):
            return self._winner(image_id), False
        if not self._store.has_original(prepared.record):
            # This try slept so long that it was cleared away as abandoned before it committed. A committed
            # picture is never cleared: put the bytes again, before anything is acknowledged.
            self._store.put_original(image_id, prepared.format.value, prepared.data)
            self._put_thumbnails(prepared)
        return prepared.record, True

    def _put_thumbnails(self, prepared: Prepared) -> None:
        for edge, data in prepared.measured.thumbnails.items():
            self._store.put_thumbnail(prepared.record.image_id, edge, data)

    def _winner(self, image_id: str) -> ImageRecord:
        """The record of the try that ran beside this one and was first."""
        record = self._store.record(image_id)
        if record is None:
            raise PixGenError(
                Code.UNAVAILABLE,
                "The upload was interrupted; please send it again.",
                reason="upload.interrupted",
                retry_after=2,
            )
        return record

    def _register(self, record: ImageRecord, *, created: bool, differing: Sequence[str] = ()) -> Received:
        """Tells the catalog; the picture is safe whatever happens here, unless it may never be there."""
        with telemetry.STAGE_SECONDS.labels("register").time():
            registered = self._registration.register(record)
        if registered is None:
            # The marker may be missing: the catalog may have lost a picture that it knew, or the clearing
            # of an earlier try may have taken the marker along. Without it nobody would try again.
            self._store.begin(record.image_id)
            return Received(record, created, registered=False, differing=differing)
        return Received(record, created, True, registered.standing, registered.near, differing)

    def _again(self, submission: Submission, stored: ImageRecord) -> Received:
        """The same bytes again: the stored record stands, whatever is said this time."""
        if stored.account_id != submission.description.account_id:
            raise PixGenError(
                Code.CONFLICT,
                "This order item was uploaded for another account.",
                reason="upload.other_account",
            )
        self._heal(submission, stored)
        words = differing(submission.description, stored)
        if self._store.begun(stored.image_id) is None:
            try:
                standing = self._catalog.standing(stored.image_id, stored.account_id)
            except PixGenError as error:
                if not is_away(error):
                    logger().error("image.standing_failed", image_id=stored.image_id, reason=error.reason)
                return Received(stored, created=False, registered=True, differing=words)
            if standing is not None:
                return Received(stored, False, True, standing, differing=words)
        # Outstanding still, or the catalog lost it (an older backup was restored): bring it there.
        return self._register(stored, created=False, differing=words)

    def _heal(self, submission: Submission, stored: ImageRecord) -> None:
        """Puts the bytes where a record stands without them: a crash came between, nobody was answered."""
        if self._store.has_original(stored):
            return
        with self._decoding:
            again = rebuilt(submission, stored)
        self._put_thumbnails(again)
        self._store.put_original(stored.image_id, stored.format, again.data)
