"""Where a picture shows lesion, bare skin, hair, the dermatoscope's surround and glint."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from pixgen_imaging import hair, lesion, morphology, surroundings
from pixgen_imaging.colour import Floats, to_lab

Bools = NDArray[np.bool_]
_WORKING_EDGE = 256
_LEAST_EDGE = 32
_MARGIN = 0.02
_LEAST_PART = 0.0015
_AS_CLEAR = 0.7
_MAJORITY = 2.5


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
        The masks, of the picture's size; found at 256 pixels, so that a large picture costs little more.
    """
    small = _reduced(rgb)
    plain = np.stack([hair.without(small[..., channel]) for channel in range(3)], axis=-1)
    smooth = ndimage.gaussian_filter(to_lab(plain), (1.5, 1.5, 0))
    vignette = surroundings.vignette(smooth)
    foreign = surroundings.foreign(smooth) & ~vignette
    usable = ~(vignette | foreign)
    found = _lesion(smooth, usable)
    hairs = hair.find(small[..., 1], plain[..., 1], found) & ~vignette
    specular = surroundings.specular(small) & ~vignette
    near = morphology.grown_by_disk(found, max(2, round(_MARGIN * max(found.shape))))
    skin = usable & ~near & ~specular & ~morphology.dilated(hairs)
    others = (_enlarged(part, rgb.shape) for part in (skin, hairs, vignette, specular, foreign))
    return Masks(_enlarged(found, rgb.shape, smooth=True), *others)


def _reduced(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture at the working size; a narrow strip is widened, for every filter needs some width."""
    height, width = rgb.shape[:2]
    scale = min(1.0, _WORKING_EDGE / max(height, width))
    size = max(_LEAST_EDGE, round(width * scale)), max(_LEAST_EDGE, round(height * scale))
    if size == (width, height):
        return rgb
    return np.asarray(Image.fromarray(rgb).resize(size, Image.Resampling.BOX, reducing_gap=2.0))


def _lesion(lab: Floats, usable: Bools) -> Bools:
    """The lesion, sought at half the working size and cut at the working size."""
    if not usable.any():
        return np.zeros_like(usable)
    outcome = lesion.find(np.ascontiguousarray(lab[::2, ::2]), usable[::2, ::2])
    height, width = usable.shape
    apart = Image.fromarray(outcome.apart).resize((width, height), Image.Resampling.BILINEAR)
    return _tidy(np.asarray(apart), outcome.cut, usable)


def _tidy(apart: Floats, cut: float, usable: Bools) -> Bools:
    """Closes holes; drops specks and parts much fainter than the main one."""
    # A majority around each pixel joins a network's meshes and rounds off what compression frayed.
    majority = ndimage.gaussian_filter((usable & (apart > cut)).astype(np.float32), _MAJORITY) > 0.5
    opened = morphology.without_holes(morphology.opened(majority, 2))
    labels, count = ndimage.label(opened)
    if not count:
        return np.zeros_like(usable)
    number = labels.ravel()
    areas = np.bincount(number)[1:]
    clarity = np.bincount(number, apart.ravel())[1:] / areas
    weight = np.bincount(number, ((apart - cut) * _central(usable.shape)).ravel())[1:]
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


def _enlarged(mask: Bools, shape: tuple[int, ...], *, smooth: bool = False) -> Bools:
    """A mask of the picture's size; a smooth border takes three times as long."""
    if mask.shape == shape[:2] or not mask.any():
        return mask if mask.shape == shape[:2] else np.zeros(shape[:2], dtype=bool)
    size = shape[1], shape[0]
    if smooth:
        grown = Image.fromarray(mask.view(np.uint8) * np.uint8(255)).resize(size, Image.Resampling.BILINEAR)
        return np.asarray(grown) >= 128
    return np.asarray(Image.fromarray(mask.view(np.uint8)).resize(size, Image.Resampling.NEAREST)).view(
        np.bool_
    )
