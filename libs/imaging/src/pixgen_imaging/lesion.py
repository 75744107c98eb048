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
from pixgen_imaging.medians import medians, percentile

Bools = NDArray[np.bool_]

_SAMPLES = 3000
_ROUNDS = 3
_CUT = 0.85  # of Otsu's, which comes out high when a lesion is dark inside and pale at its edge
_LEAST_CUT = 2.0  # times the skin's own variation
_LIGHTER = 0.75  # a lesion lighter than its skin is rarer
_SAME_GUESS = 0.06  # share of pixels; guesses that differ less come out alike
_NO_DIFFERENCE = np.diag([2.0, 1.0, 1.0])  # squared: what film, compression and sensor add


@dataclass(frozen=True)
class Found:
    """An outcome.

    Args:
        apart: how far each colour is from the skin's, in multiples of the skin's own variation.
        cut: what is further apart is lesion.
    """

    apart: Floats
    cut: float


def otsu(values: NDArray[np.floating], bins: int = 128) -> tuple[float, float]:
    """The cut that parts values into two groups of the least variance (N. Otsu, 1979).

    Args:
        values: any.
        bins: of the histogram.

    Returns:
        The cut, and the share of all variance that lies between the groups: 0 when all values are alike.
    """
    if values.size == 0:
        return 0.0, 0.0
    low, span = float(values.min()), float(values.max() - values.min())
    if span < 1e-6:
        return low, 0.0
    at = ((values - low) * (bins / span)).astype(np.intp)
    counts = np.bincount(np.minimum(at, bins - 1), minlength=bins)
    centres = low + (np.arange(bins) + 0.5) * (span / bins)
    share = np.cumsum(counts) / counts.sum()
    sums = np.cumsum(counts * centres) / counts.sum()
    # The last group holds everything.
    between = (sums[-1] * share[:-1] - sums[:-1]) ** 2 / (share[:-1] * (1 - share[:-1]))
    cut = int(np.argmax(between))
    total = float((counts * (centres - sums[-1]) ** 2).sum() / counts.sum())
    return low + (cut + 1) * (span / bins), float(between[cut]) / max(total, 1e-9)


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


def _squared(vectors: NDArray[np.floating]) -> Floats:
    """Squared length over the last axis, of three; numpy sums so short an axis slowly."""
    first, second, third = (vectors[..., axis] for axis in range(3))
    squared: Floats = first * first
    squared += second * second
    squared += third * third
    return squared


def _length(vectors: NDArray[np.floating]) -> Floats:
    """Euclidean length over the last axis, of three."""
    squared = _squared(vectors)
    return np.sqrt(squared, out=squared)


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
        apart: Floats = _squared(wanted - design @ found)
        weights = np.reciprocal(1 + apart / 16)[:, None]
    surface: Floats = (basis @ found).reshape(lab.shape)
    return surface


def _weighing(sample: Floats) -> Floats:
    """What turns colour differences into multiples of the skin's own variation, [3, 3]."""
    near = _squared(sample)
    usual = sample[near <= percentile(near, 85)]
    covariance = usual.T @ usual / len(usual) + _NO_DIFFERENCE
    values, vectors = np.linalg.eigh(covariance)
    weighing: Floats = (vectors / np.sqrt(values)).astype(np.float32)
    return weighing


def _guesses(lab: Floats, usable: Bools) -> list[Bools]:
    """Guesses at where skin is."""
    ring = border(lab.shape) & usable
    outer = medians(lab[ring] if ring.any() else lab[usable]).astype(np.float32)
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


def _apart(lab: Floats, skin: Bools, usable: Bools) -> tuple[Floats, Floats, float, float]:
    """Differences from the skin's colour, how far they are, where to cut, and how clear the cut is."""
    at = _sample(skin)
    difference = lab - _surface(lab, float(skin.mean()), at)
    apart = _length(difference @ _weighing(difference.reshape(-1, 3)[at]))
    values = apart[usable]
    cut, contrast = otsu(np.minimum(values, percentile(values, 99)))
    return difference, apart, max(_CUT * cut, _LEAST_CUT), contrast


def _follow(lab: Floats, skin: Bools, usable: Bools) -> tuple[float, Bools]:
    """What comes out when a guess at the skin is followed: how good it is, and the skin."""
    for _ in range(_ROUNDS):
        difference, apart, cut, contrast = _apart(lab, skin, usable)
        mask = morphology.opened(usable & (apart > cut))
        bare = usable & ~morphology.dilated(mask)
        # The same skin again would come out the same.
        if bare.sum() < 0.02 * usable.sum() or np.array_equal(bare, skin):
            break
        skin = bare
    return _score(mask, difference, contrast, usable), skin


def find(lab: Floats, usable: Bools) -> Found:
    """Finds the lesion: the skin at half the size, and from that the lesion at the whole.

    Args:
        lab: [height, width, 3], without hair, smoothed; 128 pixels are enough.
        usable: where skin or lesion is seen.

    Returns:
        The best outcome.
    """
    small, open_ = _halved(lab), usable[: len(lab) // 2 * 2 : 2, : lab.shape[1] // 2 * 2 : 2]
    if not open_.any():
        small, open_ = lab, usable
    outcomes = [_follow(small, guess, open_) for guess in _guesses(small, open_)]
    _, skin = max(outcomes, key=lambda outcome: outcome[0])
    seen = morphology.doubled(skin, usable.shape) & usable if small is not lab else skin
    _, apart, cut, _ = _apart(lab, seen if seen.any() else usable, usable)
    return Found(apart, cut)


def _halved(lab: Floats) -> Floats:
    """Means of two by two; an odd row or column is left out. Args: [h, w, 3]. Returns: half of it."""
    height, width = (edge // 2 * 2 for edge in lab.shape[:2])
    rows = lab[0:height:2] + lab[1:height:2]
    halved: Floats = (rows[:, 0:width:2] + rows[:, 1:width:2]) * np.float32(0.25)
    return halved
