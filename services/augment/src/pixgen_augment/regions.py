"""Where a content picture shows lesion and skin, and what tone the skin has; found once per picture."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pixgen_imaging.colour import to_lab
from pixgen_imaging.masks import masks
from pixgen_imaging.medians import medians
from pixgen_imaging.tone import Tone, measure_tone

Bools = NDArray[np.bool_]
Picture = NDArray[np.uint8]

WORKING_EDGE = 512
_SAMPLES = 20_000  # pixels: their median is as good as that of all


@dataclass(frozen=True)
class Regions:
    """Lesion and skin of a picture.

    Args:
        lesion: bool [height, width].
        skin: bare skin, bool [height, width].
        tone: the skin's tone, and whether it is to be relied on.
        clipped_fraction: share of the skin with a channel at its upper end, 0 to 1.
        lesion_fraction: share of the picture, 0 to 1.
        skin_fraction: share of the picture, 0 to 1.
        lesion_lab: median L*, a*, b* of the lesion (D65); None when there is none.
    """

    lesion: Bools
    skin: Bools
    tone: Tone
    clipped_fraction: float
    lesion_fraction: float
    skin_fraction: float
    lesion_lab: tuple[float, float, float] | None

    def at(self, shape: tuple[int, ...]) -> "Regions":
        """The same with masks of another size. Args: the shape wanted. Returns: nearest pixels."""
        return replace(self, lesion=enlarged(self.lesion, shape), skin=enlarged(self.skin, shape))


def find(picture: Picture) -> Regions:
    """Finds lesion and skin and reads the tone, at 512 pixels; masks are scaled up from there.

    Args:
        picture: [height, width, 3], sRGB.

    Returns:
        The regions, masks of the picture's size.
    """
    small = reduced(picture)
    found = masks(small)
    tone = measure_tone(small, found)
    regions = Regions(
        lesion=found.lesion,
        skin=found.skin,
        tone=tone,
        clipped_fraction=tone.clipped_fraction,
        lesion_fraction=float(np.count_nonzero(found.lesion) / found.lesion.size),
        skin_fraction=float(np.count_nonzero(found.skin) / found.skin.size),
        lesion_lab=_median(small[found.lesion]),
    )
    return regions.at(picture.shape)


def _median(pixels: Picture) -> tuple[float, float, float] | None:
    if not len(pixels):
        return None
    lightness, a, b = medians(to_lab(pixels[:: 1 + len(pixels) // _SAMPLES]))
    return float(lightness), float(a), float(b)


def working_size(shape: tuple[int, ...], edge: int = WORKING_EDGE) -> tuple[int, int]:
    """Width and height of a picture at the working size. Args: shape; longest edge. Returns: never larger."""
    scale = min(1.0, edge / max(shape[:2]))
    return max(1, round(shape[1] * scale)), max(1, round(shape[0] * scale))


def reduced(picture: Picture, edge: int = WORKING_EDGE) -> Picture:
    """A picture at the working size.

    Args:
        picture: [height, width, 3], sRGB.
        edge: longest edge, pixels.

    Returns:
        The picture itself when it is no larger, else each pixel the mean of those that it stands for.
    """
    size = working_size(picture.shape, edge)
    if size == (picture.shape[1], picture.shape[0]):
        return picture
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX, reducing_gap=2.0))


def reduced_mask(mask: Bools) -> Bools:
    """A mask at the working size. Args: bool [height, width]. Returns: bool, nearest pixels."""
    return enlarged(mask, working_size(mask.shape)[::-1])


def enlarged(mask: Bools, shape: tuple[int, ...]) -> Bools:
    """A mask at another size. Args: bool [height, width]; the shape wanted. Returns: nearest pixels."""
    if mask.shape == shape[:2]:
        return mask
    codes = Image.fromarray(mask.view(np.uint8)).resize((shape[1], shape[0]), Image.Resampling.NEAREST)
    return np.asarray(codes).view(np.bool_)
