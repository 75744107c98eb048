"""What is in the picture but no skin: the dark surround of a dermatoscope, glint, stickers and ink."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from scipy import ndimage

from pixgen_imaging import morphology
from pixgen_imaging.colour import Floats
from pixgen_imaging.medians import median

Bools = NDArray[np.bool_]

# Codes.
_BURNT, _WHITISH = 250, 170
_LIGHTER, _COLOURLESS = 32, 42
_CORNER = 0.04
_MIDDLE, _MOST_IN_MIDDLE = 0.75, 0.02


def vignette(lab: Floats) -> Bools:
    """The dark surround: what is much darker than the picture's middle and hangs together with a corner.

    Args:
        lab: [height, width, 3], smoothed.

    Returns:
        Bool [height, width].
    """
    lightness = lab[..., 0]
    height, width = lightness.shape
    from_middle = _from_middle(height, width)
    dark = lightness < min(0.45 * median(lightness[from_middle < 0.9]), 25.0)
    found: Bools = np.zeros_like(dark)
    if not dark.any():
        return found
    labels, _ = ndimage.label(dark)
    edge = max(1, round(_CORNER * min(height, width)))
    corners = [labels[:edge, :edge], labels[:edge, -edge:], labels[-edge:, :edge], labels[-edge:, -edge:]]
    for number in {int(n) for corner in corners for n in np.unique(corner)} - {0}:
        part = labels == number
        # A dark lesion that reaches a corner also fills the middle; a surround does not.
        if part[from_middle < _MIDDLE].mean() < _MOST_IN_MIDDLE:
            found |= part
    return morphology.dilated(found, max(2, round(0.02 * width))) if found.any() else found


@lru_cache(maxsize=16)
def _from_middle(height: int, width: int) -> NDArray[np.float64]:
    """Distance from the middle, 1 at the middle of each side. Returns: [height, width]; not to be changed."""
    return np.hypot(np.linspace(-1, 1, width), np.linspace(-1, 1, height)[:, None])


def specular(rgb: NDArray[np.uint8]) -> Bools:
    """Glint: small, nearly white spots that are much lighter than what is around them.

    Args:
        rgb: [height, width, 3], sRGB.

    Returns:
        Bool [height, width].
    """
    red, green, blue = (rgb[..., channel] for channel in range(3))
    darkest = np.minimum(np.minimum(red, green), blue)
    lightest = np.maximum(np.maximum(red, green), blue)
    bright = (darkest > _WHITISH) & (lightest - darkest < _COLOURLESS)
    if bright.any():
        reach = ImageFilter.BoxBlur(max(3, rgb.shape[1] // 12) // 2)
        around = np.asarray(Image.fromarray(darkest).filter(reach)).astype(np.int16)
        bright &= darkest > around + _LIGHTER
    burnt = darkest >= _BURNT
    # A whole picture that is burnt white is over-exposed, not glint; the tone measure says so.
    glint: Bools = bright | burnt if burnt.mean() < 0.05 else bright
    return glint


def _touching_border(mask: Bools) -> Bools:
    """The parts of a mask that reach the picture's border."""
    labels, count = ndimage.label(mask)
    reached = np.zeros(count + 1, dtype=bool)
    for side in (labels[:2], labels[-2:], labels[:, :2], labels[:, -2:]):
        reached[side] = True
    reached[0] = False
    return reached[labels]


def foreign(lab: Floats) -> Bools:
    """Stickers, pen marks and dye: colours that neither skin nor lesion has.

    Args:
        lab: [height, width, 3], smoothed.

    Returns:
        Bool [height, width].
    """
    lightness, a, b = lab[..., 0], lab[..., 1], lab[..., 2]
    chroma = np.sqrt(a * a + b * b)
    # A cool white balance shifts all of a picture; colours are judged from its own middle tone.
    shift = min(0.0, median(b) - 4.0)
    odd = ((b < shift - 13) & (lightness > 12)) | ((a < -9) & (chroma > 14))
    # Yellow, orange and pink stickers reach in from the border; lesions of such a colour lie inside.
    vivid = ((chroma > 50) & (b > a) & (lightness > 45)) | ((a > 50) & (b < 5))
    found: Bools = morphology.opened(odd | (_touching_border(vivid) if vivid.any() else vivid))
    return morphology.dilated(found, 2) if found.any() else found
