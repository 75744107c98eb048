"""Erosion, dilation and their kin on small pictures, by shifting whole arrays.

They give exactly what scipy.ndimage gives with its own defaults, ten to thirty times faster at the sizes that
masks are sought at.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Bools = NDArray[np.bool_]
Codes = NDArray[np.uint8]


def dilated(mask: Bools, times: int = 1) -> Bools:
    """Grows by the four neighbours. Args: bool [height, width]; how often. Returns: the grown mask."""
    grown = mask
    for _ in range(times):
        before, grown = grown, grown.copy()
        grown[1:] |= before[:-1]
        grown[:-1] |= before[1:]
        grown[:, 1:] |= before[:, :-1]
        grown[:, :-1] |= before[:, 1:]
    return grown


def eroded(mask: Bools, times: int = 1) -> Bools:
    """Shrinks by the four neighbours; beyond the picture there is nothing. Args: as dilated. Returns: it."""
    shrunk = mask
    for _ in range(times):
        before, shrunk = shrunk, shrunk.copy()
        shrunk[1:] &= before[:-1]
        shrunk[:-1] &= before[1:]
        shrunk[:, 1:] &= before[:, :-1]
        shrunk[:, :-1] &= before[:, 1:]
        shrunk[0] = shrunk[-1] = False
        shrunk[:, 0] = shrunk[:, -1] = False
    return shrunk


def opened(mask: Bools, times: int = 1) -> Bools:
    """What is left of a mask that shrinks and grows again. Args: as dilated. Returns: the opened mask."""
    return dilated(eroded(mask, times), times)


def opened_by_square(mask: Bools, edge: int) -> Bools:
    """What of a mask a square fits into. Args: bool [height, width]; edge, odd. Returns: the opened mask."""
    shrunk = _both_ways(mask, edge, np.logical_and, False)
    return _both_ways(shrunk, edge, np.logical_or, False)


def closed_by_square(codes: Codes, edge: int) -> Codes:
    """Fills what is dark and thinner than a square.

    Args:
        codes: [height, width], or [height, width, channels].
        edge: of the square, odd, pixels.

    Returns:
        uint8, of the same shape: the least of the greatest in each square.
    """
    return _both_ways(_both_ways(codes, edge, np.maximum, 0), edge, np.minimum, 255)


def grown_by_disk(mask: Bools, radius: float) -> Bools:
    """Grows by a distance. Args: bool [height, width]; pixels. Returns: what is no further away than that."""
    grown = np.zeros_like(mask)
    for down in range(-int(radius), int(radius) + 1):
        reach = int((radius * radius - down * down) ** 0.5)
        wide = _running(mask, 2 * reach + 1, 1, np.logical_or, False)
        if down >= 0:
            grown[down:] |= wide[: len(mask) - down]
        else:
            grown[:down] |= wide[-down:]
    return grown


def without_holes(mask: Bools) -> Bools:
    """Fills what the mask encloses. Args: bool [height, width]. Returns: the filled mask."""
    labels, count = ndimage.label(~mask)
    outside = np.zeros(count + 1, dtype=bool)
    for side in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        outside[side] = True
    outside[0] = False
    filled: Bools = ~outside[labels]
    return filled


def doubled(mask: Bools, shape: tuple[int, ...]) -> Bools:
    """A mask of twice the size. Args: bool [h, w]; at most 2h + 1, 2w + 1. Returns: bool of that shape."""
    large = mask.repeat(2, axis=0).repeat(2, axis=1)[: shape[0], : shape[1]]
    missing = [(0, edge - has) for edge, has in zip(shape[:2], large.shape, strict=True)]
    return np.pad(large, missing, mode="edge") if large.shape != shape[:2] else large


def _both_ways(
    values: NDArray[Any], width: int, join: Callable[..., NDArray[Any]], beyond: Any
) -> NDArray[Any]:
    return _running(_running(values, width, 0, join, beyond), width, 1, join, beyond)


def _running(
    values: NDArray[Any], width: int, axis: int, join: Callable[..., NDArray[Any]], beyond: Any
) -> NDArray[Any]:
    """Joins each value with those up to half a width away, in steps that double what has been joined."""
    if width == 1:
        return values
    shape, reach = list(values.shape), width // 2
    shape[axis] += 2 * reach
    joined = np.moveaxis(np.full(shape, beyond, dtype=values.dtype), axis, 0)
    joined[reach : len(joined) - reach] = np.moveaxis(values, axis, 0)
    has = 1
    while has < width:
        step = min(has, width - has)
        joined = join(joined[: len(joined) - step], joined[step:])
        has += step
    return np.moveaxis(joined, 0, axis)
