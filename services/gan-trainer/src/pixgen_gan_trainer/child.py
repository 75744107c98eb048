"""What a run's own process does: reads the snapshot, trains, registers the version."""

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

import tensorflow as tf
from pixgen_common.errors import Code, PixGenError
from pixgen_common.logging import logger
from pixgen_common.objectstore import ObjectStore

from pixgen_gan_trainer import dataset
from pixgen_gan_trainer.child_process import COMPLETED_CODE, FAILED_CODE, STOPPED_CODE
from pixgen_gan_trainer.config import RunConfig
from pixgen_gan_trainer.event_log import EventWriter, plain
from pixgen_gan_trainer.events import Events
from pixgen_gan_trainer.patience import Patient, patiently
from pixgen_gan_trainer.precision import probed
from pixgen_gan_trainer.records import LIVE, Live, Order, Records
from pixgen_gan_trainer.register import Origin, register
from pixgen_gan_trainer.registry import Registry
from pixgen_gan_trainer.run import CONFIG, Run
from pixgen_gan_trainer.settings import Settings
from pixgen_gan_trainer.snapshot import Catalog, Snapshot
from pixgen_gan_trainer.store import STATUS, RunStore
from pixgen_gan_trainer.strategies import chosen

_FLUSH_SECONDS = 1.0
_AWAY = {Code.UNAVAILABLE, Code.DEADLINE, Code.INTERNAL}
_ORPHANED = 70


class Teller:
    """Passes a run's events on to those who watch; the service itself says its states.

    Args:
        store: of the run.
        step: that the run goes on from.
        measures: the newest ones.
    """

    def __init__(self, store: RunStore, step: int, measures: dict[str, Any] | None) -> None:
        self._store, self._writer = store, EventWriter(store)
        kept = Live.model_validate_json(store.read(LIVE) or b"{}")
        shown = [number for number in kept.sample_steps if number <= step]
        self.live = kept.model_copy(
            update={
                "step": step,
                "sample_steps": shown,
                "measures": plain(measures),
                "images_per_second": 0.0,
            }
        )
        self._flushed = 0.0

    def __call__(self, kind: str, fields: dict[str, Any]) -> None:
        """Takes an event. Args: its kind, its fields."""
        if kind == "state":
            return
        self._writer.add(kind, fields)
        changes: dict[str, Any] = {}
        if kind == "progress":
            changes = {"step": fields["step"], "images_per_second": fields["images_per_second"]}
        elif kind == "measures":
            changes = {"measures": plain(fields)}
        elif kind == "sample":
            changes = {"sample_steps": sorted({*self.live.sample_steps, fields["step"]})}
        elif kind == "alarm":
            changes = {"alarms": sorted({*self.live.alarms, fields["alarm"]})}
        self.live = self.live.model_copy(update=changes)
        if kind != "progress" or time.monotonic() - self._flushed > _FLUSH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Lets everything be seen that was told."""
        self._writer.flush()
        self._store.write(LIVE, self.live.model_dump_json().encode())
        self._flushed = time.monotonic()


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
    if settings.trainer_deterministic:
        tf.config.experimental.enable_op_determinism()
    records = Records(ObjectStore(settings), settings.runs_bucket)
    patience = settings.trainer_patience_seconds
    store = Patient(records.pieces(run_id), patience)
    order = patiently(patience, lambda: records.order(run_id))
    try:
        return _trained(settings, order, store, scratch)
    except PixGenError as error:
        logger().warning("run.refused", run_id=run_id, reason=error.reason)
        if error.code in _AWAY:
            return STOPPED_CODE
        # The same settings cannot meet other pictures but when some were withdrawn.
        reason = "snapshot.changed" if error.reason == "run.other_config" else error.reason
        store.write(STATUS, json.dumps({"state": "failed", "reason": reason}).encode())
        return FAILED_CODE


def _trained(settings: Settings, order: Order, store: RunStore, scratch: Path) -> int:
    among = chosen()
    config = RunConfig(**order.config, precision=_precision(store))
    source = Snapshot(
        Catalog(settings, order.account_id),
        order.snapshot_id,
        settings.trainer_patience_seconds,
        phantoms=settings.demo,
    )
    cache = dataset.build(source, scratch, config.image_size)
    teller = _teller(store)
    events = Events(store, teller)
    run = Run(config, store, cache, dataset.place_of(cache, scratch), events, among)
    run.licences = source.licences()
    with run.stopping_on_signals():
        state = run.go()
    teller.flush()
    if state != "completed":
        return FAILED_CODE if state == "failed" else STOPPED_CODE
    registry = Registry(ObjectStore(settings), settings.models_bucket)
    origin = Origin(order.run_id, order.snapshot_id)
    version = patiently(
        settings.trainer_patience_seconds, lambda: register(run, registry, order.model, origin)
    )
    teller.live = teller.live.model_copy(update={"version": str(version)})
    teller.flush()
    return COMPLETED_CODE


def _precision(store: RunStore) -> str:
    """What the run began with; on another machine it goes on with the same."""
    kept = store.read(CONFIG)
    return str(json.loads(kept)["config"]["precision"]) if kept else probed()


def _teller(store: RunStore) -> Teller:
    from pixgen_gan_trainer import checkpoints

    found = checkpoints.newest(store)
    step = found[0] if found else 0
    history = [one for one in Events(store, lambda *_: None).history() if one["step"] <= step]
    return Teller(store, step, history[-1] if history else None)


def _end_with_parent() -> None:
    """Exits when standard input ends: nobody would know of a run that goes on without its service."""

    def wait() -> None:
        while sys.stdin.buffer.read(1):
            pass
        os._exit(_ORPHANED)

    threading.Thread(target=wait, name="parent", daemon=True).start()
