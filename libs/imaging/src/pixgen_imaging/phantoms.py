"""Phantoms: computed skin pictures whose tone, lesion and seed are known.

They are the sample data of the local stack and the ground truth of tests, and are marked synthetic
wherever they go. They show optics, not disease: nothing about a lesion can be learned from them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from pixgen_imaging import colour, skin_optics
from pixgen_imaging import phantom_shapes as shapes
from pixgen_imaging.marks import SourceType, embed_source
from pixgen_imaging.phantom_shapes import Field
from pixgen_imaging.sniff import Format
from pixgen_imaging.tone import group_of

GENERATOR = "PixGen phantom"
VERSION = "1"
# Degrees, well inside Del Bino's classes, so that illumination moves none across a border.
_ITA_RANGES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"light": (45, 60), "intermediate": (31, 38), "tan": (14, 25), "brown": (-24, 4), "dark": (-56, -36)}
)


@dataclass(frozen=True)
class Phantom:
    """A computed picture and what is known of it.

    Args:
        rgb: uint8 [size, size, 3], sRGB.
        lesion_mask: bool [size, size], inside the lesion's outer border.
        ita_deg: individual typology angle of the bare skin under even light, degrees.
        tone_group: Del Bino's class of that angle.
        lesion: the lesion's kind.
        seed: what everything was drawn from.
        parameters: the fractions and counts that were drawn.
    """

    rgb: NDArray[np.uint8]
    lesion_mask: NDArray[np.bool_]
    ita_deg: float
    tone_group: str
    lesion: str
    seed: int
    parameters: Mapping[str, float | str]


@dataclass(frozen=True)
class _Lesion:
    """What a lesion adds: melanin as a factor, blood as volume fraction, scales as white cover."""

    mask: Field
    melanin: Field
    blood: Field
    scale: Field


def draw(
    seed: int,
    *,
    tone_group: str | None = None,
    ita_deg: float | None = None,
    lesion: str | None = None,
    size: int = 512,
) -> Phantom:
    """Draws a phantom; equal arguments give equal pixels.

    Args:
        seed: everything random comes from it.
        tone_group: light, intermediate, tan, brown or dark; drawn when None.
        ita_deg: the bare skin's angle, degrees; drawn from the tone group when None.
        lesion: one of LESIONS; drawn when None.
        size: edge, pixels, 64..2048.

    Returns:
        The picture, its mask and its truth.

    Raises:
        ValueError: an argument is not one of these.
    """
    if not 64 <= size <= 2048:
        message = "size must be 64..2048 pixels"
        raise ValueError(message)
    rng = np.random.default_rng(seed)
    group = _one_of(rng, tone_group, tuple(_ITA_RANGES), "tone group")
    kind = _one_of(rng, lesion, LESIONS, "lesion")
    aim = float(rng.uniform(*_ITA_RANGES[group])) if ita_deg is None else ita_deg
    blood = float(rng.uniform(0.012, 0.03))
    melanin = skin_optics.melanin_for(aim, blood)
    made = _DRAW[kind](rng, size)
    hair_count = int(rng.choice([0, 0, 0, 6, 14, 26]))
    dermoscope = bool(rng.uniform() < 0.25)
    light = _skin(rng, size, melanin, blood, made)
    light = _photograph(rng, light, hair_count, dermoscope)
    truth = skin_optics.ita_of(melanin, blood)
    return Phantom(
        colour.to_srgb(light),
        made.mask > 0.5,
        truth,
        group_of(truth),
        kind,
        seed,
        MappingProxyType(
            {
                "melanin": round(melanin, 4),
                "blood": round(blood, 4),
                "lesion": kind,
                "hairs": hair_count,
                "vignette": int(dermoscope),
                "size": size,
            }
        ),
    )


def encode(phantom: Phantom, image_format: Format = Format.JPEG) -> bytes:
    """The phantom as a file that says of itself what it is.

    Args:
        phantom: the picture.
        image_format: JPEG or PNG.

    Returns:
        The file, with IPTC's algorithmicMedia and the generator in XMP.
    """
    out = BytesIO()
    picture = Image.fromarray(phantom.rgb)
    if image_format is Format.JPEG:
        picture.save(out, "JPEG", quality=92, subsampling=0, optimize=True)
    else:
        picture.save(out, "PNG", optimize=True)
    return embed_source(out.getvalue(), image_format, SourceType.ALGORITHMIC, GENERATOR)


def _one_of(rng: np.random.Generator, given: str | None, names: tuple[str, ...], what: str) -> str:
    drawn = names[int(rng.integers(len(names)))]
    if given is not None and given not in names:
        message = f"{what} must be one of {', '.join(names)}"
        raise ValueError(message)
    return given or drawn


def _skin(rng: np.random.Generator, size: int, melanin: float, blood: float, lesion: _Lesion) -> Field:
    """Linear light of skin with its lesion under even light."""
    furrow = shapes.furrows(rng, size)
    patches = shapes.noise(rng, size, 0.4, 0.06)
    pores = shapes.noise(rng, size, 0.02, 0.003)
    melanin_map = melanin * (1 + 0.05 * patches + 0.03 * pores) * lesion.melanin
    blood_map = blood * (1 + 0.12 * shapes.noise(rng, size, 0.3, 0.05) + 0.05 * pores) + lesion.blood
    light = skin_optics.reflected(melanin_map, blood_map).astype(np.float64)
    # Furrows lie in the plateaus' shade; stretched or scaly skin shows fewer of them.
    light *= (1.02 - 0.13 * (furrow - np.median(furrow)) * (1 - 0.5 * lesion.mask))[..., None]
    cover = 0.6 * lesion.scale[..., None]
    return np.asarray(light * (1 - cover) + cover * np.array([0.72, 0.68, 0.64]))


def _photograph(rng: np.random.Generator, light: Field, hair_count: int, dermoscope: bool) -> Field:
    """What a camera makes of it: hair, uneven light, glints, blur and sensor noise."""
    size = light.shape[0]
    if hair_count:
        cover = 0.9 * shapes.hairs(rng, size, hair_count)[..., None]
        light = light * (1 - cover) + cover * np.array([0.030, 0.019, 0.013])
    y, x = np.mgrid[0:size, 0:size] / size - 0.5
    way = rng.uniform(0, 2 * np.pi)
    lamp = 1 + rng.uniform(0.02, 0.10) * (np.cos(way) * x + np.sin(way) * y) * 2
    lamp -= rng.uniform(0.0, 0.12) * (x**2 + y**2) * 2
    light = light * (lamp / np.median(lamp))[..., None]
    glints = np.clip(shapes.noise(rng, size, 0.03, 0.002) - 3.4, 0, None) * 0.35
    light = light + glints[..., None]
    light = ndimage.gaussian_filter(light, (size / 1000, size / 1000, 0))
    grain = rng.standard_normal(light.shape) * np.sqrt(np.clip(light, 0, 1) * 6e-5 + 1e-6)
    light = light + grain
    if dermoscope:
        radius = rng.uniform(0.56, 0.64)
        light = light * shapes.soft(radius - np.hypot(x, y), 0.02)[..., None]
    return light


def _macule(rng: np.random.Generator, size: int) -> _Lesion:
    """A flat brown patch: more melanin, nothing else."""
    mask = shapes.soft(shapes.outline(rng, size, rng.uniform(0.16, 0.26), 0.28), 0.035)
    blotches = 1 + 0.15 * shapes.noise(rng, size, 0.15, 0.02)
    melanin = 1 + mask * (rng.uniform(1.0, 1.8) * blotches)
    return _Lesion(mask, melanin, 0.005 * mask, np.zeros_like(mask))


def _naevus(rng: np.random.Generator, size: int) -> _Lesion:
    """A mole: melanin in a honeycomb, darker in the middle."""
    signed = shapes.outline(rng, size, rng.uniform(0.15, 0.25), 0.2)
    mask = shapes.soft(signed, 0.025)
    middle = shapes.soft(signed - 0.08, 0.12)
    melanin = 1 + mask * (1.4 + 1.4 * shapes.network(rng, size) + rng.uniform(0.8, 1.8) * middle)
    return _Lesion(mask, melanin, 0.006 * mask, np.zeros_like(mask))


def _plaque(rng: np.random.Generator, size: int) -> _Lesion:
    """A red plaque under silvery scales: blood, and flakes that send all colours back."""
    mask = shapes.soft(shapes.outline(rng, size, rng.uniform(0.2, 0.29), 0.25), 0.02)
    blood = mask * rng.uniform(0.10, 0.16) * (1 + 0.15 * shapes.noise(rng, size, 0.1, 0.01))
    return _Lesion(mask, 1 + 0.1 * mask, blood, shapes.scales(rng, size, mask))


def _papules(rng: np.random.Generator, size: int) -> _Lesion:
    """A cluster of small red bumps on reddened ground."""
    signed = shapes.bumps(rng, size, int(rng.integers(14, 26)), 0.2, 0.04)
    field = shapes.soft(shapes.outline(rng, size, 0.25, 0.12), 0.04)
    spots = shapes.soft(signed, 0.015)
    mask = shapes.fold([field, spots])
    blood = rng.uniform(0.05, 0.08) * field + rng.uniform(0.09, 0.14) * spots
    return _Lesion(mask, 1 + 0.35 * spots, blood, 0.05 * shapes.soft(signed - 0.02, 0.02))


def _ring(rng: np.random.Generator, size: int) -> _Lesion:
    """A ring with an active red border and a clearing middle."""
    signed = shapes.outline(rng, size, rng.uniform(0.22, 0.29), 0.15)
    mask = shapes.soft(signed, 0.02)
    rim = mask * (1 - shapes.soft(signed - rng.uniform(0.05, 0.07), 0.05))
    blood = rng.uniform(0.11, 0.17) * rim + 0.05 * mask
    return _Lesion(mask, 1 + 0.3 * mask, blood, 0.5 * shapes.scales(rng, size, rim))


def _erosion(rng: np.random.Generator, size: int) -> _Lesion:
    """A raw, blood-rich patch that has lost its pigment, with a darker rim."""
    signed = shapes.outline(rng, size, rng.uniform(0.15, 0.23), 0.25)
    mask = shapes.soft(signed, 0.02)
    raw = shapes.soft(signed - 0.03, 0.03)
    rim = mask * (1 - raw)
    blood = raw * 0.24 * (1 + 0.2 * shapes.noise(rng, size, 0.1, 0.015)) + 0.09 * rim
    return _Lesion(mask, 1 + 0.9 * rim - 0.25 * raw, blood, np.zeros_like(mask))


def _depigmented(rng: np.random.Generator, size: int) -> _Lesion:
    """A patch without melanin, sharply bordered."""
    mask = shapes.soft(shapes.outline(rng, size, rng.uniform(0.19, 0.28), 0.35), 0.015)
    return _Lesion(mask, 1 - 0.97 * mask, 0.004 * mask, np.zeros_like(mask))


_DRAW: Mapping[str, Callable[[np.random.Generator, int], _Lesion]] = MappingProxyType(
    {
        "macule": _macule,
        "naevus": _naevus,
        "plaque": _plaque,
        "papules": _papules,
        "ring": _ring,
        "erosion": _erosion,
        "depigmented": _depigmented,
    }
)
LESIONS = tuple(_DRAW)
