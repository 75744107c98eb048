"""Over which devices a step is spread."""

from typing import Any

import tensorflow as tf


def chosen() -> Any:
    """The strategy for this machine.

    Returns:
        MirroredStrategy over several GPUs, else the default one. Several machines (TF_CONFIG) are not there
        yet: which of them writes the run's directory is not settled.
    """
    gpus = tf.config.list_logical_devices("GPU")
    return tf.distribute.MirroredStrategy() if len(gpus) > 1 else tf.distribute.get_strategy()
