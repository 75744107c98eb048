"""The fused layers are Keras' own, to rounding."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from pixgen_gan_trainer.fused import BatchNorm, Leaky


@pytest.fixture(scope="module")
def maps():
    return tf.random.stateless_normal((3, 4, 5, 6), (1, 2)) * 3 + 1


def taken(layer, maps, dtype="float32", **options):
    """What a layer makes of maps, and the gradients of a sum over it towards maps and weights."""
    given = tf.cast(maps, dtype)
    with tf.GradientTape() as tape:
        tape.watch(given)
        made = layer(given, **options)
        total = tf.reduce_sum(tf.sin(tf.cast(made, tf.float32)))
    towards = tape.gradient(total, [given, *[weight.value for weight in layer.trainable_weights]])
    return made, [tf.cast(one, tf.float32) for one in towards]


@pytest.mark.parametrize(("dtype", "near"), [("float32", 1e-4), ("bfloat16", 0.1)])
def test_batch_norm_is_kerass(maps, dtype, near):
    """Maps, gradients and running statistics are the same, with the same weights in the same order."""
    policy = {"float32": "float32", "bfloat16": "mixed_bfloat16"}[dtype]
    mine, plain = (
        made(momentum=0.7, epsilon=1e-5, dtype=policy)
        for made in (BatchNorm, keras.layers.BatchNormalization)
    )
    mine.build(maps.shape)
    plain.build(maps.shape)
    weights = [np.linspace(low, low + 1, 6, dtype=np.float32) for low in (0.5, -1, -0.5, 1)]
    mine.set_weights(weights)
    plain.set_weights(weights)
    for training in (True, False):
        (one, mine_towards), (other, plain_towards) = (
            taken(layer, maps, dtype, training=training) for layer in (mine, plain)
        )
        assert one.dtype == other.dtype == dtype
        np.testing.assert_allclose(tf.cast(one, tf.float32), tf.cast(other, tf.float32), atol=near)
        for first, second in zip(mine_towards, plain_towards, strict=True):
            np.testing.assert_allclose(first, second, atol=near * (1 if dtype == "float32" else 5))
        for first, second in zip(mine.get_weights(), plain.get_weights(), strict=True):
            np.testing.assert_allclose(first, second, atol=1e-5 if dtype == "float32" else 1e-2)
    assert not np.allclose(mine.get_weights()[3], weights[3])


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_leaky_is_kerass(maps, dtype):
    """Maps and gradients are the same."""
    (one, (slope,)), (other, (plain,)) = (
        taken(layer, maps, dtype)
        for layer in (Leaky(0.2, dtype=dtype), keras.layers.LeakyReLU(0.2, dtype=dtype))
    )
    np.testing.assert_array_equal(tf.cast(one, tf.float32), tf.cast(other, tf.float32))
    np.testing.assert_allclose(slope, plain, rtol=1e-2 if dtype == "bfloat16" else 1e-6)
