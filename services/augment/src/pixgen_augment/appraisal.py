"""What is to be said of a content picture and of its result: refusals before, warnings after."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pixgen_common.errors import Code, PixGenError

from pixgen_augment.measures import Measures
from pixgen_augment.regions import Regions
from pixgen_augment.targets import Target
from pixgen_augment.tone_transfer import no_skin

_WARNED_CLIPPED, _REFUSED_CLIPPED = 0.05, 0.20
_FULL_FIELD = 0.6
_LIGHTER = 3.0  # L*
_SAME_TONE = 1.0  # degrees
_MOST_TONE_ERROR = 5.0  # degrees
_MOST_CONTRAST, _LEAST_DENSITY, _LEAST_COLOUR = 1.05, 0.8, 0.34
_MOST_NEW_BLUE = 0.02
_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "little_skin": "too little bare skin is seen",
        "over_exposed": "too much of it is over-exposed",
        "under_exposed": "it is too dark",
        "b_not_positive": "it is bluish",
        "colour_cast": "light or camera gave it a strong cast",
    }
)


@dataclass(frozen=True)
class Warning:  # noqa: A001 - the contract's own name
    """Something that whoever uses a result should know. Args: a word for programs, a sentence for people."""

    code: str
    message: str


def refuse(regions: Regions) -> None:
    """Refuses a content whose skin cannot be measured, before any work is spent on it.

    Args:
        regions: of the content.

    Raises:
        PixGenError: unprocessable: ``tone.no_skin``, ``tone.over_exposed``.
    """
    if regions.skin_fraction == 0 or regions.tone.skin_lab is None:
        raise no_skin()
    if regions.clipped_fraction > _REFUSED_CLIPPED:
        message = (
            f"{regions.clipped_fraction:.0%} of the skin is over-exposed, so its tone cannot be known. "
            "A picture with less light is needed."
        )
        raise PixGenError(Code.UNPROCESSABLE, message, reason="tone.over_exposed")


def appraise(regions: Regions, target: Target, measures: Measures | None = None) -> tuple[Warning, ...]:
    """The warnings that belong to a result.

    Args:
        regions: of the content.
        target: what its skin was to become.
        measures: of the result; without them only what the content shows is said.

    Returns:
        Warnings, in a fixed order; empty when there is nothing to say.
    """
    return (*_of_content(regions), *_of_result(regions, target, measures))


def _of_content(regions: Regions) -> Iterator[Warning]:
    reason = regions.tone.reason
    if reason is not None:
        yield Warning("tone_unreliable", f"The skin's tone is not to be relied on: {_REASONS[reason]}.")
    if regions.clipped_fraction > _WARNED_CLIPPED:
        yield Warning("over_exposed", f"{regions.clipped_fraction:.0%} of the skin is over-exposed.")
    if reason in {"colour_cast", "b_not_positive"}:
        yield Warning("colour_cast", "The light or the camera gave the skin a colour that skin has not.")
    if regions.lesion_fraction > _FULL_FIELD:
        yield Warning(
            "full_field_lesion", "Hardly any skin is seen beside the lesion, or the two were confused."
        )
    if _is_lighter(regions):
        yield Warning(
            "lesion_lighter_than_skin",
            "The lesion is lighter than its skin; on darker skin it would stand out more than is shown.",
        )
    if regions.lesion_fraction == 0:
        yield Warning("no_lesion", "No lesion was found, so it could not be measured how far it is kept.")


def _is_lighter(regions: Regions) -> bool:
    """A patch without pigment stays as it is on darker skin, which a layer over all of it cannot show."""
    lesion, skin = regions.lesion_lab, regions.tone.skin_lab
    return lesion is not None and skin is not None and lesion[0] > skin[0] + _LIGHTER


def _of_result(regions: Regions, target: Target, measures: Measures | None) -> Iterator[Warning]:
    own = regions.tone.ita_deg
    if own is not None and target.ita_deg > own + _SAME_TONE:
        yield Warning("style_lighter_than_content", "The target is lighter than the content's own skin.")
    if measures is None:
        return
    if _has_lost_contrast(measures):
        yield Warning("lesion_contrast_lost", "The lesion stands out less from its skin than it did.")
    if measures.tone_error_deg is not None and measures.tone_error_deg > _MOST_TONE_ERROR:
        yield Warning("target_missed", f"The skin is {measures.tone_error_deg:.0f} degrees off the target.")
    if measures.new_blue is not None and measures.new_blue > _MOST_NEW_BLUE:
        yield Warning("new_blue", f"{measures.new_blue:.0%} of the lesion has become blue.")


def _has_lost_contrast(measures: Measures) -> bool:
    """A lesion nearer to its skin in density, or in colour by more than melanin over it explains."""
    contrast, density, colour = measures.contrast, measures.density_kept, measures.colour_contrast_kept
    return (
        (contrast is not None and contrast > _MOST_CONTRAST and density is not None and density < 1)
        or (density is not None and density < _LEAST_DENSITY)
        or (colour is not None and colour < _LEAST_COLOUR)
    )
