"""What a generator draws: fixed noises, and the averaged weights with statistics of their own."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from pixgen_gan_trainer.networks import TONE_CLASSES
from pixgen_gan_trainer.recipes import Recipe

_RECALIBRATION_BATCHES = 8


class Sampler:
    """Draws from a generator under training.

    Args:
        recipe: how it is trained.
        generator: as it is trained.
        averaged: the same with averaged weights, which is drawn from where the recipe averages.
        seed: of the noise.
        conditional: takes tone classes.
    """

    def __init__(
        self, recipe: Recipe, generator: Any, averaged: Any, *, seed: int, conditional: bool
    ) -> None:
        self._recipe, self._generator, self._averaged = recipe, generator, averaged
        self._seed, self._conditional = seed, conditional
        # Compiled: a run draws its sheet often, and eager layers would take most of a short run's time.
        self._sampled = tf.function(self._sample, reduce_retracing=True, autograph=False)
        self._calibrated = tf.function(self._calibrate, autograph=False)

    def noise(self, count: int, stream: int) -> tf.Tensor:
        """Noise, the same in every process. Args: how many, which. Returns: float32 [count, latent]."""
        return tf.random.stateless_normal((count, self._recipe.latent), (self._seed, stream))

    def recalibrated(self, class_weights: Sequence[int] | None = None) -> Any:
        """The generator to sample from: averaged weights, BatchNorm statistics of exactly these weights.

        Args:
            class_weights: how often each tone class occurs, for a conditional generator.

        Returns:
            The Keras model; the next call changes it.
        """
        if not self._recipe.ema:
            return self._generator
        for number in range(_RECALIBRATION_BATCHES):
            noise = self.noise(64, 2**30 + number)
            given = [noise, self.classes(64, class_weights)] if self._conditional else [noise]
            # A running mean over equal weights: momentum n / (n + 1) for the batch after n.
            self._calibrated(given, tf.constant(number / (number + 1)))
        return self._averaged

    def sample(self, noise: tf.Tensor, classes: tf.Tensor) -> NDArray[np.float32]:
        """Pictures of the generator that `recalibrated` gave last.

        Args:
            noise: float32 [B, latent].
            classes: int32 [B], tone classes; only a conditional generator takes notice.

        Returns:
            float32 [B, H, W, 3] in [-1, 1], sRGB.
        """
        return np.asarray(self._sampled([noise, classes] if self._conditional else [noise]))

    def classes(self, count: int, weights: Sequence[int] | None = None) -> tf.Tensor:
        """Tone classes in given proportions. Args: how many, weights of each. Returns: int32 [count]."""
        shares = np.asarray(weights or [1] * TONE_CLASSES, dtype=np.float64)
        bounds = np.cumsum(shares / shares.sum())
        found = np.searchsorted(bounds, (np.arange(count) + 0.5) / count)
        return tf.constant(found.astype(np.int32))

    def _sample(self, given: list[tf.Tensor]) -> tf.Tensor:
        return (self._averaged if self._recipe.ema else self._generator)(given, training=False)

    def _calibrate(self, given: list[tf.Tensor], momentum: tf.Tensor) -> None:
        """One batch's part in the averaged generator's statistics; nothing else of it changes."""
        norms = [
            layer for layer in self._averaged.layers if isinstance(layer, keras.layers.BatchNormalization)
        ]
        usual = [layer.momentum for layer in norms]
        for layer in norms:
            layer.momentum = momentum
        self._averaged(given, training=True)
        for layer, kept in zip(norms, usual, strict=True):
            layer.momentum = kept
