"""Hair: thin dark lines.

After T. Lee et al., DullRazor, Comput Biol Med 27 (1997) 533-543: a closing fills what is thin and dark; what
it filled is hair when it hangs together as something long.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from pixgen_imaging import morphology

Bools = NDArray[np.bool_]

_REACH = 9  # pixels at the working size: twice the width of a thick hair
_THICK = 5  # pixels: what a square of this size fits into is no hair
_DEPTH = 11  # grey codes; below it is skin texture
_CORE = 20
_LENGTH = 26  # pixels
_INSIDE = 0.75
_CORES, _CORES_OF_MANY = 0.35, 0.6  # share of pixels that are clearly dark: texture has fewer
_MOST_AREA = 14  # pixels per pixel of length; beyond it, many crossing hairs or texture


def without(codes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Fills thin dark lines.

    Args:
        codes: [height, width], one channel.

    Returns:
        The channel as it would look without hair.
    """
    return morphology.closed_by_square(codes, _REACH)


def find(codes: NDArray[np.uint8], filled: NDArray[np.uint8], lesion: Bools) -> Bools:
    """Finds hair.

    Args:
        codes: [height, width], one channel.
        filled: the same without thin dark lines.
        lesion: where a pigment network would be mistaken for hair.

    Returns:
        Bool [height, width].
    """
    depth = filled - codes
    candidates = depth > _DEPTH
    thin = candidates & ~morphology.opened_by_square(candidates, _THICK)
    labels, count = ndimage.label(thin, structure=np.ones((3, 3)))
    if not count:
        return candidates
    areas = np.bincount(labels.ravel(), minlength=count + 1)
    inside = np.bincount(labels[lesion], minlength=count + 1)
    cores = np.bincount(labels[depth > _CORE], minlength=count + 1)
    is_hair = np.zeros(count + 1, dtype=bool)
    places = ndimage.find_objects(labels)
    # What hangs together has a pixel in each of its rows and columns, so that specks cannot be long.
    for number in np.flatnonzero(areas[1:] >= _LENGTH / 2**0.5) + 1:
        rows, columns = places[number - 1]
        span = float(np.hypot(rows.stop - rows.start, columns.stop - columns.start))
        core = cores[number] / areas[number]
        is_plain = areas[number] <= _MOST_AREA * span and core >= _CORES
        is_hair[number] = span >= _LENGTH and (is_plain or core >= _CORES_OF_MANY)
    is_hair &= inside < _INSIDE * areas
    return morphology.dilated(is_hair[labels])
