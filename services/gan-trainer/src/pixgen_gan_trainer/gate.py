"""What speaks against publishing a version, from its measures (docs/serving.md)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pixgen_gan_trainer.measures import COLLAPSED, MEMORISED, OWN_EYES

_NEEDED = ("kid", "kid_low", "kid_high", "diversity_ratio", "nearest_ratio_median")


@dataclass(frozen=True)
class Finding:
    """Something that speaks against it.

    Args:
        word: for programs.
        text: for people.
    """

    word: str
    text: str

    def __str__(self) -> str:
        """Both, as they are sent and kept."""
        return f"{self.word}: {self.text}"


@dataclass(frozen=True)
class Subject:
    """What is compared of a version.

    Args:
        measures: of its run's last evaluation, as `Evaluator.measure` gives them.
        image_size: edge of its pictures, pixels.
    """

    measures: Mapping[str, Any]
    image_size: int


def findings(candidate: Subject, published: Subject | None) -> list[Finding]:
    """What speaks against publishing.

    Args:
        candidate: what is to be served.
        published: what is served now, if anything is.

    Returns:
        Nothing when it may be published.
    """
    measures = candidate.measures
    if not _is_measured(measures):
        return [Finding("not_measured", "Its run has no whole evaluation.")]
    found = []
    if measures["diversity_ratio"] < COLLAPSED:
        said = f"Its pictures vary {measures['diversity_ratio']:.2f} times as much as real ones."
        found.append(Finding("collapse", f"{said} At least {COLLAPSED} is wanted."))
    if measures["nearest_ratio_median"] < MEMORISED:
        said = f"Half of its pictures are within {measures['nearest_ratio_median']:.2f} of the usual distance"
        found.append(Finding("memorised", f"{said} of a training picture. At least {MEMORISED} is wanted."))
    if published is not None:
        found += _compared(candidate, published)
    return found


def _compared(candidate: Subject, published: Subject) -> list[Finding]:
    """KIDs of other features, or of other sizes, have nothing to do with each other."""
    mine, other = candidate.measures, published.measures
    eyes = mine.get("features")
    is_alike = eyes == other.get("features") and candidate.image_size == published.image_size
    # The discriminator's features are each run's own.
    if not is_alike or eyes == OWN_EYES or not _is_measured(other):
        said = "Its KID cannot be compared with that of the published version: the features, the size of"
        return [Finding("not_comparable", f"{said} the pictures or the measures are not the same.")]
    if mine["kid"] <= other["kid_high"]:
        return []
    said = f"Its KID is {mine['kid']:.4g}; the published version's is {other['kid']:.4g}, at most"
    return [Finding("kid_worse", f"{said} {other['kid_high']:.4g} with 95 % certainty.")]


def _is_measured(measures: Mapping[str, Any]) -> bool:
    values = [measures.get(name) for name in _NEEDED]
    return all(isinstance(value, int | float) and math.isfinite(value) for value in values)
