"""Three steps over two logical processors, as over two GPUs; writes each replica's weights, by number."""

import sys
from dataclasses import replace

import numpy as np
import tensorflow as tf

DEVICES = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(DEVICES[0], [tf.config.LogicalDeviceConfiguration()] * 2)
STRATEGY = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])

from pixgen_gan_trainer import recipes  # noqa: E402 - the devices must be told first
from pixgen_gan_trainer.trainer import Trainer  # noqa: E402

trainer = Trainer(
    replace(recipes.OURS, width=4, batch_size=8), 32, seed=1, dtype=sys.argv[1], strategy=STRATEGY
)
pictures = np.random.default_rng(1).uniform(-1, 1, (8, 32, 32, 3)).astype(np.float32)
batches = tf.data.Dataset.from_tensors((pictures, np.zeros(8, np.int32))).repeat(3)
for number, (some, classes) in enumerate(trainer.distributed(batches)):
    found = trainer.step(some, classes, number)
    assert all(np.isfinite(float(value)) for value in found.values()), found
# Running statistics of BatchNorm are each replica's own; sheets and exports compute them anew (decision 83).
trained = [*trainer.discriminator.trainable_variables, *trainer.generator.trainable_variables]
copies = [[np.asarray(copy) for copy in variable.value.values] for variable in trained]
for replica in (0, 1):
    np.savez(f"{sys.argv[2]}/replica-{replica}.npz", *[copy[replica] for copy in copies])
