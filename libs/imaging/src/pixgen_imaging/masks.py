"""Where a picture shows lesion, bare skin, hair, vignette and glint."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from pixgen_imaging.colour import to_lab

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Masks:
    """What each pixel shows; bool arrays [height, width].

    Args:
        lesion: the lesion.
        skin: bare skin: none of the others.
        hair: hair, over skin or lesion.
        vignette: the dark surround of a dermatoscope.
        specular: glint.
    """

    lesion: Bools
    skin: Bools
    hair: Bools
    vignette: Bools
    specular: Bools


def masks(rgb: NDArray[np.uint8]) -> Masks:
    """Finds lesion and skin.

    Args:
        rgb: [height, width, 3], sRGB.

    Returns:
        The masks, of the picture's size.
    """
    image = Image.fromarray(rgb)
    image.thumbnail((384, 384), Image.Resampling.BOX)
    lab = to_lab(np.asarray(image))
    lightness = ndimage.gaussian_filter(lab[..., 0], 2)
    specular = lab[..., 0] > 97
    vignette = lightness < 8
    usable = lightness[~vignette] if (~vignette).any() else lightness.ravel()
    cut = float(np.median(usable) + usable.min()) / 2
    lesion = (lightness < cut) & ~vignette
    hair = np.zeros_like(lesion)
    skin = ~(lesion | vignette | specular | hair)
    return Masks(*(_enlarged(mask, rgb.shape[:2]) for mask in (lesion, skin, hair, vignette, specular)))


def _enlarged(mask: Bools, shape: tuple[int, ...]) -> Bools:
    grown = Image.fromarray(mask.astype(np.uint8) * 255).resize(
        (shape[1], shape[0]), Image.Resampling.BILINEAR
    )
    return np.asarray(grown) >= 128
