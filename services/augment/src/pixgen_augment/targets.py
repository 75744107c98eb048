"""What the skin of a result is to look like: one L*a*b* triple, not only an angle."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pixgen_common.errors import Code, FieldError, PixGenError
from pixgen_imaging import colour
from pixgen_imaging.tone import group_of, ita
from scipy.interpolate import PchipInterpolator

from pixgen_augment.regions import Regions

LIGHTEST_ITA, DARKEST_ITA = 60.0, -78.0
_MONK = "Monk Skin Tone Scale (E. Monk, 2022, skintone.google), tone {number}: {colour} in CIELAB (D65)"
_LOCUS = "PixGen's locus of dermoscopic skin: a* and b* over ITA, L* = 50 + b* tan(ITA)"
# ITA, a*, b*. Above 0: the two-layer model of pixgen_imaging.skin_optics at 3 % blood. -15.5, -40 and -55:
# by eye on 109 real dermoscopic pictures, between the swatches of Monk tones 6 to 8. The last is Monk tone 9.
_ANCHORS = np.array(
    [
        (60.0, 10.56, 12.35),
        (45.0, 11.61, 16.94),
        (30.0, 12.90, 20.96),
        (15.0, 14.45, 24.14),
        (-15.5, 17.0, 21.64),
        (-40.0, 14.0, 16.57),
        (-55.0, 12.5, 13.44),
        (-78.35, 2.69, 5.97),
    ]
)
# Well inside Del Bino's classes (tone.py).
_GROUPS: Mapping[str, float] = MappingProxyType(
    {"light": 50.0, "intermediate": 34.5, "tan": 19.0, "brown": -15.5, "dark": -40.0}
)


class Lab(NamedTuple):
    """A colour in CIELAB, D65: L* 0 to 100, a*, b*."""

    lightness: float
    a: float
    b: float

    def linear(self) -> NDArray[np.float64]:
        """The colour as linear sRGB [3], below 0 or above 1 outside its gamut (CIE 15:2018, annex D)."""
        f = (self.lightness + 16) / 116
        each = np.array([f + self.a / 500, f, f - self.b / 200])
        relative = np.where(each > 6 / 29, each**3, (each - 16 / 116) * 108 / 841)
        linear: NDArray[np.float64] = colour.XYZ_TO_RGB @ (relative * colour.WHITE)
        return linear


@dataclass(frozen=True)
class Target:
    """A colour that skin is to take.

    Args:
        lab: median of the skin.
        ita_deg: its individual typology angle, degrees.
        tone_group: Del Bino's class of that angle.
        source: where the colour comes from.
        name: what it is asked for by; empty for a target without a name.
        label: its name for people; empty for a target without a name.
        monk_tone: the Monk tone whose swatch is nearest; a name for a colour, never for a person. 0: none.
    """

    lab: Lab
    ita_deg: float
    tone_group: str
    source: str
    name: str = ""
    label: str = ""
    monk_tone: int = 0


def of_lab(lab: Lab, source: str, name: str = "", label: str = "", monk_tone: int = 0) -> Target:
    """A target of any colour. Args: the colour; the rest as in Target. Returns: the target with its angle."""
    angle = ita(lab.lightness, lab.b)
    return Target(lab, angle, group_of(angle), source, name, label, monk_tone)


def _swatch(number: int, colour: str, lightness: float, a: float, b: float) -> Target:
    source = _MONK.format(number=number, colour=colour)
    return of_lab(Lab(lightness, a, b), source, f"monk-{number}", f"Monk tone {number}", number)


@cache
def _named() -> Mapping[str, Target]:
    near = "PixGen, by eye on 109 real dermoscopic pictures; b* = (L* - 50) / tan(ITA)"
    return MappingProxyType(
        {
            target.name: target
            for target in (
                _swatch(4, "#eadaba", 87.573, 0.459, 17.755),
                _swatch(5, "#d7bd96", 77.901, 3.471, 23.142),
                _swatch(6, "#a07e56", 55.141, 7.784, 26.745),
                _swatch(7, "#825c43", 42.469, 12.326, 20.533),
                _swatch(8, "#604134", 30.677, 11.669, 13.338),
                _swatch(9, "#3a312a", 21.069, 2.691, 5.967),
                _swatch(10, "#292420", 14.610, 1.483, 3.527),
                of_lab(Lab(44.0, 17.0, 21.64), near, "dermoscopy-brown", "Dermoscopy, brown (-15.5°)", 7),
                of_lab(Lab(36.1, 14.0, 16.57), near, "dermoscopy-dark", "Dermoscopy, dark (-40°)", 8),
                of_lab(Lab(30.8, 12.5, 13.44), near, "dermoscopy-darkest", "Dermoscopy, darkest (-55°)", 8),
            )
        }
    )


def all_named() -> tuple[Target, ...]:
    """The named targets, from light to dark. Returns: at least six along Monk tones 4 to 10."""
    return tuple(sorted(_named().values(), key=lambda target: -target.ita_deg))


def named(name: str) -> Target:
    """A target by its name.

    Args:
        name: of one of all_named().

    Returns:
        The target.

    Raises:
        PixGenError: invalid, ``target.unknown_style``.
    """
    found = _named().get(name)
    if found is None:
        raise _unknown("style", "style", tuple(_named()))
    return found


def from_tone_group(group: str) -> Target:
    """A target on the locus, inside one of Del Bino's classes.

    Args:
        group: light, intermediate, tan, brown or dark.

    Returns:
        The target.

    Raises:
        PixGenError: invalid, ``target.unknown_tone_group``.
    """
    if group not in _GROUPS:
        raise _unknown("tone group", "tone_group", tuple(_GROUPS))
    return from_ita(_GROUPS[group])


def from_ita(deg: float) -> Target:
    """A target on the locus: a* and b* run smoothly from light to dark, and L* follows from the angle.

    Args:
        deg: individual typology angle, DARKEST_ITA to LIGHTEST_ITA.

    Returns:
        The target; its own angle is `deg`.

    Raises:
        PixGenError: invalid, ``target.out_of_range``.
    """
    if not DARKEST_ITA <= deg <= LIGHTEST_ITA:  # also refuses NaN
        message = f"ita_deg must be between {DARKEST_ITA:g} and {LIGHTEST_ITA:g} degrees."
        raise _invalid("target.out_of_range", "target.ita_deg", message)
    a, b = (float(value) for value in _locus()(deg))
    return of_lab(Lab(50 + b * float(np.tan(np.radians(deg))), a, b), _LOCUS)


def from_skin(picture: NDArray[np.uint8], regions: Regions) -> Target:
    """The skin of a style picture as a target.

    Args:
        picture: the style, [height, width, 3], sRGB.
        regions: of that picture.

    Returns:
        The median of its skin.

    Raises:
        PixGenError: unprocessable, ``style.<reason>`` when no tone can be read from it
            (little_skin, over_exposed, under_exposed, b_not_positive, colour_cast).
    """
    del picture  # its tone was read when its regions were found
    tone = regions.tone
    if tone.skin_lab is None or tone.reason is not None:
        reason = tone.reason or "little_skin"
        message = f"No skin tone can be read from the style picture ({reason.replace('_', ' ')})."
        raise PixGenError(Code.UNPROCESSABLE, message, reason=f"style.{reason}")
    return of_lab(Lab(*tone.skin_lab), "median of the skin of the style picture given")


@cache
def _locus() -> PchipInterpolator:
    """a* and b* over the angle; monotone between anchors, hence without overshoot."""
    rising = _ANCHORS[::-1]
    return PchipInterpolator(rising[:, 0], rising[:, 1:])


def _unknown(what: str, field: str, names: tuple[str, ...]) -> PixGenError:
    message = f"There is no such {what}; known are {', '.join(names)}."
    return _invalid(f"target.unknown_{field}", f"target.{field}", message)


def _invalid(reason: str, field: str, message: str) -> PixGenError:
    return PixGenError(Code.INVALID, message, reason=reason, fields=(FieldError(field, message),))
