"""Finding pictures that are nearly the same: first by hash, then by pixels."""

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from pixgen_imaging.colour import Floats

_EDGE = 32
_FINE, _COARSE = 0.7, 4.0  # what lies between is compared: not noise, not the light's fall-off
_CROPS = (0.0, 0.02, 0.04)  # of each edge
_SHIFTS = (-1, 0, 1)
# Correlation. Of 301 real lesions no two reach 0.946; copies recompressed, halved, cropped and brightened at
# once keep 0.984. In faint pictures strong compression takes more of it, yet leaves a rest of 1 code at most,
# where different lesions with such a correlation leave 3.
_ALIKE, _RATHER_ALIKE = 0.965, 0.9
_MOST_REST = 1.2  # codes
_FLAT = 0.3  # codes: without structure there is only the colour to compare
_SAME_COLOUR = 6.0
_MOST_CONTRAST_RATIO = 3.0
_HASHED_EDGE = 512


def phash(rgb: NDArray[np.uint8]) -> int:
    """Perceptual hash (ImageHash's `phash`: signs of the lowest 8x8 cosine frequencies).

    Args:
        rgb: [height, width, 3], sRGB.

    Returns:
        An unsigned 64-bit number; similar pictures differ in few bits.
    """
    image = Image.fromarray(rgb)
    by = max(image.size) // _HASHED_EDGE
    bits = imagehash.phash(image.reduce(by) if by > 1 else image).hash.flatten()
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


def _small(image: Image.Image, crop: float) -> Floats:
    """The picture at a common small size, [32, 32, 3], codes."""
    width, height = image.size
    box = (width * crop, height * crop, width * (1 - crop), height * (1 - crop))
    return np.asarray(image.resize((_EDGE, _EDGE), Image.Resampling.BOX, box=box), dtype=np.float32)


def _structure(small: Floats) -> Floats:
    """What the picture shows, without its noise and its light's fall-off."""
    fine: Floats = ndimage.gaussian_filter(small, (_FINE, _FINE, 0))
    return fine - ndimage.gaussian_filter(small, (_COARSE, _COARSE, 0))


def _windows(structure: Floats, shifts: tuple[int, ...]) -> tuple[Floats, Floats]:
    """Shifted windows as unit vectors [windows, values], and their contrasts (codes)."""
    views = [
        structure[1 + dy : _EDGE - 1 + dy, 1 + dx : _EDGE - 1 + dx].ravel() for dy in shifts for dx in shifts
    ]
    stacked = np.stack(views)
    contrasts: Floats = np.sqrt((stacked**2).mean(axis=1))
    return stacked / (contrasts[:, None] * np.sqrt(stacked.shape[1]) + 1e-6), contrasts


def _is_copy(fixed: Floats, moved: Floats) -> bool:
    """Whether one shows the other's structure, at some small shift."""
    (one, one_contrast), (many, many_contrast) = _windows(fixed, (0,)), _windows(moved, _SHIFTS)
    fainter, stronger = sorted((float(one_contrast[0]), float(many_contrast.mean())))
    if stronger > _MOST_CONTRAST_RATIO * fainter:
        return False
    likeness = min(1.0, float((many @ one[0]).max()))
    rest = fainter * float(np.sqrt(1 - likeness**2))
    return likeness >= _ALIKE or (likeness >= _RATHER_ALIKE and rest <= _MOST_REST)


def nearly_equal(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> bool:
    """Whether two pictures are copies of one: recompressed, resized, brightened or cropped by a few percent.

    Args:
        first: [height, width, 3], sRGB.
        second: likewise, of any size.

    Returns:
        True for copies; two pictures of similar lesions are not.
    """
    images = Image.fromarray(first), Image.fromarray(second)
    small = [[_small(image, crop) for crop in _CROPS] for image in images]
    shown = [[_structure(array) for array in arrays] for arrays in small]
    if min(float(arrays[0].std()) for arrays in shown) < _FLAT:
        return bool(np.abs(small[0][0] - small[1][0]).mean() < _SAME_COLOUR)
    pairs = [(shown[0][at], shown[1][0]) for at in range(len(_CROPS))]
    pairs += [(shown[0][0], shown[1][at]) for at in range(1, len(_CROPS))]
    return any(_is_copy(one, other) for one, other in pairs)
