"""How far a result keeps what it should; the measures of docs/style-transfer.md.

SSIM: Z. Wang et al., IEEE Trans Image Process 13 (2004) 600-612, Gaussian window, K .01 and .03.
Delta E: CIE 1976 (CIE 15:2018, 8.2.2), between the medians of lesion and skin.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pixgen_imaging import colour
from pixgen_imaging.colour import Floats
from pixgen_imaging.medians import median, medians
from pixgen_imaging.smoothing import blurred
from pixgen_imaging.tone import ita

from pixgen_augment.regions import Bools, Picture, Regions, enlarged, reduced
from pixgen_augment.targets import Target

_LEAST_PIXELS = 16
_SAMPLES = 20_000
_LEAST_CONTRAST = 1e-3
_LEAST_LIGHT = np.float32(4e-5)  # relative luminance, an eighth of a code's
_LEAST_SPREAD = 1e-12  # variance
_BLUE = -2.0


@dataclass(frozen=True)
class Measures:
    """What was measured at 512 px long edge with the content's masks; None for want of a lesion or of skin.

    Args:
        content_ita_deg: degrees, of the content's skin.
        result_ita_deg: degrees, of the result's skin.
        target_ita_deg: degrees.
        tone_error_deg: abs(result - target), degrees.
        gradient_correlation: Pearson r of the L* gradient magnitudes.
        structure: SSIM of L* after division by its skin median.
        contrast: median L* of lesion over skin, result over content.
        colour_contrast_kept: Delta E of lesion to skin, result over content.
        density_kept: log luminance contrast, result over content.
        new_blue: share of lesion pixels with b* < -2 that had none.
        skin_fraction: share of the picture, 0 to 1.
        lesion_fraction: share of the picture, 0 to 1.
        clipped_fraction: share of skin pixels that are clipped, 0 to 1.
    """

    content_ita_deg: float | None
    result_ita_deg: float | None
    target_ita_deg: float | None
    tone_error_deg: float | None
    gradient_correlation: float | None
    structure: float | None
    contrast: float | None
    colour_contrast_kept: float | None
    density_kept: float | None
    new_blue: float | None
    skin_fraction: float
    lesion_fraction: float
    clipped_fraction: float


def measure(content: Picture, result: Picture, regions: Regions, target: Target | None) -> Measures:
    """Measures a result against its content.

    Args:
        content: [height, width, 3], sRGB.
        result: [height, width, 3], sRGB; another size is scaled to the content's.
        regions: of the content.
        target: what the skin was to become (at the strength used: see tone_transfer.at_strength); None when
            there was none.

    Returns:
        The measures.
    """
    small = reduced(content)
    at = [_sample(mask, small.shape) for mask in (regions.skin, regions.lesion)]
    before, after = (_View(picture, *at) for picture in (small, sized(result, small.shape)))
    reached, wanted = after.ita_deg, target.ita_deg if target else None
    return Measures(
        content_ita_deg=before.ita_deg,
        result_ita_deg=reached,
        target_ita_deg=wanted,
        tone_error_deg=abs(reached - wanted) if reached is not None and wanted is not None else None,
        gradient_correlation=_correlation(_gradient(before.lightness), _gradient(after.lightness)),
        structure=_structure(before, after),
        contrast=_quotient(after.lightness_contrast, before.lightness_contrast),
        colour_contrast_kept=_quotient(after.colour_contrast, before.colour_contrast),
        density_kept=_quotient(after.density, before.density),
        new_blue=_new_blue(before, after),
        skin_fraction=regions.skin_fraction,
        lesion_fraction=regions.lesion_fraction,
        clipped_fraction=regions.clipped_fraction,
    )


class _View:
    """A picture at the working size with what is read off it.

    Args:
        picture: [height, width, 3], sRGB.
        skin: where skin is sampled, flat indices.
        lesion: where the lesion is.
    """

    def __init__(self, picture: Picture, skin: NDArray[np.intp], lesion: NDArray[np.intp]) -> None:
        light = np.maximum(colour.luminance(picture), _LEAST_LIGHT)
        self.lightness = colour.lightness(light)
        colours = picture.reshape(-1, 3)
        skin_colours, self.lesion = (colour.to_lab(colours.take(at, axis=0)) for at in (skin, lesion))
        self.skin_lab, lesion_lab = _median(skin_colours), _median(self.lesion)
        self.ita_deg = self.lightness_contrast = self.colour_contrast = self.density = None
        if self.skin_lab is None:
            return
        self.ita_deg = ita(float(self.skin_lab[0]), float(self.skin_lab[2]))
        if lesion_lab is None:
            return
        self.lightness_contrast = float(lesion_lab[0] / max(1.0, self.skin_lab[0]))
        self.colour_contrast = float(np.sqrt(((lesion_lab - self.skin_lab) ** 2).sum()))
        on_skin, on_lesion = (median(light.take(at)) for at in (skin, lesion))
        self.density = float(np.log(on_skin / on_lesion))


def _sample(mask: Bools, shape: tuple[int, ...]) -> NDArray[np.intp]:
    """Where a mask is, evenly thinned: medians of a sample are as good. Returns: flat indices."""
    at = np.flatnonzero(enlarged(mask, shape))
    return at[:: 1 + len(at) // _SAMPLES]


def sized(picture: Picture, shape: tuple[int, ...]) -> Picture:
    """A picture at another size. Args: [height, width, 3]; shape wanted. Returns: means where it shrinks."""
    if picture.shape == shape:
        return picture
    return np.asarray(Image.fromarray(picture).resize((shape[1], shape[0]), Image.Resampling.BOX))


def _median(colours: Floats) -> NDArray[np.float64] | None:
    """Of each coordinate. Args: [n, 3]. Returns: [3]; None when there are hardly any."""
    return medians(colours) if len(colours) >= _LEAST_PIXELS else None


def _quotient(after: float | None, before: float | None) -> float | None:
    """None where there is nothing to keep: no lesion, no skin, or no contrast between them."""
    if after is None or before is None or abs(before) < _LEAST_CONTRAST:
        return None
    return after / before


def _gradient(lightness: Floats) -> Floats:
    """Twice the magnitude of the gradient of L*, by central differences; one-sided ones at the border."""
    down, across = _difference(lightness), _difference(lightness.T).T
    down *= down
    down += across * across
    return np.sqrt(down, out=down)


def _difference(values: Floats) -> Floats:
    """From the row before to the row after."""
    found: Floats = np.zeros_like(values)
    if len(values) > 1:
        np.subtract(values[2:], values[:-2], out=found[1:-1])
        found[0], found[-1] = 2 * (values[1] - values[0]), 2 * (values[-1] - values[-2])
    return found


def _correlation(one: Floats, other: Floats) -> float | None:
    """Pearson's r; None when either is constant."""
    one, other = (
        values.ravel() - values.mean(dtype=np.float64).astype(np.float32) for values in (one, other)
    )
    spread = [float(np.dot(values, values)) for values in (one, other)]
    if min(spread) < _LEAST_SPREAD * one.size:
        return None
    return float(np.dot(one, other)) / float(np.sqrt(spread[0] * spread[1]))


