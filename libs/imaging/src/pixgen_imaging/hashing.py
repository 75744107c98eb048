"""Finding pictures that are nearly the same: first by hash, then by pixels."""

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image

_EDGE = 32
_MOST_DIFFERENCE = 6.0


def phash(rgb: NDArray[np.uint8]) -> int:
    """Perceptual hash (ImageHash's `phash`: signs of the lowest 8x8 cosine frequencies).

    Args:
        rgb: [height, width, 3], sRGB.

    Returns:
        An unsigned 64-bit number; similar pictures differ in few bits.
    """
    bits = imagehash.phash(Image.fromarray(rgb)).hash.flatten()
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def distance(first: int, second: int) -> int:
    """Counts the bits in which two hashes differ.

    Args:
        first: a hash.
        second: another.

    Returns:
        0 to 64.
    """
    return (first ^ second).bit_count()


def nearly_equal(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> bool:
    """Whether two pictures show the same capture, recompressed, resized, slightly brightened or cropped.

    Args:
        first: [height, width, 3], sRGB.
        second: likewise, of any size.

    Returns:
        True when their normalised small versions differ by little.
    """
    small = [
        np.asarray(Image.fromarray(rgb).resize((_EDGE, _EDGE), Image.Resampling.BOX), dtype=np.float64)
        for rgb in (first, second)
    ]
    centred = [array - array.mean(axis=(0, 1)) for array in small]
    return bool(np.abs(centred[0] - centred[1]).mean() < _MOST_DIFFERENCE)
