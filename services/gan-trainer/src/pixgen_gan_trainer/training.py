"""Training a run of the service: the part of its process with TensorFlow."""

import json
from pathlib import Path

import tensorflow as tf
from pixgen_common.objectstore import ObjectStore

from pixgen_gan_trainer import checkpoints, dataset
from pixgen_gan_trainer.boards import Boards
from pixgen_gan_trainer.child_process import COMPLETED_CODE, FAILED_CODE, STOPPED_CODE
from pixgen_gan_trainer.config import RunConfig
from pixgen_gan_trainer.events import Events
from pixgen_gan_trainer.patience import patiently
from pixgen_gan_trainer.precision import probed
from pixgen_gan_trainer.records import Order
from pixgen_gan_trainer.register import Origin, register
from pixgen_gan_trainer.registry import Registry
from pixgen_gan_trainer.run import Run
from pixgen_gan_trainer.settings import Settings
from pixgen_gan_trainer.snapshot import Snapshot
from pixgen_gan_trainer.store import CONFIG, RunStore
from pixgen_gan_trainer.strategies import chosen
from pixgen_gan_trainer.teller import Teller


def trained(settings: Settings, order: Order, store: RunStore, source: Snapshot, scratch: Path) -> int:
    """Trains a run from where it is to its end, and registers its version.

    Args:
        settings: of the service.
        order: what was asked for.
        store: of the run.
        source: its pictures.
        scratch: folder for them.

    Returns:
        The process's exit code.
    """
    if settings.trainer_deterministic:
        tf.config.experimental.enable_op_determinism()
    among = chosen()
    config = RunConfig(**order.config, precision=_precision(store))
    cache = dataset.build(source, scratch, config.image_size)
    teller = _teller(store)
    events = Events(store, teller, Boards(store))
    place = dataset.place_of(cache, scratch)
    run = Run(config, store, cache, place, events, among, source.provenance())
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
    found = checkpoints.newest(store)
    step = found[0] if found else 0
    history = [one for one in Events(store, lambda *_: None).history() if one["step"] <= step]
    return Teller(store, step, history[-1] if history else None)
