"""The colour of skin from its melanin and blood: a two-layer model over the visible spectrum.

Epidermis absorbs, dermis absorbs and scatters light back:
``R(w) = r + (1 - r) exp(-2 s mu_epi(w) d) R_dermis(w)``, with

- r: the light that the surface itself sends back, Fresnel's 2.8 % at a refractive index of 1.4
  (S. L. Jacques, Phys. Med. Biol. 58 R37, 2013), and 1.5 % scattered back above the melanin, chosen so that
  very dark skin keeps the 4 to 5 % of blue light that spectrometers find;
- d: 60 um of epidermis; s: 2, the mean obliqueness of diffuse light, there and back over half of that depth;
- melanosomes: mu = 6.6e11 w^-3.33 per cm; skin without pigment: 0.244 + 85.3 exp(-(w - 154) / 66.2);
  scattering: 2e5 w^-1.5 + 2e12 w^-4 (S. L. Jacques, *Skin Optics*, Oregon Medical Laser Center, 1998);
- blood: molar extinction of oxy- and deoxyhaemoglobin (S. Prahl, *Optical Absorption of Hemoglobin*, 1999) at
  150 g/l and 64,500 g/mol;
- R_dermis: Kubelka and Munk's infinitely thick layer, R = 1 + q - sqrt(q^2 + 2q) with q = K/S, K = 2 mu_a and
  S = 3/4 mu_s' (P. Kubelka and F. Munk, 1931);
- colour: the CIE 1931 observer as fitted by C. Wyman, P.-P. Sloan and P. Shirley (JCGT 2(2), 2013) under D65.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from pixgen_imaging import colour
from pixgen_imaging.tone import ita

# Volume fractions in epidermis and dermis. The table reaches beyond what healthy skin has, for lesions.
MELANIN_MAX, BLOOD_MAX = 2.0, 0.4
_STEPS_MELANIN, _STEPS_BLOOD = 128, 48
_EPIDERMIS_CM = 60e-4
_SURFACE = ((1.4 - 1) / (1.4 + 1)) ** 2 + 0.015
# Diffuse light crosses a layer along oblique paths: 2 on average, for a cosine-distributed flux.
_OBLIQUE = 2.0
# Melanin lies deep in the epidermis: on average light meets half of the layer.
_DEPTH = 0.5
_OXYGENATION = 0.75
# nanometres, 400 to 700 by 10
_WAVES = np.arange(400, 701, 10, dtype=np.float64)
# fmt: off
# Prahl 1999, per cm per mol/l.
_OXY = np.array(
    [
        266232, 466840, 480360, 246072, 102580, 62816, 44480, 33209, 26629, 23684, 20933, 20035,
        24202, 39957, 53236, 43016, 32613, 44496, 50104, 14401, 3200, 1506, 942, 610, 442, 368, 320,
        294, 278, 276, 290,
    ]
)
_DEOXY = np.array(
    [
        223296, 303956, 407560, 528600, 413280, 103292, 23389, 16156, 14550, 16684, 20862, 25774,
        31590, 39036, 46592, 53412, 53788, 45072, 37020, 28324, 14677, 9444, 6510, 5149, 4345, 3750,
        3227, 2795, 2408, 2052, 1794,
    ]
)
# CIE standard illuminant D65, relative power.
_D65 = np.array(
    [
        82.75, 91.49, 93.43, 86.68, 104.86, 117.01, 117.81, 114.86, 115.92, 108.81, 109.35, 107.80,
        104.79, 107.69, 104.41, 104.05, 100.0, 96.33, 95.79, 88.69, 90.01, 89.60, 87.70, 83.29,
        83.70, 80.03, 80.21, 82.28, 78.28, 69.72, 71.61,
    ]
)
# fmt: on


def reflected(melanin: NDArray[np.floating], blood: NDArray[np.floating]) -> NDArray[np.float32]:
    """The light that skin sends back.

    Args:
        melanin: float [...], volume fraction of melanosomes in the epidermis, 0..MELANIN_MAX.
        blood: float [...], volume fraction of blood in the dermis, 0..BLOOD_MAX; same shape.

    Returns:
        float32 [..., 3], linear sRGB in 0..1 under D65.
    """
    # Steps are even in the square root: colour changes fastest where there is little pigment.
    at = np.stack(
        [
            np.sqrt(np.clip(melanin / MELANIN_MAX, 0, 1)) * (_STEPS_MELANIN - 1),
            np.sqrt(np.clip(blood / BLOOD_MAX, 0, 1)) * (_STEPS_BLOOD - 1),
        ]
    )
    channels = [map_coordinates(_table()[..., c], at, order=1, mode="nearest") for c in range(3)]
    return np.stack(channels, axis=-1).astype(np.float32)


def reflectance(melanin: float, blood: float) -> NDArray[np.float64]:
    """The reflectance spectrum of homogeneous skin.

    Args:
        melanin: volume fraction of melanosomes in the epidermis.
        blood: volume fraction of blood in the dermis.

    Returns:
        float64 [31], share of light sent back at 400, 410, ... 700 nm.
    """
    base = 0.244 + 85.3 * np.exp(-(_WAVES - 154) / 66.2)
    melanosome = 6.6e11 * _WAVES**-3.33
    extinction = _OXYGENATION * _OXY + (1 - _OXYGENATION) * _DEOXY
    whole_blood = np.log(10) * extinction * 150 / 64500
    epidermis = melanin * melanosome + (1 - melanin) * base
    dermis = blood * whole_blood + (1 - blood) * base
    scattering = 2e5 * _WAVES**-1.5 + 2e12 * _WAVES**-4
    quotient = 2 * dermis / (0.75 * scattering)
    back = 1 + quotient - np.sqrt(quotient**2 + 2 * quotient)
    spectrum: NDArray[np.float64] = np.exp(-2 * _OBLIQUE * _DEPTH * epidermis * _EPIDERMIS_CM) * back
    return _SURFACE + (1 - _SURFACE) * spectrum


def melanin_for(ita_deg: float, blood: float) -> float:
    """The melanin fraction at which bare skin has this individual typology angle.

    Args:
        ita_deg: target, degrees; ITA = atan2(L* - 50, b*) (A. Chardon et al., 1991).
        blood: volume fraction of blood.

    Returns:
        The melanin fraction, found by bisection: ITA falls as melanin rises.
    """
    low, high = 0.0, MELANIN_MAX
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if ita_of(middle, blood) > ita_deg else (low, middle)
    return (low + high) / 2


def ita_of(melanin: float, blood: float) -> float:
    """The individual typology angle of bare skin. Args: volume fractions. Returns: degrees."""
    light = reflected(np.array([melanin]), np.array([blood]))
    lightness, _, yellow = colour.lab(light)[0]
    return ita(float(lightness), float(yellow))


@cache
def _table() -> NDArray[np.float64]:
    """Linear sRGB over a grid of both fractions."""
    melanin = MELANIN_MAX * (np.arange(_STEPS_MELANIN) / (_STEPS_MELANIN - 1)) ** 2
    blood = BLOOD_MAX * (np.arange(_STEPS_BLOOD) / (_STEPS_BLOOD - 1)) ** 2
    weights = _D65[:, None] * _observer()
    # A perfect diffuser must come out exactly white, whatever the fits' small errors.
    weights *= colour.WHITE / weights.sum(axis=0)
    spectra = np.array([[reflectance(m, b) for b in blood] for m in melanin])
    table: NDArray[np.float64] = np.clip(spectra @ weights @ colour.XYZ_TO_RGB.T, 0, 1)
    return table


def _observer() -> NDArray[np.float64]:
    """CIE 1931 colour matching functions, [31, 3], by the multi-lobe fits of Wyman et al. 2013."""

    def lobe(centre: float, below: float, above: float) -> NDArray[np.float64]:
        width = np.where(centre > _WAVES, below, above)
        bell: NDArray[np.float64] = np.exp(-0.5 * ((_WAVES - centre) * width) ** 2)
        return bell

    x = 1.056 * lobe(599.8, 1 / 37.9, 1 / 31.0) + 0.362 * lobe(442.0, 1 / 16.0, 1 / 26.7)
    x -= 0.065 * lobe(501.1, 1 / 20.4, 1 / 26.2)
    y = 0.821 * lobe(568.8, 1 / 46.9, 1 / 40.5) + 0.286 * lobe(530.9, 1 / 16.3, 1 / 31.1)
    z = 1.217 * lobe(437.0, 1 / 11.8, 1 / 36.0) + 0.681 * lobe(459.0, 1 / 26.0, 1 / 13.8)
    return np.stack([x, y, z], axis=-1)
