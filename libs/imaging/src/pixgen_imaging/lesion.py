"""The lesion: what differs in colour from the skin around it.

Skin is fitted by a smooth surface in CIELAB (light falls unevenly), colour differences are weighed by how
much the skin itself varies in that direction, and Otsu's method cuts. That hangs on knowing some skin first:
several guesses are followed, and the one whose outcome looks most like a lesion on skin is kept.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pixgen_imaging import morphology
from pixgen_imaging.colour import Floats

Bools = NDArray[np.bool_]

_SAMPLES = 3000
_CUT = 0.85  # of Otsu's, which comes out high when a lesion is dark inside and pale at its edge
_LEAST_CUT = 2.0  # times the skin's own variation
_LIGHTER = 0.75  # a lesion lighter than its skin is rarer
_SAME_GUESS = 0.06  # share of pixels; guesses that differ less come out alike
_NO_DIFFERENCE = np.diag([2.0, 1.0, 1.0])  # squared: what film, compression and sensor add


@dataclass(frozen=True)
class Found:
    """An outcome.

    Args:
        mask: the lesion, bool [height, width].
        apart: how far each colour is from the skin's, in multiples of the skin's own variation.
        cut: where `mask` was cut.
        score: how much it looks like a lesion on skin; to compare outcomes.
    """

    mask: Bools
    apart: Floats
    cut: float
    score: float


def otsu(values: NDArray[np.floating], bins: int = 128) -> tuple[float, float]:
    """The cut that parts values into two groups of the least variance (N. Otsu, 1979).

    Args:
        values: any.
        bins: of the histogram.

    Returns:
        The cut, and the share of all variance that lies between the groups: 0 when all values are alike.
    """
    if values.size == 0 or float(np.ptp(values)) < 1e-6:
        return (float(values.flat[0]) if values.size else 0.0), 0.0
    counts, edges = np.histogram(values, bins)
    centres = (edges[:-1] + edges[1:]) / 2
    share = np.cumsum(counts) / counts.sum()
    sums = np.cumsum(counts * centres) / counts.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        between = (sums[-1] * share - sums) ** 2 / (share * (1 - share))
    at = int(np.nanargmax(between[:-1]))
    total = float((counts * (centres - sums[-1]) ** 2).sum() / counts.sum())
    return float(edges[at + 1]), float(between[at]) / max(total, 1e-9)


def border(shape: tuple[int, ...]) -> Bools:
    """The picture's outermost pixels. Args: its shape. Returns: bool [height, width]."""
    edge = max(2, round(0.06 * min(shape[:2])))
    ring = np.ones(shape[:2], dtype=bool)
    ring[edge:-edge, edge:-edge] = False
    return ring


@lru_cache(maxsize=48)
def _basis(shape: tuple[int, ...], terms: int) -> Floats:
    """The first of constant, slopes and curvatures over the picture, [height * width, terms]."""
    y = np.linspace(-1, 1, shape[0], dtype=np.float32)[:, None] + np.zeros(shape[1], dtype=np.float32)
    x = np.linspace(-1, 1, shape[1], dtype=np.float32)[None, :] + np.zeros((shape[0], 1), dtype=np.float32)
    return np.stack((np.ones_like(x), x, y, x * x, x * y, y * y)[:terms], axis=-1).reshape(-1, terms)


def _length(vectors: NDArray[np.floating]) -> Floats:
    """Euclidean length over the last axis, of three; numpy sums so short an axis slowly."""
    first, second, third = (vectors[..., axis] for axis in range(3))
    length: Floats = np.sqrt(first * first + second * second + third * third)
    return length


