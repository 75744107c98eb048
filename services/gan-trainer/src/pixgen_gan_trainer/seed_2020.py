"""The first PixGen's own network, kept as a baseline.

Two doublings from a quarter of the edge by transposed convolutions of 5 x 5 taps; dropout in the
discriminator. Rewritten from its dcgan.py, with three colour channels instead of one.
"""

from typing import Any

from keras import layers

from pixgen_gan_trainer.first_weights import Start
from pixgen_gan_trainer.recipes import Recipe


def generator(x: Any, recipe: Recipe, image_size: int, start: Start, dtype: str) -> Any:
    """The layers from noise to picture. Args: as `networks.generator`. Returns: [B, H, W, 3] before tanh."""
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


def discriminator(x: Any, recipe: Recipe, image_size: int, start: Start, dtype: str) -> Any:
    """The layers from picture to features. Args: as `networks.discriminator`. Returns: maps."""
    del image_size
    for count in (recipe.width, 2 * recipe.width):
        x = layers.Conv2D(count, 5, 2, "same", kernel_initializer=start.uniform(), dtype=dtype)(x)
        x = layers.LeakyReLU(0.3, dtype=dtype)(x)
        x = layers.Dropout(0.3, seed=start.next_seed(), dtype=dtype)(x)
    return x
