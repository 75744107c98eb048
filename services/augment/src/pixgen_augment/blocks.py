"""Convolutions of pictures that lie as blocks of pixels: few channels become many, which processors do faster.

A picture [B, H, W, C] in blocks of n pixels is [B, H/n, W/n, n n C], its channels ordered row, column, channel,
as TensorFlow's space_to_depth does. A convolution of pictures is a dense one of blocks with the same weights
rearranged (W. Shi et al., "Is the deconvolution layer the same as a convolutional layer?", 2016, for the idea).
"""

from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

Array = NDArray[np.float32]


def rearranged(weights: Array, pixels: int, made: int, *, stride: int = 1, doubled: bool = False) -> Array:
    """Weights for blocks out of weights for pixels.

    Args:
        weights: [k, k, in, out], k odd; centred on the pixel that they make.
        pixels: along an edge of the blocks that go in.
        made: along an edge of the blocks that come out; as many blocks as go in.
        stride: of the convolution.
        doubled: whether each pixel stands for four before the convolution.

    Returns:
        [blocks, blocks, pixels pixels in, made made out]; the first block is the one before that which is made.
    """
    reach = weights.shape[0] // 2
    to, tap = np.meshgrid(np.arange(made), np.arange(weights.shape[0]), indexing="ij")
    source = (stride * to + tap - reach) // (2 if doubled else 1)
    block = source // pixels + 1
    chosen = np.zeros((block.max() + 1, pixels, made, weights.shape[0]), np.float32)
    chosen[block, source % pixels, to, tap] = 1
    spread = np.einsum("dpat,eqbu,tuio->depqiabo", chosen, chosen, weights, optimize=True)
    found: Array = spread.reshape(
        len(chosen), len(chosen), pixels**2 * weights.shape[2], made**2 * weights.shape[3]
    )
    return found


def bordered(x: Any, pixels: int, *, after: bool = True, twice: bool = False) -> Any:
    """One more block at each edge, in which the picture goes on as its mirror image.

    Args:
        x: [B, h, w, pixels pixels C]; h and w at least 2 where the mirror reaches that far.
        pixels: along an edge of a block.
        after: False leaves out the lower and the right edge.
        twice: mirrors the pixel at the edge, too, as doubled pixels need.

    Returns:
        [B, h + 2, w + 2, pixels pixels C], or one less each.
    """
    for axis in (1, 2):
        parts = [_mirror(x, pixels, axis, twice, end=False), x]
        x = tf.concat(parts + ([_mirror(x, pixels, axis, twice, end=True)] if after else []), axis)
    return x


def _mirror(x: Any, pixels: int, axis: int, twice: bool, *, end: bool) -> Any:
    """The block beyond an edge. Pixels are counted from the edge; two blocks hold all that are needed."""
    size = tf.shape(x)
    channels = x.shape[-1] // pixels**2
    if pixels == 1:
        number = (0 if twice else 1) if not end else (size[axis] - (1 if twice else 2))
        return tf.gather(x, [number], axis=axis)
    last = size[axis] - 1
    blocks = tf.gather(x, [last - 1, last] if end else [0, 1], axis=axis)
    rows, columns = np.meshgrid(np.arange(pixels), np.arange(pixels), indexing="ij")
    along = rows if axis == 1 else columns
    skipped = 0 if twice else 1
    source = (2 * pixels - 1 - skipped - along) if end else (pixels - 1 + skipped - along)
    other = columns if axis == 1 else rows
    within = source % pixels * pixels + other if axis == 1 else other * pixels + source % pixels
    index = (source // pixels * pixels**2 + within).ravel()
    if axis == 1:
        blocks = tf.transpose(blocks, [0, 2, 1, 3])
    lines = size[2] if axis == 1 else size[1]
    taken = tf.gather(tf.reshape(blocks, [size[0], lines, 2 * pixels**2, channels]), index, axis=2)
    shape = [size[0], 1, lines, x.shape[-1]] if axis == 1 else [size[0], lines, 1, x.shape[-1]]
    return tf.reshape(taken, shape)
