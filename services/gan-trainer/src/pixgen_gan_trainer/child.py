"""A run's own process: refuses what cannot be trained on, else trains; it ends with the service."""

import json
import os
import threading
from pathlib import Path

from pixgen_common.errors import Code, PixGenError
from pixgen_common.logging import logger
from pixgen_common.objectstore import ObjectStore

from pixgen_gan_trainer.catalog import Catalog
from pixgen_gan_trainer.child_process import FAILED_CODE, STOPPED_CODE
from pixgen_gan_trainer.patience import Patient, patiently
from pixgen_gan_trainer.pictures import digest_of
from pixgen_gan_trainer.records import Records
from pixgen_gan_trainer.settings import Settings
from pixgen_gan_trainer.snapshot import Snapshot
from pixgen_gan_trainer.store import CONFIG, DISK_FULL, STATUS, RunStore

_AWAY = {Code.UNAVAILABLE, Code.DEADLINE, Code.INTERNAL}
_ORPHANED = 70


def main(settings: Settings, run_id: str, scratch: Path) -> int:
    """Trains one run, from its beginning or from its checkpoint.

    Args:
        settings: of the service.
        run_id: which.
        scratch: folder for its pictures.

    Returns:
        The exit code; the reason for FAILED_CODE is in status.json.
    """
    _end_with_parent()
    records = Records(ObjectStore(settings), settings.runs_bucket)
    patience = settings.trainer_patience_seconds
    store = Patient(records.pieces(run_id), patience)
    order = patiently(patience, lambda: records.order(run_id))
    source = Snapshot(
        Catalog(settings, order.account_id), order.snapshot_id, patience, phantoms=settings.demo
    )
    try:
        # Before TensorFlow is there: most that can be refused is refused in a second.
        _require_same(store, digest_of(source, order.config["image_size"]))
        from pixgen_gan_trainer.training import trained

        return trained(settings, order, store, source, scratch)
    except PixGenError as error:
        logger().warning("run.refused", run_id=run_id, reason=error.reason, detail=error.detail)
        # What is away comes back; a full disk needs a person.
        if error.code in _AWAY and error.reason != DISK_FULL:
            return STOPPED_CODE
        store.write(STATUS, json.dumps({"state": "failed", "reason": error.reason}).encode())
        return FAILED_CODE


def _require_same(store: RunStore, pictures: str) -> None:
    """A run that has begun goes on with the pictures that it began with, or not at all."""
    kept = store.read(CONFIG)
    if kept is not None and json.loads(kept)["pictures"] != pictures:
        words = "Pictures of the snapshot were withdrawn while the run was under way."
        raise PixGenError(Code.CONFLICT, words, reason="snapshot.changed")


def _end_with_parent() -> None:
    """Exits when standard input ends: nobody would know of a run that goes on without its service."""

    def wait() -> None:
        # Not through sys.stdin: its lock would be in the way when Python ends.
        while os.read(0, 1):
            pass
        os._exit(_ORPHANED)

    threading.Thread(target=wait, name="parent", daemon=True).start()
