"""Convolutions of pictures that lie as blocks of pixels: few channels become many, which is faster.

A picture [B, H, W, C] in blocks of n pixels is [B, H/n, W/n, n n C], channels ordered row, column, channel,
as TensorFlow's space_to_depth orders them. What convolves pixels is then a dense convolution of blocks.
"""

from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

Array = NDArray[np.float32]


def rearranged(weights: Array, pixels: int, made: int, *, stride: int = 1, doubled: bool = False) -> Array:
    """Weights for blocks out of weights for pixels.

    Args:
        weights: [k, k, in, out], k odd, the tap in the middle on the pixel that is made.
        pixels: along an edge of the blocks that go in.
        made: along an edge of the blocks that come out, which are as many.
        stride: of the convolution.
        doubled: whether each pixel stands for four before the convolution.

    Returns:
        [blocks, blocks, pixels pixels in, made made out]; the first block is that before the one made.
    """
    to, tap = np.indices((made, len(weights)))
    source = (stride * to + tap - len(weights) // 2) // (2 if doubled else 1)
    block = source // pixels + 1
    taken = np.zeros((block.max() + 1, pixels, *to.shape), np.float32)
    taken[block, source % pixels, to, tap] = 1
    spread = np.einsum("dpat,eqbu,tuio->depqiabo", taken, taken, weights, optimize=True)
    inner, outer = weights.shape[2:]
    found: Array = spread.reshape(len(taken), len(taken), pixels**2 * inner, made**2 * outer)
    return found


def bordered(x: Any, pixels: int, *, after: bool = True, twice: bool = False) -> Any:
    """One more block beyond each edge, in which the picture goes on as its mirror image.

    Args:
        x: [B, h, w, pixels pixels C]; h and w at least 2.
        pixels: along an edge of a block.
        after: False leaves out the blocks below and to the right.
        twice: whether the pixel at the edge is mirrored too, as doubled pixels need.

    Returns:
        [B, h + 2, w + 2, pixels pixels C], or 1 instead of 2.
    """
    beyond = _one_pixel if pixels == 1 else _blocks
    return beyond(beyond(x, pixels, 1, after, twice), pixels, 2, after, twice)


def _one_pixel(x: Any, _: int, axis: int, after: bool, twice: bool) -> Any:
    """Where a block is a pixel, whole lines are taken twice."""
    last = tf.shape(x)[axis] - 1
    inwards = 0 if twice else 1
    index = tf.concat([[inwards], tf.range(last + 1), [last - inwards] if after else []], 0)
    return tf.gather(x, index, axis=axis)


def _blocks(x: Any, pixels: int, axis: int, after: bool, twice: bool) -> Any:
    """The two blocks at an edge hold every pixel of the one beyond it."""
    last = tf.shape(x)[axis] - 1
    inwards = 0 if twice else 1
    line = np.arange(pixels)
    parts = [_picked(x, 0, pixels - 1 + inwards - line, pixels, axis), x]
    if after:
        parts.append(_picked(x, last - 1, 2 * pixels - 1 - inwards - line, pixels, axis))
    return tf.concat(parts, axis)


def _picked(x: Any, first: Any, lines: NDArray[np.int64], pixels: int, axis: int) -> Any:
    """A block made of lines out of two. Args: lines: counted from the beginning of block `first`."""
    pair = tf.concat([tf.gather(x, [first + number], axis=axis) for number in (0, 1)], -1)
    block, line = (part[:, None] for part in np.divmod(lines, pixels))
    other = np.arange(pixels)[None]
    index = line * pixels + other if axis == 1 else (other * pixels + line).T
    index = block * pixels**2 + index if axis == 1 else block.T * pixels**2 + index
    size = tf.shape(pair)
    apart = tf.reshape(pair, [size[0], size[1], size[2], 2 * pixels**2, x.shape[-1] // pixels**2])
    return tf.reshape(tf.gather(apart, index.ravel(), axis=3), [size[0], size[1], size[2], x.shape[-1]])
