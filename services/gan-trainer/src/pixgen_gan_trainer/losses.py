"""What the two networks minimise."""

import tensorflow as tf


def both(kind: str, real: tf.Tensor, fake: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """The losses of both networks.

    Args:
        kind: ``logistic`` (non-saturating; Goodfellow et al. 2014) or ``hinge`` (Lim and Ye 2017).
        real: logits of real pictures, float32 [B, 1].
        fake: logits of generated pictures, float32 [B, 1].

    Returns:
        The discriminator's and the generator's.
    """
    if kind == "hinge":
        judged = tf.reduce_mean(tf.nn.relu(1 - real)) + tf.reduce_mean(tf.nn.relu(1 + fake))
        return judged, -tf.reduce_mean(fake)
    judged = tf.reduce_mean(tf.nn.softplus(-real)) + tf.reduce_mean(tf.nn.softplus(fake))
    return judged, tf.reduce_mean(tf.nn.softplus(-fake))
