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
        codes: [height, width, channels].

    Returns:
        Each channel as it would look without hair.
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
    at = np.flatnonzero(thin)
    number = labels.ravel()[at]
    areas = np.bincount(number, minlength=count + 1)
    inside = np.bincount(number, lesion.ravel()[at], count + 1)
    cores = np.bincount(number, depth.ravel()[at] > _CORE, count + 1)
    spans = _spans(at, number, labels.shape[1], count)
    areas[0] = 1
    core = cores / areas
    is_plain = (areas <= _MOST_AREA * spans) & (core >= _CORES)
    is_hair = (spans >= _LENGTH) & (is_plain | (core >= _CORES_OF_MANY)) & (inside < _INSIDE * areas)
    return morphology.dilated(is_hair[labels]) if is_hair.any() else np.zeros_like(thin)


def _spans(at: NDArray[np.intp], number: NDArray[np.integer], width: int, count: int) -> NDArray[np.float64]:
    """Diagonals of what encloses each part.

    Args:
        at: flat indices of all parts' pixels, rising.
        number: of the part that each belongs to; every part from 1 to `count` has some.
        width: of the picture.
        count: of parts.

    Returns:
        Pixels, [count + 1]; 0 for what is no part.
    """
    order = np.argsort(number, kind="stable")
    rows, columns = np.divmod(at[order], width)
    starts = np.searchsorted(number[order], np.arange(1, count + 1))
    ends = np.append(starts[1:], len(at)) - 1
    # Indices rise, so that a part's first and last pixel are its first and last row.
    down = rows[ends] - rows[starts] + 1
    across = np.maximum.reduceat(columns, starts) - np.minimum.reduceat(columns, starts) + 1
    return np.concatenate(([0.0], np.hypot(down, across)))
