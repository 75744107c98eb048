"""How far a result keeps what it should; the measures of docs/style-transfer.md."""

from dataclasses import dataclass

from pixgen_augment.regions import Picture, Regions
from pixgen_augment.targets import Target


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
    raise NotImplementedError
