"""The two networks, their optimisers and one step of training, under any tf.distribute strategy."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from pixgen_common.errors import Code, PixGenError

from pixgen_gan_trainer import diffaugment, losses, networks
from pixgen_gan_trainer.ranges import to_numbers
from pixgen_gan_trainer.recipes import Recipe
from pixgen_gan_trainer.sampling import Sampler


class Trainer:
    """Holds all that changes while training; everything random is a function of the seed and the step.

    Args:
        recipe: how to train.
        image_size: edge, pixels.
        seed: of weights, noise and augmentation.
        conditional: on the tone class.
        dtype: Keras dtype policy of the inner layers.
        strategy: where the step runs; the default strategy when None.

    Raises:
        PixGenError: INVALID ``training.unequal_shares``: the batch cannot be split over the devices.
    """

    def __init__(
        self,
        recipe: Recipe,
        image_size: int,
        *,
        seed: int,
        conditional: bool = False,
        dtype: str = "float32",
        strategy: Any = None,
    ) -> None:
        self.recipe, self.image_size, self.seed, self.conditional = recipe, image_size, seed, conditional
        # TensorFlow 2.20's remapper stumbles over these graphs, and says so in the person's terminal.
        tf.config.optimizer.set_experimental_options({"remapping": False})
        self.strategy = strategy or tf.distribute.get_strategy()
        self._replicas = self.strategy.num_replicas_in_sync
        if recipe.batch_size % self._replicas:
            raise PixGenError(
                Code.INVALID,
                f"A batch of {recipe.batch_size} pictures cannot be shared by {self._replicas} devices.",
                reason="training.unequal_shares",
            )
        shape: dict[str, Any] = {"seed": seed, "conditional": conditional}
        with self.strategy.scope():
            self.generator = networks.generator(recipe, image_size, dtype=dtype, **shape)
            self.averaged = networks.generator(recipe, image_size, dtype="float32", **shape)
            self.discriminator = networks.discriminator(recipe, image_size, dtype=dtype, **shape)
            decays = {"beta_1": recipe.beta1, "beta_2": recipe.beta2}
            self._g_adam = keras.optimizers.Adam(recipe.learning_rate, **decays)
            self._d_adam = keras.optimizers.Adam(recipe.d_learning_rate, **decays)
            self._g_adam.build(self.generator.trainable_variables)
            self._d_adam.build(self.discriminator.trainable_variables)
        # No Python here branches on a tensor; having it rewritten took a third of the time to the first step.
        self._compiled = tf.function(self._distributed, reduce_retracing=True, autograph=False)
        self._asked = tf.function(self._anybody, autograph=False)
        self.sampler = Sampler(recipe, self.generator, self.averaged, seed=seed, conditional=conditional)

    def step(self, pictures: Any, classes: Any, step: int) -> dict[str, float]:
        """Trains both networks once.

        Args:
            pictures: float32 [B, H, W, 3] in [-1, 1], sRGB; per replica under a strategy.
            classes: int32 [B], tone classes.
            step: number of the step, which the randomness hangs on.

        Returns:
            Losses and mean logits of this step.
        """
        found = self._compiled(pictures, classes, tf.constant(step, tf.int32))
        return {name: float(value) for name, value in found.items()}

    def agreed(self, wish: bool) -> bool:
        """Whether any worker wishes it; all must ask at the same step. Args: this one's wish. Returns: so."""
        return bool(self._asked(tf.constant(float(wish))) > 0)

    def distributed(self, batches: Any) -> Any:
        """Spreads batches over the replicas. Args: a tf.data.Dataset of whole batches. Returns: the same."""
        return self.strategy.experimental_distribute_dataset(batches) if self._replicas > 1 else batches

    def variables(self) -> list[Any]:
        """All state, in a fixed order. Returns: Keras variables."""
        parts = (self.generator, self.averaged, self.discriminator, self._g_adam, self._d_adam)
        return [variable for part in parts for variable in part.variables]

    def state(self) -> list[NDArray[Any]]:
        """Returns: a copy of all state, for a checkpoint."""
        return [np.asarray(variable) for variable in self.variables()]

    def restore(self, state: Sequence[NDArray[Any]]) -> None:
        """Takes a checkpoint's state. Args: what `state` gave. Raises: ValueError: another network's."""
        for variable, value in zip(self.variables(), state, strict=True):
            variable.assign(value)

    def judge(self, rgb: NDArray[np.uint8], classes: NDArray[np.int32]) -> NDArray[np.float32]:
        """Asks the discriminator. Args: uint8 [N, H, W, 3], sRGB; int32 [N]. Returns: logits float32 [N]."""
        pictures = to_numbers(rgb)
        given = [pictures, tf.constant(classes)] if self.conditional else [pictures]
        logits = self.discriminator(given, training=False)
        return np.asarray(logits, dtype=np.float32)[:, 0]

    def _anybody(self, wish: tf.Tensor) -> tf.Tensor:
        return self.strategy.reduce(
            tf.distribute.ReduceOp.SUM, self.strategy.run(tf.identity, (wish,)), axis=None
        )

    def _distributed(self, pictures: Any, classes: Any, step: tf.Tensor) -> dict[str, tf.Tensor]:
        found = self.strategy.run(self._replica_step, (pictures, classes, step))
        mean = tf.distribute.ReduceOp.MEAN
        return {name: self.strategy.reduce(mean, value, axis=None) for name, value in found.items()}

    def _replica_step(self, pictures: tf.Tensor, classes: tf.Tensor, step: tf.Tensor) -> dict[str, tf.Tensor]:
        recipe = self.recipe
        replica = tf.distribute.get_replica_context().replica_id_in_sync_group
        seeds = tf.random.split(tf.stack([self.seed, step * 1024 + replica]), 4)
        count = recipe.batch_size // self._replicas
        noise = tf.random.stateless_normal((count, recipe.latent), seeds[0])
        real = diffaugment.flipped(pictures, seeds[1]) if recipe.flips else pictures
        real = diffaugment.augmented(real, recipe, seeds[2])
        given = [noise, classes] if self.conditional else [noise]
        with tf.GradientTape() as g_tape, tf.GradientTape() as d_tape:
            fake = diffaugment.augmented(self.generator(given, training=True), recipe, seeds[3])
            real_logits, fake_logits = self._judge(real, fake, classes)
            d_loss, g_loss = losses.both(recipe.loss, real_logits, fake_logits)
        self._apply(self._d_adam, self.discriminator, d_tape, d_loss)
        self._apply(self._g_adam, self.generator, g_tape, g_loss)
        if recipe.r1:
            tf.cond(step % recipe.r1_every == 0, lambda: self._penalise(real, classes), lambda: None)
        self._average(step)
        return {
            "d_loss": d_loss,
            "g_loss": g_loss,
            "real_logit": tf.reduce_mean(real_logits),
            "fake_logit": tf.reduce_mean(fake_logits),
            "real_sign": tf.reduce_mean(tf.sign(real_logits)),
        }

    def _judge(self, real: tf.Tensor, fake: tf.Tensor, classes: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Logits of both; in one batch unless the batch's own statistics would tell them apart."""
        if self.recipe.d_norm == "batch" or self.recipe.minibatch_stddev:
            return self._logits(real, classes), self._logits(fake, classes)
        both = self._logits(tf.concat([real, fake], 0), tf.concat([classes, classes], 0))
        real_logits, fake_logits = tf.split(both, 2)
        return real_logits, fake_logits

    def _logits(self, pictures: tf.Tensor, classes: tf.Tensor) -> tf.Tensor:
        given = [pictures, classes] if self.conditional else [pictures]
        return self.discriminator(given, training=True)

    def _apply(self, adam: Any, model: Any, tape: tf.GradientTape, loss: tf.Tensor) -> None:
        gradients = tape.gradient(loss, model.trainable_variables)
        if self._replicas > 1:
            context = tf.distribute.get_replica_context()
            gradients = context.all_reduce(tf.distribute.ReduceOp.MEAN, gradients)
        adam.apply(gradients, model.trainable_variables)

    def _penalise(self, real: tf.Tensor, classes: tf.Tensor) -> None:
        """Lazy R1: its own step of the discriminator, weighted by how seldom it comes."""
        with tf.GradientTape() as tape:
            with tf.GradientTape() as inner:
                inner.watch(real)
                logits = tf.reduce_sum(self._logits(real, classes))
            slope = tf.reduce_sum(tf.square(inner.gradient(logits, real)), axis=(1, 2, 3))
            penalty = 0.5 * self.recipe.r1 * self.recipe.r1_every * tf.reduce_mean(slope)
        self._apply(self._d_adam, self.discriminator, tape, penalty)

    def _average(self, step: tf.Tensor) -> None:
        if not self.recipe.ema:
            return
        # While young, the average forgets faster, so that it is none of the first weights.
        age = tf.cast(step, tf.float32)
        decay = tf.minimum(self.recipe.ema, (1 + age) / (10 + age))
        pairs = zip(self.averaged.trainable_variables, self.generator.trainable_variables, strict=True)
        for kept, new in pairs:
            kept.assign(new + decay * (kept - new))
