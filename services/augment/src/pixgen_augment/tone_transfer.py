"""TONE: skin of another tone in closed form, in optical density; nothing is invented, no mask has an edge.

With m the skin's median and R a pixel, both linear RGB, D = ln(m / R) is what the pixel absorbs more than
bare skin, and x = D . (.2126, .7152, .0722) how much of that is seen as darkness. Beer and Lambert: a layer
of melanin over all of it only moves m to the target, R' = target exp(-D). To that, where the lesion is dark,
w = x+^2 / (x+^2 + .15^2), come a gain g of darkness and a gain K of colour:

    R' = target exp(-[1 + (g - 1) w] x - K (D - x)),   K = 1 + .3 w clip((D - x)_blue / .15, 0, 1)

g, 1 to 1.5, is found so that the lesion keeps its density against the skin. Clipped highlights that are much
lighter than the skin are glint of the surface, which no pigment colours: they lose chroma.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from pixgen_common.errors import Code, PixGenError
from pixgen_imaging import colour
from pixgen_imaging.medians import median, medians

from pixgen_augment.regions import Picture, Regions, reduced, reduced_mask
from pixgen_augment.targets import Lab, Target, of_lab

Floats = NDArray[np.float32]

VERSION = "tone/1"
_LUMINANCE = colour.RGB_TO_XYZ[1].astype(np.float32)
FLOOR = 0.25 / 255 / 12.92  # linear, a quarter of a code: black has no logarithm
_KNEE = np.float32(0.15**2)
_BLUE_GAIN, _BLUE_FULL = 0.3, np.float32(0.15)
_DENSITY_KEPT, _MOST_GAIN, _HALVINGS = 1.0, 1.5, 8
_HIGHLIGHT = 0.92  # of the largest channel, linear
_GLINT, _GLINT_FULL = 0.35, 0.7  # density below the skin's; over-exposed skin is hardly lighter than skin
STRIPE = 1 << 16  # pixels: what a processor's cache holds
_STEPS, _MOST_DENSITY = 1 << 14, 10.0  # of the table from density to code
_SAMPLES = 8_000
_ROUNDS = 3


@dataclass(frozen=True)
class _Curve:
    """The map from colour to colour.

    Args:
        skin: the content's skin, linear RGB [3].
        aim: what that becomes, linear RGB [3].
        gain: g, of darkness.
        blue_gain: of colour, .3 at strength 1.
    """

    skin: NDArray[np.float64]
    aim: NDArray[np.float64]
    gain: float
    blue_gain: float


def darken(picture: Picture, regions: Regions, target: Target, strength: float = 1.0) -> Picture:
    """Gives the skin of a picture another tone and keeps its lesion's density.

    Args:
        picture: [height, width, 3], sRGB.
        regions: of this picture.
        target: the skin of the result at strength 1.
        strength: 0 (the picture, byte for byte) to 1; see at_strength.

    Returns:
        uint8 [height, width, 3], sRGB. Takes memory for the result and a stripe of 65,536 pixels.

    Raises:
        PixGenError: unprocessable, ``tone.no_skin``.
    """
    if strength <= 0:
        return picture.copy()
    return _apply(picture, _fitted(picture, regions, target, strength))


def at_strength(regions: Regions, target: Target, strength: float) -> Target:
    """The skin that is to come out at a strength, from the content's to the target's evenly in density.

    Args:
        regions: of the content.
        target: at strength 1.
        strength: 0 to 1.

    Returns:
        The target itself at 1.

    Raises:
        PixGenError: unprocessable, ``tone.no_skin``.
    """
    if regions.tone.skin_lab is None:
        raise no_skin()
    if strength >= 1:
        return target
    own, other = (np.maximum(lab.linear(), FLOOR) for lab in (Lab(*regions.tone.skin_lab), target.lab))
    lightness, a, b = (float(value) for value in colour.lab(own ** (1 - strength) * other**strength))
    return of_lab(Lab(lightness, a, b), f"{target.source}, at strength {strength:g}")


def no_skin() -> PixGenError:
    """The refusal of a picture without skin. Returns: the error to raise."""
    message = "No bare skin was found in the picture, so there is no tone to change."
    return PixGenError(Code.UNPROCESSABLE, message, reason="tone.no_skin")


def _fitted(picture: Picture, regions: Regions, target: Target, strength: float) -> _Curve:
    """Finds the gain and corrects the aim until the median of the result's skin is the target."""
    small = reduced(picture)
    skin, lesion = (_sample(small, reduced_mask(mask)) for mask in (regions.skin, regions.lesion))
    if not len(skin):
        raise no_skin()
    wanted = at_strength(regions, target, strength).lab.linear().clip(FLOOR, 1)
    own = medians(np.maximum(colour.to_linear(skin), FLOOR))
    curve = _Curve(own, wanted, 1.0, _BLUE_GAIN * strength)
    for _ in range(_ROUNDS):
        if len(lesion):
            curve = replace(curve, gain=_gain(curve, skin, lesion))
        reached = Lab(*medians(colour.to_lab(_apply(skin, curve)))).linear()
        curve = replace(curve, aim=(curve.aim * wanted / np.maximum(reached, FLOOR)).clip(FLOOR, 1))
    return curve