def _sample(skin: Bools) -> NDArray[np.intp]:
    """Evenly spread pixels of the skin. Args: bool [height, width]. Returns: flat indices, a few thousand."""
    at = np.flatnonzero(skin)
    return at[:: 1 + len(at) // _SAMPLES]


def _surface(lab: Floats, share: float, at: NDArray[np.intp]) -> Floats:
    """The skin's colour as it would be everywhere, from a robust fit to where skin is seen."""
    # Curvature seen on a small part of the picture says nothing of the rest.
    terms = 6 if share > 0.5 else 3 if share > 0.15 else 1
    basis = _basis(lab.shape[:2], terms)
    design, wanted = basis[at], lab.reshape(-1, 3)[at]
    weights = np.ones((len(at), 1), dtype=np.float32)
    steady = 1e-3 * np.eye(terms, dtype=np.float32)
    for _ in range(3):
        weighed = design * weights
        found = np.linalg.solve(weighed.T @ design + steady, weighed.T @ wanted)
        apart = ((wanted - design @ found) ** 2).sum(axis=1, keepdims=True)
        weights = 1 / (1 + apart / 16)
    surface: Floats = (basis @ found).reshape(lab.shape)
    return surface


def _weighing(sample: Floats) -> Floats:
    """What turns colour differences into multiples of the skin's own variation, [3, 3]."""
    near = (sample**2).sum(axis=1)
    sample = sample[near <= np.percentile(near, 85)]
    covariance = sample.T @ sample / len(sample) + _NO_DIFFERENCE
    values, vectors = np.linalg.eigh(covariance)
    weighing: Floats = (vectors / np.sqrt(values)).astype(np.float32)
    return weighing


def _guesses(lab: Floats, usable: Bools) -> list[Bools]:
    """Guesses at where skin is."""
    ring = border(lab.shape) & usable
    outer = np.median(lab[ring] if ring.any() else lab[usable], axis=0)
    apart = _length(lab - outer)
    like_border = usable & (apart <= otsu(apart[usable])[0])
    # A lesion that fills the picture leaves skin in the corners only: there, skin is the lighter part.
    lightness = lab[..., 0]
    light = usable & (lightness > otsu(lightness[usable])[0])
    yellow_red = usable & (lab[..., 1] < otsu(lab[..., 1][usable])[0])
    guesses: list[Bools] = []
    for guess in (like_border, light, yellow_red):
        is_new = all((guess ^ earlier).mean() > _SAME_GUESS for earlier in guesses)
        if is_new and guess.sum() > 0.02 * usable.sum():
            guesses.append(guess)
    return guesses or [usable]


def _score(mask: Bools, difference: Floats, contrast: float, usable: Bools) -> float:
    """Prefers clear contrast, a compact shape, a lesion darker than its skin and skin around it."""
    area = float(mask.sum())
    if area < 0.001 * mask.size or area > 0.97 * usable.sum():
        return 0.0
    outline = float((mask ^ morphology.eroded(mask)).sum())
    compact = min(1.0, 4 * np.pi * area / outline**2)
    ring = border(mask.shape) & usable
    free = 1 - float((mask & ring).sum()) / max(1, int(ring.sum()))
    darker = 1.0 if float(difference[..., 0][mask].mean()) < 0 else _LIGHTER
    return float(contrast * darker * (0.3 + compact) ** 0.5 * (0.35 + free))


def _follow(lab: Floats, skin: Bools, usable: Bools) -> Found:
    """What comes out when a guess at the skin is followed."""
    for _ in range(3):
        at = _sample(skin)
        difference = lab - _surface(lab, float(skin.mean()), at)
        apart = _length(difference @ _weighing(difference.reshape(-1, 3)[at]))
        values = apart[usable]
        cut, contrast = otsu(np.minimum(values, np.percentile(values, 99)))
        cut = max(_CUT * cut, _LEAST_CUT)
        mask = morphology.opened(usable & (apart > cut))
        bare = usable & ~morphology.dilated(mask, 2)
        # The same skin again would come out the same.
        if bare.sum() < 0.02 * usable.sum() or np.array_equal(bare, skin):
            break
        skin = bare
    return Found(mask, apart, cut, _score(mask, difference, contrast, usable))


def find(lab: Floats, usable: Bools) -> Found:
    """Finds the lesion.

    Args:
        lab: [height, width, 3], without hair, smoothed; 128 pixels are enough.
        usable: where skin or lesion is seen.

    Returns:
        The best outcome.
    """
    outcomes = [_follow(lab, guess, usable) for guess in _guesses(lab, usable)]
    return max(outcomes, key=lambda outcome: outcome.score)
