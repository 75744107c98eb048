"""Shapes and textures that phantoms are drawn with; all from one random generator."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter
from scipy import fft, ndimage

Field = NDArray[np.float64]


def noise(rng: np.random.Generator, size: int, coarse: float, fine: float) -> Field:
    """Band-passed noise.

    Args:
        rng: the generator.
        size: edge of the square, pixels.
        coarse: largest structure kept, as a share of the edge.
        fine: smallest structure kept, as a share of the edge.

    Returns:
        float64 [size, size], mean 0, standard deviation 1.
    """
    white = fft.rfft2(rng.standard_normal((size, size)))
    rows, columns = fft.fftfreq(size)[:, None], fft.rfftfreq(size)[None, :]
    # A Gaussian of s pixels is a Gaussian of frequencies: wide ones cost no more than narrow ones.
    power = -2 * np.pi**2 * size**2 * (rows**2 + columns**2)
    band = fft.irfft2(white * (np.exp(power * fine**2) - np.exp(power * coarse**2)), (size, size))
    result: Field = (band - band.mean()) / band.std()
    return result


def furrows(rng: np.random.Generator, size: int) -> Field:
    """The fine lines between the plateaus of skin.

    Args:
        rng: the generator.
        size: edge of the square, pixels.

    Returns:
        float64 [size, size]: 0 on a plateau, towards 1 in a furrow.
    """
    cells = max(8, round(38 * rng.uniform(0.8, 1.2)))
    step = size / cells
    rows, columns = np.mgrid[0:cells, 0:cells]
    points = np.stack([rows, columns], axis=-1).reshape(-1, 2) + rng.uniform(0, 1, (cells * cells, 2))
    seeds = np.ones((size, size), dtype=bool)
    places = np.clip((points * step).astype(int), 0, size - 1)
    seeds[places[:, 0], places[:, 1]] = False
    distance, nearest = ndimage.distance_transform_edt(seeds, return_indices=True)
    owner = nearest[0] * size + nearest[1]
    border = (owner != np.roll(owner, 1, 0)) | (owner != np.roll(owner, 1, 1))
    lines = ndimage.gaussian_filter(border.astype(float), max(0.6, size / 700))
    shading = lines / max(lines.max(), 1e-9) * 0.8 + 0.2 * np.clip(distance / step, 0, 1)
    result: Field = np.clip(shading, 0, 1)
    return result


def outline(rng: np.random.Generator, size: int, radius: float, rough: float) -> Field:
    """A rounded, irregular patch.

    Args:
        rng: the generator.
        size: edge of the square, pixels.
        radius: mean radius, as a share of the edge.
        rough: how far the border strays, as a share of the radius.

    Returns:
        float64 [size, size]: signed distance to the border, shares of the edge, positive inside.
    """
    centre = 0.5 + rng.uniform(-0.06, 0.06, 2)
    y, x = np.mgrid[0:size, 0:size] / size
    angle = np.arctan2(y - centre[0], x - centre[1])
    distance = np.hypot(y - centre[0], (x - centre[1]) * rng.uniform(0.8, 1.25))
    around = np.linspace(-np.pi, np.pi, 721)
    border = np.full_like(around, radius)
    for wave in range(2, 9):
        swing = radius * rough / wave**1.4 * rng.standard_normal()
        border += swing * np.cos(wave * around + rng.uniform(0, 2 * np.pi))
    signed: Field = np.interp(angle, around, np.maximum(border, 0.4 * radius)) - distance
    return signed


def soft(signed: Field, width: float) -> Field:
    """A border of some width. Args: signed distances; the width. Returns: 0 outside to 1 inside."""
    result: Field = 1 / (1 + np.exp(-np.clip(4 * signed / width, -40, 40)))
    return result


def bumps(rng: np.random.Generator, size: int, count: int, spread: float, radius: float) -> Field:
    """A cluster of small round patches that do not quite touch.

    Args:
        rng: the generator.
        size: edge of the square, pixels.
        count: how many.
        spread: radius of the cluster, as a share of the edge.
        radius: mean radius of one patch, as a share of the edge.

    Returns:
        float64 [size, size]: signed distance to the nearest border, positive inside.
    """
    y, x = np.mgrid[0:size, 0:size] / size
    signed = np.full((size, size), -1.0)
    for _ in range(count):
        angle, far = rng.uniform(0, 2 * np.pi), spread * np.sqrt(rng.uniform())
        own = radius * rng.uniform(0.6, 1.4)
        place = np.hypot(y - 0.5 - far * np.sin(angle), x - 0.5 - far * np.cos(angle))
        signed = np.maximum(signed, own - place)
    return signed


def hairs(rng: np.random.Generator, size: int, count: int) -> Field:
    """Fine curved hairs.

    Args:
        rng: the generator.
        size: edge of the square, pixels.
        count: how many.

    Returns:
        float64 [size, size]: how much of each pixel a hair covers, 0..1.
    """
    scale = 2
    sheet = Image.new("L", (size * scale, size * scale))
    pen = ImageDraw.Draw(sheet)
    direction = rng.uniform(0, np.pi)
    for _ in range(count):
        start = rng.uniform(-0.1, 1.1, 2)
        way = direction + rng.normal(0, 0.5)
        length, bend = rng.uniform(0.25, 0.7), rng.normal(0, 0.12)
        steps = np.linspace(0, 1, 24)
        along = np.stack([np.cos(way) * steps, np.sin(way) * steps], -1) * length
        across = np.stack([-np.sin(way) * steps**2, np.cos(way) * steps**2], -1) * bend
        path = ((start + along + across) * size * scale).tolist()
        thick = max(1, round(scale * size / 512 * rng.uniform(1.0, 2.2)))
        pen.line([tuple(point) for point in path], fill=255, width=thick)
    small = sheet.filter(ImageFilter.GaussianBlur(scale * size / 1400)).resize(
        (size, size), Image.Resampling.BOX
    )
    return np.asarray(small, dtype=np.float64) / 255


def scales(rng: np.random.Generator, size: int, where: Field) -> Field:
    """Silvery flakes on a plaque. Args: generator, edge, and where, 0..1. Returns: [size, size], 0..1."""
    flakes = 0.5 + 0.5 * np.tanh(1.6 * (noise(rng, size, 0.06, 0.005) - 0.9))
    patches = 0.5 + 0.5 * np.tanh(1.2 * noise(rng, size, 0.25, 0.03))
    result: Field = (0.15 + 0.85 * flakes) * (0.35 + 0.65 * patches) * where
    return result


def network(rng: np.random.Generator, size: int) -> Field:
    """The honeycomb of pigment in a naevus. Args: generator, edge. Returns: [size, size], about 0..1."""
    fine = furrows(rng, size)
    result: Field = np.clip(fine * (1 + 0.3 * noise(rng, size, 0.2, 0.02)), 0, 1.3)
    return result


def fold(parts: Sequence[Field]) -> Field:
    """The union of soft masks. Args: masks, 0..1. Returns: their union, 0..1."""
    outside = np.ones_like(parts[0])
    for part in parts:
        outside = outside * (1 - part)
    result: Field = 1 - outside
    return result