def _sample(small: Picture, mask: NDArray[np.bool_]) -> Picture:
    """Some of the pixels under a mask, evenly spread. Returns: uint8 [n, 3]."""
    pixels = small[mask]
    return pixels[:: 1 + len(pixels) // _SAMPLES]


def _gain(curve: _Curve, skin: Picture, lesion: Picture) -> float:
    """The gain at which the lesion keeps its density against the skin; density rises with it, so halve."""
    aim = _DENSITY_KEPT * (_density(lesion) - _density(skin))
    bare = _density(_apply(skin, curve))

    def is_enough(gain: float) -> bool:
        return _density(_apply(lesion, replace(curve, gain=gain))) - bare >= aim

    low, high = 1.0, _MOST_GAIN
    if aim <= 0 or is_enough(low):
        return low
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def _density(pixels: Picture) -> float:
    """-ln of the median luminance. Args: sRGB [n, 3]."""
    return -float(np.log(max(FLOOR, median(colour.luminance(pixels)))))


def _apply(picture: Picture, curve: _Curve) -> Picture:
    """Maps every pixel, a stripe at a time."""
    pixels = np.ascontiguousarray(picture).reshape(-1, 3)
    made = np.empty_like(pixels)
    linear = np.maximum(colour.to_linear(np.arange(256, dtype=np.uint8)), FLOOR)
    densities = np.log(curve.skin[:, None] / linear[None]).astype(np.float32)
    for start in range(0, len(pixels), STRIPE):
        stripe = slice(start, start + STRIPE)
        codes = np.ascontiguousarray(pixels[stripe].T)
        write_codes(_mapped(codes, densities, curve), made[stripe])
    return made.reshape(picture.shape)


def _mapped(codes: NDArray[np.uint8], densities: Floats, curve: _Curve) -> Floats:
    """The formula of this module's head. Args: codes and D per code, [3, n] and [3, 256]. Returns: -ln R'."""
    own = np.stack([densities[channel].take(codes[channel]) for channel in range(3)])
    dark = _LUMINANCE @ own
    weight = np.square(np.maximum(dark, 0))
    weight /= weight + _KNEE
    own -= dark
    blue = np.clip(own[2] / _BLUE_FULL, 0, 1)
    blue *= weight
    own *= 1 + np.float32(curve.blue_gain) * blue
    own += dark * (1 + np.float32(curve.gain - 1) * weight)
    own -= np.log(curve.aim).astype(np.float32)[:, None]
    _bleach(own, codes, dark)
    return own


def _bleach(mapped: Floats, codes: NDArray[np.uint8], dark: Floats) -> None:
    """Takes the chroma out of clipped highlights, in place."""
    at = np.flatnonzero(codes.max(axis=0) >= _HIGHLIGHT_CODE)
    at = at[dark[at] < -_GLINT]
    if len(at):
        largest = colour.to_linear(codes[:, at]).max(axis=0)
        share = np.clip((largest - _HIGHLIGHT) / (1 - _HIGHLIGHT), 0, 1)
        share *= np.clip((-dark[at] - _GLINT) / (_GLINT_FULL - _GLINT), 0, 1)
        some = mapped[:, at]
        mapped[:, at] = some + share * (_LUMINANCE @ some - some)


def write_codes(density: Floats, made: Picture) -> None:
    """Writes density as sRGB codes, by a table finer than half a code.

    Args:
        density: -ln of linear RGB, [3, n]; is overwritten.
        made: uint8 [n, 3].
    """
    density *= np.float32(_STEPS / _MOST_DENSITY)
    np.clip(density, 0, _STEPS - 1, out=density)
    made[:] = _CODE_OF_DENSITY.take(density.astype(np.uint16), mode="clip").T


_HIGHLIGHT_CODE = int(colour.to_srgb(np.array([_HIGHLIGHT]))[0])
_CODE_OF_DENSITY = colour.to_srgb(np.exp(-(np.arange(_STEPS) + 0.5) * _MOST_DENSITY / _STEPS))
