"""The generator and the discriminator.

The DCGAN follows Radford et al. (arXiv:1511.06434): 4 x 4 maps doubled by strided convolutions of 4 x 4 taps
(a multiple of the stride, so that no tap is used more often than another).
"""

import math
from typing import Any

import keras
import tensorflow as tf
from keras import layers

from pixgen_gan_trainer import seed_2020
from pixgen_gan_trainer.doubling import DoublingConv2D
from pixgen_gan_trainer.first_weights import Start
from pixgen_gan_trainer.fused import BatchNorm, Leaky
from pixgen_gan_trainer.pictures import UNKNOWN_TONE
from pixgen_gan_trainer.recipes import Recipe

# Five tone groups, and one for pictures whose tone could not be measured.
TONE_CLASSES = UNKNOWN_TONE + 1


def generator(recipe: Recipe, image_size: int, *, seed: int, conditional: bool, dtype: str) -> Any:
    """Builds a generator.

    Args:
        recipe: network, width and latent length.
        image_size: edge of the pictures, pixels.
        seed: of the first weights.
        conditional: takes a tone class besides the noise.
        dtype: Keras dtype policy, ``float32`` or ``mixed_bfloat16``.

    Returns:
        A Keras model: noise float32 [B, latent] (and class int32 [B]) to pictures float32 [B, H, W, 3] in
        [-1, 1], sRGB.
    """
    start = Start(seed)
    noise = keras.Input((recipe.latent,), name="noise")
    inputs, x = [noise], noise
    if conditional:
        label = keras.Input((), dtype="int32", name="tone_class")
        inputs.append(label)
        word = layers.Embedding(TONE_CLASSES, recipe.latent, embeddings_initializer=start())(label)
        x = layers.Concatenate()([noise, word])
    build = seed_2020.generator if recipe.network == "seed-2020" else _dcgan_generator
    x = build(x, recipe, image_size, start, dtype)
    pictures = layers.Activation("tanh", dtype="float32")(x)
    return keras.Model(inputs, pictures, name="generator")


def discriminator(recipe: Recipe, image_size: int, *, seed: int, conditional: bool, dtype: str) -> Any:
    """Builds a discriminator.

    Args:
        recipe: network, width and normalisation.
        image_size: edge of the pictures, pixels.
        seed: of the first weights.
        conditional: takes the pictures' tone class besides (projection, Miyato and Koyama 2018).
        dtype: Keras dtype policy.

    Returns:
        A Keras model: pictures float32 [B, H, W, 3] in [-1, 1] (and class int32 [B]) to logits
        float32 [B, 1], positive for real.
    """
    start = Start(seed)
    picture = keras.Input((image_size, image_size, 3), name="picture")
    build = seed_2020.discriminator if recipe.network == "seed-2020" else _dcgan_discriminator
    features = layers.Flatten()(build(picture, recipe, image_size, start, dtype))
    logit = layers.Dense(1, kernel_initializer=start(), dtype="float32")(features)
    if not conditional:
        return keras.Model([picture], logit, name="discriminator")
    label = keras.Input((), dtype="int32", name="tone_class")
    word = layers.Embedding(TONE_CLASSES, features.shape[-1], embeddings_initializer=start())(label)
    match = layers.Dot(axes=1, dtype="float32")([features, word])
    return keras.Model([picture, label], layers.Add(dtype="float32")([logit, match]), name="discriminator")


def channels(recipe: Recipe, image_size: int) -> list[int]:
    """Channels per stage, from the picture inwards. Args: recipe, edge. Returns: one number a halving."""
    halvings = int(math.log2(image_size)) - 2
    return [recipe.width * min(8, 2**stage) for stage in range(halvings)]


def _dcgan_generator(x: Any, recipe: Recipe, image_size: int, start: Start, dtype: str) -> Any:
    outwards = channels(recipe, image_size)[::-1]
    x = layers.Dense(16 * outwards[0], use_bias=False, kernel_initializer=start(), dtype=dtype)(x)
    x = layers.Reshape((4, 4, outwards[0]), dtype=dtype)(x)
    for count in outwards[1:]:
        x = _norm(x, recipe, dtype)
        x = _double(layers.ReLU(dtype=dtype)(x), count, recipe, start, dtype)
    x = layers.ReLU(dtype=dtype)(_norm(x, recipe, dtype))
    return _double(x, 3, recipe, start, dtype, use_bias=True)


def _double(x: Any, count: int, recipe: Recipe, start: Start, dtype: str, *, use_bias: bool = False) -> Any:
    common = {"use_bias": use_bias, "kernel_initializer": start(), "dtype": dtype}
    if recipe.network == "resize":
        return DoublingConv2D(count, **common)(x)
    return layers.Conv2DTranspose(count, 4, strides=2, padding="same", **common)(x)


def _norm(x: Any, recipe: Recipe, dtype: str) -> Any:
    return BatchNorm(momentum=recipe.g_momentum, epsilon=1e-5, dtype=dtype)(x)


def _dcgan_discriminator(x: Any, recipe: Recipe, image_size: int, start: Start, dtype: str) -> Any:
    for stage, count in enumerate(channels(recipe, image_size)):
        has_norm = recipe.d_norm == "batch" and stage > 0
        made = layers.Conv2D(
            count,
            4,
            strides=2,
            padding="same",
            use_bias=not has_norm,
            kernel_initializer=start(),
            dtype=dtype,
        )
        x = (layers.SpectralNormalization(made, dtype=dtype) if recipe.d_norm == "spectral" else made)(x)
        if has_norm:
            x = BatchNorm(momentum=0.9, epsilon=1e-5, dtype=dtype)(x)
        x = Leaky(0.2, dtype=dtype)(x)
    return MinibatchDeviation(dtype="float32")(x) if recipe.minibatch_stddev else x


@keras.saving.register_keras_serializable("pixgen")
class MinibatchDeviation(layers.Layer):  # type: ignore[misc]
    """Adds a map with the batch's mean standard deviation (Karras et al. 2018, section 3)."""

    def call(self, x: tf.Tensor) -> tf.Tensor:
        """Args: maps [B, H, W, C]. Returns: [B, H, W, C + 1]."""
        deviation = tf.reduce_mean(tf.sqrt(tf.math.reduce_variance(x, axis=0) + 1e-8))
        return tf.concat([x, tf.fill(tf.concat([tf.shape(x)[:-1], [1]], 0), deviation)], axis=-1)
