"""BatchNorm and leaky ReLU in few passes: in bfloat16, Keras' own cost more than convolutions."""

from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf
from keras import layers


@keras.saving.register_keras_serializable("pixgen")
class BatchNorm(layers.BatchNormalization):  # type: ignore[misc]
    """Equals Keras' BatchNormalization of maps, with the same weights, to rounding; one kernel computes it.

    Maps may be bfloat16; scale, offset and statistics are always float32.
    """

    def call(self, x: tf.Tensor, training: Any = None, mask: Any = None) -> tf.Tensor:
        """Args: maps [B, H, W, C], by their own statistics or the running ones. Returns: the same shape."""
        del mask
        own = bool(training) and self.trainable
        kept = [] if own else [tf.convert_to_tensor(one) for one in (self.moving_mean, self.moving_variance)]
        weights = tf.convert_to_tensor(self.gamma), tf.convert_to_tensor(self.beta)
        y, mean, variance = tf.compat.v1.nn.fused_batch_norm(
            x, *weights, *kept, epsilon=self.epsilon, is_training=own
        )
        if own:
            # The kernel gives a sample's variance: n / (n - 1) times that of its n values.
            count = tf.cast(tf.size(x) // x.shape[-1], tf.float32)
            self._remember(self.moving_mean, mean)
            self._remember(self.moving_variance, variance * (1 - 1 / count))
        return y

    def _remember(self, kept: Any, new: tf.Tensor) -> None:
        kept.assign(tf.convert_to_tensor(kept) * self.momentum + new * (1.0 - self.momentum))


@keras.saving.register_keras_serializable("pixgen")
class Leaky(layers.Layer):  # type: ignore[misc]
    """Leaky ReLU whose gradient is computed in float32: TensorFlow's own in bfloat16 takes twice as long.

    Args:
        slope: of negative numbers.
        options: as of Layer.
    """

    def __init__(self, slope: float, **options: Any) -> None:
        super().__init__(**options)
        self._slope = slope

    def call(self, x: tf.Tensor) -> tf.Tensor:
        """Args: maps. Returns: the same shape."""
        return self._leaky(x) if x.dtype == tf.bfloat16 else tf.nn.leaky_relu(x, self._slope)

    @tf.custom_gradient  # type: ignore[untyped-decorator]
    def _leaky(self, x: tf.Tensor) -> tuple[tf.Tensor, Callable[[tf.Tensor], tf.Tensor]]:
        def gradient(upstream: tf.Tensor) -> tf.Tensor:
            wide, maps = tf.cast(upstream, tf.float32), tf.cast(x, tf.float32)
            found = tf.raw_ops.LeakyReluGrad(gradients=wide, features=maps, alpha=self._slope)
            return tf.cast(found, x.dtype)

        return tf.nn.leaky_relu(x, self._slope), gradient

    def get_config(self) -> dict[str, Any]:
        """Returns: what makes such a layer again."""
        return {**super().get_config(), "slope": self._slope}
