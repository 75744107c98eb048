"""NEURAL: the style module's picture, at the content's own size."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pixgen_imaging import colour

from pixgen_augment.regions import Picture
from pixgen_augment.style_module import STYLE_EDGE
from pixgen_augment.targets import Target

Floats = NDArray[np.float32]
T = TypeVar("T")

VERSION = "neural/1"
_STRIPE = 256  # rows
_FLOOR = np.float32(1 / 255)


class Kept(Generic[T]):
    """The last results of something slow, by key.

    Args:
        most: how many are kept; the one that was used longest ago goes first.
    """

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._found: OrderedDict[bytes, T] = OrderedDict()

    def get(self, key: bytes, make: Callable[[], T]) -> T:
        """What belongs to a key. Args: the key; makes it where it is not kept. Returns: it."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        made = make()  # two at once may make it twice, which costs time and nothing else
        with self._lock:
            self._found[key] = made
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return made


def style_picture(picture: Picture) -> Floats:
    """A style as the module wants it. Args: sRGB [H, W, 3]. Returns: float32 [256, 256, 3], 0..1."""
    image = Image.fromarray(picture).resize((STYLE_EDGE, STYLE_EDGE), Image.Resampling.BOX)
    return np.asarray(image, dtype=np.float32) / np.float32(255)


def plain_style(target: Target) -> Floats:
    """A style for a target without a picture: its colour alone, for texture is not to be invented.

    Args:
        target: the colour.

    Returns:
        float32 [256, 256, 3], 0..1.
    """
    code = colour.to_srgb(target.lab.linear().clip(0, 1)).astype(np.float32) / np.float32(255)
    return np.broadcast_to(code, (STYLE_EDGE, STYLE_EDGE, 3)).copy()


def as_numbers(picture: Picture) -> Floats:
    """Codes as the module's numbers. Args: uint8 [H, W, 3]. Returns: float32 [H, W, 3], 0..1."""
    return picture.astype(np.float32) / np.float32(255)


def as_codes(painted: Floats) -> Picture:
    """The module's numbers as sRGB codes. Args: [H, W, 3], 0..1. Returns: uint8 [H, W, 3]."""
    return np.asarray(np.rint(painted.clip(0, 1) * 255), dtype=np.uint8)


def full_size(picture: Picture, small: Picture, painted: Picture) -> Picture:
    """Carries the module's change of colour to the content's full size, whose own detail stays.

    The change is a difference of codes, smooth where the content was reduced; it is scaled up bilinearly.

    Args:
        picture: the content, [H, W, 3], sRGB.
        small: what the module saw of it.
        painted: what it made of that, of the same size as `small`.

    Returns:
        uint8 [H, W, 3]; takes memory for the result and a stripe of 256 rows.
    """
    if small.shape == picture.shape:
        return painted
    change = painted.astype(np.float32) - small
    height, width = picture.shape[:2]
    bands = [Image.fromarray(np.ascontiguousarray(change[..., channel])) for channel in range(3)]
    made = np.empty_like(picture)
    rows = small.shape[0] / height
    for top in range(0, height, _STRIPE):
        bottom = min(height, top + _STRIPE)
        box = (0, top * rows, small.shape[1], bottom * rows)
        size = (width, bottom - top)
        part = np.stack(
            [np.asarray(band.resize(size, Image.Resampling.BILINEAR, box=box)) for band in bands], axis=-1
        )
        made[top:bottom] = np.rint((picture[top:bottom] + part).clip(0, 255))
    return made


def mixed(picture: Picture, made: Picture, strength: float) -> Picture:
    """Part of the way from the content to a result, evenly in density.

    Args:
        picture: [H, W, 3], sRGB.
        made: of the same size.
        strength: 0 (the content) to 1 (the result).

    Returns:
        uint8 [H, W, 3].
    """
    if strength >= 1:
        return made
    out = np.empty_like(picture)
    density = np.log(np.maximum(colour.to_linear(np.arange(256, dtype=np.uint8)), _FLOOR / 12.92))
    for top in range(0, len(picture), _STRIPE):
        rows = slice(top, top + _STRIPE)
        between = (1 - strength) * density[picture[rows]] + strength * density[made[rows]]
        out[rows] = colour.to_srgb(np.exp(between))
    return out
