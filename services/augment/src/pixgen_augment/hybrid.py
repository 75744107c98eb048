"""HYBRID: TONE, with the style module's texture only as a modulation of the content's own density band.

Nothing is added: the content's own band of fine structure in density, which TONE keeps, swings up to 1.3
times more or less where the module's picture has more or less of that band than it has elsewhere. The gain
varies much more slowly than the band, and is 1 on the lesion, so nothing of the module's own comes through.
"""

import numpy as np
from PIL import Image
from pixgen_imaging import colour
from scipy import ndimage

from pixgen_augment.regions import Picture, Regions, reduced, reduced_mask
from pixgen_augment.tone_transfer import FLOOR, STRIPE, Floats, write_codes

VERSION = "hybrid/1"
MOST_GAIN = 1.3
# Pixels at 512 pixels long edge: the band's two ends, how far its energy is averaged, how far the lesion's
# protection reaches beyond its border.
_FINE, _COARSE, _AROUND, _REACH = 0.7, 5.0, 14.0, 16.0
_STEADY = 1e-3  # density; below it is noise


def modulate(picture: Picture, toned: Picture, neural: Picture, regions: Regions) -> Picture:
    """Lets the content's own fine density swing more or less, as the module's does at the same place.

    Args:
        picture: the content, [height, width, 3], sRGB.
        toned: TONE's result, of the same size.
        neural: the module's result, of any size; only its luminance is used.
        regions: of the content; its lesion is left as TONE made it.

    Returns:
        uint8 [height, width, 3], sRGB.
    """
    return _changed(toned, _change(reduced(picture), neural, regions))


def _change(content: Picture, neural: Picture, regions: Regions) -> Floats:
    """What to add to density. Args: the content at the working size; as in modulate. Returns: [h, w]."""
    height, width = content.shape[:2]
    unit = max(height, width) / 512
    sized = np.asarray(Image.fromarray(neural).resize((width, height), Image.Resampling.BICUBIC))
    band = _band(content, unit)
    own, other = _energy(band, unit), _energy(_band(sized, unit), unit)
    lesion, skin = reduced_mask(regions.lesion), reduced_mask(regions.skin)
    ratio = other / own
    usual = float(np.median(ratio[skin] if skin.any() else ratio))
    gain = np.clip(ratio / usual, 1 / MOST_GAIN, MOST_GAIN)
    if lesion.any():
        away = ndimage.distance_transform_edt(~lesion) / (_REACH * unit)
        gain = 1 + (gain - 1) * np.clip(away, 0, 1)
    change: Floats = ((gain - 1) * band).astype(np.float32)
    return change


def _band(picture: Picture, unit: float) -> Floats:
    """Density of luminance between two scales. Args: uint8 [h, w, 3]; pixels per pixel at 512."""
    density = -np.log(np.maximum(colour.luminance(picture), np.float32(FLOOR)))
    band: Floats = ndimage.gaussian_filter(density, _FINE * unit)
    band -= ndimage.gaussian_filter(density, _COARSE * unit)
    return band


def _energy(band: Floats, unit: float) -> Floats:
    """How much of a band there is around each pixel, root mean square."""
    # Two running means are nearly a Gaussian, at a cost that does not grow with its width.
    size = max(3, round(_AROUND * unit * 6**0.5))
    around = ndimage.uniform_filter(ndimage.uniform_filter(band * band, size), size)
    energy: Floats = np.sqrt(np.maximum(around, 0) + np.float32(_STEADY**2))
    return energy


def _changed(toned: Picture, change: Floats) -> Picture:
    """Adds to the density of all channels alike, so that hue stays; a stripe at a time."""
    height, width = toned.shape[:2]
    if change.shape != (height, width):
        change = np.asarray(Image.fromarray(change).resize((width, height), Image.Resampling.BILINEAR))
    pixels, added = np.ascontiguousarray(toned).reshape(-1, 3), change.reshape(-1)
    made = np.empty_like(pixels)
    linear = np.maximum(colour.to_linear(np.arange(256, dtype=np.uint8)), np.float32(FLOOR))
    densities = -np.log(linear)
    for start in range(0, len(pixels), STRIPE):
        stripe = slice(start, start + STRIPE)
        write_codes(densities.take(pixels[stripe].T) + added[stripe], made[stripe])
    return made.reshape(toned.shape)
