"""Finishing what was left unfinished: registering committed pictures, clearing abandoned tries."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pixgen_common.errors import PixGenError
from pixgen_common.ids import is_id
from pixgen_common.logging import logger

from pixgen_upload import telemetry
from pixgen_upload.catalog import is_final
from pixgen_upload.registration import Registration
from pixgen_upload.store import BeingCleared, PictureStore

_GIVE_UP_AFTER = 5
_COUNTED = {"registered", "refused", "cleared"}


@dataclass
class Round:
    """What one round found and did.

    Args:
        registered: pictures brought into the catalog.
        refused: pictures that the catalog refused for good; erased.
        cleared: abandoned tries cleared away.
        failed: pictures that could not be registered now; the next round tries again.
        waiting: uploads that seem to be in progress.
    """

    registered: int = 0
    refused: int = 0
    cleared: int = 0
    failed: int = 0
    waiting: int = 0


class Reconciler:
    """Works through the markers of unfinished work. Any number of replicas may do so at once.

    Args:
        store: the pictures' bucket.
        registration: the step that uploads use too.
        abandoned: age after which a try without a record is given up.
    """

    def __init__(self, store: PictureStore, registration: Registration, abandoned: timedelta) -> None:
        self._store = store
        self._registration = registration
        self._abandoned = abandoned

    def run(self, *, dry_run: bool = False) -> Round:
        """One round over all markers.

        Args:
            dry_run: only look.

        Returns:
            What was done, or would be.

        Raises:
            PixGenError: the object store cannot be reached.
        """
        done = Round()
        for image_id in self._store.unfinished():
            if not is_id("img", image_id):
                logger().warning("reconcile.foreign_marker")
                continue
            # One picture that cannot be registered must not hold up the others, but a catalog that is away
            # need not be asked about each.
            outcome = "failed" if done.failed >= _GIVE_UP_AFTER else self._finish(image_id, dry_run=dry_run)
            setattr(done, outcome, getattr(done, outcome) + 1)
            if not dry_run and outcome in _COUNTED:
                telemetry.RECONCILED.labels(outcome).inc()
        telemetry.OUTSTANDING.set(done.failed + done.waiting)
        return done

    def _finish(self, image_id: str, *, dry_run: bool) -> str:
        try:
            record = self._store.record(image_id)
        except BeingCleared:
            record = None
        except PixGenError as error:
            logger().error("reconcile.unreadable", image_id=image_id, reason=error.reason)
            return "failed"
        if record is None:
            return self._clear(image_id, dry_run=dry_run)
        if dry_run:
            return "registered"
        try:
            registered = self._registration.register(record)
        except PixGenError as error:
            if not is_final(error):
                raise
            return "refused"
        return "registered" if registered else "failed"

    def _clear(self, image_id: str, *, dry_run: bool) -> str:
        """Clears a try that never committed, so that none can commit meanwhile and lose its bytes."""
        oldest = datetime.now(UTC) - self._abandoned
        if not self._is_abandoned(image_id, oldest):
            return "waiting"
        if dry_run:
            return "cleared"
        # From here to the release no try can commit: the record's key is taken.
        if not self._store.hold_for_clearing(image_id, oldest):
            return "waiting"
        # A new try may have begun since the marker was read; it will find its objects as it left them.
        if self._is_abandoned(image_id, oldest):
            self._store.remove_bytes(image_id)
            # Before the release: a try that begins after it sets a marker that must stay.
            self._store.finish(image_id)
            logger().info("upload.cleared", image_id=image_id)
        self._store.release_hold(image_id)
        return "cleared"

    def _is_abandoned(self, image_id: str, oldest: datetime) -> bool:
        begun = self._store.begun(image_id)
        return begun is not None and begun < oldest
