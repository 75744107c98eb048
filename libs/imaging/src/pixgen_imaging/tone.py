"""Skin tone as the individual typology angle (ITA).

ITA = atan2(L* - 50, b*) in degrees: Chardon, Cretois and Hourseau, Int J Cosmet Sci 13 (1991) 191-208.
Classes: Del Bino and Bernerd, Br J Dermatol 169 Suppl 3 (2013) 33-40.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pixgen_imaging.colour import to_lab
from pixgen_imaging.masks import Masks
from pixgen_imaging.masks import masks as find_masks
from pixgen_imaging.medians import medians

METHOD = "ita-median-2"
TONE_GROUPS = ("light", "intermediate", "tan", "brown", "dark")
# Lower bounds, degrees; the two lightest classes are one group.
_BOUNDS = ((41.0, "light"), (28.0, "intermediate"), (10.0, "tan"), (-30.0, "brown"))
_LEAST_SKIN = 0.15
_MOST_CLIPPED = 0.20
_CLIPPED = 253
_LEAST_LIGHTNESS = 5.0
_MOST_SAMPLES = 60_000


@dataclass(frozen=True)
class Tone:
    """The tone of a picture's skin; of its rendering, hence no skin type.

    Args:
        ita_deg: degrees, None when there is no skin to measure.
        quality: ``ok`` or ``unreliable``.
        reason: why it is unreliable, None otherwise.
        method: name and version of the method.
        tone_group: light, intermediate, tan, brown or dark; None when unreliable.
        skin_lab: median L*, a*, b* of the skin (D65).
        skin_fraction: share of the picture that is bare skin.
        clipped_fraction: share of the skin with a channel at its upper end.
    """

    ita_deg: float | None
    quality: str
    reason: str | None
    method: str
    tone_group: str | None
    skin_lab: tuple[float, float, float] | None
    skin_fraction: float
    clipped_fraction: float


def ita(lightness: float, b: float) -> float:
    """The angle itself.

    Args:
        lightness: L*.
        b: b*.

    Returns:
        Degrees.
    """
    return float(np.degrees(np.arctan2(lightness - 50, b)))


def group_of(ita_deg: float) -> str:
    """Del Bino's class. Args: ITA, degrees. Returns: light, intermediate, tan, brown or dark."""
    return next((name for bound, name in _BOUNDS if ita_deg > bound), "dark")


def _reason(lab: tuple[float, float, float], skin_fraction: float, clipped_fraction: float) -> str | None:
    """Why an angle is not to be relied on."""
    lightness, a, b = lab
    if skin_fraction < _LEAST_SKIN:
        return "little_skin"
    if clipped_fraction > _MOST_CLIPPED:
        return "over_exposed"
    if lightness < _LEAST_LIGHTNESS:
        return "under_exposed"
    if b <= 0:
        return "b_not_positive"
    # Skin reflects more red than green and more yellow than blue: far outside, light or camera are at fault.
    hue = np.degrees(np.arctan2(b, a))
    if not 5 < hue < 100 or a > 32 or b > 45:
        return "colour_cast"
    return None


def measure_tone(rgb: NDArray[np.uint8], masks: Masks | None = None) -> Tone:
    """Measures the tone of bare skin.

    Args:
        rgb: [height, width, 3], sRGB.
        masks: of this picture; found when not given.

    Returns:
        The tone, with its quality.
    """
    found = masks if masks is not None else find_masks(rgb)
    skin_fraction = float(np.count_nonzero(found.skin) / found.skin.size)
    # Medians of a regular sample are as good, and gathering forty million pixels costs seconds.
    step = 1 + int((found.skin.size / _MOST_SAMPLES) ** 0.5)
    pixels = rgb[::step, ::step][found.skin[::step, ::step]]
    if len(pixels) == 0:
        return Tone(None, "unreliable", "little_skin", METHOD, None, None, 0.0, 0.0)
    lightest = np.maximum(np.maximum(pixels[:, 0], pixels[:, 1]), pixels[:, 2])
    clipped = float(np.count_nonzero(lightest >= _CLIPPED) / len(pixels))
    lightness, a, b = medians(to_lab(pixels))
    lab = (float(lightness), float(a), float(b))
    angle = ita(lab[0], lab[2])
    reason = _reason(lab, skin_fraction, clipped)
    return Tone(
        ita_deg=round(angle, 2),
        quality="unreliable" if reason else "ok",
        reason=reason,
        method=METHOD,
        tone_group=None if reason else group_of(angle),
        skin_lab=lab,
        skin_fraction=skin_fraction,
        clipped_fraction=clipped,
    )