def _structure(before: _View, after: _View) -> float | None:
    """SSIM of L* over the median of the skin's, so that a darker picture of the same structure has 1."""
    if before.skin_lab is None or after.skin_lab is None:
        return None
    one = before.lightness / np.float32(max(1.0, float(before.skin_lab[0])))
    other = after.lightness / np.float32(max(1.0, float(after.skin_lab[0])))
    return _ssim(one, other, max(float(one.max() - one.min()), 1e-3))


def _ssim(one: Floats, other: Floats, span: float) -> float:
    """Mean structural similarity. Args: two fields; the span of their values. Returns: at most 1."""
    mean_one, mean_other = (blurred(values, 1.5, truncate=3.5) for values in (one, other))
    product = mean_one * mean_other
    squares = mean_one * mean_one
    squares += mean_other * mean_other
    # Only the sum of both variances is needed, and blurring is linear.
    power = one * one
    power += other * other
    within = blurred(power, 1.5, truncate=3.5)
    within -= squares
    between = blurred(one * other, 1.5, truncate=3.5)
    between -= product
    small, smaller = np.float32((0.01 * span) ** 2), np.float32((0.03 * span) ** 2)
    likeness = (2 * product + small) * (2 * between + smaller)
    likeness /= (squares + small) * (within + smaller)
    return float(likeness.mean())


def _new_blue(before: _View, after: _View) -> float | None:
    """Share of lesion pixels that have become blue."""
    if len(before.lesion) < _LEAST_PIXELS:
        return None
    is_blue = [view.lesion[..., 2] < _BLUE for view in (before, after)]
    return float((is_blue[1] & ~is_blue[0]).mean())
