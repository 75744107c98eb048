"""Differentiable augmentation of what the discriminator sees (Zhao et al., arXiv:2006.10738).

Every draw is a function of a seed, so that a resumed run sees the same pictures. Colour is left alone but for
a weak brightness: the tone is what is to be learned.
"""

import tensorflow as tf

from pixgen_gan_trainer.recipes import Recipe


def flipped(pictures: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Mirrors each picture at random, left-right and up-down.

    Args:
        pictures: float32 [B, H, W, 3].
        seed: int32 [2].

    Returns:
        The same shape.
    """
    shape = (2, tf.shape(pictures)[0], 1, 1, 1)
    is_flipped = tf.random.stateless_uniform(shape, seed) < 0.5
    pictures = tf.where(is_flipped[0], tf.reverse(pictures, [2]), pictures)
    return tf.where(is_flipped[1], tf.reverse(pictures, [1]), pictures)


def augmented(pictures: tf.Tensor, recipe: Recipe, seed: tf.Tensor) -> tf.Tensor:
    """Moves, cuts and dims pictures; gradients pass through.

    Args:
        pictures: float32 [B, H, W, 3] in [-1, 1].
        recipe: how much of each.
        seed: int32 [2].

    Returns:
        The same shape.
    """
    seeds = tf.random.split(seed, 3)
    if recipe.brightness:
        shift = tf.random.stateless_uniform((tf.shape(pictures)[0], 1, 1, 1), seeds[0], -1, 1)
        pictures = pictures + recipe.brightness * shift
    if recipe.translation:
        pictures = _moved(pictures, recipe.translation, seeds[1])
    if recipe.cutout:
        pictures = _cut(pictures, recipe.cutout, seeds[2])
    return pictures


def _moved(pictures: tf.Tensor, share: float, seed: tf.Tensor) -> tf.Tensor:
    """Moves each picture by whole pixels; mirrored skin comes in at the border."""
    count, edge = tf.shape(pictures)[0], pictures.shape[1]
    reach = max(1, round(edge * share))
    offsets = tf.random.stateless_uniform((2, count, 1), seed, 0, 2 * reach + 1, tf.int32)
    # Padding by reflection, as indices: one gather an axis and no padded copy.
    places = tf.range(edge)[None, None] + offsets - reach
    places = tf.abs(places)
    places = edge - 1 - tf.abs(edge - 1 - places)
    pictures = tf.gather(pictures, places[0], axis=1, batch_dims=1)
    return tf.gather(pictures, places[1], axis=2, batch_dims=1)


def _cut(pictures: tf.Tensor, share: float, seed: tf.Tensor) -> tf.Tensor:
    """Greys a square of each picture."""
    count, edge = tf.shape(pictures)[0], pictures.shape[1]
    size = max(1, round(edge * share))
    start = tf.random.stateless_uniform((2, count, 1), seed, 1 - size // 2, edge - size // 2, tf.int32)
    places = tf.range(edge)[None, None] - start
    is_inside = (places >= 0) & (places < size)
    hole = is_inside[0][:, :, None] & is_inside[1][:, None, :]
    return tf.where(hole[..., None], 0.0, pictures)
