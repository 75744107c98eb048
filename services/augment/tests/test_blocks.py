"""Convolutions of blocks against plain ones, and the network in blocks against the plain one, in float32."""

import numpy as np
import pytest
import tensorflow as tf
from pixgen_augment import blocks
from pixgen_augment.block_network import BlockNetwork
from pixgen_augment.convert import read_weights
from pixgen_augment.style_network import StyleNetwork


@pytest.fixture(scope="module")
def networks():
    """The plain network, and the one in blocks in float32."""
    weights = read_weights()
    return StyleNetwork(weights), tf.function(BlockNetwork(weights, tf.float32).repaint)


@pytest.mark.parametrize(
    ("size", "pixels", "made", "stride", "doubled"),
    [
        (9, 4, 4, 1, False),
        (3, 4, 2, 2, False),
        (3, 2, 1, 2, False),
        (3, 1, 1, 1, False),
        (3, 1, 2, 1, True),
        (3, 2, 4, 1, True),
    ],
)
@pytest.mark.parametrize("around", [(2, 2), (3, 5)])
def test_blocks_give_what_pixels_give(size, pixels, made, stride, doubled, around):
    rng = np.random.default_rng(size * pixels)
    x = rng.normal(size=(2, around[0] * pixels, around[1] * pixels, 3)).astype(np.float32)
    weights = rng.normal(size=(size, size, 3, 5)).astype(np.float32)
    plain = np.pad(
        x.repeat(2, 1).repeat(2, 2) if doubled else x,
        [(0, 0), (size // 2, size // 2), (size // 2, size // 2), (0, 0)],
        mode="reflect",
    )
    expected = tf.nn.conv2d(plain, weights, stride, "VALID").numpy()
    inside = tf.nn.space_to_depth(x, pixels) if pixels > 1 else tf.constant(x)
    kernel = blocks.rearranged(weights, pixels, made, stride=stride, doubled=doubled)
    found = tf.nn.conv2d(
        blocks.bordered(inside, pixels, after=stride == 1, twice=doubled), kernel, 1, "VALID"
    )
    outside = tf.nn.depth_to_space(found, made) if made > 1 else found
    assert np.abs(outside.numpy() - expected).max() < 1e-4


@pytest.mark.parametrize("size", [(8, 8), (64, 100)])
def test_the_network_in_blocks_is_the_plain_one(networks, size):
    plain, fast = networks
    rng = np.random.default_rng(7)
    contents = rng.random((2, *size, 3), np.float32)
    bottlenecks = rng.normal(size=(2, 100), scale=0.3).astype(np.float32)
    expected = plain.stylize(contents, bottlenecks).numpy()
    assert np.abs(fast(contents, bottlenecks).numpy() - expected).max() < 1e-4


@pytest.mark.parametrize("size", [(5, 6), (65, 98), (101, 67)])
def test_other_sizes_in_bfloat16_are_near_the_plain_ones_to_the_edge(networks, size):
    plain, _ = networks
    rng = np.random.default_rng(8)
    contents = rng.random((1, *size, 3), np.float32)
    bottlenecks = rng.normal(size=(1, 100), scale=0.3).astype(np.float32)
    found = plain.stylize_bfloat16(contents, bottlenecks).numpy()
    assert found.shape == contents.shape
    assert np.abs(found - plain.stylize(contents, bottlenecks).numpy()).max() < 0.1


def test_a_picture_has_the_same_bytes_in_any_batch(networks):
    plain, _ = networks
    rng = np.random.default_rng(9)
    contents = rng.random((5, 64, 64, 3), np.float32)
    bottlenecks = rng.normal(size=(5, 100), scale=0.3).astype(np.float32)
    together = plain.stylize_bfloat16(contents, bottlenecks).numpy()
    for number in range(5):
        one = slice(number, number + 1)
        alone = plain.stylize_bfloat16(contents[one], bottlenecks[one]).numpy()
        assert np.array_equal(alone, together[one])
