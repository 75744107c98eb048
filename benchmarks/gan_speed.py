"""Pictures a second of one step, beside the step of Keras' published DCGAN example at the same widths.

Run: `python benchmarks/gan_speed.py [--width 32] [--batch-size 64] [--seconds 20]`

The example's networks and step are written anew from its description: transposed convolutions and leaky ReLU,
no BatchNorm, dropout before the logit, alternating updates, labels with noise, Keras' Adam; it knows neither
augmentation nor averaged weights. Printed are
pictures a second of wall time and of processor time, the share of time that the step waits for its input, and
how much memory grows.
"""

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from pixgen_gan_trainer import batches, dataset, networks, recipes
from pixgen_gan_trainer.pictures import Folder
from pixgen_gan_trainer.precision import probed
from pixgen_gan_trainer.trainer import Trainer
from pixgen_imaging import phantoms

SIZE, ROUNDS = 64, 5


def example(recipe: recipes.Recipe) -> Callable[[tf.Tensor], None]:
    """The example's step: the discriminator on fakes and reals, then the generator."""
    generator, judge = example_networks(recipe)
    g_adam, d_adam = keras.optimizers.Adam(1e-4), keras.optimizers.Adam(1e-4)
    g_adam.build(generator.trainable_variables)
    d_adam.build(judge.trainable_variables)
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    count = recipe.batch_size

    @tf.function
    def step(real: tf.Tensor) -> None:
        fake = generator([tf.random.normal((count, recipe.latent))], training=True)
        both = tf.concat([fake, real], 0)
        labels = tf.concat([tf.ones((count, 1)), tf.zeros((count, 1))], 0)
        labels += 0.05 * tf.random.uniform((2 * count, 1))
        with tf.GradientTape() as tape:
            wrong = loss(labels, judge([both], training=True))
        d_adam.apply(tape.gradient(wrong, judge.trainable_variables), judge.trainable_variables)
        with tf.GradientTape() as tape:
            made = generator([tf.random.normal((count, recipe.latent))], training=True)
            wrong = loss(tf.zeros((count, 1)), judge([made], training=False))
        g_adam.apply(tape.gradient(wrong, generator.trainable_variables), generator.trainable_variables)

    return step


def example_networks(recipe: recipes.Recipe) -> tuple[keras.Model, keras.Model]:
    """The example's networks with our widths. Args: whose. Returns: generator, discriminator."""
    widths = networks.channels(recipe, SIZE)
    x = noise = keras.Input((recipe.latent,))
    x = layers.Reshape((4, 4, widths[-1]))(layers.Dense(16 * widths[-1])(x))
    for count in widths[-2::-1]:
        x = layers.LeakyReLU(0.2)(layers.Conv2DTranspose(count, 4, 2, "same")(x))
    made = layers.Conv2DTranspose(3, 4, 2, "same", activation="sigmoid")(x)
    x = picture = keras.Input((SIZE, SIZE, 3))
    for count in widths:
        x = layers.LeakyReLU(0.2)(layers.Conv2D(count, 4, 2, "same")(x))
    logit = layers.Dense(1)(layers.Dropout(0.2)(layers.Flatten()(x)))
    return keras.Model([noise], made), keras.Model([picture], logit)


@dataclass
class Contestant:
    """A step, and what it has taken so far."""

    name: str
    step: Callable[[int], None]
    done: int = 0
    wall: float = 0.0
    processor: float = 0.0
    grown: float = 0.0

    def run(self, seconds: float) -> None:
        """Steps for a while. Args: for how long."""
        before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
        while (taken := time.perf_counter() - start) < seconds:
            self.step(self.done)
            self.done += 1
        after = resource.getrusage(resource.RUSAGE_SELF)
        self.wall += taken
        self.processor += after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        self.grown += (after.ru_maxrss - before.ru_maxrss) / 1024


def compete(contestants: list[Contestant], count: int, seconds: float) -> None:
    """Lets them step in turns, so that whatever else the machine does meets all alike; prints their rates."""
    for one in contestants:
        for number in range(3):
            one.step(number)
    for _ in range(ROUNDS):
        for one in contestants:
            one.run(seconds / ROUNDS)
    first = contestants[0]
    for one in contestants:
        each, processor = one.done * count / one.wall, one.done * count / one.processor
        times = (each * first.wall / first.done / count, processor * first.processor / first.done / count)
        print(f"{one.name:>28}: {each:6.1f} pictures/s ({times[0]:.2f} times),", end=" ")
        print(f"{processor:6.1f} a processor second ({times[1]:.2f} times), {one.grown:+.0f} MiB", flush=True)


def fed(trainer: Trainer, seconds: float) -> None:
    """Runs our step with its real input and prints the share of time that it waits."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for seed in range(64):
            (folder / f"{seed}.jpg").write_bytes(phantoms.encode(phantoms.draw(seed, size=64)))
        cache = dataset.build(Folder(folder), folder / "cache", SIZE)
        place = dataset.place_of(cache, folder / "cache")
        feed = iter(batches.endless(cache, place, batch_size=trainer.recipe.batch_size, seed=1, step=0))
        waited, start, step = 0.0, time.perf_counter(), 0
        while time.perf_counter() - start < seconds:
            asked = time.perf_counter()
            pictures, classes = next(feed)
            waited += time.perf_counter() - asked
            trainer.step(pictures, classes, step)
            step += 1
        print(f"waiting for input: {100 * waited / (time.perf_counter() - start):.2f} % of the time")


def main() -> None:
    """Measures the example, ours, and ours in bfloat16 where the machine has it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--width", type=int, default=32)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    recipe = replace(recipes.OURS, width=options.width, batch_size=options.batch_size)
    drawn = np.random.default_rng(1).uniform(-1, 1, (recipe.batch_size, SIZE, SIZE, 3))
    pictures, classes = tf.constant(drawn, tf.float32), tf.zeros(recipe.batch_size, tf.int32)
    theirs = example(recipe)
    contestants = [Contestant("Keras' example, float32", lambda _: theirs(pictures))]
    for precision in ["float32"] + ["mixed_bfloat16"] * (probed() == "bfloat16"):
        trainer = Trainer(recipe, SIZE, seed=1, dtype=precision)

        def step(number: int, trainer: Trainer = trainer) -> None:
            trainer.step(pictures, classes, number)

        contestants.append(Contestant(f"PixGen, {precision}", step))
    compete(contestants, recipe.batch_size, options.seconds)
    fed(trainer, options.seconds)


if __name__ == "__main__":
    main()
