"""Over which devices and machines a step is spread."""

import json
import os
from dataclasses import dataclass
from typing import Any

import tensorflow as tf
from pixgen_common.errors import Code, PixGenError


@dataclass(frozen=True)
class Place:
    """This process among those that train together.

    Args:
        strategy: a tf.distribute strategy.
        worker: number of this process; 0 is the chief, the only one that writes the run.
        workers: how many there are.
    """

    strategy: Any
    worker: int = 0
    workers: int = 1


def chosen() -> Place:
    """The strategy for this machine; to be called before TensorFlow does anything else.

    Returns:
        MultiWorkerMirroredStrategy where TF_CONFIG names several workers, MirroredStrategy over several GPUs,
        else the default one.

    Raises:
        PixGenError: INVALID ``training.bad_tf_config``.
    """
    worker, workers = _told(os.environ.get("TF_CONFIG", ""))
    if workers > 1:
        return Place(tf.distribute.MultiWorkerMirroredStrategy(), worker, workers)
    gpus = tf.config.list_logical_devices("GPU")
    return Place(tf.distribute.MirroredStrategy() if len(gpus) > 1 else tf.distribute.get_strategy())


def _told(text: str) -> tuple[int, int]:
    """What TF_CONFIG says. Args: its JSON, or nothing. Returns: this worker's number, how many there are."""
    if not text:
        return 0, 1
    try:
        told = json.loads(text)
        workers, task = told["cluster"]["worker"], told["task"]
        is_sound = set(told["cluster"]) == {"worker"} and task["type"] == "worker"
        number, is_listed = int(task["index"]), all(isinstance(one, str) for one in workers)
    except (ValueError, KeyError, TypeError):
        raise _refused() from None
    if not (is_sound and is_listed and 0 <= number < len(workers)):
        raise _refused()
    return number, len(workers)


def _refused() -> PixGenError:
    return PixGenError(
        Code.INVALID,
        "TF_CONFIG must list the workers as host:port, and name this one as a worker by its index.",
        reason="training.bad_tf_config",
    )
