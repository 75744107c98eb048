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
from pixgen_gan_trainer.records import Records
from pixgen_gan_trainer.settings import Settings
from pixgen_gan_trainer.snapshot import Snapshot
from pixgen_gan_trainer.store import STATUS

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
        source.digest()
        from pixgen_gan_trainer.training import trained

        return trained(settings, order, store, source, scratch)
    except PixGenError as error:
        logger().warning("run.refused", run_id=run_id, reason=error.reason)
        if error.code in _AWAY:
            return STOPPED_CODE
        # The same settings cannot meet other pictures but when some were withdrawn.
        reason = "snapshot.changed" if error.reason == "run.other_config" else error.reason
        store.write(STATUS, json.dumps({"state": "failed", "reason": reason}).encode())
        return FAILED_CODE


def _end_with_parent() -> None:
    """Exits when standard input ends: nobody would know of a run that goes on without its service."""

    def wait() -> None:
        # Not through sys.stdin: its lock would be in the way when Python ends.
        while os.read(0, 1):
            pass
        os._exit(_ORPHANED)

    threading.Thread(target=wait, name="parent", daemon=True).start()
