"""Nearest-neighbour doubling and a 3 x 3 convolution, computed as one transposed convolution."""

from typing import Any

import keras
import tensorflow as tf
from keras import layers


@keras.saving.register_keras_serializable("pixgen")
class DoublingConv2D(layers.Conv2D):  # type: ignore[misc]
    """Equals UpSampling2D(2, "nearest") and then Conv2D(filters, 3, padding="same"), to rounding.

    A pixel and its copy are multiplied by neighbouring taps: with these added up beforehand, the same result
    comes from 4 x 4 taps of stride 2 over the small maps, that is 4 multiplications a channel instead of 9.

    Args:
        filters: channels of the result.
        options: as of Conv2D.
    """

    def __init__(self, filters: int, **options: Any) -> None:
        super().__init__(filters, 3, padding="same", **options)

    def call(self, x: tf.Tensor) -> tf.Tensor:
        """Args: maps [B, H, W, C]. Returns: [B, 2 H, 2 W, filters]."""
        shape = tf.concat([tf.shape(x)[:1], [2 * x.shape[1], 2 * x.shape[2], self.filters]], 0)
        kernel = tf.transpose(_summed(_summed(tf.convert_to_tensor(self.kernel), 0), 1), (0, 1, 3, 2))
        made = tf.nn.conv2d_transpose(x, kernel, shape, strides=2, padding="SAME")
        made = tf.ensure_shape(made, (None, 2 * x.shape[1], 2 * x.shape[2], self.filters))
        return tf.nn.bias_add(made, tf.convert_to_tensor(self.bias)) if self.use_bias else made

    def compute_output_shape(self, input_shape: Any) -> Any:
        """Args: of the maps. Returns: twice as high and wide."""
        return (input_shape[0], 2 * input_shape[1], 2 * input_shape[2], self.filters)


def _summed(kernel: tf.Tensor, axis: int) -> tf.Tensor:
    """Three taps w become w2, w1 + w2, w0 + w1, w0. Args: the kernel, which axis. Returns: a tap more."""
    first, middle, last = tf.split(kernel, 3, axis)
    return tf.concat([last, middle + last, first + middle, first], axis)
