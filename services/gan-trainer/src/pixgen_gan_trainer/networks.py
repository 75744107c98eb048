"""The generator and the discriminator.

The DCGAN follows Radford et al. (arXiv:1511.06434): 4 x 4 maps doubled by strided convolutions of 4 x 4 taps
(a multiple of the stride, so that no tap is used more often than another). `seed-2020` is the network of
the first PixGen: two doublings from a quarter of the edge, dropout in the discriminator, kept as a baseline.
"""

import math
from typing import Any

import keras
import tensorflow as tf
from keras import layers

from pixgen_gan_trainer.recipes import Recipe

# Five tone groups, and one for pictures whose tone could not be measured.
TONE_CLASSES = 6


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
    start = _Start(seed)
    noise = keras.Input((recipe.latent,), name="noise")
    inputs, x = [noise], noise
    if conditional:
        label = keras.Input((), dtype="int32", name="tone_class")
        inputs.append(label)
        word = layers.Embedding(TONE_CLASSES, recipe.latent, embeddings_initializer=start())(label)
        x = layers.Concatenate()([noise, word])
    build = _seed_2020_generator if recipe.network == "seed-2020" else _dcgan_generator
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
    start = _Start(seed)
    picture = keras.Input((image_size, image_size, 3), name="picture")
    build = _seed_2020_discriminator if recipe.network == "seed-2020" else _dcgan_discriminator
    features = layers.Flatten()(build(picture, recipe, image_size, start, dtype))
    logit = layers.Dense(1, kernel_initializer=start(), dtype="float32")(features)
    if not conditional:
        return keras.Model([picture], logit, name="discriminator")
    label = keras.Input((), dtype="int32", name="tone_class")
    word = layers.Embedding(TONE_CLASSES, features.shape[-1], embeddings_initializer=start())(label)
    match = layers.Dot(axes=1, dtype="float32")([features, word])
    return keras.Model([picture, label], layers.Add(dtype="float32")([logit, match]), name="discriminator")


class _Start:
    """Hands each layer its own seeded initialiser: normal with deviation 0.02, as Radford et al. say."""

    def __init__(self, seed: int) -> None:
        self._seed, self._count = seed, 0

    def __call__(self) -> Any:
        return keras.initializers.RandomNormal(0.0, 0.02, seed=self.next_seed())

    def uniform(self) -> Any:
        """Keras' own default, seeded. Returns: a new initialiser."""
        return keras.initializers.GlorotUniform(seed=self.next_seed())

    def next_seed(self) -> int:
        """Returns: a seed that no layer before has had."""
        self._count += 1
        return (self._seed * 1009 + self._count) % 2**31


def channels(recipe: Recipe, image_size: int) -> list[int]:
    """Channels per stage, from the picture inwards. Args: recipe, edge. Returns: one number a halving."""
    halvings = int(math.log2(image_size)) - 2
    return [recipe.width * min(8, 2**stage) for stage in range(halvings)]


def _dcgan_generator(x: Any, recipe: Recipe, image_size: int, start: _Start, dtype: str) -> Any:
    outwards = channels(recipe, image_size)[::-1]
    x = layers.Dense(16 * outwards[0], use_bias=False, kernel_initializer=start(), dtype=dtype)(x)
    x = layers.Reshape((4, 4, outwards[0]), dtype=dtype)(x)
    for count in outwards[1:]:
        x = _norm(x, recipe, dtype)
        x = _double(layers.ReLU(dtype=dtype)(x), count, recipe, start, dtype)
    x = layers.ReLU(dtype=dtype)(_norm(x, recipe, dtype))
    return _double(x, 3, recipe, start, dtype, use_bias=True)


def _double(x: Any, count: int, recipe: Recipe, start: _Start, dtype: str, *, use_bias: bool = False) -> Any:
    common = {"padding": "same", "use_bias": use_bias, "kernel_initializer": start(), "dtype": dtype}
    if recipe.network == "resize":
        x = layers.UpSampling2D(interpolation="nearest", dtype=dtype)(x)
        return layers.Conv2D(count, 3, **common)(x)
    return layers.Conv2DTranspose(count, 4, strides=2, **common)(x)


def _norm(x: Any, recipe: Recipe, dtype: str) -> Any:
    return layers.BatchNormalization(momentum=recipe.g_momentum, epsilon=1e-5, dtype=dtype)(x)


def _dcgan_discriminator(x: Any, recipe: Recipe, image_size: int, start: _Start, dtype: str) -> Any:
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
            x = layers.BatchNormalization(momentum=0.9, epsilon=1e-5, dtype=dtype)(x)
        x = layers.LeakyReLU(0.2, dtype=dtype)(x)
    return MinibatchDeviation(dtype="float32")(x) if recipe.minibatch_stddev else x


@keras.saving.register_keras_serializable("pixgen")
class MinibatchDeviation(layers.Layer):  # type: ignore[misc]
    """Adds a map with the batch's mean standard deviation (Karras et al. 2018, section 3)."""

    def call(self, x: tf.Tensor) -> tf.Tensor:
        """Args: maps [B, H, W, C]. Returns: [B, H, W, C + 1]."""
        deviation = tf.reduce_mean(tf.sqrt(tf.math.reduce_variance(x, axis=0) + 1e-8))
        return tf.concat([x, tf.fill(tf.concat([tf.shape(x)[:-1], [1]], 0), deviation)], axis=-1)


def _seed_2020_generator(x: Any, recipe: Recipe, image_size: int, start: _Start, dtype: str) -> Any:
    # The first PixGen left the first weights to Keras.
    edge, width = image_size // 4, recipe.width
    x = layers.Dense(
        edge * edge * 4 * width, use_bias=False, kernel_initializer=start.uniform(), dtype=dtype
    )(x)
    x = layers.Reshape((edge, edge, 4 * width), dtype=dtype)(x)
    for count, stride in ((2 * width, 1), (width, 2), (3, 2)):
        x = layers.BatchNormalization(momentum=recipe.g_momentum, dtype=dtype)(x)
        x = layers.LeakyReLU(0.3, dtype=dtype)(x)
        weights = start.uniform()
        x = layers.Conv2DTranspose(
            count, 5, stride, "same", use_bias=False, kernel_initializer=weights, dtype=dtype
        )(x)
    return x


def _seed_2020_discriminator(x: Any, recipe: Recipe, image_size: int, start: _Start, dtype: str) -> Any:
    del image_size
    for count in (recipe.width, 2 * recipe.width):
        x = layers.Conv2D(count, 5, 2, "same", kernel_initializer=start.uniform(), dtype=dtype)(x)
        x = layers.LeakyReLU(0.3, dtype=dtype)(x)
        x = layers.Dropout(0.3, seed=start.next_seed(), dtype=dtype)(x)
    return x
