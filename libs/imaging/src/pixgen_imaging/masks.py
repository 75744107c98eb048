"""Where a picture shows lesion, bare skin, hair, the dermatoscope's surround and glint."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from pixgen_imaging import hair, lesion, morphology, surroundings
from pixgen_imaging.colour import Floats, to_lab
from pixgen_imaging.smoothing import blurred

Bools = NDArray[np.bool_]
_WORKING_EDGE = 256
_LEAST_EDGE = 32
_MARGIN = 0.02
_LEAST_PART = 0.0015
_AS_CLEAR = 0.7
_SMOOTHNESS, _MAJORITY = 0.7, 1.25  # pixels at half the working size
_HALF = 128  # of 255


@dataclass(frozen=True)
class Masks:
    """What each pixel shows; bool arrays [height, width].

    Args:
        lesion: the lesion, with the hair that lies on it.
        skin: bare skin: none of the others.
        hair: hair, over skin or lesion.
        vignette: the dark surround of a dermatoscope.
        specular: glint.
        foreign: stickers, pen marks and dye.
    """

    lesion: Bools
    skin: Bools
    hair: Bools
    vignette: Bools
    specular: Bools
    foreign: Bools


def masks(rgb: NDArray[np.uint8]) -> Masks:
    """Finds lesion and skin.

    Args:
        rgb: [height, width, 3], sRGB.

    Returns:
        The masks, of the picture's size. Hair and glint are found at 256 pixels, the lesion and all else at
        128, so that a large picture costs little more.
    """
    small = _reduced(rgb)
    plain = hair.without(small)
    smooth = _smooth(plain)
    vignette = surroundings.vignette(smooth)
    foreign = surroundings.foreign(smooth) & ~vignette
    usable = ~(vignette | foreign)
    likely = _lesion(smooth, usable)
    found = likely >= _HALF
    near = morphology.grown_by_disk(found, max(1.0, _MARGIN * max(found.shape)))
    bare, vignette, foreign = (
        morphology.doubled(part, small.shape) for part in (usable & ~near, vignette, foreign)
    )
    hairs = hair.find(small[..., 1], plain[..., 1], morphology.doubled(found, small.shape)) & ~vignette
    specular = surroundings.specular(small) & ~vignette
    skin = bare & ~specular & ~morphology.dilated(hairs)
    lesion_ = _smoothly_enlarged(likely, small.shape, rgb.shape)
    return Masks(
        lesion_, *(_enlarged(part, rgb.shape) for part in (skin, hairs, vignette, specular, foreign))
    )


def _reduced(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture at the working size; a narrow strip is widened, for every filter needs some width."""
    height, width = rgb.shape[:2]
    scale = min(1.0, _WORKING_EDGE / max(height, width))
    size = max(_LEAST_EDGE, round(width * scale)), max(_LEAST_EDGE, round(height * scale))
    if size == (width, height):
        return rgb
    return np.asarray(Image.fromarray(rgb).resize(size, Image.Resampling.BOX, reducing_gap=2.0))


def _smooth(plain: NDArray[np.uint8]) -> Floats:
    """CIELAB at half the size, smoothed. Args: [h, w, 3], sRGB. Returns: half of it, rounded up."""
    lab = to_lab(np.asarray(Image.fromarray(plain).reduce(2)))
    return np.ascontiguousarray(blurred(lab.transpose(2, 0, 1), _SMOOTHNESS).transpose(1, 2, 0))


def _lesion(lab: Floats, usable: Bools) -> NDArray[np.uint8]:
    """How likely each pixel is one of the lesion's: at least 128 where it is."""
    if not usable.any():
        return np.zeros(usable.shape, dtype=np.uint8)
    outcome = lesion.find(lab, usable)
    # A majority around each pixel joins a network's meshes and rounds off what compression frayed.
    share = blurred(usable & (outcome.apart > outcome.cut), _MAJORITY)
    mask = _tidy(share > 0.5, outcome, usable)
    likely = np.rint(share * 255).astype(np.uint8)
    return np.where(mask, np.maximum(likely, _HALF), np.minimum(likely, _HALF - 1)) * usable


def _tidy(majority: Bools, outcome: lesion.Found, usable: Bools) -> Bools:
    """Closes holes; drops specks and parts much fainter than the main one."""
    labels, count = ndimage.label(morphology.without_holes(morphology.opened(majority)))
    if not count:
        return np.zeros_like(usable)
    number, apart = labels.ravel(), outcome.apart
    areas = np.bincount(number)[1:]
    clarity = np.bincount(number, apart.ravel())[1:] / areas
    weight = np.bincount(number, ((apart - outcome.cut) * _central(usable.shape)).ravel())[1:]
    main = int(np.argmax(weight))
    kept = (clarity >= _AS_CLEAR * clarity[main]) & (
        areas >= max(0.08 * areas[main], _LEAST_PART * apart.size)
    )
    kept[main] = True
    return np.concatenate(([False], kept))[labels] & usable


@lru_cache(maxsize=16)
def _central(shape: tuple[int, ...]) -> Floats:
    """What lies in the middle was what the camera was pointed at."""
    from_middle = np.hypot(np.linspace(-1, 1, shape[1]), np.linspace(-1, 1, shape[0])[:, None])
    return np.exp(-((from_middle / 0.7) ** 2)).astype(np.float32)


def _smoothly_enlarged(likely: NDArray[np.uint8], small: tuple[int, ...], shape: tuple[int, ...]) -> Bools:
    """The lesion at the picture's size. Args: at half of `small`; the working size; the picture's."""
    box = (0, 0, small[1] / 2, small[0] / 2)
    grown = Image.fromarray(likely).resize((shape[1], shape[0]), Image.Resampling.BILINEAR, box=box)
    return np.asarray(grown) >= _HALF


def _enlarged(mask: Bools, shape: tuple[int, ...]) -> Bools:
    """A mask of the picture's size."""
    if mask.shape == shape[:2] or not mask.any():
        return mask if mask.shape == shape[:2] else np.zeros(shape[:2], dtype=bool)
    grown = Image.fromarray(mask.view(np.uint8)).resize((shape[1], shape[0]), Image.Resampling.NEAREST)
    return np.asarray(grown).view(np.bool_)
